"""The small lines beside the list: the recent course of many metrics, from one question to the warehouse."""

import datetime as dt
from collections.abc import Iterable

import numpy as np

from dashboard.history import ask
from dashboard.history.courses import Asked, courses
from dashboard.history.episodes import Floats, Ints
from dashboard.history.rules import Rule, micros
from dashboard.practice.standing import MetricState
from dashboard.practice.world import World

POINTS = 60


def sparks(
    world: World, metrics: Iterable[MetricState], as_of: dt.datetime, days: int = 90, points: int = POINTS
) -> dict[tuple[str, str], list[float | None]]:
    """(sop, metric) → `points` values of its worst series over the last `days`, evenly spaced in time.

    Each is the mean of what fell into its slot, None where nothing did. Of a metric made of gaps it is
    the gap.
    """
    if world.warehouse is None:
        return {}
    drawn: list[tuple[MetricState, tuple[str, str, str]]] = []
    gaps: list[tuple[MetricState, Asked]] = []
    start = as_of - dt.timedelta(days=days)
    laws = [law for versions in world.library.sops.values() if (law := versions.in_force(as_of))]
    stated = {(law.sop, metric.id): metric for law in laws for metric in law.metrics}
    for state in metrics:
        metric = stated.get((state.sop, state.metric))
        if metric and metric.source:
            drawn.append((state, (metric.id, metric.source, state.segment)))
        elif metric and (rule := gap_of(world, state.sop, state.metric, as_of, state.signal)):
            gaps.append((state, Asked(rule, "", start, as_of)))
    lines = ask.sparks(world.warehouse.cursor(), [series for _, series in drawn], start, as_of, points)
    found = {(state.sop, state.metric): line for (state, _), line in zip(drawn, lines, strict=True)}
    for (state, _), course in zip(gaps, courses(world.warehouse.cursor(), [asked for _, asked in gaps]), strict=True):
        found[state.sop, state.metric] = slotted(course.at, course.value, start, as_of, points)
    return found


def gap_of(world: World, sop: str, metric: str, as_of: dt.datetime, signal: str = "") -> Rule | None:
    """The rule in force on the gap that is named, else on the first that the metric has; None if it has none."""
    in_force = [
        rule
        for rule in world.rules
        if (rule.sop, rule.metric) == (sop, metric) and rule.signal.kind == "gap" and rule.in_force(as_of)
    ]
    return next((rule for rule in in_force if rule.signal.name == signal), in_force[0] if in_force else None)


def slotted(at: Ints, value: Floats, start: dt.datetime, end: dt.datetime, points: int) -> list[float | None]:
    """The mean of the values in each of `points` equal parts of (start, end]; `at` in microseconds, none beyond."""
    line: list[float | None] = [None] * points
    slot = np.minimum((at - micros(start)) * points // (micros(end) - micros(start)), points - 1)
    for k in np.unique(slot):
        line[int(k)] = float(value[slot == k].mean())
    return line
