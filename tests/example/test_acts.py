"""What people did in the worked examples: whole, by the rules, as generated, and left where a visitor comes in.

What is compared with the generator is what was done. The minutes frozen then stay as they were, in the words and with
the digest of then.
"""

import datetime as dt
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from dashboard.ledger import acts
from dashboard.ledger.audit import verify
from dashboard.ledger.seed import seed
from dashboard.ledger.state import Acts
from dashboard.ledger.store import Ledger, hash_of, open_ledger
from dashboard.practice.acting import BROUGHT
from dashboard.practice.agenda import Agenda, agenda
from dashboard.practice.breach import breaches, follow
from dashboard.practice.minutes.document import read_document
from dashboard.practice.sittings import sitting, sittings, to_hold
from dashboard.practice.todo import overdue, todo
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "data" / BROUGHT
NOW = dt.datetime(2026, 11, 16, 9)
BEFORE = dt.datetime(2026, 9, 9)  # what is played again here: enough to see that it is the same


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the workspace that the beginning was played in, the file that was made)."""
    sys.path.insert(0, str(ROOT / "data"))
    try:
        from generator.acts import write
    finally:
        sys.path.remove(str(ROOT / "data"))
    folder, target = tmp_path_factory.mktemp("played"), tmp_path_factory.mktemp("made") / BROUGHT
    write(ROOT, folder, target, BEFORE)
    return folder, target


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}"
    assert seed(url, FILE)
    found = open_ledger(url)
    yield found
    found.close()


@pytest.fixture(scope="module")
def done(ledger: Ledger) -> Acts:
    return ledger.state()


@pytest.fixture(scope="module")
def world(played: tuple[Path, Path]) -> World:
    return open_world(Workspace(played[0]))


@pytest.fixture(scope="module")
def monday(world: World, done: Acts) -> Agenda:
    """The agenda that the visitor finds: the support review, due at the example's clock."""
    due = sitting(world, done, acts.SittingRef(sop="support-assistant", review="support-weekly", at=NOW), NOW)
    assert due
    assert (due.state, due.proceedings.opened) == ("due", None)
    return agenda(world, done, due, NOW)


def what_was_done(path: Path, before: dt.datetime) -> list[tuple]:
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    events = [json.loads(row) for row in rows]
    for event in events:
        event["act"] = acts.ACT.validate_json(event["data"]).model_dump()  # a field that came later has its default
        for of_its_time in ("document_hash", "digest"):
            event["act"].pop(of_its_time, None)
    return [
        (event["seq"], event["at"], event["recorded_at"], event["by"], event["verified"], event["act"])
        for event in events
        if event["at"] < before.isoformat()
    ]


def test_the_generator_plays_what_is_committed(played: tuple[Path, Path]) -> None:
    again = what_was_done(played[1], BEFORE)
    assert len(again) > 60
    assert again == what_was_done(FILE, BEFORE), "`python data/generate.py acts` makes the file anew"


def test_the_ledger_that_it_becomes_is_whole(ledger: Ledger) -> None:
    assert verify(ledger) == []
    assert FILE.stat().st_size < 1_000_000


def test_everything_happened_in_order_before_the_clock_and_nobody_had_signed_in(ledger: Ledger) -> None:
    events = list(ledger.events())
    assert [e.at for e in events] == sorted(e.at for e in events)
    assert events[-1].at < NOW
    assert all(e.recorded_at == e.at and not e.verified for e in events)


def test_every_signed_document_reads_back_and_is_the_one_that_was_signed(ledger: Ledger, done: Acts) -> None:
    signed = [held for held in done.sittings.values() if held.signed]
    assert len(signed) > 50
    for held in signed:
        text = ledger.document(held.signed.seq)
        read_back = read_document(text)
        assert hash_of(text) == held.document_hash
        assert (read_back.sop, read_back.review, read_back.at) == (held.ref.sop, held.ref.review, held.ref.at)
        assert {item.id: item.note for item in read_back.items if item.note} == {
            id: mark.text for id, mark in held.notes.items()
        }
        assert read_back.signed_by == held.signed.by


def test_every_id_exists_and_nobody_acts_who_is_not_there(ledger: Ledger, world: World) -> None:
    people = {person.id: person for person in world.library.people.people}
    for event in ledger.events():
        if event.by == acts.MACHINE:
            continue
        person = people[event.by]
        assert not person.members, event
        assert (person.from_ or dt.date.min) <= event.at.date() <= (person.until or dt.date.max), event
        assert not any(a.from_ <= event.at.date() <= a.until for a in person.absences), event
        act = event.act
        named = [act.who] if isinstance(act, acts.ActionAdded | acts.ActionReassigned | acts.StepReassigned) else []
        named += act.people if isinstance(act, acts.Attended) else []
        assert set(named) <= set(people)
        ref, breach = getattr(act, "sitting", None), getattr(act, "breach", None)
        if ref:
            law = world.library.sops[ref.sop].in_force(event.at)
            assert ref.review in {review.id for review in law.reviews}
        if breach:
            metric = world.library.sops[breach.sop].in_force(event.at).metric(breach.metric)
            assert breach.threshold in {threshold.id for threshold in metric.thresholds}
        if isinstance(act, acts.ActionAdded) and act.metric:
            assert world.library.sops[act.sop].in_force(event.at).metric(act.metric)


def test_every_breach_that_was_acted_on_did_fire(ledger: Ledger, world: World) -> None:
    fired = {breach.ref for breach in breaches(world, NOW, history=True)}
    acted_on = {event.act.breach for event in ledger.events() if getattr(event.act, "breach", None)}
    assert acted_on <= fired
    assert len(acted_on) >= 7


def test_the_told_files_say_nothing_that_is_not_understood() -> None:
    known = {
        "action": {"what", "who", "due", "then", "said"},
        "step": {"at", "by", "comment", "moved", "given", "is"},
        "said": {"note", "by", "decision", "comment", "until", "actions"},
        "sitting": {"missed", "unsigned", "signed", "signs", "away", "correction", "other", "events", "actions"},
    }
    for path in sorted((ROOT / "data" / "generator" / "told" / "acts").glob("*.yaml")):
        reviews = yaml.safe_load(path.read_text("utf-8"))["reviews"]
        for review in reviews.values():
            plans = [plan for plan in review["sittings"].values() if plan]
            said = [one for times in review["items"].values() for one in times if one]
            said += [plan[key] for plan in plans for key in ("other", "events", "actions") if key in plan]
            agreed = [action for one in said for action in one.get("actions", ())]
            steps = [step for action in agreed for step in action.get("then", ())]
            for kind, found in (("sitting", plans), ("said", said), ("action", agreed), ("step", steps)):
                assert set().union(*found) <= known[kind], path.name


# --- what a visitor finds at the example's clock


def test_the_review_that_is_due_has_the_open_actions_of_last_monday(monday: Agenda) -> None:
    open_ = [item.action for item in monday.items if item.action]
    assert {action.sitting.at.date() for action in open_} >= {dt.date(2026, 11, 9)}
    assert Counter(overdue(action, NOW.date()) for action in open_) == {False: 3, True: 1}
    accuracy = next(item for item in monday.items if item.breach and item.metric == "response-accuracy")
    assert [d.decision for d in accuracy.earlier] == ["act"]


def test_one_review_is_overdue_one_was_missed_and_one_signed_late(world: World, done: Acts) -> None:
    assert [s.ref.review for s in to_hold(world, done, NOW) if s.state == "overdue"] == ["shop-weekly"]
    since = sittings(world, done, dt.datetime(2026, 9, 1), NOW, NOW)
    assert Counter(s.state for s in since if s.state != "signed") == {"missed": 1, "overdue": 1}
    late = [s for s in since if s.proceedings.signed and s.proceedings.signed.at.date() > s.at.date()]
    assert [(s.ref.review, (s.proceedings.signed.at - s.at).days) for s in late] == [("platform-weekly", 2)]


def test_credit_was_signed_by_the_deputy_while_the_chair_was_away(done: Acts) -> None:
    roles = Counter((h.signed.by, h.signed_as) for h in done.sittings.values() if h.ref.review == "credit-weekly")
    assert roles["clara-hoffmann", "deputy of Elena Petrova"] == 3
    assert roles["elena-petrova", "chair"] > 10


def test_one_acceptance_holds_and_the_main_stories_are_in_the_open(world: World, done: Acts) -> None:
    found = follow(world, breaches(world, NOW), done, NOW)
    accepted = {(b.metric, b.segment): b.followed.accepted.until for b in found if b.followed.accepted}
    assert accepted == {("discrimination", "product=car"): dt.datetime(2026, 11, 30)}
    ran_out = {b.metric for b in found if b.followed.acceptances and not b.followed.accepted}
    assert ran_out == {"cost-per-conversation"}
    waiting = {b.metric for b in found if b.enforced and not b.followed.acknowledged}
    assert waiting == {"serving-latency", "feature-drift"}


def test_actions_are_overdue_open_done_late_moved_and_given_to_others(done: Acts) -> None:
    late = [action for action in todo(done) if overdue(action, NOW.date())]
    assert sorted(action.who for action in late) == ["ines-duarte", "jonas-weiss", "jonas-weiss"]
    assert len(todo(done)) >= 10
    changed = Counter(kind for action in done.actions.values() for kind, _ in action.changes)
    assert set(changed) == {"action_done", "action_moved", "action_reassigned", "action_reopened", "action_dropped"}
    assert any(a.closed and a.closed.at.date() > a.due for a in done.actions.values())


def test_all_kinds_of_decisions_were_taken_and_one_sitting_was_corrected(done: Acts) -> None:
    decided = Counter(d.decision for held in done.sittings.values() for d in held.decisions.values())
    assert set(decided) == {"accept", "act", "change_sop", "no_action"}
    assert sum(len(held.corrections) for held in done.sittings.values()) == 1
