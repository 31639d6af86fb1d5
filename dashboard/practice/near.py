"""What is near a change of level in time: drivers that moved before it or with it, and what happened around it.

Near in time is all that is said; none of it is a cause.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.drift import LevelChange
from dashboard.practice.drifted import Drifted
from dashboard.practice.trend import events_near
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop

BEFORE = dt.timedelta(days=60)  # a driver that moved longer ago is not called near
AROUND = dt.timedelta(days=14)  # events this near on either side
EXACTLY = dt.timedelta(days=3)  # no change point is placed more exactly than that
KINDS = ("deployment", "incident", "alert", "sop_change", "feedback")


@dataclass(frozen=True)
class Driver:
    """A metric that drives another, by the SOP; `steps` away in the metric tree.

    `change` is its change nearest to that of the metric it drives, at the most BEFORE earlier, or with it; None if it
    had none. `lag`: how long before it (negative: after it, by less than can be told apart).
    """

    of: Drifted
    steps: int
    change: LevelChange | None
    lag: dt.timedelta | None
    together: bool


def drivers(one: Drifted, all_: Sequence[Drifted], law: Sop) -> list[Driver]:
    """Every metric of the SOP `law` that drives it, directly or through others; those that moved nearest to it first.

    `all_` has the metrics to tell of. Without a change of level there is nothing to be near: none.
    """
    if one.last is None:
        return []
    here = {found.state.metric: found for found in all_ if found.state.sop == law.sop}
    steps = _upstream(one.stated.id, law.metrics)
    found = [_driver(one, one.last, here[id], away) for id, away in steps.items() if id in here]
    return sorted(found, key=lambda d: (d.lag is None, abs(d.lag or dt.timedelta()), d.steps, d.of.state.title))


def around(
    world: World, sop: str, metric: str, at: dt.datetime, as_of: dt.datetime, acts: Acts = NO_ACTS
) -> pd.DataFrame:
    """Releases, incidents, alerts, changes of the SOP and feedback within AROUND of `at` (naive UTC), nothing later
    than `as_of`; nearest first. Columns as in `Trend.events`, and `lag`: how long before `at` it was.

    Incidents are those that were loaded, and those of `acts` that a breach of the metric opened."""
    start, end = at - AROUND, min(at + AROUND, as_of)
    events = events_near(world, world.library.sops[sop], metric, start, end)
    kept = events[events["kind"].isin(KINDS) & (events["at"] >= start)]
    if opened := _opened(acts, sop, metric, start, end):
        kept = pd.concat([kept, pd.DataFrame(opened).astype({"at": "datetime64[us]"})], ignore_index=True)
    kept = kept.assign(lag=pd.Timestamp(at) - kept["at"])
    return kept.iloc[kept["lag"].abs().argsort(kind="stable")].reset_index(drop=True)


def _opened(acts: Acts, sop: str, metric: str, start: dt.datetime, end: dt.datetime) -> list[dict[str, object]]:
    """Incidents that a breach of the metric opened in [start, end]; one that was loaded too is told by its event."""
    return [
        {"kind": "incident", "at": one.opened.at, "title": one.title}
        for one in acts.incidents.values()
        if one.sop == sop and start <= one.opened.at <= end
        if any(breach.metric == metric for breach in one.breaches)
        if not any(event.kind == "incident" for event in one.events)
    ]


def _upstream(metric: str, metrics: Sequence[Metric]) -> Mapping[str, int]:
    """Each metric that drives it → how many steps away it is."""
    found: dict[str, int] = {}
    reached = {metric}
    while reached:
        away = max(found.values(), default=0) + 1
        reached = {m.id for m in metrics if reached & set(m.drives)} - set(found) - {metric}
        found |= dict.fromkeys(sorted(reached), away)
    return found


def _driver(one: Drifted, last: LevelChange, other: Drifted, steps: int) -> Driver:
    exactly = max(one.stated.frequency, other.stated.frequency, EXACTLY)
    lags = [(_before(last, change), change) for change in other.changes]
    near = [(lag, change) for lag, change in lags if -exactly <= lag <= BEFORE]
    lag, change = min(near, key=lambda pair: abs(pair[0]), default=(None, None))
    return Driver(other, steps, change, lag, lag is not None and abs(lag) <= exactly)


def _before(last: LevelChange, change: LevelChange) -> dt.timedelta:
    assert isinstance(last.at, dt.datetime)
    assert isinstance(change.at, dt.datetime)
    return last.at - change.at
