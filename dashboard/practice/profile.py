"""One metric by itself: what the SOP says of it, which series there are, what it moves, and how it stands."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.history import ask
from dashboard.history.rules import Rule
from dashboard.history.tracks import is_group
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.breach import LEVELS
from dashboard.practice.condition import STATES, State
from dashboard.practice.standing import MetricState, standing
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Objective, Sop
from dashboard.sop.versions import Use


@dataclass(frozen=True)
class Profile:
    """All about one metric but its course.

    `state` is None if the SOP in force does not have the metric at that time. `segments` are its series, worst first,
    then by name ('' is the whole population); a metric made of gaps has only ''. `first_at` is the first instant of any
    of its series. `drives` and `driven_by` are metrics of the same SOP, as they stand. `use` says where in the library
    its definition is, None if the SOP itself defines it.
    """

    sop: Sop
    metric: Metric
    state: MetricState | None
    objective: Objective | None
    segments: tuple[str, ...]
    first_at: dt.datetime | None
    drives: tuple[MetricState, ...]
    driven_by: tuple[MetricState, ...]
    use: Use | None = None

    def of_segment(self, segment: str) -> MetricState | None:
        """How one of its series stands: `state` if that is its worst, else its worst open breach; None without one."""
        if self.state is None or segment == self.state.segment:
            return self.state
        open_ = tuple(b for b in self.state.breaches if b.segment == segment)
        if not open_ or not open_[0].enforced:
            return None
        worst = open_[0]
        level: State = "critical" if worst.level == "critical" else "warning"
        level = "accepted" if worst.followed.accepted else level
        return dataclasses.replace(
            self.state, state=level, segment=segment, since=worst.since, value=worst.value, value_at=worst.value_at,
            lower=worst.lower, upper=worst.upper, signal=worst.signal, ownership=worst.ownership, breaches=open_,
        )  # fmt: skip


def profile(world: World, sop: str, metric: str, as_of: dt.datetime, acts: Acts = NO_ACTS) -> Profile:
    """The metric as it stands at the naive UTC instant `as_of`, given what people did.

    Raises WorkspaceError, with the nearest right name, for an SOP or a metric that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    version = versions.version_at(as_of) or versions.good[0]
    law = version.sop
    stands = {m.metric: m for m in standing(world, as_of, sop, acts=acts).metrics}
    series = _series(world, [r for r in world.rules if (r.sop, r.metric) == (sop, metric)], stated, as_of)
    state = stands.get(metric)
    return Profile(
        sop=law,
        metric=stated,
        state=state,
        objective=next((o for o in law.objectives if o.id == stated.objective), None),
        segments=tuple(sorted((segment for segment, _ in series), key=lambda s: _worst_first(state, s))),
        first_at=min((first for _, first in series), default=None),
        drives=tuple(stands[id] for id in stated.drives if id in stands),
        driven_by=tuple(stands[m.id] for m in law.metrics if metric in m.drives and m.id in stands),
        use=version.use("metrics", metric),
    )


def _series(world: World, rules: list[Rule], stated: Metric, as_of: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """(segment, first instant) of each series begun by then; that of a gap begins with its first group."""
    if world.warehouse is None:
        return []
    frame = ask.last_observations(world.warehouse.cursor(), as_of)
    known: list[tuple[str, str, str, pd.Timestamp]] = list(
        frame[["metric", "source", "segment", "first_at"]].itertuples(index=False, name=None)
    )
    if stated.source:
        own = [(segment, at) for metric, source, segment, at in known if (metric, source) == (stated.id, stated.source)]
        return [(segment, at.to_pydatetime()) for segment, at in own]
    groups = [at for *key, at in known if any(is_group(rule, *key) for rule in rules)]
    return [("", min(groups).to_pydatetime())] if groups else []


def _worst_first(state: MetricState | None, segment: str) -> tuple[int, str]:
    if state is None:
        return len(STATES), segment
    levels = [LEVELS.index(b.level) for b in state.breaches if b.segment == segment and b.enforced]
    if segment == state.segment:
        levels.append(STATES.index(state.state))
    return min(levels, default=len(STATES)), segment
