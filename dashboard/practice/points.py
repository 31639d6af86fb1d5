"""The points of a chart: what was observed, or the signal made of it, and which of it breached."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.history import ask, read, signal_outline
from dashboard.history.courses import Asked, Course, key
from dashboard.history.rules import Rule
from dashboard.history.tracks import is_group
from dashboard.practice.breach import INSTANT
from dashboard.practice.world import World
from dashboard.sop.model import Metric
from dashboard.sop.versions import Versions


def observed(
    world: World, versions: Versions, metric: str, segment: str, start: dt.datetime, end: dt.datetime, pixels: int
) -> tuple[pd.DataFrame, int]:
    """Observations of one series in [start, end], reduced, with which of them are evidence; and how many there are.

    Where a version moved the metric to another source, each is drawn from the source it had then.
    """
    if world.warehouse is None:
        return none().assign(evidence=pd.Series(dtype=bool)), 0
    frames, total = [], 0
    for source, first, last in stretches(versions, metric, start, end):
        share = max(int(pixels * ((last - first) / (end - start))), 1) if end > start else pixels
        cursor = world.warehouse.cursor()
        frames.append(read.observations(cursor, metric, source, segment, first, last, share))
        total += read.count(world.warehouse.cursor(), metric, source, segment, first, last)
    points = pd.concat(frames, ignore_index=True) if frames else none()
    least = pd.Series(0.0, points.index)
    for sop, begins, ends in versions.spans():
        if stated := sop.metric(metric):
            inside = _within(points["at"], begins if begins != versions.good[0].effective_at else None, ends)
            least[inside] = stated.min_n
    return points.assign(evidence=points["value"].notna() & ~(points["n"].astype("float64") < least)), total


def courses(
    world: World, rules: Iterable[Rule], segment: str, start: dt.datetime, end: dt.datetime, pixels: int
) -> dict[str, tuple[pd.DataFrame, int]]:
    """Each signal that the rules are on, the value itself apart: its evidence (at, value) in [start, end] while a rule
    was in force, reduced; and how much there is.

    Where there is more than 4 a pixel column, the first, last, lowest and highest of each is left.
    """
    asked = _asked(rules, segment, start, end)
    if world.warehouse is None:
        return {name: (none()[["at", "value"]], 0) for name in asked}
    flat = [(name, one) for name, ones in asked.items() for one in ones]
    width = read.column(start, end, pixels)
    found, width = signal_outline.reduced(world.warehouse.cursor(), [one for _, one in flat], width, 4 * pixels)
    return {
        name: _thinned([c for (of, _), c in zip(flat, found, strict=True) if of == name], width, 4 * pixels)
        for name in asked
    }


def _asked(rules: Iterable[Rule], segment: str, start: dt.datetime, end: dt.datetime) -> dict[str, list[Asked]]:
    """By signal the stretches of [start, end] in which a rule was in force that is on it: one for several in a row that
    say the same of it."""
    asked: dict[str, list[Asked]] = {}
    for rule in sorted((rule for rule in rules if rule.signal.kind != "value"), key=lambda rule: rule.start):
        ones = asked.setdefault(rule.signal.name, [])
        after, until = max(start, rule.start), min(end, rule.end - INSTANT) if rule.end else end
        if ones and key(ones[-1].rule, segment) == key(rule, segment) and after <= ones[-1].until + INSTANT:
            ones[-1] = replace(ones[-1], until=max(ones[-1].until, until))
        else:
            ones.append(Asked(rule, segment, after, until))
    return asked


def _thinned(found: Sequence[Course], width: int, few: int) -> tuple[pd.DataFrame, int]:
    """The stretches of one signal as one frame, of more than `few` points at most 4 a pixel column."""
    at, value = (np.concatenate([getattr(course, name) for course in found]) for name in ("at", "value"))
    total = sum(course.total for course in found)
    left = signal_outline.kept(at // width, value) if total > few else slice(None)
    return pd.DataFrame({"at": at[left].astype("datetime64[us]"), "value": value[left]}), total


def breaching(points: pd.DataFrame, rules: Iterable[Rule]) -> pd.Series:
    """Which points lie outside the bounds of one of the rules, in force at that point."""
    outside = pd.Series(False, points.index)
    for rule in rules:
        beyond = pd.Series(False, points.index)
        if rule.lower is not None:
            beyond |= points["value"] < rule.lower
        if rule.upper is not None:
            beyond |= points["value"] > rule.upper
        outside |= beyond & points["evidence"] & _within(points["at"], rule.start, rule.end)
    return outside


def extent(
    world: World, rules: Iterable[Rule], stated: Metric, segment: str, as_of: dt.datetime
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The first and last observation up to `as_of`; of a metric made of gaps, that of its groups."""
    if world.warehouse is None:
        return None, None
    known = ask.last_observations(world.warehouse.cursor(), as_of)
    if stated.source:
        own = known[(known["metric"] == stated.id) & (known["source"] == stated.source) & (known["segment"] == segment)]
    else:
        keys = known[["metric", "source", "segment"]].itertuples(index=False)
        own = known[[any(is_group(rule, *key) for rule in rules) for key in keys]]
    return (own["first_at"].min().to_pydatetime(), own["last_at"].max().to_pydatetime()) if len(own) else (None, None)


def none() -> pd.DataFrame:
    """No points, with the columns that points have."""
    return pd.DataFrame(
        {
            "at": pd.Series(dtype="datetime64[us]"),
            "value": pd.Series(dtype="float64"),
            "n": pd.Series(dtype="float64"),
            "model_version": pd.Series(dtype="object"),
        }
    )


def _within(at: pd.Series, start: dt.datetime | None, end: dt.datetime | None) -> pd.Series:
    after = at >= start if start else pd.Series(True, at.index)
    return after & (at < end) if end else after


def stretches(
    versions: Versions, metric: str, start: dt.datetime, end: dt.datetime
) -> Sequence[tuple[str, dt.datetime, dt.datetime]]:
    """(source, first, last) of each stretch of [start, end] with one source; before any version, it is the first's."""
    found_in: list[tuple[str, dt.datetime, dt.datetime]] = []
    spans = [(found.source, begins) for sop, begins, _ in versions.spans() if (found := sop.metric(metric))]
    for i, (source, begins) in enumerate(spans):
        first = max(start, begins) if found_in or i else start
        last = min(end, spans[i + 1][1] - dt.timedelta(microseconds=1)) if i + 1 < len(spans) else end
        if source is None or last < first:
            continue
        if found_in and found_in[-1][0] == source:
            found_in[-1] = (source, found_in[-1][1], last)
        else:
            found_in.append((source, first, last))
    return found_in
