"""Before against after an instant, mostly a deployment: how far a series moved, and how sure that is."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.history import read
from dashboard.practice.courses import course
from dashboard.practice.intervals import step_interval
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World
from dashboard.sop.model import Metric

WINDOWS = (7, 14, 28, 90)  # days before and after that can be asked for: whole weeks, so that weekends weigh alike
ENOUGH = 10  # observations in a window that is wide enough to be offered first


@dataclass(frozen=True)
class Effect:
    """One series before and after: means and numbers of observations, the change with its 95 % interval (None: too few
    observations on one of the sides), and `spread`, the standard deviation of single observations before."""

    segment: str
    before: float | None
    after: float | None
    points: tuple[int, int]
    change: float | None
    interval: tuple[float, float] | None
    spread: float | None

    @property
    def relative(self) -> float | None:
        """The change as a part of the level before (0.1: a tenth more)."""
        return self.change / abs(self.before) if self.change is not None and self.before else None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves no change out."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True)
class Deployment:
    """A release on the time axis."""

    at: dt.datetime
    title: str
    model_version: str | None
    text: str | None


def usual_window(stated: Metric) -> int:
    """The days before and after in which the metric is reported often enough to tell something."""
    return next((days for days in WINDOWS if dt.timedelta(days=days) / stated.frequency >= ENOUGH), WINDOWS[-1])


def deployments(
    world: World, sop: str, metric: str, start: dt.datetime, end: dt.datetime, as_of: dt.datetime
) -> list[Deployment]:
    """The deployments in [start, end] that concern the metric: that name it, or none. The latest first."""
    if world.warehouse is None:
        return []
    rows = read.events(world.warehouse.cursor(), sop, start, min(end, as_of))
    own = rows[(rows["kind"] == "deployment") & (rows["metric"].isna() | (rows["metric"] == metric))]
    own = own[own["at"] >= start]
    found = [
        Deployment(at.to_pydatetime(), title, _text(version), _text(text))
        for at, title, version, text in own[["at", "title", "model_version", "text"]].itertuples(index=False)
    ]
    return sorted(dict.fromkeys(found), key=lambda d: d.at, reverse=True)


def effects(
    world: World, sop: str, metric: str, segments: Sequence[str], at: dt.datetime, days: int, as_of: dt.datetime
) -> list[Effect]:
    """Each of these series in the `days` before `at` against those from it on (naive UTC), nothing after `as_of`.

    Every observation counts alike. The interval is that of intervals.step_interval, which knows that an observation
    resembles the one before it. Raises WorkspaceError for an SOP or metric that there is not.
    """
    metric_in_force(world, sop, metric, as_of)
    wide = dt.timedelta(days=days)
    return [_effect(segment, *(course(world, sop, metric, segment, span, as_of)["value"] for span in
                               ((at - wide, at), (at, at + wide)))) for segment in segments]  # fmt: skip


def _effect(segment: str, before: pd.Series, after: pd.Series) -> Effect:
    both = len(before) > 0 and len(after) > 0
    spread = float(before.std()) if len(before) > 1 else math.nan
    return Effect(
        segment=segment,
        before=float(before.mean()) if len(before) else None,
        after=float(after.mean()) if len(after) else None,
        points=(len(before), len(after)),
        change=float(after.mean() - before.mean()) if both else None,
        interval=step_interval(before.to_numpy(float), after.to_numpy(float)),
        spread=spread if spread > 0 else None,
    )


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) and cell else None
