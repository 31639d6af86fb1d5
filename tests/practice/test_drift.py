"""Changes of level as a world and its loads have them, and a threshold on the signal of it."""

import datetime as dt

import pytest

from dashboard.practice import drift
from dashboard.practice.breach import breaches
from dashboard.practice.drift import of_world
from dashboard.practice.trend import trend
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests.worlds import NOW, SOP, bad_rows, day, good_rows, make_world, write_numbers

DROPPED = "- {id: dropped, level: critical, signal: {drift: 60d}, upper: 0.5, lower: -0.05}"
CHANGED = dt.datetime(2026, 3, 4)


def dropping():
    """Accuracy on chat 7 points lower for 12 days, and nothing else out of the ordinary."""
    low = {row[0]: row for row in bad_rows() if row[1] == "accuracy" and row[4:5] == ("chat",)}
    return [low[row[0]] if row[1] == "accuracy" and row[4:5] == ("chat",) else row for row in good_rows()]


def told(changes):
    return [(change.metric, change.segment, change.at) for change in changes]


def test_every_load_keeps_the_changes_and_a_later_one_adds_what_came(tmp_path):
    world = make_world(tmp_path, SOP, good_rows())
    assert of_world(world, NOW) == ([], 5)
    write_numbers(tmp_path, dropping())
    refresh(world.workspace, NOW)
    found, series = of_world(open_world(world.workspace), NOW)
    assert told(found) == [("accuracy", "channel=chat", CHANGED)]
    assert (found[0].before, found[0].after) == (pytest.approx(91.3, abs=0.2), pytest.approx(84.1))
    assert series == 5
    again = make_world(tmp_path / "again", SOP, dropping())
    assert of_world(again, NOW)[0] == found


def test_what_was_found_at_the_load_is_used_and_a_past_instant_is_looked_at_anew(tmp_path, monkeypatch):
    world = make_world(tmp_path, SOP, dropping())
    anew = []
    find = drift.levels.change_points
    monkeypatch.setattr(drift.levels, "change_points", lambda *asked: anew.append(asked[-1]) or find(*asked))
    assert told(of_world(world, NOW)[0]) == [("accuracy", "channel=chat", CHANGED)]
    assert anew == []
    past = dt.datetime(2026, 3, 3)
    assert of_world(world, past) == ([], 5)
    assert anew == [past]


def test_small_samples_do_not_count_by_the_version_in_force(tmp_path):
    rows = [(*row[:3], 10, *row[4:]) if str(row[0]) >= day(12) else row for row in dropping()]
    assert told(of_world(make_world(tmp_path / "strict", SOP, rows), NOW)[0]) == []
    loose = SOP.replace("min_n: 50", "min_n: 5")
    assert told(of_world(make_world(tmp_path / "loose", loose, rows), NOW)[0]) == [
        ("accuracy", "channel=chat", CHANGED)
    ]


def test_a_threshold_on_it_fires_and_is_drawn_as_it_was_judged(tmp_path):
    floor = next(line.strip() for line in SOP.splitlines() if "id: floor" in line)
    law = SOP.replace(floor, DROPPED)
    world = make_world(tmp_path, law, dropping())
    (breach,) = [b for b in breaches(world, NOW) if b.threshold == "dropped"]
    assert (breach.segment, breach.signal) == ("channel=chat", "drift 60d")
    assert CHANGED <= breach.since <= CHANGED + dt.timedelta(days=5)
    assert breach.worst == pytest.approx((84.1 - 91.3) / 91.3, abs=0.003)
    seen = trend(world, "assistant", "accuracy", "channel=chat", dt.datetime(2026, 1, 1), NOW, NOW, 1200)
    course = seen.signals["drift 60d"]
    assert course["value"].min() == breach.worst
    assert [e.since for e in seen.episodes if e.threshold == "dropped"] == [breach.since]
