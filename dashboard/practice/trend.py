"""How one series went: points, thresholds as they were in force, episodes, and what happened meanwhile."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.errors import WorkspaceError, nearest
from dashboard.history import read
from dashboard.history.rules import Signal
from dashboard.practice import points
from dashboard.practice.breach import Breach, episodes, spans
from dashboard.practice.rules import signal
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.model import Metric
from dashboard.sop.versions import Version, Versions

DESCRIBED = 100  # breaches of one series; a threshold that it crosses all the time has thousands
EVENT_COLUMNS = ["kind", "at", "until", "title", "text", "model_version", "severity", "link"]


@dataclass(frozen=True)
class Step:
    """One threshold as one SOP version states it, in force in [start, end), clipped to the trend's range.

    `end` is None if that version is still in force at the end of the range.
    """

    threshold: str
    level: str
    stage: str
    signal: str
    lower: float | None
    upper: float | None
    recover_lower: float | None
    recover_upper: float | None
    start: dt.datetime
    end: dt.datetime | None
    version: dt.date


@dataclass(frozen=True)
class Trend:
    """One series (or derived signal) of one metric, ready to draw.

    `points` has columns at (datetime64[us], UTC), value (float), n, model_version, evidence (bool) and breaching (bool:
    outside the bounds of an enforced threshold on the value itself, as it was in force then; of a metric made of gaps,
    whose points are the gap, of one on the gap). It is reduced to at most 4 points a pixel column: first, last, lowest,
    highest, so that every spike is kept. `signals` maps a signal's name ('change 28d', …) to a frame at, value of its
    own axis. `spans` are all breaches that touch the range, as `breach.spans` has them; `episodes` describe those that
    are open and the latest DESCRIBED. `revisions` has at, value, restated_at. `events` has kind, at, until, title,
    text, model_version, severity, link. `first_at` and `last_at` are of the whole series up to the as-of time, whatever
    the range. `shown` is the signal that the points show: 'value', or a gap; steps on it belong on the same axis.
    """

    sop: str
    metric: str
    title: str
    unit: str
    segment: str
    points: pd.DataFrame
    signals: dict[str, pd.DataFrame]
    steps: tuple[Step, ...]
    episodes: tuple[Breach, ...]
    spans: pd.DataFrame
    events: pd.DataFrame
    revisions: pd.DataFrame
    total: int  # how many observations there are in the range
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    shown: str = "value"


def trend(
    world: World,
    sop: str,
    metric: str,
    segment: str,
    start: dt.datetime,
    end: dt.datetime,
    as_of: dt.datetime,
    pixels: int = 1200,
) -> Trend:
    """One series in [start, end] (naive UTC), nothing after `as_of`.

    Raises WorkspaceError for an SOP or a metric that there is not. A segment that there is not has no points.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    end = min(end, as_of)
    start = min(start, end)
    own = [
        r
        for r in world.rules
        if (r.sop, r.metric) == (sop, metric) and r.start <= as_of and concerns(r.signal, segment)
    ]
    in_range = [rule for rule in own if rule.start <= end and (rule.end is None or rule.end > start)]
    courses = points.courses(world, in_range, segment, start, end, pixels)
    if stated.source:
        shown = "value"
        drawn, total = points.observed(world, versions, metric, segment, start, end, pixels)
    else:
        shown = next((rule.signal.name for rule in own), "value")
        drawn, total = courses.pop(shown, (points.none(), 0))
        drawn = drawn.assign(n=math.nan, model_version=None, evidence=True)
    enforced = [rule for rule in in_range if rule.stage == "enforced" and rule.signal.name == shown]
    rows = _breaches(world, sop, metric, segment, start, end, as_of)
    described = rows[rows["ended_at"].isna() | (np.arange(len(rows)) >= len(rows) - DESCRIBED)]
    first_at, last_at = points.extent(world, own, stated, segment, as_of)
    return Trend(
        sop=sop,
        metric=metric,
        title=stated.title,
        unit=stated.unit,
        segment=segment,
        points=drawn.assign(breaching=points.breaching(drawn, enforced)),
        signals={name: frame for name, (frame, _) in courses.items()},
        steps=tuple(_steps(versions, metric, segment, start, end)),
        episodes=tuple(sorted(episodes(world, as_of, described), key=lambda breach: breach.since)),
        spans=spans(world, as_of, rows),
        events=events_near(world, versions, metric, start, end),
        revisions=revisions_in(world, stated, segment, start, end),
        total=total,
        first_at=first_at,
        last_at=last_at,
        shown=shown,
    )


def concerns(held: Signal, segment: str) -> bool:
    """Whether a threshold on that signal is one on that series: a gap belongs to the whole population."""
    return held.kind != "gap" or segment == ""


def metric_in_force(world: World, sop: str, metric: str, as_of: dt.datetime) -> tuple[Versions, Metric]:
    """An SOP's versions, and the metric as the version in force says it, or the newest that has it.

    Raises WorkspaceError, with the nearest right name, if there is none.
    """
    versions = world.law(sop)
    in_force = versions.in_force(as_of)
    for law in (*([in_force] if in_force else []), *(v.sop for v in reversed(versions.good))):
        if found := law.metric(metric):
            return versions, found
    known = {m.id for version in versions.good for m in version.sop.metrics}
    raise WorkspaceError(f"{sop} has no metric '{metric}'{nearest(metric, known)}")


def _steps(versions: Versions, metric: str, segment: str, start: dt.datetime, end: dt.datetime) -> Iterator[Step]:
    for sop, begins, ends in versions.spans():
        stated = sop.metric(metric)
        if stated is None or begins > end or (ends and ends <= start):
            continue
        for threshold in stated.thresholds:
            if not concerns(held := signal(sop, stated, threshold), segment):
                continue
            low, high = threshold.recover_bounds
            yield Step(
                threshold=threshold.id,
                level=threshold.level,
                stage=threshold.stage,
                signal=held.name,
                lower=threshold.lower,
                upper=threshold.upper,
                recover_lower=low,
                recover_upper=high,
                start=max(start, begins),
                end=ends if ends and ends <= end else None,
                version=sop.effective_from,
            )


def _breaches(
    world: World, sop: str, metric: str, segment: str, start: dt.datetime, end: dt.datetime, as_of: dt.datetime
) -> pd.DataFrame:
    rows = verdict(world, as_of).breaches
    mine = (rows["sop"] == sop) & (rows["metric"] == metric) & (rows["segment"] == segment)
    near = (rows["since"] <= end) & (rows["ended_at"].isna() | (rows["ended_at"] >= start))
    return rows[mine & near].sort_values("since", kind="stable")


def events_near(world: World, versions: Versions, metric: str, start: dt.datetime, end: dt.datetime) -> pd.DataFrame:
    """What was loaded for the SOP and names this metric or none, and the changes of the SOP itself, in [start, end]."""
    within = [version for version in versions.good if start <= version.effective_at <= end]
    changes = pd.DataFrame([_change(world, version, version is versions.good[0]) for version in within])
    frames = [changes.reindex(columns=EVENT_COLUMNS)]
    if world.warehouse:
        loaded = read.events(world.warehouse.cursor(), versions.id, start, end)
        frames.append(loaded[loaded["metric"].isna() | (loaded["metric"] == metric)][EVENT_COLUMNS])
    frame = pd.concat([f for f in frames if len(f)] or frames[:1], ignore_index=True)
    texts = frame.columns.difference(["at", "until"])
    frame[texts] = frame[texts].astype(object).where(frame[texts].notna(), None)
    frame = frame.astype({"at": "datetime64[us]", "until": "datetime64[us]"})
    return frame.sort_values("at", kind="stable", ignore_index=True)


def _change(world: World, version: Version, first: bool) -> dict[str, object]:
    changed = version.sop.changed
    by = world.library.people.get(changed.by) if changed else None
    name = by.name if by else changed.by if changed else ""
    text = f"{name}: {changed.because}" if changed else None
    title = "The SOP took effect" if first else "The SOP changed"
    return {"kind": "sop_change", "at": version.effective_at, "title": title, "text": text}


def revisions_in(world: World, stated: Metric, segment: str, start: dt.datetime, end: dt.datetime) -> pd.DataFrame:
    if world.warehouse is None or stated.source is None:
        return points.none()[["at", "value"]].assign(restated_at=pd.Series(dtype="datetime64[us]"))
    return read.revisions(world.warehouse.cursor(), stated.id, stated.source, segment, start, end)
