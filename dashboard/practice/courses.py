"""The evidence of one series as a course in time, thick enough to reckon with: one mean for each small stretch."""

import datetime as dt

import pandas as pd

from dashboard.history import pooled
from dashboard.history.pooled import Span
from dashboard.practice import points
from dashboard.practice.moves import stretches
from dashboard.practice.trend import concerns, metric_in_force
from dashboard.practice.world import World

ALL = 2_000_000  # pixels: no gap is left out
MOST = 2000  # stretches a span is cut into where nobody says how: short enough to tell single observations apart


def course(
    world: World,
    sop: str,
    metric: str,
    segment: str,
    span: Span,
    as_of: dt.datetime,
    width: dt.timedelta | None = None,
) -> pd.DataFrame:
    """at, value, n of the evidence of a series in the half-open span (naive UTC), nothing after `as_of`: the mean of
    each stretch of `width`, counted from 1970 (None: a 2000th of the span), at its first observation.

    Evidence is by `min_n` of the version in force. Of a metric made of gaps it is the gap, without n. Raises
    WorkspaceError for an SOP or metric that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    start, end = span[0], min(span[1], as_of + dt.timedelta(microseconds=1))
    if end <= start or world.warehouse is None:
        return points.none()[["at", "value", "n"]]
    width = width or (end - start) / MOST
    if stated.source is None:
        return _of_gaps(world, sop, metric, segment, (start, end), width)
    frames = [
        pooled.course(world.warehouse.cursor(), metric, source, segment, part, width, stated.min_n)
        for source, part in stretches(world, versions, stated, (start, end))
    ]
    return pd.concat([f[["at", "value", "n"]] for f in frames], ignore_index=True) if frames else points.none()


def _of_gaps(world: World, sop: str, metric: str, segment: str, span: Span, width: dt.timedelta) -> pd.DataFrame:
    rules = [
        r
        for r in world.rules
        if (r.sop, r.metric) == (sop, metric)
        and concerns(r.signal, segment)
        and r.start < span[1]
        and (r.end is None or r.end > span[0])
    ]
    found = points.courses(world, rules, segment, span[0], span[1] - dt.timedelta(microseconds=1), ALL)
    shown, _ = next(iter(found.values()), (points.none(), 0))
    each = shown["at"].astype("int64") // max(width // dt.timedelta(microseconds=1), 1)
    return shown.groupby(each, as_index=False).agg(at=("at", "first"), value=("value", "mean")).assign(n=float("nan"))
