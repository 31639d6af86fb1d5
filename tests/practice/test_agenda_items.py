"""What a sitting talks about besides breaches: actions, the numbers behind it all, and worlds that are not as they
should be."""

import datetime as dt

import pytest

from dashboard.ledger.acts import ActionAdded, ActionDone, ActionMoved, Noted
from dashboard.practice.agenda import agenda
from dashboard.practice.sittings import sitting
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds
from tests.practice.sitting import LAST, REVIEWED, THIS, done, held, one, opened, shown, signed
from tests.worlds import NOW, SOURCES, bad_rows, day, good_rows, make_world

SIGNED = done(signed(LAST))
MONTHLY = held(dt.datetime(2026, 4, 1, 9), "monthly")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviewed"), REVIEWED, bad_rows())


# --- actions


def action(id, due, of=LAST, **more):
    act = ActionAdded(action=id, what=f"Do {id}", who="mei", due=due, sop="assistant", sitting=of, item="x", **more)
    return of.at, "cto", act


def test_open_actions_come_first_the_longest_overdue_before_all(world):
    known = done(
        action("later", dt.date(2026, 3, 18), metric="latency"),
        action("today", dt.date(2026, 3, 16)),
        action("late", dt.date(2026, 3, 6)),
        (NOW, "mei", ActionMoved(action="late", due=dt.date(2026, 3, 13), comment="ill")),
        action("elsewhere", dt.date(2026, 3, 1), of=held(dt.datetime(2026, 3, 1, 9), "monthly")),
        action("now", dt.date(2026, 3, 1), of=THIS),
        signed(LAST),
    )
    found = [i for i in opened(world, known).items if i.reason == "action"]
    assert [(i.id, i.title, i.state, i.text) for i in found] == [
        ("action|late", "Do late", "warning", "Mei Tanaka: 3 days overdue, due Fri 13 Mar; at first due Fri 6 Mar"),
        ("action|today", "Do today", "ok", "Mei Tanaka: due Mon 16 Mar, today"),
        ("action|later", "Do later", "ok", "Mei Tanaka: due Wed 18 Mar, in 2 days"),
    ]
    assert found[2].ownership.acting.party == "bo"
    assert opened(world, known).items[: len(found)] == tuple(found)


def test_what_was_done_since_is_told_in_one_item_unless_this_sitting_is_about_it(world):
    known = done(
        action("a", dt.date(2026, 3, 12)),
        action("b", dt.date(2026, 3, 12)),
        action("c", dt.date(2026, 3, 12)),
        (dt.datetime(2026, 3, 9, 10, 10), "bo", ActionDone(action="c")),
        signed(LAST),
        (dt.datetime(2026, 3, 11), "bo", ActionDone(action="a", comment="works")),
        (NOW, "cto", Noted(sitting=THIS, item="action|b", text="thanks")),
        (NOW, "mei", ActionDone(action="b")),
    )
    b, closed = [i for i in opened(world, known).items if i.reason == "action"]
    assert (b.id, b.state, b.text) == ("action|b", "ok", "done Mon 16 Mar by Mei Tanaka")
    assert (closed.id, closed.title) == ("actions", "1 action closed since the last review")
    assert closed.lines == ("Do a – done Wed 11 Mar by Bo Lind: works",)


# --- the numbers behind it


def test_a_silent_metric_names_who_monitors_it(world):
    item = one(opened(world), "stale")
    assert item.text == "silent since Tue 10 Mar, 6 days; expected daily"
    assert (item.ownership.acting.name, item.ownership.acting.duty) == ("Bo Lind", "monitoring")


def test_rejected_rows_are_told_by_source_with_reasons_and_counts(tmp_path):
    bad = [(day(3), "accuracy", "n/a", 100), (day(4), "accuracy", "n/a", 100), ("yesterday", "latency", 2)]
    world = make_world(tmp_path, REVIEWED, [*good_rows(), *bad])
    item = one(opened(world, SIGNED), "quarantine")
    assert (item.id, item.title, item.state) == ("quarantine|numbers", "Source Nightly export", "warning")
    assert item.text == "3 rows rejected, loaded since the last review"
    assert [line.rpartition(": ")[2] for line in item.lines] == ["2 rows", "1 row"]
    later = opened(world, ref=held(dt.datetime(2026, 3, 30, 10)), as_of=dt.datetime(2026, 3, 30, 10))
    assert one(later, "quarantine").text == "3 rows rejected, not repaired since the last review"
    assert "quarantine" in {i.reason for i in opened(world, ref=MONTHLY).items}


def test_a_refused_source_is_told_with_why(tmp_path):
    world = make_world(tmp_path, REVIEWED, good_rows())
    world.warehouse.close()
    (tmp_path / "data" / "raw" / "numbers.csv").write_text("when,what\n2026-03-01,accuracy\n")
    refresh(world.workspace, NOW)
    item = one(opened(open_world(world.workspace), SIGNED), "quarantine")
    assert item.state == "critical"
    assert item.text.startswith("refused: ")


EVENTS = """\
  - id: incidents
    kind: file
    path: raw/incidents.csv
    holds: incidents
    sop: assistant
    columns: {{at: at, title: title, metric: metric}}
  - id: alerts
    kind: file
    path: raw/alerts.csv
    holds: alerts
    sop: assistant
    columns: {{at: at, title: title, metric: metric}}
"""


def test_releases_incidents_and_changes_of_the_sop_in_the_period_are_one_item(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "incidents.csv").write_text(
        f"at,title,metric\n{day(3)},Down,latency\n{day(2)},Rude,satisfaction\n{day(1)}T08:00:00Z,Fire,\n{day(30)},Old,\n"
    )
    (raw / "alerts.csv").write_text(f"at,title,metric\n{day(3)},Slow,latency\n{day(2)},Slow,latency\n")
    later = REVIEWED.replace("2026-01-01", "2026-03-12").replace("because: first", "because: second")
    world = make_world(tmp_path, [REVIEWED, later], good_rows(), sources=SOURCES + EVENTS)
    item = one(opened(world, SIGNED), "event")
    assert item.text == "3 events and 2 alerts since the last review"
    assert item.lines == (
        "Thu 12 Mar – SOP change: second version",
        "Fri 13 Mar – Incident: Down (Answer latency)",
        "Sun 15 Mar 08:00 – Incident: Fire",
    )
    assert "event" not in {i.reason for i in opened(world, done(signed(LAST, NOW))).items}


# --- worlds that are not as they should be


def test_a_healthy_world_has_nothing_to_talk_about_but_anything_else(tmp_path):
    found = opened(make_world(tmp_path, REVIEWED, good_rows()), SIGNED)
    assert shown(found) == [("other", "", "")]
    assert {m.metric for m in found.healthy} == {"accuracy", "latency", "parity"}
    assert (found.generation, len(found.digest)) == ("20260316T120000Z-1", 16)


def test_without_numbers_there_is_an_agenda(tmp_path):
    found = opened(make_world(tmp_path, REVIEWED, load=False), SIGNED)
    assert (shown(found), found.generation) == ([("other", "", "")], "")
    assert {m.state for m in found.healthy} == {"no evidence"}


def test_with_broken_files_the_last_good_version_is_held_to(tmp_path):
    make_world(tmp_path, REVIEWED, bad_rows())
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nmetrics: 7\n")
    (tmp_path / "data" / "sources.yaml").write_text("sources: 7\n")
    assert shown(opened(open_world(worlds.Workspace(tmp_path)), SIGNED))[0] == ("open", "accuracy", "channel=chat")


@pytest.mark.parametrize("gone", ["review", "sop"])
def test_a_sitting_of_a_review_that_is_no_more_keeps_its_actions_and_notes(tmp_path, gone):
    world = make_world(tmp_path, REVIEWED, bad_rows())
    meets = sitting(world, SIGNED, THIS, NOW)
    known = done(
        action("a", dt.date(2026, 3, 12), metric="accuracy"),
        (NOW, "cto", Noted(sitting=THIS, item="stale|latency", text="gone")),
        after=SIGNED,
    )
    if gone == "review":
        without = worlds.SOP.replace("2026-01-01", "2026-03-16")
        (tmp_path / "sop" / "assistant" / "2026-03-16.yaml").write_text(without)
    else:
        (tmp_path / "sop" / "assistant" / "2026-01-01.yaml").unlink()
    found = agenda(open_world(world.workspace), known, meets, NOW)
    assert [i.id for i in found.items if i.id != "events"] == ["action|a", "stale|latency", "other"]
    assert (found.accepted, found.healthy) == ((), ())
