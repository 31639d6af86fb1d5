"""Are the numbers there? Each source as it was last loaded, and which of its metrics are late."""

import datetime as dt
from dataclasses import dataclass

from dashboard.history.census import Census, census
from dashboard.history.read import Load
from dashboard.history.sources.config import Source
from dashboard.practice.standing import State
from dashboard.practice.world import World
from dashboard.sop.model import Metric


@dataclass(frozen=True)
class Feed:
    """One metric that a source feeds: how often it is expected, its newest observation, whether it is late."""

    sop: str
    metric: Metric
    last_at: dt.datetime | None
    late: bool


@dataclass(frozen=True)
class Feeding:
    """One source. `load` is None before it was first loaded; `rows` are all its observations or events.

    `reasons` says why rows were rejected and how many each. `state` is critical if it is refused, stale if a metric is
    late, warning if rows were rejected, no evidence if it was never loaded, else ok.
    """

    source: Source
    load: Load | None
    rows: int
    last_at: dt.datetime | None
    feeds: tuple[Feed, ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def late(self) -> tuple[Feed, ...]:
        """The metrics that have been silent for longer than the SOP allows."""
        return tuple(feed for feed in self.feeds if feed.late)

    @property
    def state(self) -> State:
        """How it stands, in the words of metrics."""
        if self.load is None:
            return "no evidence"
        if self.load.refused:
            return "critical"
        if self.late:
            return "stale"
        return "warning" if self.load.rejected else "ok"


def feeding(world: World, as_of: dt.datetime) -> list[Feeding]:
    """Every source of sources.yaml, in its order, seen from the naive UTC instant `as_of`."""
    held = census(world.warehouse.cursor()) if world.warehouse else Census({}, {}, {}, {}, {})
    wanted = [
        (sop.sop, metric)
        for versions in world.library.sops.values()
        if (sop := versions.in_force(as_of))
        for metric in sop.metrics
    ]
    return [_feeding(source, held, wanted, as_of) for source in world.sources]


def _feeding(source: Source, held: Census, wanted: list[tuple[str, Metric]], as_of: dt.datetime) -> Feeding:
    feeds = []
    for sop, metric in wanted:
        if metric.source == source.id:
            last_at = held.latest.get((source.id, metric.id))
            feeds.append(Feed(sop, metric, last_at, last_at is None or last_at < as_of - metric.patience))
    instants = [feed.last_at for feed in feeds if feed.last_at] + [
        at for at in [held.newest_event.get(source.id)] if at
    ]
    return Feeding(
        source=source,
        load=held.loads.get(source.id),
        rows=held.rows.get(source.id, 0),
        last_at=max(instants, default=None),
        feeds=tuple(feeds),
        reasons=held.reasons.get(source.id, ()),
    )
