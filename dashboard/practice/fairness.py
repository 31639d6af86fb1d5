"""Whether groups fare alike: each against a reference group, by the gap that the SOP in force allows."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dashboard.history.pooled import Pool, Span
from dashboard.history.rules import Rule
from dashboard.practice.courses import course
from dashboard.practice.intervals import mean_interval, wilson
from dashboard.practice.moves import gathered, segments_by_split
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World
from dashboard.sop.model import Metric

Verdict = Literal["pass", "breach", "not enough data", "reference", "no threshold"]


@dataclass(frozen=True)
class Group:
    """One group over the span: its value (weighted by n), sample size (None: not known) and observations that are
    evidence, the 95 % interval of the value, and its gap to the reference group as the threshold measures it."""

    segment: str
    value: float | None
    n: float | None
    rows: int
    interval: tuple[float, float] | None
    gap: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Fairness:
    """The groups of one dimension of the metric `of`, whose unit is `unit`.

    `rule` is the gap threshold in force that they are held against (None: the SOP states none for this dimension),
    `titled` its metric's title, and `widest` the gap between the lowest and the highest group with enough data, None if
    there are fewer than two. `shares`: the intervals are Wilson's, values being taken for shares of n in percent; else
    they are of the mean of the observations. `least` is the n below which an observation is no evidence.
    """

    of: str
    unit: str
    dimension: str
    reference: str | None
    groups: tuple[Group, ...]
    rule: Rule | None
    titled: str
    widest: float | None
    verdict: Verdict
    shares: bool
    least: int

    @property
    def as_(self) -> str:
        """How a gap is measured: 'ratio' (lower / higher) or 'difference'."""
        return self.rule.signal.as_ if self.rule else "ratio"


def gaps(world: World, sop: str, metric: str, as_of: dt.datetime) -> list[Rule]:
    """The gap thresholds in force at `as_of` that the metric states, or that compare its groups; enforced first."""
    return sorted(
        (
            rule
            for rule in world.rules
            if rule.sop == sop
            and rule.signal.kind == "gap"
            and metric in (rule.metric, rule.signal.of)
            and rule.in_force(as_of)
        ),
        key=lambda rule: (rule.stage != "enforced", rule.level != "critical", rule.metric, rule.threshold),
    )


def fairness(
    world: World, sop: str, metric: str, dimension: str, reference: str | None, span: Span, as_of: dt.datetime
) -> Fairness:
    """The groups of the dimension over the half-open span (naive UTC), each against the group `reference`.

    Without one, or one that there is not, the group with the largest sample is. Only evidence counts, by the `min_n`
    that the judge of the gap goes by. Raises WorkspaceError for an SOP or metric that there is not.
    """
    rule = next((r for r in gaps(world, sop, metric, as_of) if r.signal.dimension == dimension), None)
    of = rule.signal.of if rule and rule.signal.of else metric
    versions, stated = metric_in_force(world, sop, of, as_of)
    least = rule.signal.of_min_n if rule else stated.min_n
    segments = segments_by_split(world, versions, stated).get(dimension, ())
    pools = gathered(world, versions, stated, segments, span, least)
    largest = max(segments, key=lambda s: (_size(pools.get(s)), s), default=None)
    chosen = reference if reference in segments else largest
    against = pools[chosen].mean if chosen in pools else None
    shares = stated.unit == "%" and all(p.sized == p.rows and 0 <= (p.mean or 0) <= 100 for p in pools.values())
    groups = []
    for segment in segments:
        pool = pools.get(segment, Pool())
        gap = None if segment == chosen else _gap(pool.mean, against, rule)
        verdict = "reference" if segment == chosen and pool.rows else held(gap, rule)
        interval = _interval(world, sop, stated, segment, pool, shares, span, as_of)
        groups.append(Group(segment, pool.mean, pool.n if pool.sized else None, pool.rows, interval, gap, verdict))
    means = [pool.mean for pool in pools.values() if pool.mean is not None]
    widest = _gap(min(means), max(means), rule) if len(means) > 1 else None
    titled = metric_in_force(world, sop, rule.metric, as_of)[1].title if rule else stated.title
    return Fairness(
        of, stated.unit, dimension, chosen, tuple(groups), rule, titled, widest, held(widest, rule), shares, least
    )


def held(gap: float | None, rule: Rule | None) -> Verdict:
    """The gap against the bounds of the threshold: a value equal to a bound is acceptable."""
    if rule is None:
        return "no threshold" if gap is not None else "not enough data"
    if gap is None:
        return "not enough data"
    return "breach" if rule.breached_by(gap) else "pass"


def _gap(one: float | None, other: float | None, rule: Rule | None) -> float | None:
    """As the judge measures it: lower / higher, None where the higher is not above 0; or higher − lower."""
    if one is None or other is None:
        return None
    low, high = min(one, other), max(one, other)
    if rule and rule.signal.as_ == "difference":
        return high - low
    return low / high if high > 0 else None


def _interval(
    world: World, sop: str, stated: Metric, segment: str, pool: Pool, shares: bool, span: Span, as_of: dt.datetime
) -> tuple[float, float] | None:
    if pool.mean is None:
        return None
    if shares:
        low, high = wilson(pool.mean / 100, pool.n) if pool.n > 0 else (0.0, 1.0)
        return low * 100, high * 100
    values = course(world, sop, stated.id, segment, span, as_of)["value"].to_numpy(np.float64)
    about, apart = mean_interval(values), pool.mean - float(values.mean())
    return (about[0] + apart, about[1] + apart) if about else None


def _size(pool: Pool | None) -> float:
    return (pool.n or pool.rows) if pool else 0.0
