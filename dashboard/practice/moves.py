"""What moved a metric from one period to another: its segments, and the model versions seen in them."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dashboard.errors import WorkspaceError, nearest
from dashboard.history import pooled, read
from dashboard.history.pooled import Pool, Pools, Span
from dashboard.practice import points
from dashboard.practice.breach import LEVELS
from dashboard.practice.decomposition import Part, decompose, stability_index
from dashboard.practice.splits import splits
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World
from dashboard.sop.model import Metric
from dashboard.sop.versions import Versions

_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Move:
    """How the whole changed between two spans, and what each segment of one split adds to that.

    `whole` is what was observed of the whole population (before, after; None where nothing was), `summed` what the
    segments come to together; `parts` those that add most first. `sized` says whether segments weigh by sample size;
    else every observation counts as one, and shares say nothing: `stability` (population stability index) is None.
    `unsized` observations lacked a size while others had one, and are left out.
    """

    split: str
    before: Span
    after: Span
    whole: tuple[float | None, float | None]
    summed: tuple[float | None, float | None]
    parts: tuple[Part, ...]
    n: Mapping[str, tuple[float, float]]
    stability: float | None
    sized: bool
    unsized: int

    @property
    def change(self) -> float | None:
        """The change of the whole: as observed, or where that is not known as its segments come to."""
        for first, last in (self.whole, self.summed):
            if first is not None and last is not None:
                return last - first
        return None

    @property
    def remainder(self) -> float | None:
        """What the segments leave unexplained of the observed change: parts and remainder add up to it. None where the
        whole population was not observed in both spans."""
        first, last = self.whole
        if first is None or last is None or not self.parts:
            return None
        return last - first - math.fsum(part.added for part in self.parts)


@dataclass(frozen=True)
class Cell:
    """The evidence of one segment under one model version: its mean (weighted by n), sample size and observations, and
    the level of the worst enforced bound on the value that it lies beyond, None if it lies within them all."""

    segment: str
    model_version: str
    value: float
    n: float
    rows: int
    level: str | None


def moved(world: World, sop: str, metric: str, split: str, before: Span, after: Span, as_of: dt.datetime) -> Move:
    """What each segment of the split adds to the change from one span to the other (naive UTC, half-open).

    Values weigh by their n, so that observations too small to be judged count for as little as they weigh. Raises
    WorkspaceError for an SOP, metric or split that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    known = segments_by_split(world, versions, stated)
    if split not in known:
        raise WorkspaceError(f"{metric} has no segments by '{split}'{nearest(split, known)}")
    with ThreadPoolExecutor(2) as at_once:  # one is planned while the other reads
        both = list(
            at_once.map(lambda span: gathered(world, versions, stated, ("", *known[split]), span), (before, after))
        )
    of_parts = [{s: p for s, p in pools.items() if s} for pools in both]
    sized = any(pool.sized for pools in of_parts for pool in pools.values())
    weights = [{s: (_weight(p, sized), p.mean or 0.0) for s, p in pools.items()} for pools in of_parts]
    parts = decompose(*weights)
    return Move(
        split=split,
        before=before,
        after=after,
        whole=(both[0].get("", Pool()).mean, both[1].get("", Pool()).mean),
        summed=(_mean(weights[0]), _mean(weights[1])),
        parts=tuple(sorted(parts, key=lambda part: (-abs(part.added), part.name))),
        n={part.name: (weights[0].get(part.name, (0,))[0], weights[1].get(part.name, (0,))[0]) for part in parts},
        stability=stability_index(*({s: w for s, (w, _) in each.items()} for each in weights)) if sized else None,
        sized=sized,
        unsized=sum(pool.rows - pool.sized for pools in of_parts for pool in pools.values()) if sized else 0,
    )


def by_version(
    world: World, sop: str, metric: str, segments: Collection[str], span: Span, as_of: dt.datetime
) -> list[Cell]:
    """Each of these segments under each model version seen in the span, the earliest version first.

    Only evidence counts: no observation below `min_n` of the version in force. Held against the bounds on the value
    that are in force at `as_of`. Raises WorkspaceError for an SOP or metric that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    found = pools(world, versions, stated, segments, span, stated.min_n, by_version=True)
    bounds = [
        rule
        for rule in world.rules
        if (rule.sop, rule.metric, rule.signal.kind, rule.stage) == (sop, metric, "value", "enforced")
        and rule.in_force(as_of)
    ]
    cells: list[Cell] = []
    first: dict[str, dt.datetime] = {}
    for (segment, version), pool in found.items():
        if version is None or pool.mean is None:
            continue
        seen = pool.first_at or span[0]
        first[version] = min(first.get(version, seen), seen)
        beyond = [rule.level for rule in bounds if rule.breached_by(pool.mean)]
        cells.append(Cell(segment, version, pool.mean, pool.n, pool.rows, min(beyond, key=LEVELS.index, default=None)))
    return sorted(cells, key=lambda cell: (first[cell.model_version], cell.model_version, cell.segment))


def segments_by_split(world: World, versions: Versions, stated: Metric) -> Mapping[str, tuple[str, ...]]:
    """split → the segments of it that there are, from whichever sources the metric ever had."""
    if world.warehouse is None:
        return {}
    sources = {found.source for sop, _, _ in versions.spans() if (found := sop.metric(stated.id))}
    cursor = world.warehouse.cursor()
    return splits({segment for source in sources if source for segment in read.segments(cursor, stated.id, source)})


def gathered(
    world: World, versions: Versions, stated: Metric, segments: Collection[str], span: Span, least: int = 0
) -> dict[str, Pool]:
    """segment → Pool of its evidence in the span, whatever the model version."""
    found: dict[str, Pool] = defaultdict(Pool)
    for (segment, _), pool in pools(world, versions, stated, segments, span, least).items():
        found[segment] += pool
    return dict(found)


def pools(
    world: World, versions: Versions, stated: Metric, segments: Collection[str], span: Span, least: int,
    by_version: bool = False,
) -> Pools:  # fmt: skip
    """(segment, model version) → Pool of the evidence in the span, each stretch of it from the source it had then. The
    model version is None unless told apart `by_version`."""
    found: Pools = defaultdict(Pool)
    for source, part in stretches(world, versions, stated, span):
        assert world.warehouse, "there are stretches only of what is loaded"
        cursor = world.warehouse.cursor()
        for key, pool in pooled.pooled(cursor, stated.id, source, segments, part, least, by_version).items():
            found[key] += pool
    return dict(found)


def stretches(world: World, versions: Versions, stated: Metric, span: Span) -> list[tuple[str, Span]]:
    """(source, half-open span) of each stretch of the span with one source."""
    if world.warehouse is None:
        return []
    last = span[1] - _MICROSECOND
    cut = points.stretches(versions, stated.id, span[0], last)
    return [(source, (start, end + _MICROSECOND)) for source, start, end in cut]


def _weight(pool: Pool, sized: bool) -> float:
    return pool.n if sized else float(pool.rows)


def _mean(parts: Mapping[str, tuple[float, float]]) -> float | None:
    heavy = math.fsum(weight for weight, _ in parts.values())
    return math.fsum(weight * value for weight, value in parts.values()) / heavy if heavy else None
