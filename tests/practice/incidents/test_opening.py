"""What begins by itself begins once, however often and from how many processes it is looked for."""

import contextlib
import copy
import datetime as dt
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.refusal import Refused, objection
from dashboard.ledger.state import NO_ACTS
from dashboard.ledger.store import open_ledger
from dashboard.practice.breach import breaches
from dashboard.practice.incidents.case import cases
from dashboard.practice.incidents.opening import ahead, due, open_due
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests.practice.incidents.told import CHAT, DAY, HOUR, LOW
from tests.practice.sitting import chat, days
from tests.worlds import NOW, SOP, bad_rows, day, make_world, write_numbers


@pytest.fixture
def ledger(tmp_path):
    opened = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    yield opened
    opened.close()


def recorded(world, ledger, at=NOW):
    """What is recorded when it is looked for at that instant, each act in a word or two."""
    return [said(event.act) for event in open_due(world, ledger, at, at)]


def said(act):
    if isinstance(act, acts.Escalated):
        return f"{act.breach.threshold} to {act.holder or 'nobody'}"
    return act.kind


SEEN = acts.Acknowledged(breach=CHAT)


def test_an_incident_is_opened_once_with_all_that_its_response_is_for(breaching, ledger):
    assert recorded(breaching, ledger) == ["incident_opened", "floor to bo", "floor to cto"]
    assert recorded(breaching, ledger) == recorded(breaching, ledger, NOW + DAY) == []
    [found] = cases(breaching, ledger.state(), NOW)
    incident = found.incident
    assert incident.breaches == (CHAT, LOW)
    assert (incident.level, incident.response, incident.version) == ("critical", "wrong-answers", dt.date(2026, 1, 1))
    assert (incident.title, incident.opened.by, incident.opened.at) == ("Wrong answers", MACHINE, NOW)
    assert incident.id.startswith("wrong-answers-20260316-")
    assert len(incident.id) == len("wrong-answers-20260316-") + 4


def test_a_later_breach_of_the_response_joins_it_and_a_critical_one_makes_it_critical(breaching, ledger):
    assert "incident_opened" in recorded(breaching, ledger, CHAT.fired_at)
    assert recorded(breaching, ledger, LOW.fired_at - DAY) == ["floor to bo", "floor to cto"]
    assert recorded(breaching, ledger, LOW.fired_at) == ["breach_attached"]
    assert [c.incident.breaches for c in cases(breaching, ledger.state(), NOW)] == [(CHAT, LOW)]


def test_a_new_breach_after_the_incident_was_resolved_opens_another(breaching, ledger):
    recorded(breaching, ledger, CHAT.fired_at)
    [first] = ledger.state().incidents
    ledger.record(acts.IncidentResolved(incident=first, comment="x"), "mei", CHAT.fired_at, NOW)
    assert recorded(breaching, ledger, CHAT.fired_at + DAY) == []  # the same breach opens none again
    assert recorded(breaching, ledger, LOW.fired_at) == ["incident_opened"]
    assert [i.breaches for i in ledger.state().incidents.values()] == [(CHAT,), (LOW,)]


def test_what_ended_before_anybody_looked_is_accepted_or_has_no_response_opens_none(tmp_path, ledger):
    ended = chat(days(9, 8, 70))
    world = make_world(tmp_path, SOP.replace("upper: 4, for: 3d", "upper: 1"), ended)
    assert {b.threshold for b in breaches(world, NOW) if b.enforced} == {"ceiling"}
    assert {b.threshold for b in breaches(world, NOW, history=True)} >= {"floor"}
    assert recorded(world, ledger) == []


def test_an_accepted_breach_waits_until_its_acceptance_ends(breaching, ledger):
    ledger.record(acts.Accepted(breach=CHAT, until=NOW + DAY), "cto", NOW, NOW)
    assert recorded(breaching, ledger) == ["incident_opened"]
    assert [i.breaches for i in ledger.state().incidents.values()] == [(LOW,)]
    assert recorded(breaching, ledger, NOW + DAY) == ["breach_attached", "floor to bo", "floor to cto"]


def test_a_breach_that_somebody_took_out_stays_out(breaching, ledger):
    recorded(breaching, ledger)
    [id] = ledger.state().incidents
    ledger.record(acts.BreachDetached(incident=id, breach=LOW), "mei", NOW, NOW)
    assert recorded(breaching, ledger, NOW + HOUR) == []


def test_a_restated_breach_is_the_same_one(tmp_path, ledger):
    world = make_world(tmp_path, SOP, bad_rows())
    recorded(world, ledger, CHAT.fired_at + 2 * DAY)
    moved = [(at, m, 92 if (m, rest[1:2], at) == ("accuracy", ["chat"], day(12)) else v, *rest)
             for at, m, v, *rest in bad_rows()]  # fmt: skip
    write_numbers(tmp_path, moved)
    refresh(world.workspace, NOW)
    world = open_world(world.workspace)
    assert [b.since for b in breaches(world, NOW) if b.threshold == "floor"] == [CHAT.since + DAY]
    assert recorded(world, ledger) == ["breach_attached", "floor to cto"]  # satisfaction, and the hop of a week


def test_hops_run_on_time_without_acknowledgement_and_stop_with_it(breaching, ledger):
    assert recorded(breaching, ledger, CHAT.fired_at + 4 * HOUR - HOUR / 60) == ["incident_opened"]
    assert recorded(breaching, ledger, CHAT.fired_at + 4 * HOUR) == ["floor to bo"]
    ledger.record(SEEN, "ola", CHAT.fired_at + 5 * HOUR, NOW)
    assert recorded(breaching, ledger, CHAT.fired_at + 8 * DAY) == []
    ledger.record(acts.AcknowledgementWithdrawn(breach=CHAT), "ola", CHAT.fired_at + 8 * DAY, NOW)
    assert recorded(breaching, ledger, CHAT.fired_at + 8 * DAY) == ["floor to cto"]


def test_a_hop_that_nobody_holds_is_recorded_as_that(tmp_path, ledger):
    people = (
        "people: [{id: mei, name: M}, {id: ola, name: O}, {id: bo, name: B, until: 2026-01-01}, {id: cto, name: C}, \
{id: ml, name: ML, members: [mei]}]\n"
    )
    world = make_world(tmp_path, SOP, bad_rows(), people=people)
    assert recorded(world, ledger, CHAT.fired_at + 5 * HOUR) == ["incident_opened", "floor to nobody"]


def test_a_clock_set_back_undoes_nothing_and_opens_nothing_twice(breaching, ledger):
    recorded(breaching, ledger)
    [id] = ledger.state().incidents
    ledger.record(acts.IncidentAcknowledged(incident=id), "mei", NOW, NOW)
    assert recorded(breaching, ledger, CHAT.fired_at + 5 * HOUR) == []
    assert len(ledger.state().handled_as(CHAT).escalations) == 2
    assert ahead(ledger.state(), CHAT.fired_at) == NOW
    assert ahead(ledger.state(), NOW) is ahead(NO_ACTS, NOW) is None


def test_who_comes_second_takes_what_is_left(breaching, ledger, monkeypatch):
    """Another process records the incident between this one's look and its act."""
    stale, real = [NO_ACTS], ledger.state

    def state():
        if stale:
            other = open_ledger(str(ledger.engine.url))
            open_due(breaching, other, CHAT.fired_at, NOW)
            other.close()
            return stale.pop()
        return real()

    monkeypatch.setattr(ledger, "state", state)
    assert recorded(breaching, ledger) == ["floor to bo", "floor to cto", "breach_attached"]
    assert [i.breaches for i in real().incidents.values()] == [(CHAT, LOW)]


# --- however they interleave


class Racing:
    """A ledger in memory whose events are what any number of openers recorded."""

    def __init__(self):
        self.state, self.seq = NO_ACTS, count(1)

    def record(self, act, at):
        if objection(self.state, act, MACHINE, None, at):
            raise Refused("no")
        self.state = fold(self.state, [Event(next(self.seq), at, at, MACHINE, False, act, f"{self.state.length}")])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.integers(0, 1), max_size=12), after=st.tuples(st.integers(0, 11), st.integers(0, 11)))
def test_two_openers_in_any_interleaving_leave_the_same_incidents(breaching, turns, after):
    ledger, alone = Racing(), Racing()
    at = [CHAT.fired_at + after[0] * DAY, CHAT.fired_at + after[1] * DAY]
    found = [[b for b in breaches(breaching, instant) if b.enforced] for instant in at]
    plans = [list(due(breaching, NO_ACTS, found[k], at[k])) for k in (0, 1)]  # both looked before either acted
    for k in turns:
        if plans[k]:
            try_to(ledger, plans[k].pop(0), at[k])
    for k in (0, 1, 0, 1):  # what is left, and another look each
        for act in [*plans[k], *due(breaching, copy.copy(ledger.state), found[k], at[k])]:
            try_to(ledger, act, at[k])
        plans[k] = []
    for k in sorted((0, 1), key=lambda k: at[k]):
        for act in due(breaching, alone.state, found[k], at[k]):
            alone.record(act, at[k])
    assert content(ledger.state) == content(alone.state)


def try_to(ledger, act, at):
    with contextlib.suppress(Refused):
        ledger.record(act, at)


def content(state):
    """The incidents without their names and times, and the hops."""
    incidents = [(i.response, i.level, frozenset(ref.own for ref in i.breaches)) for i in state.incidents.values()]
    hops = sorted((track, h.ref.since, e.hop) for track, hs in state.handled.items() for h in hs for e in h.escalations)
    return incidents, hops
