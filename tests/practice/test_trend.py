"""The chart draws the very thresholds and breaches that the judge used."""

import datetime as dt

import numpy as np
import pytest

from dashboard.errors import WorkspaceError
from dashboard.history import outline
from dashboard.practice.trend import trend
from dashboard.practice.verdict import refresh, verdict
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests.worlds import NOW, SOP, bad_rows, day, good_rows, make_world, write_numbers

START = dt.datetime(2026, 1, 1)
STRICTER = (
    SOP.replace("2026-01-01", "2026-02-20").replace("lower: 88", "lower: 92.25").replace("lower: 89", "lower: 92.4")
)


def seen(world, metric="accuracy", segment="", start=START, end=NOW, as_of=NOW, pixels=1200):
    return trend(world, "assistant", metric, segment, start, end, as_of, pixels)


@pytest.fixture(scope="module")
def stricter(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("stricter"), [SOP, STRICTER], bad_rows())


def test_points_steps_and_episodes_of_a_breaching_series(breaching):
    found = seen(breaching, segment="channel=chat")
    assert (found.title, found.unit, found.total, found.shown) == ("Response accuracy", "%", 60, "value")
    assert (found.first_at, found.last_at) == (dt.datetime(2026, 1, 15), dt.datetime(2026, 3, 15))
    assert found.points.breaching.sum() == 12
    floor = next(step for step in found.steps if step.threshold == "floor")
    assert (floor.lower, floor.recover_lower, floor.start, floor.end) == (88, 89, START, None)
    assert [e.since for e in found.episodes if e.threshold == "floor"] == [dt.datetime(2026, 3, 4)]


def test_thresholds_step_where_the_sop_changed(stricter):
    floors = [step for step in seen(stricter, start=dt.datetime(2026, 2, 1)).steps if step.threshold == "floor"]
    change = dt.datetime(2026, 2, 20)
    assert [(s.lower, s.start, s.end) for s in floors] == [(88, dt.datetime(2026, 2, 1), change), (92.25, change, None)]
    assert [s.version for s in floors] == [dt.date(2026, 1, 1), dt.date(2026, 2, 20)]


@pytest.mark.parametrize("segment", ["", "channel=chat", "channel=mail"])
def test_the_chart_draws_the_very_thresholds_and_breaches_that_the_judge_used(stricter, segment):
    found = seen(stricter, segment=segment)
    rules = [rule for rule in stricter.rules if rule.metric == "accuracy"]
    drawn = [(s.threshold, s.level, s.stage, s.lower, s.upper, s.recover_lower, s.signal) for s in found.steps]
    told = [(r.threshold, r.level, r.stage, r.lower, r.upper, r.recover_lower, r.signal.name) for r in rules]
    assert drawn == told
    rows = verdict(stricter, NOW).breaches
    rows = rows[(rows.metric == "accuracy") & (rows.segment == segment)]
    judged = {(r.threshold, r.since, r.fired_at, None if r.ended_at != r.ended_at else r.ended_at, r.points)
              for r in rows.itertuples()}  # fmt: skip
    assert {(e.threshold, e.since, e.fired_at, e.ended_at, e.points) for e in found.episodes} == judged


@pytest.mark.parametrize("segment", ["", "channel=chat", "channel=mail"])
def test_the_points_drawn_as_breaching_are_those_the_judge_counted(stricter, segment):
    found = seen(stricter, segment=segment)
    at, breaching = found.points["at"], found.points["breaching"].to_numpy()
    held = np.zeros(len(at), bool)
    for floor in (e for e in found.episodes if e.threshold == "floor"):
        inside = ((at >= floor.since) & (at <= (floor.ended_at or NOW))).to_numpy()
        assert breaching[inside].sum() == floor.points
        held |= inside
    # Two in a row fire; what is breaching outside of an episode stands alone.
    assert not (breaching & ~held & (np.append(breaching[1:], False) | np.append(False, breaching[:-1]))).any()
    assert breaching.any() == (segment != "channel=mail")


def test_the_gap_is_drawn_for_a_metric_made_of_gaps(breaching):
    found = seen(breaching, "parity")
    assert found.shown == "gap channel of accuracy (ratio)"
    assert found.points["value"].iloc[-1] == pytest.approx(84.1 / 93)
    assert {step.signal for step in found.steps} == {found.shown}
    assert found.signals == {}


def test_a_gap_is_held_against_the_whole_population_alone(tmp_path):
    gap = "- {id: spread, level: warning, signal: {gap: channel, of: accuracy, as: difference}, upper: 5}"
    floor = next(text for text in SOP.splitlines(keepends=True) if "id: floor" in text)
    world = make_world(tmp_path, SOP.replace(floor, f"{floor}      {gap}\n"), bad_rows())
    name = "gap channel of accuracy (difference)"
    assert seen(world).signals[name]["value"].iloc[-1] == pytest.approx(93 - 84.1)
    assert name in {step.signal for step in seen(world).steps}
    assert seen(world, segment="channel=chat").signals == {}
    assert name not in {step.signal for step in seen(world, segment="channel=chat").steps}


def test_a_signal_of_its_own_is_drawn_beside_the_values(breaching):
    found = seen(breaching, "satisfaction")
    change = found.signals["change 7d"]
    before = found.points["value"].iloc[-8:-1].mean()
    assert change["value"].iloc[-1] == pytest.approx((3.9 - before) / before)
    assert len(change) == 57  # the first three have nothing to be held against


def test_a_signal_in_a_range_is_what_it_is_over_the_whole(breaching):
    whole, part = (
        seen(breaching, "satisfaction", start=s).signals["change 7d"] for s in (START, NOW - dt.timedelta(9))
    )
    assert part["value"].tolist() == whole["value"].tolist()[-len(part) :]


def test_small_samples_are_no_evidence_by_the_version_of_their_day(tmp_path):
    later = SOP.replace("2026-01-01", "2026-03-01").replace("min_n: 50", "min_n: 5000")
    points = seen(make_world(tmp_path, [SOP, later], good_rows())).points
    assert points[points["at"] < dt.datetime(2026, 3, 1)].evidence.all()
    assert not points[points["at"] >= dt.datetime(2026, 3, 1)].evidence.any()


def test_nothing_after_the_as_of_time_is_shown(breaching):
    found = seen(breaching, segment="channel=chat", as_of=dt.datetime(2026, 3, 6))
    assert found.points["at"].max() == dt.datetime(2026, 3, 6)
    assert found.last_at == dt.datetime(2026, 3, 6)
    assert [e.ended_at for e in found.episodes if e.threshold == "floor"] == [None]


def test_many_points_are_reduced_and_every_spike_is_kept(tmp_path):
    start = NOW - dt.timedelta(days=20)
    rows = [(f"{start + dt.timedelta(minutes=i):%Y-%m-%dT%H:%M}", "latency", 1 + i % 7 / 10) for i in range(20_000)]
    rows[12_345] = (rows[12_345][0], "latency", 99)
    found = seen(make_world(tmp_path, rows=rows), "latency", pixels=100)
    assert found.total == 20_000
    assert len(found.points) <= 400
    assert found.points["value"].max() == 99
    assert found.points["value"].min() == 1


def test_of_a_series_that_crosses_its_bound_all_the_time_the_open_and_latest_breaches_are_described(tmp_path):
    start = NOW - dt.timedelta(days=60)
    rows = [(f"{start + dt.timedelta(hours=i):%Y-%m-%dT%H:%M}", "latency", 9 if i % 3 else 1) for i in range(1441)]
    sop = SOP.replace("for: 3d}", "for: 2}\n      - {id: never, level: warning, lower: 20}")
    world = make_world(tmp_path, sop, rows)
    found, judged = seen(world, "latency"), verdict(world, NOW).breaches
    judged = judged[judged["metric"] == "latency"].sort_values("since", kind="stable")
    assert len(found.spans) == len(judged) == 481
    assert found.spans["since"].tolist() == judged["since"].tolist()
    assert set(found.spans["signal"]) == {"value"}
    assert [e.threshold for e in found.episodes] == ["never", *["ceiling"] * 100]
    assert [e.since for e in found.episodes[1:]] == judged["since"].tolist()[-100:]
    assert {e.value for e in found.episodes} == {1}


def test_a_long_series_has_the_signals_that_a_short_one_has(tmp_path, monkeypatch):
    start = NOW - dt.timedelta(days=20)
    rows = [(f"{start + dt.timedelta(minutes=10 * i):%Y-%m-%dT%H:%M}", "latency", 1 + i * 7 % 13) for i in range(2880)]
    rows[1234] = (rows[1234][0], "latency", 99)
    held = "".join(f"\n      - {{id: {id}, level: warning, signal: {signal}, upper: 50}}"
                   for id, signal in (("slow", "{mean: 6h}"), ("jump", "{change: 1d}")))  # fmt: skip
    law = SOP.replace("upper: 4, for: 3d}", "upper: 4, for: 3d}" + held)
    later = law.replace("2026-01-01", "2026-03-10").replace("upper: 50", "upper: 60")
    short = seen(make_world(tmp_path / "short", [law, later], rows), "latency", pixels=40)
    monkeypatch.setattr(outline, "LONG", 1000)
    monkeypatch.setattr(outline, "ROWS", 16)
    refresh(make_world(tmp_path / "long", [law, later], rows, load=False).workspace, NOW)
    world = open_world(Workspace(tmp_path / "long"))
    long = seen(world, "latency", pixels=40)
    assert world.warehouse.cursor().execute("SELECT count(*) FROM signal_outline").fetchall() == [(2,)]
    assert long.signals.keys() == short.signals.keys() == {"mean 6h", "change 1d"}
    for name, frame in long.signals.items():
        assert 30 < len(frame) <= 160
        for of in ("min", "max"):
            assert frame["value"].agg(of) == short.signals[name]["value"].agg(of)
        assert (frame["at"].iloc[0], frame["at"].iloc[-1]) == tuple(short.signals[name]["at"].iloc[[0, -1]])


def test_what_happened_meanwhile_is_on_the_same_time_axis(stricter):
    events = seen(stricter).events
    assert events["kind"].tolist() == ["sop_change", "sop_change", "deployment"]
    assert events["text"].tolist() == ["Chris Otto: first version"] * 2 + [None]
    assert events["title"].iloc[-1] == "Release 2.0"


def test_restated_values_are_kept_beside_the_points(tmp_path):
    make_world(tmp_path, rows=good_rows())
    restated = [(at, m, 3 if (at, m) == (day(5), "latency") else v, *rest) for at, m, v, *rest in good_rows()]
    write_numbers(tmp_path, restated)
    world = open_world(make_world(tmp_path, rows=restated, load=False).workspace)
    refresh(world.workspace, NOW)
    revisions = seen(open_world(world.workspace), "latency").revisions
    assert revisions["at"].tolist() == [NOW.replace(hour=0) - dt.timedelta(5)]
    assert revisions["value"].tolist() == [2.5]


def test_an_unknown_metric_is_told_the_nearest_right_one(breaching):
    with pytest.raises(WorkspaceError, match="did you mean 'accuracy'"):
        seen(breaching, "acuracy")
    with pytest.raises(WorkspaceError, match="did you mean 'assistant'"):
        trend(breaching, "asistant", "accuracy", "", START, NOW, NOW)


@pytest.mark.parametrize("metric", ["accuracy", "parity", "satisfaction"])
def test_a_world_without_numbers_draws_its_thresholds_alone(tmp_path, metric):
    found = seen(make_world(tmp_path, load=False), metric)
    assert (len(found.points), found.total, found.episodes, found.first_at) == (0, 0, (), None)
    assert found.steps
    assert list(found.points) == ["at", "value", "n", "model_version", "evidence", "breaching"]
