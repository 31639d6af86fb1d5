"""The small lines beside the list: the recent course of many metrics, from one question to the warehouse."""

import datetime as dt
from collections.abc import Iterable

from dashboard.history import ask
from dashboard.practice.standing import MetricState
from dashboard.practice.world import World


def sparks(
    world: World, metrics: Iterable[MetricState], as_of: dt.datetime, days: int = 90, points: int = 60
) -> dict[tuple[str, str], list[float | None]]:
    """(sop, metric) → `points` values of its worst series over the last `days`, evenly spaced in time.

    Each is the mean of what fell into its slot, None where nothing did. A metric made of gaps has no line of its own.
    """
    drawn = []
    for state in metrics:
        law = world.library.sops[state.sop].in_force(as_of)
        metric = law.metric(state.metric) if law else None
        if metric and metric.source:
            drawn.append((state, (metric.id, metric.source, state.segment)))
    if world.warehouse is None:
        return {}
    start = as_of - dt.timedelta(days=days)
    lines = ask.sparks(world.warehouse.cursor(), [series for _, series in drawn], start, as_of, points)
    return {(state.sop, state.metric): line for (state, _), line in zip(drawn, lines, strict=True)}
