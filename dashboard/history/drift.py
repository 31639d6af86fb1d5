"""Change points of one series: when its level moved for good, between what levels, and how sure that is.

Levels are found as in binary segmentation with squared error (`Binseg` of ruptures, which it equals where nothing but
levels and noise is in a series): the one step that explains most, then the next, until none explains enough. Three
things keep other things from being called a change:

- Seasons and a straight trend are fitted together with the steps, each where it pays for its columns, so that neither a
  winter nor a slow slope becomes a row of steps, and a step within them is found all the same.
- A step has to explain 3 ln n times the noise (the modified BIC of Zhang & Siegmund 2007, Biometrics 63). Noise is what
  the fit so far leaves or, where neighbours resemble one another, its long-run variance, which is larger.
- What lies far from the median of its neighbours is drawn in first: an outlier is no level.

It is one fixed configuration for every series, chosen on simulated daily series (tests/history/simulated.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.history.episodes import Floats, Ints
from dashboard.history.seasons import CALENDAR, DAY, Basis, Grid, behind, grid

FEWEST = 10  # points; of fewer nothing is said
MOST = 12  # steps of one series
STEP = 3.0  # × ln n × noise: what a step has to better the fit by (what a season and a trend: seasons.py)
_LONG_RUN = 1.1  # on the long-run variance: the largest of a few lengths is not always the one it is largest at
_ENOUGH = 0.35  # a step that explains so large a share of all variance is told, however alike neighbours are
_LITTLE = 0.002  # … and one that explains less is not, however little noise there is
_FAR = 4.0  # standard deviations from the median of the neighbours
_BLOCKS = (1, 2, 4, 8, 16, 32, 64)  # points
_TINY = 1e-9


@dataclass(frozen=True)
class Change:
    """One change of level. `index`: the place of the first point of the new level.

    `before`, `after`: the medians of the stretches on either side, as far as the next changes, without the seasons
    that were found; where a trend runs through, as they stand at the change. `confidence` (0 to 1): the probability
    that there is a change here rather than none, if either was as likely before: 1 / (1 + exp(−Δ/2)), Δ by how much
    the modified BIC is better with it (Kass & Raftery 1995, JASA 90, section 4.1).
    """

    index: int
    before: float
    after: float
    confidence: float


def change_points(at: Ints, value: Floats, periods: Sequence[float] = CALENDAR, unit: int = DAY) -> list[Change]:
    """The changes of a series, in order of time; none where it has fewer than `FEWEST` points.

    `at`: its instants, ascending, in microseconds, or a plain index; `value`: finite. `periods`: the lengths of the
    seasons that it may have, in units of `unit`.
    """
    scale = float(np.abs(value).max(initial=0.0)) or 1.0
    value = value / scale
    if value.size < FEWEST or np.ptp(value) <= _TINY:
        return []
    when = grid(at.tobytes(), tuple(periods), unit)
    cleaned = _cleaned(value, when)
    spread = float(cleaned.std())
    if spread <= _TINY * float(value.std()):  # nothing but outliers
        return []
    y = (cleaned - cleaned.mean()) / spread
    best = min((Fit(y, basis).search() for basis in _bases(y, when)), key=lambda fit: fit.cost).settle()
    levels = _levels(best, value, spread, when)
    return [
        Change(step, before * scale, after * scale, sure)
        for (step, sure), (before, after) in zip(best.told(), levels, strict=True)
    ]


def _cleaned(value: Floats, when: Grid) -> Floats:
    """The series with its outliers drawn in, as seen against all its seasons and a trend.

    Those bend the fit they are seen against: the far ones are first cut to three times the range of nine tenths of the
    values, and all is done twice.
    """
    ordered = np.sort(value)
    low, high = ordered[-(-(value.size - 1) // 20)], ordered[19 * (value.size - 1) // 20]
    if high > low:
        value = np.clip(value, low - 3 * (high - low), high + 3 * (high - low))
    everything = when.basis(tuple(range(len(when.seasons))), True)
    for _ in range(2):
        left = everything.left_of(value)
        value = value - left + _drawn_in(left, 4 if value.size >= 60 else 2)
    return value


def _bases(y: Floats, when: Grid) -> list[Basis]:
    """What the series is to be fitted by: with and without slow seasons, with and without a trend.

    Of a fast season it is plain from the start whether it is there: it takes next to nothing from a step.
    """
    fast: tuple[int, ...] = ()
    for i, season in enumerate(when.seasons):
        if season.fast:
            without, with_it = when.basis(fast), when.basis((*fast, i))
            before, after = (float(np.sum(basis.left_of(y) ** 2)) for basis in (without, with_it))
            if before - after > (with_it.price - without.price) * np.log(y.size) * after / y.size:
                fast = (*fast, i)
    slow = tuple(i for i, season in enumerate(when.seasons) if not season.fast)
    chosen = [fast, (*fast, *slow)] if slow else [fast]
    return [when.basis(seasons, trend) for seasons in chosen for trend in (False, True)]


class Fit:
    """A series (of mean 0, variance 1) fitted by a basis, to which steps are put one by one, orthonormal too
    (Gram-Schmidt). What a step explains is (sum of the residual from it on)² / (what is left of the step itself)²."""

    def __init__(self, y: Floats, basis: Basis):
        self.y, self.basis, self.n = y, basis, y.size
        self.least = 5 if y.size >= 50 else 2  # points of a level
        self.first_left = basis.left_of(y)
        self._clear()

    def search(self) -> "Fit":
        """Puts step after step, as long as one explains enough."""
        step, gain = self.next()
        while len(self.steps) < MOST and self._is_enough(gain):
            self.put(step)
            step, gain = self.next()
        return self

    def settle(self) -> "Fit":
        """Moves or drops each step, as the others have it."""
        bar = self._bar(self._noise()) if self.steps else 0.0
        for _ in range(3):
            before = sorted(self.steps)
            for step in before:
                better, gain = self._without(step)
                if gain > bar:
                    self.put(better)
            if sorted(self.steps) == before:
                break
        return self

    def told(self) -> list[tuple[int, float]]:
        """Every step, and how sure it is (see Change), in order of time."""
        steps, found, noise = sorted(self.steps), [], max(self._noise(), _TINY)
        for step in steps:
            _, gain = self._without(step)
            self.put(step)
            better = gain / noise - STEP * np.log(self.n)
            found.append((step, float(1 / (1 + np.exp(-np.clip(better, -100, 100) / 2)))))
        return found

    @property
    def cost(self) -> float:
        """The modified BIC: smaller is better."""
        rest = max(float(self.left @ self.left) / self.n, _LITTLE)
        return float(self.n * np.log(rest) + np.log(self.n) * (STEP * len(self.steps) + self.basis.price))

    def _clear(self) -> None:
        self.steps: list[int] = []
        self._vectors: list[Floats] = []
        self.left, self._room = self.first_left, self.basis.room

    def put(self, step: int) -> None:
        vector = -(self.basis.behind[:, step] @ self.basis.rows)
        vector[step:] += 1.0
        for other in self._vectors:
            vector -= (other @ vector) * other
        vector /= np.sqrt(vector @ vector)
        self.steps.append(step)
        self._vectors.append(vector)
        self.left = self.left - (vector @ self.left) * vector
        self._room = self._room - behind(vector) ** 2

    def next(self) -> tuple[int, float]:
        """The step that explains most of what is left, and how much of the squared residual that is."""
        can = self._room > 1e-6 * self.n
        for edge in (0, *self.steps, self.n):
            can[max(0, edge - self.least + 1) : edge + self.least] = False
        gain = np.divide(behind(self.left) ** 2, self._room, out=np.full(self.n, -1.0), where=can)
        step = int(gain.argmax())
        return step, float(gain[step])

    def _without(self, step: int) -> tuple[int, float]:
        """The best step in place of this one, and what it explains; afterwards the step is not there."""
        others = [s for s in self.steps if s != step]
        self._clear()
        for other in others:
            self.put(other)
        return self.next()

    def _bar(self, noise: float) -> float:
        """What a step has to explain of the squared residual, where a point's part by chance is `noise`."""
        return max(min(STEP * float(np.log(self.n)) * noise, _ENOUGH * self.n), _LITTLE * self.n)

    def _is_enough(self, gain: float) -> bool:
        """Whether a step that explains so much is one. The dear part of the noise is looked at only if it decides."""
        least, most = (self._bar(noise) for noise in (float(self.left @ self.left) / self.n, np.inf))
        return gain > most or (gain > least and gain > self._bar(self._noise()))

    def _noise(self) -> float:
        """What a point adds to the squared error by chance, with the likeness of neighbours taken in."""
        return max(float(self.left @ self.left) / self.n, _LONG_RUN * long_run_variance(self.left))


def _levels(fit: Fit, value: Floats, spread: float, when: Grid) -> list[tuple[float, float]]:
    """Before and after each step of the fit, as Change has it. `spread`: how much of `value` is 1 in the fit."""
    n, steps = value.size, sorted(fit.steps)
    if not steps:
        return []
    line = when.since / when.since[-1]
    jumps = [np.arange(n) >= step for step in steps]
    seasons = [when.seasons[i] for i in fit.basis.seasons]
    rows = np.vstack([np.ones(n), *jumps, line * fit.basis.trend, *(season.columns for season in seasons)])
    by = np.linalg.lstsq(rows @ rows.T, rows @ fit.y, rcond=None)[0] * spread
    level, first = value, len(steps) + 2
    for season in seasons:
        if season.whole:  # else it may be anything from a season to a slow bend of the level itself
            level = level - by[first : first + len(season.columns)] @ season.columns
        first += len(season.columns)
    found = []
    for start, step, stop in zip([0, *steps], steps, [*steps[1:], n], strict=False):
        at_change = level - by[len(steps) + 1] * (line - line[step])
        found.append((float(np.median(at_change[start:step])), float(np.median(at_change[step:stop]))))
    return found


def long_run_variance(left: Floats) -> float:
    """The variance of means of blocks times their length, at the length at which that is largest.

    From the upper quartile of the squared differences of neighbouring blocks (1.3233: that of χ² with 1 degree of
    freedom): steps, being few, do not raise it, noise whose neighbours are alike does, and without it is the variance.
    """
    found = 0.0
    for length in _BLOCKS:
        count = left.size // length
        if count < 12:
            break
        means = left[left.size - count * length :].reshape(count, length).sum(1) / length
        squares = (means[1:] - means[:-1]) ** 2
        upper = 3 * squares.size // 4
        squares.partition(upper)
        found = max(found, length * float(squares[upper]) / (2 * 1.3233))
    return found


def _drawn_in(left: Floats, reach: int) -> Floats:
    """Values further than `_FAR` standard deviations from the median of `reach` neighbours on either side, drawn in to
    there (after the filter of Hampel 1974)."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(left, reach, mode="reflect"), 2 * reach + 1)
    median = np.partition(around, reach, axis=1)[:, reach]
    off = left - median
    deviation = float(1.4826 * np.median(np.abs(off))) or float(np.quantile(np.abs(off), 0.9)) / 1.645
    return np.asarray(median + np.clip(off, -_FAR * deviation, _FAR * deviation))
