"""The signal `drift`: the shift of level within the window that ends at each point."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history.rules import Rule, Signal
from dashboard.history.seasons import DAY
from dashboard.history.shifts import _ROWS, shifts
from dashboard.history.signals import of_series
from tests.history import reference
from tests.history.judging import START


def stepping(rng, count):
    """Halves, thirds and steps, at irregular quarter days."""
    values = rng.integers(-2, 3, count) / 2 + rng.choice([0.0, 4.0, 1 / 3, -7.0]) * (
        np.arange(count) >= rng.integers(1, count)
    )
    return np.sort(rng.choice(np.arange(2 * count), count, replace=False)) * DAY // 4, values


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(8, 60), st.sampled_from([3, 10, 20, 45]))
def test_it_agrees_with_the_reference(seed, count, days):
    at, value = stepping(np.random.default_rng(seed), count)
    window = dt.timedelta(days=days)
    points = [(START + dt.timedelta(microseconds=int(t)), float(v)) for t, v in zip(at, value, strict=True)]
    where, signal = shifts(at, value, days * DAY)
    assert [(points[i][0], s) for i, s in zip(where, signal, strict=True)] == reference.drift(points, window)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 80), st.integers(1, 30))
def test_what_comes_later_changes_nothing_and_any_part_of_the_course_is_as_in_the_whole(seed, count, later):
    at, value = stepping(np.random.default_rng(seed), count)
    where, signal = shifts(at, value, 12 * DAY)
    cut = count - min(later, count - 1)
    known = where < cut
    now, then = shifts(at[:cut], value[:cut], 12 * DAY)
    assert (now.tolist(), then.tolist()) == (where[known].tolist(), signal[known].tolist())
    part, rest = shifts(at, value, 12 * DAY, first=cut)
    assert (part.tolist(), rest.tolist()) == (where[~known].tolist(), signal[~known].tolist())


def course(value, days=90):
    value = np.asarray(value, float)
    where, signal = shifts(np.arange(value.size) * DAY, value, days * DAY)
    return dict(zip(where.tolist(), signal.tolist(), strict=True))


def test_a_drop_is_told_as_a_share_of_the_level_before_once_five_points_have_followed_it():
    found = course([10.0] * 40 + [8.0] * 40)
    assert {found[i] for i in range(9, 40)} == {0.0}
    assert all(-0.2 < found[i] <= 0 for i in range(40, 44))
    assert [found[i] for i in range(44, 80)] == pytest.approx([-0.2] * 36)


def test_it_is_forgotten_when_the_window_has_passed_it():
    found = course([10.0] * 30 + [8.0] * 60, days=20)
    assert found[40] == pytest.approx(-0.2)
    assert found[60] == 0.0


def test_fewer_than_ten_points_in_the_window_are_no_evidence():
    assert min(course([1.0] * 20)) == 9
    assert course([1.0] * 100, days=9) == {}


def test_a_level_of_zero_before_is_no_evidence_where_the_level_moved():
    found = course([0.0] * 20 + [5.0] * 20)
    assert [i for i in range(9, 40) if i not in found][-16:] == list(range(24, 40))
    assert found[19] == 0


def test_noise_is_no_drift():
    value = 10 + np.random.default_rng(0).standard_normal(2000)
    assert sum(signal != 0 for signal in course(value).values()) <= 20


def test_many_points_a_day_are_looked_at_by_the_ninetieths_of_the_window():
    at = np.arange(24 * 120) * (DAY // 24)
    value = 50 + np.random.default_rng(0).standard_normal(at.size) + 2 * (at >= 60 * DAY)
    where, signal = shifts(at, value, 90 * DAY)
    assert dict(zip(where.tolist(), signal.tolist(), strict=True))[24 * 80] == pytest.approx(0.04, abs=0.003)


def test_a_wild_value_long_ago_leaves_no_trace():
    value = np.r_[[1e12], np.full(150, 10.0), np.full(50, 9.0)]
    assert course(value)[200] == pytest.approx(-0.1)


def test_stretches_of_a_long_series_fit_together():
    count = _ROWS + 300
    value = np.repeat([4.0, 5.0], [_ROWS - 3, 303])
    found = course(value)
    assert len(found) == count - 9
    assert found[_ROWS + 10] == pytest.approx(0.25)


def test_values_at_the_end_of_the_range_have_none_and_raise_no_warning():
    at = np.arange(40) * DAY
    value = np.r_[np.full(20, -1.7e308), np.full(20, 1.7e308)]
    rule = Rule(
        "sop", "m", "s", "t", START, None, "critical", "enforced", Signal("drift", window=dt.timedelta(days=90))
    )
    where, signal = of_series(at, value, np.full(40, np.nan), rule)
    assert np.isfinite(signal).all()
    assert where.size >= 10
