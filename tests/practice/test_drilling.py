"""What the drill-down asks: of segments, of releases, of groups, of two metrics, and of a range."""

import datetime as dt
import math

import duckdb
import pytest

from dashboard.errors import WorkspaceError
from dashboard.history.pooled import NOTEBOOK
from dashboard.practice.courses import course
from dashboard.practice.effect import deployments, effects, usual_window
from dashboard.practice.fairness import fairness, gaps
from dashboard.practice.moves import by_version, moved
from dashboard.practice.notebook import notebook
from dashboard.practice.numbers import numbers
from dashboard.practice.set_aside import set_aside, time_in
from dashboard.practice.together import together
from dashboard.practice.within import within
from tests import worlds
from tests.worlds import NOW, day

ACCURACY = ("assistant", "accuracy")


def ago(days):
    return NOW - dt.timedelta(days=days)


def midnight(days):
    return dt.datetime.fromisoformat(day(days))


BEFORE, AFTER = (midnight(24), midnight(12)), (midnight(12), NOW)


def test_the_segment_that_moved_comes_first_and_all_adds_up(tmp_path):
    move = moved(worlds.breaching(tmp_path), *ACCURACY, "channel", BEFORE, AFTER, NOW)
    assert move.parts[0].name == "channel=chat"
    assert move.parts[0].after == pytest.approx(84.1)
    assert move.parts[0].within == pytest.approx(move.parts[0].added)
    whole = math.fsum([*(part.added for part in move.parts), move.remainder])
    assert whole == pytest.approx(move.whole[1] - move.whole[0], abs=1e-12)
    assert move.remainder == pytest.approx(-move.parts[0].added, rel=0.05)  # this world's whole did not move
    assert move.stability == pytest.approx(0)


def test_segments_without_sizes_count_by_observation_and_say_so(tmp_path):
    rows = [(day(a), "accuracy", 90 if a > 12 else 88, "", c) for a in range(1, 25) for c in ("chat", "mail")]
    move = moved(worlds.make_world(tmp_path, rows=rows), *ACCURACY, "channel", BEFORE, AFTER, NOW)
    assert (move.sized, move.stability, move.remainder) == (False, None, None)
    assert move.change == pytest.approx(-2)
    assert [part.share_after for part in move.parts] == [0.5, 0.5]


def test_observations_without_a_size_among_sized_ones_are_left_out_and_counted(tmp_path):
    rows = [(day(a), "accuracy", 90, 100, "chat") for a in range(1, 25)]
    rows += [(day(a), "accuracy", 10, "" if a == 3 else 100, "mail") for a in range(1, 25)]
    move = moved(worlds.make_world(tmp_path, rows=rows), *ACCURACY, "channel", BEFORE, AFTER, NOW)
    assert move.unsized == 1
    assert move.n["channel=mail"] == (1200, 1100)


def test_a_split_that_there_is_not_is_told_with_the_nearest(tmp_path):
    with pytest.raises(WorkspaceError, match="no segments by 'chanel'; did you mean 'channel'"):
        moved(worlds.healthy(tmp_path), *ACCURACY, "chanel", BEFORE, AFTER, NOW)


def test_what_was_appended_later_is_counted_too(tmp_path):
    rows = worlds.good_rows()
    worlds.make_world(tmp_path, rows=[row for row in rows if row[0] < day(3)])
    world = worlds.make_world(tmp_path, rows=rows)
    whole = worlds.make_world(tmp_path / "at once", rows=rows)
    asked = (*ACCURACY, "channel", BEFORE, AFTER, NOW)
    assert moved(world, *asked) == moved(whole, *asked)
    assert moved(world, *asked).n["channel=chat"] == (6000, 6000)


def test_each_segment_under_each_model_version_against_the_bounds_in_force(tmp_path):
    cells = by_version(worlds.breaching(tmp_path), *ACCURACY, ["channel=chat", "channel=mail"], (ago(40), NOW), NOW)
    assert [(c.segment, c.model_version) for c in cells] == [
        ("channel=chat", "1.0"), ("channel=mail", "1.0"), ("channel=chat", "2.0"), ("channel=mail", "2.0"),
    ]  # fmt: skip
    assert [c.level for c in cells] == [None, None, "critical", None]


def test_points_too_small_to_be_judged_are_no_evidence_of_a_model_version(tmp_path):
    rows = [(day(a), "accuracy", 92, 1000 if a > 3 else 10, "chat", "1" if a > 3 else "2") for a in range(1, 9)]
    cells = by_version(worlds.make_world(tmp_path, rows=rows), *ACCURACY, ["channel=chat"], (ago(9), NOW), NOW)
    assert [c.model_version for c in cells] == ["1"]


def test_the_step_at_a_release_with_its_interval(tmp_path):
    rows = [(day(a), "accuracy", (90 if a > 20 else 86) + (a % 3) / 10, 1000) for a in range(1, 50)]
    world = worlds.make_world(tmp_path, rows=rows)
    (release,) = deployments(world, *ACCURACY, ago(40), NOW, NOW)
    assert (release.title, release.model_version, release.at) == ("Release 2.0", "2.0", midnight(20))
    (found,) = effects(world, *ACCURACY, [""], release.at, 14, NOW)
    assert found.points == (14, 14)
    assert found.change == pytest.approx(-4, abs=0.1)
    assert found.interval[0] < found.change < found.interval[1] < 0
    assert found.clear
    assert found.relative == pytest.approx(-4 / 90, abs=1e-3)


def test_too_few_observations_have_a_change_but_no_interval(tmp_path):
    rows = [(day(a), "accuracy", 90, 1000) for a in (24, 22, 18, 16)]
    found, nowhere = effects(
        worlds.make_world(tmp_path, rows=rows), *ACCURACY, ["", "channel=x"], midnight(20), 14, NOW
    )
    assert (found.change, found.interval, found.clear) == (0, None, False)
    assert (nowhere.before, nowhere.change) == (None, None)


def test_nothing_after_the_instant_looked_at_is_known(tmp_path):
    world = worlds.breaching(tmp_path)
    (found,) = effects(world, *ACCURACY, ["channel=chat"], midnight(20), 14, midnight(15))
    assert found.points == (14, 6)
    assert course(world, *ACCURACY, "", (ago(50), NOW), midnight(15))["at"].max() == midnight(15)


def test_a_window_is_wide_enough_for_how_often_the_metric_is_reported(tmp_path):
    law = worlds.healthy(tmp_path).library.sops["assistant"].newest.sop
    assert usual_window(law.metric("accuracy")) == 14


def test_groups_are_held_against_the_gap_in_force(tmp_path):
    sop = worlds.SOP.replace("lower: 0.8, for: 2", "lower: 0.95")
    world = worlds.make_world(tmp_path, sop, worlds.bad_rows())
    found = fairness(world, *ACCURACY, "channel", "channel=mail", AFTER, NOW)
    chat, mail = found.groups
    assert (found.rule.threshold, found.titled, found.as_) == ("four-fifths", "Parity of channels", "ratio")
    assert (mail.verdict, chat.verdict, found.verdict) == ("reference", "breach", "breach")
    assert chat.gap == pytest.approx(84.1 / 93) == found.widest
    assert chat.n == 6000
    assert found.shares
    assert chat.interval[0] < 84.1 < chat.interval[1]
    assert fairness(world, *ACCURACY, "channel", None, BEFORE, NOW).verdict == "pass"


def test_the_gap_of_a_metric_made_of_gaps_is_of_the_groups_it_compares(tmp_path):
    world = worlds.breaching(tmp_path)
    found = fairness(world, "assistant", "parity", "channel", None, AFTER, NOW)
    assert (found.of, found.verdict) == ("accuracy", "pass")
    assert [rule.threshold for rule in gaps(world, "assistant", "parity", NOW)] == ["four-fifths"]


def test_a_group_below_min_n_has_not_enough_data(tmp_path):
    rows = [(day(a), "accuracy", 92, 500 if c == "mail" else 20, c) for a in range(1, 20) for c in ("chat", "mail")]
    found = fairness(worlds.make_world(tmp_path, rows=rows), *ACCURACY, "channel", None, AFTER, NOW)
    assert [(g.segment, g.verdict) for g in found.groups] == [
        ("channel=chat", "not enough data"), ("channel=mail", "reference"),
    ]  # fmt: skip
    assert (found.widest, found.verdict) == (None, "not enough data")


def test_without_a_gap_threshold_nothing_is_judged(tmp_path):
    sop = worlds.SOP.replace("segments: [channel]", "segments: [channel, place]")
    sources = worlds.SOURCES.replace("segments: [channel]", "segments: {{channel: channel, place: model}}").replace(
        "model_version: model, segments", "segments"
    )
    rows = [(day(a), "accuracy", 90 + (p == "x"), 500, "", p) for a in range(1, 20) for p in "xy"]
    found = fairness(worlds.make_world(tmp_path, sop, rows, sources=sources), *ACCURACY, "place", None, AFTER, NOW)
    assert found.rule is None
    assert found.verdict == "no threshold"


def waves(lag):
    """Latency follows accuracy by `lag` days."""
    course = [math.sin(k * 1.7) + math.sin(k * 0.61) for k in range(90)]
    rows = [(day(a), "accuracy", 90 + course[80 - a], 1000) for a in range(1, 60)]
    return rows + [(day(a), "latency", 2 - course[80 - a - lag] / 2) for a in range(1, 60)]


def test_two_metrics_that_move_together_are_found_with_their_lag(tmp_path):
    world = worlds.make_world(tmp_path, rows=waves(3))
    series = (*ACCURACY, ""), ("assistant", "latency", "")
    found = together(world, *series, (ago(60), NOW), NOW, None)
    assert found.step == dt.timedelta(days=1)
    assert (found.strongest, found.lag) == (3, 3)
    assert found.r == pytest.approx(-1)
    assert abs(found.r) > found.chance
    assert list(found.pairs.columns) == ["at", "first", "second"]
    assert (found.pairs["second"] - (2 - (found.pairs["first"] - 90) / 2)).abs().max() < 1e-9
    assert together(world, *series, (ago(60), NOW), NOW, -2).lag == -2
    assert together(world, *series, (ago(60), NOW), NOW, None, changes=True).lag == 3


def test_two_that_only_rise_correlate_as_levels_and_not_as_changes(tmp_path):
    rows = [(day(a), "accuracy", 95 - a / 10 + (a * 7 % 5) / 20, 1000) for a in range(1, 60)]
    rows += [(day(a), "latency", 3 - a / 30 + (a * a % 11) / 60) for a in range(1, 60)]
    series = (*ACCURACY, ""), ("assistant", "latency", "")
    world = worlds.make_world(tmp_path, rows=rows)
    levels = together(world, *series, (ago(60), NOW), NOW, 0)
    assert levels.r > 0.95
    assert levels.chance > 0.8
    assert abs(together(world, *series, (ago(60), NOW), NOW, 0, changes=True).r) < 0.5


def test_what_stands_still_or_is_hardly_there_has_no_correlation(tmp_path):
    rows = [(day(a), "accuracy", 90, 1000) for a in range(1, 30)] + [(day(a), "latency", a) for a in range(1, 5)]
    series = (*ACCURACY, ""), ("assistant", "latency", "")
    found = together(worlds.make_world(tmp_path, rows=rows), *series, (ago(60), NOW), NOW, None)
    assert (found.r, found.strongest, found.chance, found.lag) == (None, None, None, 0)


def test_what_lies_in_a_range_is_counted_with_what_happened_and_was_set_aside(tmp_path):
    rows = [*worlds.good_rows(), (day(5), "acuracy", 90), (day(30), "accuracy", "ninety", 5), ("soon", "accuracy", 1)]
    world = worlds.make_world(tmp_path, rows=rows)
    found = within(world, *ACCURACY, "channel=chat", (midnight(20), midnight(11)), NOW)
    assert found.total == 10
    assert list(found.events["title"]) == ["Release 2.0"]
    assert (found.held.num_rows, found.untimed) == (0, 1)
    near, _ = set_aside(world, *ACCURACY, (midnight(6), NOW), NOW)
    assert near["value"].to_pylist() == ["acuracy"]
    assert near["at"].to_pylist() == [midnight(5)]


def test_times_are_read_as_the_source_writes_them(tmp_path):
    source = worlds.healthy(tmp_path).sources[0]
    german = source.model_copy(update={"date_format": "%d.%m.%Y", "timezone": "Europe/Berlin"})
    assert time_in("08.07.2025;x;74,1", german) == dt.datetime(2025, 7, 7, 22)
    assert time_in("2026-02-30,x,1 then 2026-03-01T04:05", source) == dt.datetime(2026, 3, 1, 4, 5)
    assert time_in("no time", source) is None


def test_the_notebook_reads_the_numbers_by_model_version_and_those_of_one_series(tmp_path):
    world = worlds.breaching(tmp_path)
    cells = by_version(world, *ACCURACY, ["channel=chat"], BEFORE, NOW)
    loaded = numbers(world, *ACCURACY, "channel=chat", *BEFORE, NOW)
    bound = {"metric": "accuracy", "sources": ["numbers"], "start": BEFORE[0], "end": BEFORE[1]}
    asked = {"versions": {"segments": ["channel=chat"], "least": 50}, "numbers": {"segment": "channel=chat"}}
    texts = [notebook(world.warehouse.path, NOTEBOOK[name], bound | more) for name, more in asked.items()]
    world.warehouse.close()
    scopes = [{}, {}]
    for text, scope in zip(texts, scopes, strict=True):
        exec(text, scope)
    versions, series = (scope["df"] for scope in scopes)
    assert list(versions["model_version"]) == [cell.model_version for cell in cells] == ["1.0", "2.0"]
    assert list(versions["weighted_mean"]) == pytest.approx([cell.value for cell in cells])
    assert series.values.tolist() == loaded.to_pandas().values.tolist()
    assert len(series) == 13


def test_the_notebook_reads_the_numbers_of_the_decomposition(tmp_path):
    world = worlds.breaching(tmp_path)
    move = moved(world, *ACCURACY, "channel", BEFORE, AFTER, NOW)
    bound = {
        "metric": "accuracy", "sources": ["numbers"], "segments": ["channel=chat"], "start": BEFORE[0],
        "middle": AFTER[0], "end": AFTER[1], "least": 0,
    }  # fmt: skip
    text = notebook(world.warehouse.path, NOTEBOOK["sums"], bound)
    world.warehouse.close()
    scope = {}
    exec(text, scope)
    frame = scope["df"]
    assert list(frame["period"]) == ["before", "after"]
    assert list(frame["weighted_mean"]) == pytest.approx([move.parts[0].before, move.parts[0].after])
    assert isinstance(scope["db"], duckdb.DuckDBPyConnection)
