"""How sure a number is: intervals for a share, for a mean in time, and for the step between two means."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95
FEWEST = 5  # observations a side: with fewer, no interval is worth drawing


def wilson(share: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """(low, high) of a share (0…1) seen in `n` > 0 cases: Wilson's (1927) score interval.

    Unlike share ± z·s.e. it stays within 0…1 and holds its level with few cases and shares near the ends.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True)
class _Mean:
    """A mean, its variance, and the degrees of freedom that this is known with."""

    at: float
    variance: float
    freedom: float


def dependence(courses: Sequence[Floats]) -> float:
    """How much a value resembles the one before it, 0 … 0.95: lag-1 autocorrelation ρ about the courses' own means.

    Kendall's (1954) correction (1 + 3ρ)/n is added, n the mean length: in short courses ρ comes out too low. A negative
    one counts as none, because few values show it too easily.
    """
    away = [course - course.mean() for course in courses]
    spread = sum(float(a @ a) for a in away)
    if spread == 0:
        return 0.0
    found = sum(float(a[1:] @ a[:-1]) for a in away) / spread
    corrected = found + (1 + 3 * found) * len(away) / sum(a.size for a in away)
    return float(np.clip(corrected, 0.0, 0.95))


def mean_interval(values: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """(low, high) of the mean of values in equal steps, each like the one before it; None with fewer than FEWEST."""
    if values.size < FEWEST:
        return None
    mean = _mean(values, dependence([values]))
    half = student(mean.freedom, level) * math.sqrt(mean.variance)
    return mean.at - half, mean.at + half


def step_interval(before: Floats, after: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """(low, high) of mean(after) − mean(before); None with fewer than FEWEST values on either side.

    The variances of the two means add up; degrees of freedom as Welch (1947) and Satterthwaite have them.
    """
    if min(before.size, after.size) < FEWEST:
        return None
    depends = dependence([before, after])
    one, other = _mean(before, depends), _mean(after, depends)
    both = one.variance + other.variance
    middle = other.at - one.at
    if both == 0:
        return middle, middle
    freedom = both**2 / sum(mean.variance**2 / mean.freedom for mean in (one, other))
    half = student(freedom, level) * math.sqrt(both)
    return middle - half, middle + half


def _mean(values: Floats, depends: float) -> _Mean:
    """Of n values of which each resembles the one before it by ρ, the mean is as sure as that of n (1 − ρ)/(1 + ρ)
    independent ones (Bayley & Hammersley 1946); their spread about it comes out too low in the same measure."""
    worth = max(values.size * (1 - depends) / (1 + depends), 2.0)
    away = values - values.mean()
    spread = float(away @ away) / values.size / (1 - min(1 / worth, 0.8))
    return _Mean(float(values.mean()), spread / worth, max(worth - 1, FEWEST - 1))


def student(freedom: float, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t: Abramowitz & Stegun 26.7.5, right to 1 % from 4 degrees of freedom on."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom ** (k + 1) for k, term in enumerate(terms))
