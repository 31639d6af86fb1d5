"""The threshold lab: the judge's own verdict on a moved threshold, what it comes to, the curve, and proposals."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard.errors import WorkspaceError
from dashboard.history.episodes import NEVER
from dashboard.history.rules import micros
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.lab.curve import At, Curve, a_quarter, catching, curve
from dashboard.practice.lab.known import Known, caught
from dashboard.practice.lab.numbers import COLUMNS, flaps, judgement
from dashboard.practice.lab.threshold import Edit, edited, for_of, subject, written
from dashboard.practice.lab.trial import course, trial
from dashboard.practice.verdict import verdict
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.worlds import NOW, day

THRESHOLDS = [("accuracy", "floor"), ("accuracy", "hope"), ("satisfaction", "low"), ("satisfaction", "falling"),
              ("latency", "ceiling"), ("parity", "four-fifths")]  # fmt: skip


def tried(world, metric="accuracy", threshold="floor", done=NO_ACTS, **edit):
    return trial(world, "assistant", metric, threshold, Edit(**edit), NOW, done)


def same(found, expected):
    """The same breaches, however an open end is told."""
    plain = [frame.assign(ended_because=frame["ended_because"].fillna("")) for frame in (found, expected)]
    pd.testing.assert_frame_equal(*plain, check_dtype=False)


def bends(world, side="lower", metric="accuracy", threshold="floor", **edit):
    return curve(world, "assistant", metric, threshold, Edit(**edit), side, NOW, NO_ACTS)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """As `breaching`, with two incidents of accuracy and one of latency, loaded."""
    return worlds.troubled(tmp_path_factory.mktemp("troubled"))


@pytest.mark.parametrize(("metric", "threshold"), THRESHOLDS)
def test_unmoved_its_breaches_are_those_of_the_verdict(breaching, metric, threshold):
    seen = tried(breaching, metric, threshold)
    rows = verdict(breaching, NOW).breaches
    own = rows[(rows["metric"] == metric) & (rows["threshold"] == threshold)]
    expected = own[COLUMNS].sort_values(["fired_at", "segment"], ignore_index=True)
    assert not seen.moved
    for found in (seen.law, seen.today, seen.tried):
        same(found.breaches, expected)


def test_moved_its_breaches_are_those_of_a_law_that_says_so(tmp_path, breaching):
    seen = tried(breaching, lower=91.25, margin=0.1, for_=1, recover_for=2, level="warning")
    changed = worlds.SOP.replace(
        "{id: floor, level: critical, lower: 88, for: 2, recover: {lower: 89}, respond: wrong-answers}",
        seen.line.removeprefix("- "),
    )
    assert changed != worlds.SOP
    rows = verdict(worlds.make_world(tmp_path, changed, rows=worlds.bad_rows()), NOW).breaches
    own = rows[rows["threshold"] == "floor"][COLUMNS].sort_values(["fired_at", "segment"], ignore_index=True)
    assert len(own) > 5
    same(seen.tried.breaches, own)


def test_it_is_judged_over_the_whole_history_as_if_it_had_always_been_so(tmp_path):
    later = worlds.SOP.replace("2026-01-01", "2026-03-08").replace("lower: 88", "lower: 80")
    seen = tried(worlds.make_world(tmp_path, [worlds.SOP, later], rows=worlds.bad_rows()))
    [then] = seen.law.breaches.to_dict("records")
    assert f"{then['since']:%Y-%m-%d}" == day(12)
    assert seen.today.breaches.empty
    again = tried(open_world(Workspace(tmp_path)), lower=88.0, margin=1.0)
    assert [str(since.date()) for since in again.tried.breaches["since"]] == [day(12)]
    assert again.law_since == dt.datetime(2026, 1, 1)


def test_the_recovery_bound_keeps_its_distance_when_the_bound_is_moved(breaching):
    assert tried(breaching, lower=84.2).line == (
        "- {id: floor, level: critical, lower: 84.2, for: 2, recover: {lower: 85.2}, respond: wrong-answers}"
    )


def test_a_duration_and_another_signal_are_written_as_the_sop_file_has_them(breaching):
    of = subject(breaching, "assistant", "satisfaction", "low", NOW)
    moved = edited(breaching, of, Edit(signal="mean 7d", lower=4.1, for_=dt.timedelta(days=3)), NOW)
    line = "- {id: low, level: warning, signal: {mean: 7d}, lower: 4.1, for: 3d, respond: wrong-answers}"
    assert written(moved) == line


def test_on_another_signal_as_large_a_share_of_the_evidence_lies_beyond_the_bound(breaching):
    seen = tried(breaching, signal="mean 7d")
    now, then = seen.today.breaches["points"].sum(), seen.tried.breaches["points"].sum()
    assert seen.signal == "mean 7d"
    assert now == 12
    assert abs(then - now) <= 3


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"signal": "median 7d"}, "there is no signal 'median 7d' here; did you mean 'mean 7d'?"),
        ({"margin": -1.0}, "recover lower 87 is below lower 88"),
        ({"signal": "change 28d", "for_": 0}, "a count begins at 1"),
    ],
)
def test_what_cannot_be_is_refused_in_the_words_of_the_sop(breaching, edit, said):
    with pytest.raises(WorkspaceError, match=said.replace("?", r"\?")):
        tried(breaching, **edit)


def test_a_threshold_that_there_is_not_is_said_with_the_nearest(breaching):
    with pytest.raises(WorkspaceError, match="accuracy has no threshold 'flor'; did you mean 'floor'"):
        tried(breaching, threshold="flor")
    with pytest.raises(WorkspaceError, match="neither a count of observations like 2 nor a duration"):
        for_of("soon")


def test_days_in_breach_are_those_of_some_series_and_the_load_is_that_of_who_acts(breaching):
    seen = tried(breaching)
    [breach] = seen.today.breaches.to_dict("records")
    assert seen.today.days == pytest.approx((NOW - breach["since"]) / dt.timedelta(days=1))
    assert seen.today.load.to_dict("records") == [{"who": "ML team", "week": pd.Timestamp("2026-03-02"), "n": 1}]
    both = pd.concat([seen.today.breaches] * 2, ignore_index=True)
    of = subject(breaching, "assistant", "accuracy", "floor", NOW)
    assert judgement(breaching, of, both, (), NOW).days == pytest.approx(seen.today.days)
    assert judgement(breaching, of, both, (), NOW).busiest == 2


def test_a_flap_is_a_breach_that_fires_within_seven_reports_of_the_recovery_before():
    at = pd.to_datetime(["2026-01-01", "2026-01-05", "2026-02-01", "2026-01-03"])
    ended = pd.to_datetime(["2026-01-02", "2026-01-06", "2026-02-02", None])
    frame = pd.DataFrame({"segment": ["", "", "", "channel=chat"], "fired_at": at, "ended_at": ended})
    assert flaps(frame, dt.timedelta(days=1)) == 1
    assert flaps(frame, dt.timedelta(hours=1)) == 0
    assert flaps(frame, dt.timedelta(days=7)) == 2


KNOWN = Known(dt.datetime(2026, 2, 1), dt.datetime(2026, 2, 3), "x", "channel=chat", "loaded")


@pytest.mark.parametrize(
    ("segment", "fired", "ended", "tells"),
    [
        ("channel=chat", "2026-02-01", None, True),
        ("", "2026-02-01", None, True),
        ("channel=chat,locale=de", "2026-02-01", None, True),
        ("channel=mail", "2026-02-01", None, False),
        ("", "2026-02-10", None, True),
        ("", "2026-02-11", None, False),
        ("", "2026-01-10", None, True),
        ("", "2026-01-10", "2026-01-25", True),
        ("", "2026-01-10", "2026-01-24", False),
        ("", "2026-01-03", None, False),
    ],
)
def test_which_breach_tells_of_an_incident(segment, fired, ended, tells):
    at = dt.datetime.fromisoformat(fired)
    end = micros(dt.datetime.fromisoformat(ended)) if ended else NEVER
    assert caught([KNOWN], [segment], np.array([micros(at)]), np.array([end])) == ((at if tells else None),)


def test_incidents_of_the_metric_are_known_and_those_of_others_are_not(troubled):
    seen = tried(troubled)
    assert [k.title for k in seen.incidents] == ["Quiet trouble", "Chat gone wrong"]
    assert [at and f"{at:%Y-%m-%d}" for at in seen.today.told] == [None, day(11)]
    assert seen.today.caught == 1


def test_a_tighter_bound_that_tells_of_what_was_missed_is_proposed(troubled):
    found = bends(troubled, margin=0.0)
    sure = catching(found)
    assert sure.reached
    assert sure.at.caught == found.incidents == 2
    assert tried(troubled, lower=sure.at.bound, margin=0.0).tried.told == sure.at.told
    fewer = [at for at in found.places if at.caught == 2 and at.breaches < sure.at.breaches]
    assert not fewer


@pytest.mark.parametrize(("metric", "threshold", "side"), [
    ("accuracy", "floor", "lower"), ("latency", "ceiling", "upper"), ("parity", "four-fifths", "lower"),
    ("satisfaction", "falling", "lower")])  # fmt: skip
def test_every_place_of_the_curve_is_what_the_lab_says_of_that_bound(breaching, metric, threshold, side):
    found = bends(breaching, side, metric, threshold)
    assert len(found.places) >= 3
    for at in found.places:
        seen = tried(breaching, metric, threshold, **{side: at.bound})
        assert (len(seen.tried.breaches), seen.tried.breaches["points"].sum()) == (at.breaches, at.points)
    outermost = found.places[0 if side == "lower" else -1]
    assert outermost.breaches == 0


def test_todays_bound_is_a_place_of_the_curve_but_not_on_another_signal(breaching):
    assert 88.0 in [at.bound for at in bends(breaching).places]
    assert 88.0 not in [at.bound for at in bends(breaching, signal="mean 7d").places]


def test_the_curve_does_not_change_with_the_bound_but_with_what_else_is_moved(breaching):
    assert bends(breaching, lower=90.0) == bends(breaching)
    assert bends(breaching, for_=1) != bends(breaching)


def test_about_so_many_a_quarter_is_the_nearest_of_equals_the_rarest():
    places = (At(1, 0, 0, ()), At(2, 3, 10, ()), At(3, 4, 20, ()), At(4, 9, 50, ()), At(5, 3, 99, ()))
    found = Curve("upper", places, 2.0, 0)
    assert a_quarter(found, 1.5) == a_quarter(found, 1.6)
    assert a_quarter(found, 1.5).at.bound == 2
    assert a_quarter(found, 2).at.bound == 3
    assert a_quarter(found, 2).reached
    assert not a_quarter(found, 50).reached
    assert a_quarter(replace(found, places=()), 2) is None


def test_of_equals_the_bound_that_tells_earliest_is_proposed_and_none_where_none_tells():
    early, late = dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2)
    places = (At(1, 1, 9, (None,)), At(2, 2, 9, (late,)), At(3, 2, 20, (early,)), At(4, 5, 30, (early,)))
    assert catching(Curve("upper", places, 2.0, 1)).at.bound == 3
    assert not catching(Curve("upper", (At(2, 2, 9, (late, None)),), 2.0, 2)).reached
    assert catching(Curve("upper", places[:1], 2.0, 1)) is None


def test_the_course_is_the_evidence_that_is_judged(breaching):
    points = course(breaching, "assistant", "accuracy", "floor", Edit(), "channel=chat", NOW, 480)
    assert len(points) == worlds.DAYS
    assert (points["value"] < 88).sum() == 12


def test_without_numbers_there_is_nothing_to_judge(tmp_path):
    seen = tried(worlds.empty(tmp_path))
    assert (seen.evidence, seen.first_at, len(seen.tried.breaches)) == (0, None, 0)
    assert bends(open_world(Workspace(tmp_path))).places == ()
