"""Change points of one series: what is one, what is none, and what is said of it."""

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import coarse
from dashboard.history.coarse import new_levels
from dashboard.history.drift import FEWEST, Fit, change_points
from dashboard.history.seasons import CALENDAR, DAY, Grid
from tests.history.simulated import chosen_on, reported_on


def found(series):
    return [change.index for change in change_points(series.at, series.value)]


def days(count):
    return np.arange(count) * DAY


def noise(count, seed=0):
    return np.random.default_rng(seed).standard_normal(count)


def of(value, at=None):
    value = np.asarray(value, float)
    return change_points(days(value.size) if at is None else at, value)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(12, 120), st.integers(1, 5))
def test_steps_alone_are_put_as_ruptures_binary_segmentation_puts_them(seed, n, count):
    rng = np.random.default_rng(seed)
    y = rng.standard_normal(n) + np.repeat(rng.normal(0, 3, 4), -(-n // 4))[:n]
    fit = Fit(y, Grid(np.arange(n), (), 1).basis(()))
    for _ in range(min(count, n // (4 * fit.least))):
        fit.put(fit.next()[0])
    theirs = ruptures.Binseg(model="l2", min_size=fit.least, jump=1).fit(y).predict(n_bkps=len(fit.steps))
    assert sorted(fit.steps) == theirs[:-1]


def test_a_healthy_seasonal_series_of_two_years_has_no_change():
    assert [seed for seed in range(40) if found(chosen_on(10_000 + seed))] == []


@pytest.mark.parametrize("kind", ["hours", "weekly"])
def test_nor_has_one_of_other_seasons_noise_and_sampling(kind):
    assert [seed for seed in range(30) if found(reported_on(10_000 + seed, kind=kind))] == []


@pytest.mark.parametrize("length", [365, 440, 548, 1100])
def test_nor_has_one_that_saw_its_year_once_or_in_part(length):
    assert [seed for seed in range(15) if found(chosen_on(30_000 + seed, days=length))] == []


@pytest.mark.parametrize(("trend", "least"), [(0, 0.75), (5, 0.7)])
@pytest.mark.parametrize("family", [chosen_on, reported_on])
def test_shifts_are_found_within_a_week_and_little_else_in_noise_season_and_trend(family, trend, least):
    hit = wrong = planted = 0
    for seed in range(24):
        series = family(
            20_000 + seed, shifts=1 + seed % 2, trend=trend, **({} if family is chosen_on else {"kind": "daily"})
        )
        some, none = series.found(found(series))
        hit, wrong, planted = hit + some, wrong + none, planted + len(series.shifts)
    assert hit / planted >= least
    assert wrong / (hit + wrong) <= 0.25


def test_levels_are_medians_on_either_side():
    value = np.r_[noise(60), 5 + noise(60, 1)]
    (change,) = of(value)
    assert change.index == 60
    assert change.before == pytest.approx(np.median(value[:60]))
    assert change.after == pytest.approx(np.median(value[60:]))
    assert change.confidence > 0.99


def test_a_faint_change_is_less_sure_than_a_plain_one():
    sure = [of(np.r_[noise(60), size + noise(60, 1)])[0].confidence for size in (1.5, 4)]
    assert 0.5 < sure[0] < sure[1] <= 1


def test_levels_are_told_without_the_season_and_at_the_change_where_there_is_a_trend():
    day = np.arange(900)
    year = 4 * np.cos(2 * np.pi * day / 365.25)
    (change,) = of(0.3 * noise(900) + year + 2 * (day >= 500))
    assert (change.before, change.after) == pytest.approx((0, 2), abs=0.3)
    (change,) = of(0.3 * noise(900) + 0.01 * day - 3 * (day >= 500))
    assert change.index == 500
    assert (change.before, change.after) == pytest.approx((5, 2), abs=0.3)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("too few points", [0] * 4 + [9] * 5),
        ("all the same", [3.7] * 100),
        ("all the same but for rounding", 0.3 + np.tile([0, 4e-17, 5e-17], 30)),
        ("a single outlier", [*noise(50), 40, *noise(50, 1)]),
        ("an outlier in what is else the same", [0] * 70 + [1e9] + [0] * 29),
        ("an outlier at the very end", [*noise(99), 60]),
        ("a straight line", np.arange(100) / 7),
        ("noise round a straight line", np.arange(300) / 20 + noise(300)),
        ("a wave of a year", np.sin(np.arange(730) / 58)),
    ],
)
def test_no_change(sentence, value):
    assert of(value) == []


def test_as_few_points_as_it_takes():
    assert [change.index for change in of([0, 0.1, 0, 0.1, 0, 5, 5.1, 5, 5.1, 5])] == [5]
    assert FEWEST == 10


def test_an_outlier_hides_no_change():
    value = np.r_[np.zeros(50), np.full(50, 5.0)]
    value[70] = 1e9
    assert [change.index for change in of(value)] == [50]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1e-6, 3, 1e9]), st.sampled_from([0, -7, 1e3]))
def test_the_unit_does_not_matter(seed, factor, added):
    series = chosen_on(seed, shifts=2)
    here, there = change_points(series.at, series.value), change_points(series.at, factor * (series.value + added))
    assert [c.index for c in here] == [c.index for c in there]
    assert [factor * (c.after + added) for c in here] == pytest.approx([c.after for c in there], rel=1e-6, abs=factor)


def test_values_near_the_end_of_the_range():
    (change,) = of(np.r_[np.zeros(50), np.full(50, 1.7e308)])
    assert (change.index, change.after) == (50, 1.7e308)


def test_missing_and_irregular_points_move_it_to_the_first_point_that_is_there():
    series = chosen_on(7)
    at, value = series.at, series.value + 6 * (series.at >= 400 * DAY)
    kept = np.random.default_rng(0).random(at.size) < 0.4
    kept &= ~((at > 395 * DAY) & (at < 410 * DAY))
    (change,) = change_points(at[kept], value[kept])
    assert at[kept][change.index] == at[kept][at[kept] >= 400 * DAY][0]


def test_a_very_long_series_is_looked_at_by_hours_or_days_and_a_change_begins_at_the_first_point_of_its_day():
    at = np.arange(60 * 24 * 90) * (DAY // 1440) + 5
    value = np.random.default_rng(0).standard_normal(at.size) + 0.8 * (at >= 50 * DAY)
    (change,) = new_levels(at, value)
    assert change.at == 50 * DAY + 5
    assert (change.before, change.after) == pytest.approx((0, 0.8), abs=0.05)
    assert at.size > coarse.MANY


def test_weeks_begin_on_monday():
    first, _ = coarse._blocks(days(30) + DAY // 2, np.zeros(30), (7 * DAY,), 10)
    assert [
        np.datetime64(int(days(30)[i]), "us").astype("datetime64[D]").astype(object).weekday() for i in first[1:]
    ] == [0] * 4


def test_a_plain_index_has_no_calendar_but_may_have_weeks():
    index = np.arange(300)
    value = np.tile([0, 0, 0, 0, 0, 4, 5], 43)[:300] + noise(300)
    assert new_levels(index, value, is_index=True) == []
    assert [level.at for level in new_levels(index, value + 3 * (index >= 120), is_index=True)] == [120]


def test_the_seasons_of_the_calendar_are_a_day_a_week_and_a_year():
    assert CALENDAR == (1.0, 7.0, 365.25)
