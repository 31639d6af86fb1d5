"""What is refused, and in which words."""

import datetime as dt

import pytest

from dashboard.ledger import acts
from dashboard.ledger.refusal import objection
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
    decided,
    noted,
)

WITHDRAWN = acts.AcknowledgementWithdrawn(breach=RECALL)
ENDED = acts.AcceptanceEnded(breach=RECALL)
CORRECTED = acts.SittingCorrected(sitting=REVIEW, text="It was 2 %")
DROPPED = acts.ActionDropped(action="a1")
REOPENED = acts.ActionReopened(action="a1")


def why(state, act, by="bo", seen=None, at=MONDAY + DAY) -> str | None:
    refused = objection(state, act, by, seen, at)
    return str(refused) if refused else None


@pytest.mark.parametrize(
    ("done", "act", "said"),
    [
        ((ACKNOWLEDGED,), ACKNOWLEDGED, "already acknowledged by mei at 10:04 on 2026-03-16 UTC"),
        ((), WITHDRAWN, "it is not acknowledged"),
        ((ACKNOWLEDGED, WITHDRAWN), WITHDRAWN, "it is not acknowledged"),
        ((acts.Acknowledged(breach=LATENCY),), WITHDRAWN, "it is not acknowledged"),
        ((), accepted(1), "10:04 on 2026-03-17 UTC is past already: a breach is accepted until a later date"),
        ((), decided("accept", days=0), "10:04 on 2026-03-16 UTC is past already: a breach is accepted until a later "
                                        "date"),
        ((), decided("accept").model_copy(update={"until": None}), "a breach is accepted until a date; this one has "
                                                                   "none"),
        ((), ENDED, "it is not accepted"),
        ((accepted(), (ENDED, "ana")), ENDED, "its acceptance was already ended by ana at 10:05 on 2026-03-16 UTC"),
        ((accepted(1),), ENDED, "its acceptance ended at 10:04 on 2026-03-17 UTC"),
        ((OPENED,), OPENED, "already opened by mei at 10:04 on 2026-03-16 UTC"),
        ((SIGNED,), SIGNED, "already signed by mei at 10:04 on 2026-03-16 UTC"),
        ((SIGNED,), noted("late"), "already signed by mei at 10:04 on 2026-03-16 UTC"),
        ((SIGNED,), decided("act"), "already signed by mei at 10:04 on 2026-03-16 UTC"),
        ((SIGNED,), ACTION, "already signed by mei at 10:04 on 2026-03-16 UTC"),
        ((OPENED,), COUNTERSIGNED, "this sitting is not signed yet"),
        ((OPENED,), CORRECTED, "this sitting is not signed yet"),
        (((SIGNED, "bo"),), COUNTERSIGNED, "the one who signed cannot countersign; somebody else has to"),
        ((SIGNED, (COUNTERSIGNED, "ana")), COUNTERSIGNED, "already countersigned by ana at 10:05 on 2026-03-16 UTC"),
        ((), DONE, "there is no action 'a1'"),
        ((ACTION,), ACTION, "an action of that id was already added by mei at 10:04 on 2026-03-16 UTC"),
        ((ACTION, DONE), DONE, "already done by mei at 10:05 on 2026-03-16 UTC"),
        ((ACTION, DROPPED), DONE, "already dropped by mei at 10:05 on 2026-03-16 UTC"),
        ((ACTION, DONE), acts.ActionMoved(action="a1", due=MONDAY.date()), "already done by mei at 10:05 on 2026-03-16 "
                                                                           "UTC"),
        ((ACTION,), REOPENED, "it is open already"),
        ((), ACTION.model_copy(update={"who": " "}), "an action needs somebody who does it"),
        ((), ACTION.model_copy(update={"what": ""}), "an action needs words for what is to be done"),
        ((ACTION,), acts.ActionReassigned(action="a1", who=""), "an action needs somebody who does it"),
        ((SIGNED,), acts.SittingCorrected(sitting=REVIEW, text="\n"), "a correction needs words"),
        ((), noted("x" * 20_001), "the text has 20,001 characters; 20,000 are the most"),
        ((), ACTION.model_copy(update={"what": "x" * 2_001}), "what is to be done has 2,001 characters; 2,000 are the "
                                                              "most"),
        ((), noted("a\0b"), "the text holds a character that cannot be kept (NUL, or half of a pair)"),
        ((), noted("a\ud83d"), "the text holds a character that cannot be kept (NUL, or half of a pair)"),
        ((), acts.Attended(sitting=REVIEW, people=("a\0",)), "the text holds a character that cannot be kept (NUL, or "
                                                             "half of a pair)"),
    ],
)  # fmt: skip
def test_what_cannot_follow_is_refused(done, act, said):
    assert why(after(*done), act) == said


@pytest.mark.parametrize(
    ("done", "act"),
    [
        ((ACKNOWLEDGED, WITHDRAWN), ACKNOWLEDGED),
        ((ACKNOWLEDGED,), acts.Acknowledged(breach=LATENCY)),
        ((ACKNOWLEDGED,), WITHDRAWN),
        ((accepted(),), accepted(14)),
        ((accepted(),), ENDED),
        ((decided("accept"),), decided(None)),
        ((), noted("x" * 20_000)),
        ((), noted("👍 é")),
        ((SIGNED,), COUNTERSIGNED),
        ((SIGNED, COUNTERSIGNED), CORRECTED),
        ((ACTION, SIGNED), DONE),
        ((ACTION, DONE), REOPENED),
    ],
)
def test_what_can_follow_is_not(done, act):
    assert why(after(*done), act) is None


def test_nobody_is_nobody():
    assert why(after(), ACKNOWLEDGED, by=" ") == "nobody is named who does this"


@pytest.mark.parametrize(
    "act", [noted("mine"), acts.Attended(sitting=REVIEW, people=("bo",)), accepted(), decided("act"), DONE]
)
def test_of_two_who_saw_the_same_the_second_is_told_who_was_first(act):
    state = after(ACTION, OPENED)
    assert why(state, act, seen=state.length) is None
    changed = after((act, "ana"), state=state)
    refused = objection(changed, act, "bo", state.length, MONDAY)
    assert refused.mark.by == "ana"
    assert str(refused).endswith("by ana at 10:06 on 2026-03-16 UTC")


def test_who_saw_the_change_may_change_it_again():
    state = after(noted("one"))
    assert why(state, noted("two"), seen=0) == "changed meanwhile by mei at 10:04 on 2026-03-16 UTC"
    assert why(state, noted("two"), seen=1) is None


def test_a_change_of_something_else_does_not_matter():
    assert why(after(noted("one", "i1")), noted("two", "i2"), seen=0) is None


@pytest.mark.parametrize("act", [noted("late"), decided("act"), ACTION, acts.Attended(sitting=REVIEW, people=("bo",))])
def test_a_signature_is_refused_if_its_sitting_changed_after_what_the_chair_saw(act):
    state = after(OPENED, (act, "ana"))
    assert why(state, SIGNED, seen=1) == "changed meanwhile by ana at 10:05 on 2026-03-16 UTC"
    assert why(state, SIGNED, seen=2) is None


def test_a_signature_is_not_refused_for_what_happened_elsewhere():
    assert why(after(OPENED, accepted(breach=LATENCY)), SIGNED, seen=1) is None


def test_without_the_instant_the_questions_of_time_are_left_out():
    assert objection(after(), accepted(-1), "bo", None) is None
    assert objection(after(), accepted(-1), "bo", None, MONDAY - dt.timedelta(days=2)) is None
