"""How things stand after some acts."""

from dashboard.ledger import acts
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Acts
from tests.ledger.cast import (
    ACKNOWLEDGED,
    ACTION,
    COUNTERSIGNED,
    DAY,
    DONE,
    LATENCY,
    MONDAY,
    OPENED,
    RECALL,
    REVIEW,
    SIGNED,
    accepted,
    after,
    all_of,
    decided,
    following,
    noted,
)


def holding(state: Acts, breach=RECALL, days: int = 1):
    return [a for a in state.handled_as(breach).acceptances if a.holds(MONDAY + days * DAY)]


def test_nothing_was_done_about_a_breach_that_nobody_touched():
    handled = NO_ACTS.handled_as(RECALL)
    assert (handled.ref, handled.acknowledged, handled.acceptances) == (RECALL, None, ())


def test_an_acknowledgement_says_who_when_and_what():
    state = after((acts.Acknowledged(breach=RECALL, comment="Looking"), "bo"))
    mark = state.handled_as(RECALL).acknowledged
    assert (mark.seq, mark.by, mark.at, mark.text) == (1, "bo", MONDAY, "Looking")
    assert state.touched[ACKNOWLEDGED.concerns[0]] is mark


def test_a_withdrawn_acknowledgement_is_none():
    state = after(ACKNOWLEDGED, acts.AcknowledgementWithdrawn(breach=RECALL))
    assert state.handled_as(RECALL).acknowledged is None


def test_episodes_of_one_track_stand_in_their_order():
    late, early = (RECALL.model_copy(update={"since": MONDAY + n * DAY}) for n in (9, -9))
    state = after(*(acts.Acknowledged(breach=breach) for breach in (RECALL, late, early)))
    assert [handled.ref for handled in state.handled[RECALL.track]] == [early, RECALL, late]
    assert state.handled_as(early).acknowledged.seq == 3


def test_a_later_acceptance_ends_the_one_before():
    state = after(accepted(7), accepted(14))
    first, second = state.handled_as(RECALL).acceptances
    assert first.ended == second.mark
    assert holding(state) == [second]


def test_an_acceptance_that_ran_out_was_not_ended_by_the_next():
    state = after(accepted(1))
    state = fold(state, [following(state, accepted(14), at=MONDAY + 2 * DAY)])
    assert [a.ended for a in state.handled_as(RECALL).acceptances] == [None, None]


def test_two_never_hold_at_once_where_a_clock_was_set_back():
    state = after(accepted(20))
    state = fold(state, [following(state, acts.AcceptanceEnded(breach=RECALL), at=MONDAY + 12 * DAY)])
    state = fold(state, [following(state, accepted(20), at=MONDAY + 9 * DAY)])
    assert [len(holding(state, days=n)) for n in (8, 9, 11, 13)] == [1, 1, 1, 1]


def test_a_decision_taken_back_takes_its_acceptance_with_it():
    state = after(decided("accept"), decided(None))
    assert holding(state) == []
    assert state.handled_as(RECALL).decisions == ()
    assert state.proceedings(REVIEW).decisions == {}


def test_a_decision_taken_back_without_the_breach_does_so_too():
    state = after(decided("accept"), decided(None, breach=None))
    assert holding(state) == []
    assert state.touched[accepted().concerns[0]].seq == 2


def test_a_decision_that_moves_to_another_breach_leaves_the_first():
    state = after(decided("accept"), decided("accept", breach=LATENCY))
    assert holding(state) == []
    assert len(holding(state, LATENCY)) == 1
    assert state.handled_as(RECALL).decisions == ()


def test_a_decision_taken_back_leaves_an_acceptance_that_is_not_its_own():
    state = after(decided("accept"), (accepted(9), "bo"), decided(None))
    assert [a.mark.by for a in holding(state)] == ["bo"]


def test_a_decision_on_another_item_leaves_the_acceptance():
    state = after(decided("accept", "i1"), decided("act", "i2"))
    assert len(holding(state)) == 1
    assert [d.item for d in state.handled_as(RECALL).decisions] == ["i1", "i2"]


def test_a_note_takes_the_place_of_the_one_before_and_an_empty_one_takes_it_away():
    assert after(noted("one"), noted("two")).proceedings(REVIEW).notes["i1"].text == "two"
    assert after(noted("one"), noted("")).proceedings(REVIEW).notes == {}


def test_a_sitting_knows_what_happened_in_it():
    people = acts.Attended(sitting=REVIEW, people=("mei", "bo"))
    correction = acts.SittingCorrected(sitting=REVIEW, text="It was 2 %")
    held = after(OPENED, people, ACTION, SIGNED, (COUNTERSIGNED, "bo"), correction).proceedings(REVIEW)
    assert (held.opened.seq, held.attendees, held.actions) == (1, ("mei", "bo"), ("a1",))
    assert (held.signed.seq, held.signed_as, held.document_hash) == (4, "chair", SIGNED.document_hash)
    assert (held.countersigned.by, [mark.text for mark in held.corrections]) == ("bo", ["It was 2 %"])
    assert held.changed.seq == 6


def test_an_action_remembers_how_it_went():
    moved = acts.ActionMoved(action="a1", due=(MONDAY + DAY).date(), comment="Bo was ill")
    given = acts.ActionReassigned(action="a1", who="ana")
    action = after(ACTION, moved, given, (DONE, "ana")).actions["a1"]
    assert (action.state, action.closed.by, action.who, action.due) == ("done", "ana", "ana", (MONDAY + DAY).date())
    assert action.first_due == MONDAY.date()
    assert [(kind, mark.text) for kind, mark in action.changes] == [
        ("action_moved", "2026-03-16 → 2026-03-17: Bo was ill"), ("action_reassigned", "bo → ana"), ("action_done", ""),
    ]  # fmt: skip


def test_an_action_on_a_breach_is_found_by_its_track():
    state = after(ACTION.model_copy(update={"breach": RECALL}))
    assert state.actions_on[RECALL.track] == ("a1",)


def test_a_change_of_an_action_that_never_was_changes_nothing_else():
    state = all_of([following(NO_ACTS, DONE)])
    assert (state.actions, state.length) == ({}, 1)
