"""What stands of an incident at an instant: its breaches, its playbook, who is to act."""

import dataclasses
import datetime as dt

import pytest

from dashboard.errors import WorkspaceError
from dashboard.ledger import acts
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.incidents.case import case, cases
from dashboard.practice.incidents.near import near
from tests.practice.incidents.told import CHAT, DAY, HOUR, INCIDENT, LOW, OPENED, began, on_it
from tests.worlds import NOW, SOP, bad_rows, make_world

LOOKED = on_it(acts.StepDone, step="find")
UNDONE = on_it(acts.StepReopened, step="find")
RESOLVED = on_it(acts.IncidentResolved, comment="Rolled back")
REOPENED = on_it(acts.IncidentReopened, comment="It came back")
WRITTEN = on_it(acts.PostMortemWritten, happened="It fell", cause="2.0", lessons=("nothing",))
REVIEWED = on_it(acts.IncidentReviewed)


def steps(found):
    return [(s.step.id, s.holding.party, s.due, s.overdue, s.late) for s in found.steps]


def test_its_steps_have_the_person_who_holds_the_role_now_and_are_due_from_its_opening(breaching):
    found = case(breaching, began(), "i1", OPENED + 5 * HOUR)
    assert steps(found) == [
        ("find", "mei", OPENED + 4 * HOUR, True, False),
        ("undo", "cto", OPENED + DAY, False, False),
    ]
    assert [hop.because for hop in found.steps[0].holding.hops] == [
        "is named for analysis", "is the first of ML team who is there",
    ]  # fmt: skip
    assert found.next_step.step.id == "find"
    assert [s.step.id for s in found.overdue] == ["find"]


def test_a_step_done_too_late_was_late_and_is_not_overdue(breaching):
    found = case(breaching, began((6 * HOUR, "bo", LOOKED)), "i1", NOW)
    assert [(s.overdue, s.late) for s in found.steps] == [(False, True), (True, False)]
    assert found.next_step.step.id == "undo"
    done = case(breaching, began((6 * HOUR, "bo", LOOKED), (7 * HOUR, "bo", RESOLVED)), "i1", NOW)
    assert (done.overdue, done.next_step) == ((), None)


def test_a_step_given_to_somebody_is_theirs_unless_they_are_away(tmp_path):
    people = (
        "people: [{id: mei, name: Mei}, {id: ml, name: ML, members: [mei]}, {id: cto, name: Chris}, "
        "{id: bo, name: Bo}, {id: ola, name: Ola, absences: [{from: 2026-03-10, until: 2026-03-20, deputy: cto}]}]\n"
    )
    world = make_world(tmp_path, SOP, bad_rows(), people=people)
    given = began((HOUR, "mei", on_it(acts.StepReassigned, step="find", who="ola")))
    assert [case(world, given, "i1", at).steps[0].holding.party for at in (OPENED + DAY, NOW)] == ["ola", "cto"]


def test_its_breaches_are_those_of_the_numbers_of_today_open_ones_first(breaching):
    joined = began((10 * DAY, "mei", on_it(acts.BreachAttached, breach=LOW, level="warning")))
    found = case(breaching, joined, "i1", NOW)
    assert [b.ref for b in found.breaches] == [CHAT, LOW]
    assert found.open_breaches == found.breaches
    assert {b.followed.incident.id for b in found.breaches} == {"i1"}


def test_a_breach_restated_to_another_beginning_is_still_in_it(breaching):
    moved = CHAT.model_copy(update={"since": CHAT.since + DAY, "fired_at": CHAT.fired_at + DAY})
    found = case(breaching, began(incident=INCIDENT.model_copy(update={"breaches": (moved,)})), "i1", NOW)
    assert [b.ref for b in found.breaches] == [CHAT]


def test_it_says_when_its_version_is_not_there_any_more(breaching):
    gone = INCIDENT.model_copy(update={"version": dt.date(2025, 1, 1)})
    found = case(breaching, began(incident=gone), "i1", NOW)
    assert (found.law, found.response, found.steps, found.expected.holding.party) == (None, None, (), "cto")


def test_one_opened_by_hand_without_anything_is_the_sops_owners(breaching):
    bare = acts.IncidentOpened(incident="i1", sop="assistant", title="Odd mail", level="warning")
    found = case(breaching, began(incident=bare), "i1", NOW)
    assert (found.expected.holding.party, found.since) == ("cto", OPENED)


def test_one_of_an_sop_that_no_file_states_any_more_is_shown_and_is_nobodys(breaching):
    gone = acts.IncidentOpened(incident="i1", sop="gone", response="r", title="Old", level="warning")
    found = case(breaching, began(incident=gone), "i1", NOW)
    assert (found.sop_title, found.steps, found.breaches) == ("gone", (), ())
    assert (found.expected.holding.name, found.expected.lost) == ("nobody", True)


def test_there_is_none_before_it_was_opened_and_a_name_misspelt_is_told(breaching):
    assert cases(breaching, began(), OPENED - HOUR) == cases(breaching, NO_ACTS, NOW) == ()
    with pytest.raises(WorkspaceError, match="there is no incident 'i2'; known: i1"):
        case(breaching, began(), "i2", NOW)


def test_as_of_an_instant_only_what_was_done_by_then_counts(breaching):
    done = [LOOKED, UNDONE, LOOKED, RESOLVED, REOPENED, RESOLVED, WRITTEN, REVIEWED]
    told = began(*(((n + 1) * HOUR, "mei", act) for n, act in enumerate(done)))
    for n in range(len(done) + 1):
        then = case(breaching, told, "i1", OPENED + n * HOUR + HOUR / 2).incident
        real = began(*(((k + 1) * HOUR, "mei", act) for k, act in enumerate(done[:n]))).incidents["i1"]
        assert then == dataclasses.replace(real, steps=then.steps)
        assert {id: s for id, s in then.steps.items() if s.closed} == {
            id: s for id, s in real.steps.items() if s.closed
        }


def test_those_under_way_come_first_critical_ones_before_then_what_asks_for_its_post_mortem(breaching):
    def opened(id, level):
        return acts.IncidentOpened(incident=id, sop="assistant", title=id, level=level)

    def on(id, kind, **more):
        return kind(incident=id, **more)

    words = {"happened": "a", "cause": "b", "lessons": ("nothing",)}
    done = [opened("warning", "warning"), opened("young", "critical")]
    for id in ("resolved", "written", "reviewed"):
        done += [opened(id, "critical"), on(id, acts.IncidentResolved, comment="x")]
        done += [on(id, acts.PostMortemWritten, **words)] if id != "resolved" else []
    done += [on("reviewed", acts.IncidentReviewed)]
    told = began(*(((n + 1) * HOUR, "mei", act) for n, act in enumerate(done)))
    found = cases(breaching, told, NOW)
    assert [c.id for c in found] == ["i1", "young", "warning", "resolved", "written", "reviewed"]
    assert [c.wants_post_mortem for c in found] == [False, False, False, True, False, False]
    assert [c.expected.because if c.expected else "" for c in found[3:]] == [
        "resolved it, and is asked to write the post-mortem",
        "resolved it, and is asked to review the post-mortem",
        "",
    ]


def test_what_happened_near_in_time_is_suggested_and_called_that(breaching):
    told = began()
    [deployed] = near(breaching, case(breaching, told, "i1", NOW), NOW)
    assert (deployed.event.title, deployed.words) == ("Release 2.0", "near in time: 8 days before it began")
    linked = began((HOUR, "mei", on_it(acts.EventAttached, event=deployed.event)))
    assert near(breaching, case(breaching, linked, "i1", NOW), NOW) == ()
    assert near(breaching, case(breaching, told, "i1", NOW), dt.datetime(2026, 2, 1)) == ()
