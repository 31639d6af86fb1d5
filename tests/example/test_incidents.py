"""How the people of the worked examples responded: what is open at the clock, what was learnt, what that changed."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dashboard.ledger import acts
from dashboard.ledger.seed import seed
from dashboard.ledger.state import Acts, Incident
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.practice.acting import BROUGHT
from dashboard.practice.breach import Breach, breaches
from dashboard.practice.incidents.case import cases
from dashboard.practice.incidents.opening import due
from dashboard.practice.incidents.playbook import playbook
from dashboard.practice.noise import noise
from dashboard.practice.response_times import in_time, response_times, times
from dashboard.practice.scope import Scope
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TOLD = ROOT / "data" / "generator" / "told" / "incidents"
NOW = dt.datetime(2026, 11, 16, 9)
ALL = Scope(dt.datetime(2025, 5, 1), NOW)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = tmp_path_factory.mktemp("example")
    (root / "sop").symlink_to(ROOT / "sop")
    (root / "data").mkdir()
    for name in ("raw", "sources.yaml"):
        (root / "data" / name).symlink_to(ROOT / "data" / name)
    refresh(Workspace(root), NOW)
    return open_world(Workspace(root))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}"
    assert seed(url, ROOT / "data" / BROUGHT)
    found = open_ledger(url)
    yield found
    found.close()


@pytest.fixture(scope="module")
def done(ledger: Ledger) -> Acts:
    return ledger.state()


@pytest.fixture(scope="module")
def fired(world: World) -> list[Breach]:
    return [b for b in breaches(world, NOW, history=True) if b.enforced and b.response]


def named(done: Acts, response: str, day: str) -> Incident:
    """The incident of that response opened on that day."""
    found = (i for i in done.incidents.values() if i.response == response and f"{i.opened.at:%Y-%m-%d}" == day)
    return next(found)


def told() -> Iterator[tuple[str, str, list[dict]]]:
    """(SOP, response and day, what people did)."""
    for path in sorted(TOLD.glob("*.yaml")):
        read = yaml.safe_load(path.read_text("utf-8"))
        yield from ((read["sop"], name, steps) for name, steps in read["incidents"].items())


def test_everything_told_of_an_incident_happened_and_every_incident_is_told(done: Acts) -> None:
    happened = {(i.sop, f"{i.response} {i.opened.at:%Y-%m-%d}"): len(i.changes) for i in done.incidents.values()}
    written = {(sop, name): len(steps) for sop, name, steps in told()}
    assert happened.keys() == written.keys()
    assert all(happened[key] >= 1 + steps for key, steps in written.items())


def test_the_check_opened_each_and_every_breach_that_called_for_a_response_belongs_to_one(
    done: Acts, fired: list[Breach]
) -> None:
    assert {i.opened.by for i in done.incidents.values()} == {acts.MACHINE}
    without = [b for b in fired if done.incident_of(b.ref) is None]
    assert [(b.metric, b.segment) for b in without] == [("serving-latency", "region=eu")]  # since the last check
    assert len(done.incidents) == 32


def test_each_step_told_is_one_of_its_response_and_each_incident_of_the_version_of_its_day(
    world: World, done: Acts
) -> None:
    for incident in done.incidents.values():
        book = playbook(world, incident, NOW)
        assert book.law is world.library.sops[incident.sop].in_force(incident.opened.at)
        assert set(incident.steps) <= {step.step.id for step in book.steps}


def test_who_did_a_step_was_there_and_who_answered_did_so_after_it_was_opened(ledger: Ledger, done: Acts) -> None:
    for event in ledger.events():
        if isinstance(event.act, acts.IncidentAct) and event.by != acts.MACHINE:
            assert event.at > done.incidents[event.act.incident].opened.at
    assert all(i.acknowledged is None or i.acknowledged.at > i.opened.at for i in done.incidents.values())


def test_at_the_clock_they_are_in_different_states(world: World, done: Acts) -> None:
    found = cases(world, done, NOW)
    open_ = {(c.incident.response, c.state): len(c.overdue) for c in found if c.incident.under_way}
    assert open_ == {
        ("wrong-answers", "in progress"): 1,
        ("seeing-less", "in progress"): 0,
        ("score-weak", "in progress"): 1,
        ("over-budget", "in progress"): 2,
        ("inputs-moved", "open"): 2,
    }
    assert [c.id[: len("selling-less-20260816")] for c in found if c.wants_post_mortem] == ["selling-less-20260816"]
    assert Counter(c.state for c in found)["reviewed"] == 26


def test_the_one_that_nobody_acknowledged_went_to_the_owner_of_the_decision(done: Acts) -> None:
    [ref] = named(done, "inputs-moved", "2026-11-10").breaches
    [hop] = done.handled_as(ref).escalations
    assert (hop.to, hop.mark.at) == ("luis-ortega", dt.datetime(2026, 11, 11, 6))


def test_some_were_acknowledged_only_after_they_had_gone_on(done: Acts) -> None:
    late = {
        incident.id[:-5]: max(e.hop for e in done.handled_as(ref).escalations)
        for incident in done.incidents.values()
        for ref in incident.breaches
        if incident.acknowledged and any(e.mark.at < incident.acknowledged.at for e in done.handled_as(ref).escalations)
    }
    assert late["not-there-20250819"] == 2  # at night, both hops, before anybody was awake
    assert late["slow-answers-20251021"] == 1
    assert len(late) > 8


def test_the_next_check_opens_what_nobody_has_looked_at(world: World, done: Acts) -> None:
    found = [b for b in breaches(world, NOW) if b.enforced]
    coming = list(due(world, done, found, NOW))
    [opened] = [act for act in coming if isinstance(act, acts.IncidentOpened)]
    assert (opened.response, [b.metric for b in opened.breaches]) == ("slow-pages", ["serving-latency"])
    hops = [(act.to, act.hop) for act in coming if isinstance(act, acts.Escalated)]
    assert hops == [("luis-ortega", 1), ("grace-lim", 2)]


@pytest.mark.parametrize(
    ("response", "day", "version", "words"),
    [
        ("evidence-gap", "2025-09-10", "2025-11-03", "99.5 %"),
        ("slow-pages", "2025-11-28", "2026-01-12", "180 ms"),
        ("inputs-moved", "2025-12-13", "2026-01-12", "three days"),
        ("wrong-answers", "2026-02-12", "2026-03-02", "86"),
        ("false-alarms", "2026-02-15", "2026-04-07", "every scanner"),
        ("seeing-less", "2026-03-08", "2026-04-07", "warning before the floor"),
        ("unequal-treatment", "2026-03-13", "2026-04-20", "three days instead of five"),
    ],
)
def test_what_a_post_mortem_asked_for_is_in_the_next_version(
    world: World, done: Acts, response: str, day: str, version: str, words: str
) -> None:
    incident = named(done, response, day)
    written = incident.post_mortem
    assert written
    assert words in written.sop_change
    later = [
        v.sop.effective_from for v in world.library.sops[incident.sop].good if v.sop.effective_at > written.mark.at
    ]
    assert min(later) == dt.date.fromisoformat(version)


def test_corrective_actions_join_those_of_the_reviews(done: Acts) -> None:
    corrective = [action for action in done.actions.values() if action.incident]
    assert len(corrective) == 16
    assert all(a.id in done.incidents[a.incident].actions for a in corrective)
    assert any(a.closed and a.closed.at.date() > a.due for a in corrective)


def test_what_was_let_go_in_september_came_back_in_november(done: Acts) -> None:
    may = named(done, "wrong-answers", "2026-05-14")
    answered = [d for held in done.sittings.values() for id, d in held.decisions.items() if id == f"asked|{may.id}"]
    assert [(d.decision, d.mark.at.date()) for d in answered] == [("no_action", dt.date(2026, 9, 7))]
    november = named(done, "wrong-answers", "2026-11-06")
    notes = [held.notes.get(f"incident|{november.id}") for held in done.sittings.values()]
    assert any(note and "7 September" in note.text for note in notes)


def test_deployments_and_loaded_incidents_are_linked_by_whoever_saw_it(done: Acts) -> None:
    linked = Counter(event.kind for incident in done.incidents.values() for event in incident.events)
    assert linked["deployment"] >= 8
    assert linked["incident"] >= 10


def test_they_answer_within_hours_and_do_two_steps_of_five_in_time(world: World, done: Acts) -> None:
    seen = response_times(world, done, ALL, NOW).incidents
    acknowledged = times(seen, "acknowledge")
    assert (acknowledged.n, acknowledged.without) == (31, 1)
    assert acknowledged.median and 2 < acknowledged.median < 5
    assert 0.3 < in_time(seen).value < 0.5


def test_drift_cried_wolf_until_it_was_told_to_wait(world: World, done: Acts) -> None:
    wolf = noise(world, done, ALL, NOW).thresholds[0]
    assert (wolf.threshold, wolf.fired, wolf.again, wolf.since_change) == ("drift-alert", 5, 2, 2)
    assert wolf.changed_on == dt.date(2026, 1, 12)
    before = noise(world, done, Scope(ALL.start, dt.datetime(2026, 1, 1)), dt.datetime(2026, 1, 1)).thresholds[0]
    assert (before.fired, before.unseen) == (3, 3)


def test_the_told_files_say_nothing_that_is_not_understood() -> None:
    sys.path.insert(0, str(ROOT / "data"))
    try:
        from generator.responding import SIMPLE, STEPS
    finally:
        sys.path.remove(str(ROOT / "data"))
    known = {"at", "by", "comment", "given", "to", "linked", "written", "action", *SIMPLE, *STEPS}
    for _, name, steps in told():
        assert set().union(*steps) <= known, name
        assert [step["at"] for step in steps] == sorted(step["at"] for step in steps), name
