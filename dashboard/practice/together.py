"""Whether two series move together, and with which lag: how near their movements are, never why."""

import datetime as dt
import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from dashboard.history.pooled import Span
from dashboard.practice.courses import course
from dashboard.practice.intervals import LEVEL, dependence
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World

STEPS = tuple(dt.timedelta(hours=hours) for hours in (1, 24, 168, 672))  # what instants are put together into
LONGEST = 21  # steps of lag that are looked at, either way
FEWEST = 10  # pairs: a correlation of fewer says nothing
MOST = 3000  # steps of a span
NEAR = 0.05  # correlations this close are alike
Series = tuple[str, str, str]  # sop, metric, segment


@dataclass(frozen=True)
class Together:
    """Two series in steps of `step`, and how they correlate at each lag.

    `lags` has lag (steps by which the second follows the first; negative: it goes before), r (Pearson's correlation,
    nan where fewer than FEWEST pairs or one of the two stands still), pairs. `chance` is how large |r| becomes at one
    of these lags by chance alone, in 1 case of 20. `strongest` is the shortest lag whose |r| comes within NEAR of the
    largest, None if there is none.
    `pairs` has at, first, second of the lag chosen.
    """

    step: dt.timedelta
    lags: pd.DataFrame
    chance: float | None
    strongest: int | None
    lag: int
    pairs: pd.DataFrame

    @property
    def r(self) -> float | None:
        """The correlation at the lag chosen."""
        found = self.lags.loc[self.lags["lag"] == self.lag, "r"]
        return float(found.iloc[0]) if len(found) and not math.isnan(found.iloc[0]) else None


def together(
    world: World, one: Series, other: Series, span: Span, as_of: dt.datetime, lag: int | None, changes: bool = False
) -> Together:
    """Two series over the half-open span (naive UTC), put together into steps that both are reported in.

    `lag` None chooses the strongest. With `changes`, it is the changes from one step to the next that are compared: two
    series that rise or fall all the time correlate at any lag, their changes do not. Series that depend on their own
    past correlate by chance more easily: n pairs count as n (1 − ρ₁ρ₂)/(1 + ρ₁ρ₂), ρ the dependence of each on its last
    value (Bartlett 1935), and the level of chance is shared among the lags looked at (Bonferroni). Raises
    WorkspaceError for what there is not.
    """
    step = common_step(world, one, other, span, as_of)
    first, second = (_stepped(course(world, *series, span, as_of, step), step) for series in (one, other))
    if changes:
        first, second = _changes(first), _changes(second)
    reach = min(LONGEST, max(len(first), len(second)) // 3)
    rows = [(k, *_correlation(first, second, k)) for k in range(-reach, reach + 1)]
    lags = pd.DataFrame(rows, columns=["lag", "r", "pairs"]).astype({"lag": int, "r": float, "pairs": int})
    said = [(k, abs(r)) for k, r, _ in rows if not math.isnan(r)]
    near = [k for k, r in said if r >= max(r for _, r in said) - NEAR]
    strongest = min(near, key=lambda k: (abs(k), k), default=None)
    chosen = lag if lag is not None and abs(lag) <= reach else strongest or 0
    shifted = _shifted(first, second, chosen)
    at = pd.to_datetime(shifted.index * (step // dt.timedelta(microseconds=1)), unit="us").as_unit("us")
    return Together(step, lags, _chance(first, second, rows), strongest, chosen,
                    pd.DataFrame({"at": at, **{name: shifted[name].to_numpy() for name in shifted}}))  # fmt: skip


def common_step(world: World, one: Series, other: Series, span: Span, as_of: dt.datetime) -> dt.timedelta:
    """The shortest of STEPS in which both are reported, and of which the span has not too many."""
    often = max(metric_in_force(world, *series[:2], as_of)[1].frequency for series in (one, other))
    return next((step for step in STEPS if step >= often and (span[1] - span[0]) / step <= MOST), STEPS[-1])


def _stepped(found: pd.DataFrame, step: dt.timedelta) -> pd.Series:
    """The values by the number of their step since 1970."""
    number = found["at"].astype("datetime64[us]").astype("int64") // (step // dt.timedelta(microseconds=1))
    return pd.Series(found["value"].to_numpy(float), index=number.to_numpy()).groupby(level=0).mean()


def _changes(levels: pd.Series) -> pd.Series:
    """From each step to the next, where there is a next."""
    return (levels - levels.set_axis(levels.index + 1)).dropna()


def _shifted(first: pd.Series, second: pd.Series, lag: int) -> pd.DataFrame:
    """Pairs of the first and what the second was `lag` steps later."""
    return pd.DataFrame({"first": first, "second": second.set_axis(second.index - lag)}).dropna()


def _correlation(first: pd.Series, second: pd.Series, lag: int) -> tuple[float, int]:
    pairs = _shifted(first, second, lag)
    if len(pairs) < FEWEST or pairs["first"].nunique() < 2 or pairs["second"].nunique() < 2:
        return math.nan, len(pairs)
    return float(np.corrcoef(pairs["first"], pairs["second"])[0, 1]), len(pairs)


def _chance(first: pd.Series, second: pd.Series, rows: list[tuple[int, float, int]]) -> float | None:
    pairs = [count for _, r, count in rows if not math.isnan(r)]
    if not pairs:
        return None
    both = dependence([first.to_numpy(float)]) * dependence([second.to_numpy(float)])
    worth = max(float(np.median(pairs)) * (1 - both) / (1 + both), 4.0)
    z = NormalDist().inv_cdf(1 - (1 - LEVEL) / 2 / len(pairs))
    return math.tanh(z / math.sqrt(worth - 3))  # Fisher's (1915) transformation
