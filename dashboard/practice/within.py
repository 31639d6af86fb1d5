"""What lies within a range of one series: how many numbers, what happened, what was restated, or set aside."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from dashboard.history import read
from dashboard.history.pooled import Span
from dashboard.practice import points
from dashboard.practice.numbers import numbers
from dashboard.practice.set_aside import set_aside
from dashboard.practice.trend import events_near, metric_in_force, revisions_in
from dashboard.practice.world import World


@dataclass(frozen=True)
class Within:
    """`total` counts the observations; `events` and `revisions` are as a Trend has them; `held` are the rows set aside
    with a time in the range, `untimed` counts those of which no time can be read."""

    total: int
    events: pd.DataFrame
    revisions: pd.DataFrame
    held: pa.Table
    untimed: int


def within(world: World, sop: str, metric: str, segment: str, span: Span, as_of: dt.datetime) -> Within:
    """Of one series in [start, end] (naive UTC), nothing after `as_of`.

    Raises WorkspaceError for an SOP or metric that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    start, end = span[0], min(span[1], as_of)
    if stated.source is None:
        total = numbers(world, sop, metric, segment, start, end, as_of).num_rows
    else:
        total = 0
        for source, first, last in points.stretches(versions, metric, start, end) if world.warehouse else ():
            assert world.warehouse, "there are stretches only of what is loaded"
            total += read.count(world.warehouse.cursor(), metric, source, segment, first, last)
    held, untimed = set_aside(world, sop, metric, (start, end), as_of)
    return Within(
        total=total,
        events=events_near(world, versions, metric, start, end),
        revisions=revisions_in(world, stated, segment, start, end),
        held=held,
        untimed=untimed,
    )
