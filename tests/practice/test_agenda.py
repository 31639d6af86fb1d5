"""What a sitting talks about, in the small worlds with a weekly and a monthly review."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ledger.acts import (
    Accepted,
    ActionAdded,
    ActionDone,
    ActionMoved,
    Decided,
    Noted,
)
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.agenda import agenda
from dashboard.practice.breach import breaches, follow
from dashboard.practice.sittings import sitting
from dashboard.practice.standing import standing
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds
from tests.practice.sitting import LAST, REVIEWED, THIS, done, held, opened, signed
from tests.worlds import NOW, SOURCES, bad_rows, day, good_rows, make_world, write_numbers

SIGNED = done(signed(LAST))
MONTHLY = held(dt.datetime(2026, 4, 1, 9), "monthly")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviewed"), REVIEWED, bad_rows())


def shown(agenda):
    return [(item.reason, item.metric, item.segment) for item in agenda.items]


def one(agenda, reason):
    [found] = [item for item in agenda.items if item.reason == reason]
    return found


def chat(value_by_ago):
    """Good rows, but chat accuracy on the days (how long ago) that are named."""
    changed = {day(ago): value for ago, value in value_by_ago.items()}
    return [(at, m, changed.get(at, v) if (m, rest[1:2]) == ("accuracy", ["chat"]) else v, *rest)
            for at, m, v, *rest in good_rows()]  # fmt: skip


def days(first, last, value):
    return dict.fromkeys(range(first, last - 1, -1), value)


# --- breaches


def test_only_what_this_review_is_of_is_on_the_agenda(world):
    assert shown(opened(world, SIGNED)) == [
        ("open", "accuracy", "channel=chat"), ("stale", "latency", ""), ("other", "", ""),
    ]  # fmt: skip
    assert [m.metric for m in opened(world, SIGNED).healthy] == ["parity"]
    assert shown(opened(world, ref=MONTHLY))[:1] == [("new", "satisfaction", "")]


@pytest.mark.parametrize("sop", ["assistant", "second"])
def test_a_review_belongs_to_its_sop(tmp_path, sop):
    second = REVIEWED.replace("sop: assistant", "sop: second")
    world = make_world(tmp_path, [REVIEWED, second], bad_rows())
    found = opened(world, ref=held(THIS.at, sop=sop))
    assert {item.sop for item in found.items} == {sop}
    assert len([item for item in found.items if item.breach]) == 1


def test_what_fired_since_the_last_signed_sitting_is_new_and_said_to_be(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84.1)))
    item = one(opened(world, SIGNED), "new")
    assert item.text == "fired Thu 12 Mar, 4 days ago: 84.1 %, acceptable ≥ 88 %"
    assert (item.title, item.state) == ("Response accuracy · channel=chat", "critical")
    assert (item.ownership.acting.name, item.ownership.acting.duty) == ("ML team", "analysis")
    assert (item.response.id, [s.id for s in item.response.steps]) == ("wrong-answers", ["find", "undo"])
    assert item.breach.threshold == "floor"
    assert item.earlier == ()


def test_the_period_begins_when_the_last_sitting_was_signed_however_late(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84.1)))
    late = opened(world, done(signed(LAST, dt.datetime(2026, 3, 12, 8))))
    assert late.since == dt.datetime(2026, 3, 12, 8)
    assert one(late, "open").text == "breaching since Wed 11 Mar, 5 days: now 84.1 %, acceptable ≥ 88 %"


def test_one_that_went_further_beyond_its_bound_than_ever_before_is_worse(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat({**days(20, 7, 84.1), **days(6, 2, 79), 1: 85}))
    item = one(opened(world, SIGNED), "worsened")
    assert item.text == (
        "worst 79.0 % since the last review, before that 84.1 %, acceptable ≥ 88 %; breaching since Tue 24 Feb, 20 days"
    )


def test_one_that_was_as_bad_before_is_only_open(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat({**days(20, 7, 79), **days(6, 1, 80)}))
    assert one(opened(world, SIGNED), "open").text.startswith("breaching since Tue 24 Feb, 20 days: now 80.0 %")


def test_a_bound_that_moved_makes_nothing_worse(tmp_path):
    later = REVIEWED.replace("2026-01-01", "2026-03-12").replace("lower: 88, for: 2, recover: {lower: 89}", "lower: 90, for: 2")
    world = make_world(tmp_path, [REVIEWED, later], chat(days(20, 1, 84)))
    assert one(opened(world, SIGNED), "open").breach.lower == 90


def test_what_ended_since_is_said_quietly_also_if_it_fired_since(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(6, 3, 80)))
    item = one(opened(world, SIGNED), "ended")
    assert (item.text, item.state) == ("ended Sat 14 Mar after 4 days; worst 80.0 %, acceptable ≥ 88 %", "ok")
    assert "ended" not in {i.reason for i in opened(world, done(signed(LAST, dt.datetime(2026, 3, 14)))).items}


def test_one_that_ended_because_the_sop_dropped_the_threshold_says_so(tmp_path):
    line = next(text for text in REVIEWED.splitlines(keepends=True) if "id: floor" in text)
    later = REVIEWED.replace("2026-01-01", "2026-03-12").replace(line, "")
    item = one(opened(make_world(tmp_path, [REVIEWED, later], bad_rows()), SIGNED), "ended")
    assert item.text.startswith("ended Thu 12 Mar after 8 days, because the SOP no longer has this threshold; worst")


def test_a_change_is_told_as_one(tmp_path):
    falling = REVIEWED.replace("review: monthly", "review: weekly")
    rows = [(at, m, 3 if m == "satisfaction" and str(at) >= day(1) else v, *rest) for at, m, v, *rest in good_rows()]
    found = [i for i in opened(make_world(tmp_path, falling, rows), SIGNED).items if i.breach]
    texts = {i.breach.threshold: i.text for i in found}
    assert texts["low"] == "fired Sun 15 Mar, 1 day ago: 3.00 of 5, acceptable ≥ 4 of 5".replace("1 day", "36 hours")
    assert texts["falling"].endswith("acceptable ≥ −20 % (change against the 7 days before)")


@pytest.fixture
def late(tmp_path):
    """Numbers of the morning of the last sitting that came after its signature: chat fell to 79 on it."""
    world = make_world(tmp_path, REVIEWED, chat({8: 84, 7: 79, **days(6, 1, 84)}))
    [breach] = [b for b in breaches(world, NOW) if b.threshold == "floor"]
    assert breach.fired_at < SIGNED.sittings[LAST].signed.at
    return lambda seen: agenda(world, SIGNED, sitting(world, SIGNED, THIS, NOW), NOW, seen), breach


def test_numbers_that_came_late_are_news_if_the_last_minutes_are_at_hand(late):
    opened, breach = late
    assert one(opened(None), "open").breach == breach
    assert one(opened({}), "new").breach == breach
    assert one(opened({breach.ref: 79.0}), "open").breach == breach
    assert one(opened({breach.ref: 84.0}), "worsened").text.startswith("worst 79.0 % since the last review, before that 84")


def test_what_ended_before_the_signature_is_told_if_the_last_minutes_had_it_open(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(12, 9, 84)))
    [breach] = [b for b in breaches(world, NOW, history=True) if b.threshold == "floor"]
    meets = sitting(world, SIGNED, THIS, NOW)
    assert not [i for i in agenda(world, SIGNED, meets, NOW).items if i.reason == "ended"]
    assert one(agenda(world, SIGNED, meets, NOW, {breach.ref: 84.0}), "ended").breach == breach


def test_an_aspirational_breach_is_no_item(tmp_path):
    assert shown(opened(make_world(tmp_path, REVIEWED, good_rows()), SIGNED)) == [("other", "", "")]
