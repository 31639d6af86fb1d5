"""Whoever looks at an open breach sees exactly one person who is expected to act on it now."""

import dataclasses
import datetime as dt
from collections import OrderedDict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE, BreachRef
from dashboard.ledger.refusal import objection
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.incidents.opening import due
from dashboard.practice.ownership import is_there, ownership
from dashboard.practice.world import World
from dashboard.sop.load import Library
from dashboard.sop.model import People, Sop
from dashboard.sop.versions import Version, Versions
from dashboard.workspace import Workspace
from tests.practice.incidents.told import CHAT, DAY, HOUR, LOW, began, on_it
from tests.practice.sitting import done
from tests.practice.test_ownership import staff
from tests.worlds import NOW, PEOPLE, SOP, bad_rows, make_world

SEEN = acts.Acknowledged(breach=CHAT)
ON_IT = on_it(acts.IncidentAcknowledged)
LOOKED = on_it(acts.StepDone, step="find")
UNDID = on_it(acts.StepDone, step="undo")
RESOLVED = on_it(acts.IncidentResolved, comment="Rolled back")


def of_chat(world, known, at):
    """Who is expected on the breach of chat accuracy: (id, why)."""
    found = follow(world, breaches(world, at), known, at)
    expected = next(b for b in found if b.threshold == "floor").expected
    return expected.holding.party, expected.because


SOON, LATER, MUCH_LATER = CHAT.fired_at + HOUR, CHAT.fired_at + 5 * HOUR, CHAT.fired_at + 8 * DAY


@pytest.mark.parametrize(
    ("known", "at", "who", "why"),
    [
        (NO_ACTS, SOON, "mei", "acts by the SOP"),
        (NO_ACTS, LATER, "bo", "is next: nobody acknowledged it within 4 hours of its firing"),
        (NO_ACTS, MUCH_LATER, "cto", "is next: nobody acknowledged it within 7 days of its firing"),
        (began(), LATER, "bo", "is next: nobody acknowledged it within 4 hours of its firing"),
        (done((SOON, "ola", SEEN)), MUCH_LATER, "ola", "took it on"),
        (began((HOUR, "ola", ON_IT)), MUCH_LATER, "mei", "has the next step: Find the channel that moved"),
        (began((HOUR, "ola", SEEN)), MUCH_LATER, "mei", "has the next step: Find the channel that moved"),
        (began((HOUR, "ola", LOOKED)), MUCH_LATER, "cto", "has the next step: Go back to the last release"),
        (began((HOUR, "ola", LOOKED), (2 * HOUR, "bo", UNDID)), MUCH_LATER, "ola", "took it on"),
        (began((HOUR, "ola", LOOKED), (2 * HOUR, "bo", RESOLVED)), MUCH_LATER, "ola", "took it on"),
        (began((HOUR, "mei", on_it(acts.StepReassigned, step="find", who="ola")), (HOUR, "mei", ON_IT)), MUCH_LATER,
         "ola", "has the next step: Find the channel that moved"),
        (began((HOUR, "ola", ON_IT), (2 * HOUR, "ola", on_it(acts.IncidentAcknowledgementWithdrawn))), LATER,
         "bo", "is next: nobody acknowledged it within 4 hours of its firing"),
        (done((SOON, "somebody", SEEN)), LATER, "mei", "acts by the SOP"),
        (done((SOON, "ola", acts.Accepted(breach=CHAT, until=NOW))), LATER, "mei", "acts by the SOP"),
    ],
)  # fmt: skip
def test_who_it_is(breaching, known, at, who, why):
    assert of_chat(breaching, known, at) == (who, why)


def test_a_breach_that_joins_an_incident_under_way_is_covered_while_it_is(breaching):
    joins = on_it(acts.BreachAttached, breach=LOW, level="warning")
    known = began((HOUR, "ola", ON_IT), (10 * DAY, "mei", joins))
    [low] = [b for b in follow(breaching, breaches(breaching, NOW), known, NOW) if b.threshold == "low"]
    assert (low.followed.acknowledged.by, low.followed.acknowledged_as) == ("ola", None)
    assert low.expected.holding.party == "mei"
    over = began((HOUR, "ola", ON_IT), (10 * DAY, "mei", joins), (10 * DAY, "ola", RESOLVED))
    [low] = [b for b in follow(breaching, breaches(breaching, NOW), over, NOW) if b.threshold == "low"]
    assert (low.followed.acknowledged, low.expected.holding.party) == (None, "ola")


def test_who_took_it_on_and_is_away_is_told_with_the_way_to_who_acts(tmp_path):
    people = PEOPLE.replace("name: Ola Berg,", "name: Ola Berg, absences: [{from: 2026-03-10, until: 2026-03-20}],")
    world = make_world(tmp_path, SOP, bad_rows(), people=people)
    [chat] = [b for b in follow(world, breaches(world, NOW), done((SOON, "ola", SEEN)), NOW) if b.threshold == "floor"]
    assert chat.expected.because == "acts by the SOP: who took it on is not there"
    assert [f"{hop.name} {hop.because}" for hop in chat.expected.holding.hops] == [
        "Ola Berg is away until Fri 20 Mar",
        "ML team is named for analysis",
        "Mei Tanaka is the first of ML team who is there",
    ]


def test_where_nobody_is_there_it_is_the_owner_of_the_sops_and_said_to_be_lost(tmp_path):
    gone = "".join(f"  - {{id: {id}, name: {id.title()}, until: 2026-02-01}}\n" for id in ("mei", "ola", "bo", "cto"))
    people = f"people:\n{gone}  - {{id: ml, name: ML, members: [mei, bo]}}\n"
    world = make_world(tmp_path, SOP, bad_rows(), people=people)
    for at in (SOON, MUCH_LATER):
        [chat] = [b for b in follow(world, breaches(world, at), NO_ACTS, at) if b.threshold == "floor"]
        assert (chat.expected.holding.party, chat.expected.lost) == ("cto", True)
        assert chat.expected.holding.hops[-1].because == "owns the SOP, and is called though nobody is there"


def test_nobody_is_expected_on_what_ended_or_is_only_hoped_for(breaching):
    found = follow(breaching, breaches(breaching, NOW, history=True), NO_ACTS, NOW)
    assert {b.enforced and b.ended_at is None for b in found if b.expected} == {True}
    assert all(b.expected for b in found if b.enforced and b.ended_at is None)
    assert any(b.expected is None for b in found)


# --- any people, any owners, any acts

FIRED = dt.datetime(2026, 3, 5, 9)
REF = BreachRef(sop="s", metric="m", threshold="t", segment="", since=FIRED, fired_at=FIRED)
ids, maybe = st.sampled_from("abcdefg"), st.none() | st.sampled_from("abcdefgz")  # nobody has the id z
hours = st.integers(0, 24 * 14)
ID = {"incident": "i"}
DOABLE = [
    acts.Acknowledged(breach=REF), acts.AcknowledgementWithdrawn(breach=REF),
    acts.IncidentOpened(**ID, sop="s", response="r", version=dt.date(2026, 1, 1), title="T", level="warning",
                        breaches=(REF,)),
    acts.IncidentOpened(incident="j", sop="s", title="J", level="warning"),
    acts.IncidentAcknowledged(**ID), acts.IncidentStarted(**ID), acts.IncidentResolved(**ID, comment="x"),
    acts.IncidentReopened(**ID, comment="x"), acts.IncidentAcknowledgementWithdrawn(**ID),
    acts.StepDone(**ID, step="one"), acts.StepSkipped(**ID, step="two", comment="x"),
    acts.StepReopened(**ID, step="one"),
    acts.StepReassigned(**ID, step="one", who="c"), acts.StepReassigned(**ID, step="two", who="z"),
    acts.BreachDetached(**ID, breach=REF), acts.BreachAttached(incident="j", breach=REF, level="critical"),
    acts.Accepted(breach=REF, until=FIRED + 20 * DAY),
    acts.Escalated(breach=REF, hop=1, after=DAY, to="a"),
]  # fmt: skip


def a_world(sop: Sop, people: People) -> World:
    """A world of one SOP and its people, without numbers."""
    versions = Versions(sop.sop, (Version(sop, "f", "d", None),), ())  # type: ignore[arg-type]
    return World(Workspace(Path("/")), Library({sop.sop: versions}, people, True), (), (), None, "", None, (),
                 judged=OrderedDict())  # fmt: skip


@st.composite
def procedures(draw):
    owners = {role: draw(maybe) for role in ("monitoring", "analysis", "decision", "backup")}
    owners["escalation"] = [
        {"after": f"{n}h", "to": draw(ids)} for n in draw(st.lists(st.integers(1, 200), unique=True, max_size=3))
    ]
    steps = [{"id": id, "kind": "fix", "do": id, "role": draw(st.sampled_from(["monitoring", "decision", "backup"]))}
             for id in draw(st.sampled_from([(), ("one",), ("one", "two")]))]  # fmt: skip
    threshold = {"id": "t", "level": "critical", "upper": 1, "respond": "r"}
    metric = {"id": "m", "title": "M", "aspect": "cost", "source": "s", "owners": owners, "thresholds": [threshold]}
    return Sop.model_validate({
        "apiVersion": "sop/v1", "sop": "s", "title": "S", "effective_from": "2026-01-01", "owner": draw(ids),
        "metrics": [metric], "responses": [{"id": "r", "title": "R", "steps": steps}],
    })  # fmt: skip


def breach_of(sop, people, at):
    """The breach of that SOP's one threshold, as it stands at that instant; its numbers left out."""
    fields = dict.fromkeys(f.name for f in dataclasses.fields(Breach) if f.default is dataclasses.MISSING)
    owned = ownership(sop, people, sop.metrics[0], at, FIRED, "monitoring")
    fields |= {"sop": "s", "metric": "m", "segment": "", "threshold": "t", "level": "critical", "stage": "enforced",
               "since": FIRED, "fired_at": FIRED, "ownership": owned, "response": "r"}  # fmt: skip
    return Breach(**fields)


@given(procedures(), staff(), st.lists(st.tuples(hours, maybe, st.sampled_from(DOABLE)), max_size=8), hours)
def test_every_open_breach_has_exactly_one_person_who_is_expected_to_act(sop, people, told, after):
    world, at = a_world(sop, people), FIRED + after * HOUR
    known = done(*((FIRED + when * HOUR, by or "z", act) for when, by, act in sorted(told, key=lambda t: t[0])))
    [found] = follow(world, [breach_of(sop, people, at)], known, at)
    expected = found.expected
    party = people.get(expected.holding.party)
    assert party is not None
    if party.members:  # a team in which there is no person at all
        assert expected.lost
    assert expected.lost or is_there(people, party, at.date())
    assert expected.holding.hops[-1].party == party.id


@given(procedures(), staff(), st.lists(st.tuples(hours, maybe, st.sampled_from(DOABLE)), max_size=8), hours)
def test_what_is_due_is_due_once_whatever_was_done_before(sop, people, told, after):
    world, at = a_world(sop, people), FIRED + after * HOUR
    known = done(*((FIRED + when * HOUR, by or "z", act) for when, by, act in sorted(told, key=lambda t: t[0])))
    wanted = list(due(world, known, [breach_of(sop, people, at)], at))
    for act in wanted:
        assert objection(known, act, MACHINE, None, at) is None
        known = done((at, MACHINE, act), after=known)
    assert list(due(world, known, [breach_of(sop, people, at)], at)) == []
    opened = [i for i in known.incidents.values() if i.response == "r" and i.under_way]
    assert len(opened) <= 1
