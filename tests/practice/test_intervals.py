"""Intervals that hold what they promise."""

import numpy as np
import pytest

from dashboard.practice.intervals import FEWEST, dependence, mean_interval, step_interval, student, wilson


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.5, 10, 0.2366, 0.7634), (0.0, 20, 0.0, 0.1611), (1.0, 20, 0.8389, 1.0), (81 / 263, 263, 0.2553, 0.3662)],
)
def test_wilson_is_as_published(share, n, low, high):
    assert wilson(share, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("freedom", "quantile"), [(4, 2.776), (10, 2.228), (30, 2.042), (1000, 1.962)])
def test_student_is_near_the_tables(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, rel=0.01)


def course(generator, size, depends):
    noise = generator.normal(size=size + 50)
    for i in range(1, noise.size):
        noise[i] += depends * noise[i - 1]
    return noise[50:]


@pytest.mark.parametrize(
    ("depends", "each", "least"), [(0.0, 14, 0.93), (0.5, 14, 0.91), (0.7, 28, 0.91), (0.3, 90, 0.92)]
)
def test_a_step_that_there_is_not_lies_within_as_often_as_promised(depends, each, least):
    generator = np.random.default_rng(7)
    times, held = 600, 0
    for _ in range(times):
        values = course(generator, 2 * each, depends)
        low, high = step_interval(values[:each], values[each:])
        held += low <= 0 <= high
    assert least <= held / times <= 0.99


def test_dependence_makes_intervals_wider_and_is_found():
    generator = np.random.default_rng(3)
    values = course(generator, 400, 0.7)
    assert dependence([values]) == pytest.approx(0.7, abs=0.1)
    shuffled = generator.permutation(values)
    low, high = mean_interval(values)
    assert high - low > 1.8 * np.subtract(*mean_interval(shuffled)[::-1])


def test_a_known_step_is_found():
    generator = np.random.default_rng(5)
    low, high = step_interval(generator.normal(10, 1, 60), generator.normal(12, 1, 60))
    assert low < 2 < high
    assert low > 1


def test_too_few_values_have_no_interval_and_equal_ones_an_exact_one():
    few, enough = np.arange(FEWEST - 1.0), np.full(FEWEST, 3.0)
    assert step_interval(few, enough) is None
    assert mean_interval(few) is None
    assert step_interval(enough, enough + 1) == (1, 1)
