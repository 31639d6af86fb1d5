"""What stands over the line of a trend: thresholds as they were in force, breaches, and points that are no evidence."""

import dataclasses
import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.trend import Step, Trend
from dashboard.ui.theme import ICON, Palette
from dashboard.ui.views import scale

DASH = {"critical": "dash", "warning": "dot"}
SYMBOL = {"critical": "diamond", "warning": "triangle-up"}


def tone(step: Step | Breach, colours: Palette) -> str:
    """The colour of a threshold: that of its level, grey for one that is only aspired to."""
    return colours.muted if step.stage == "aspirational" else colours[step.level].ink


def times(step: Step, factor: float) -> Step:
    """The threshold with all its bounds multiplied: a relative change is drawn in percent."""
    names = ("lower", "upper", "recover_lower", "recover_upper")
    stated = {name: getattr(step, name) for name in names if getattr(step, name) is not None}
    return dataclasses.replace(step, **{name: bound * factor for name, bound in stated.items()})


def thresholds(
    steps: Sequence[Step], axis: str, end: dt.datetime, colours: Palette, faint: bool
) -> list[dict[str, Any]]:
    """A stepped line a bound of each threshold, and (if `faint`) a faint one where its recovery begins."""
    traces = []
    for threshold in dict.fromkeys(step.threshold for step in steps):
        versions = [step for step in steps if step.threshold == threshold]
        for side in ("lower", "upper"):
            solid = [(s, getattr(s, side)) for s in versions]
            traces += _stepped(solid, axis, end, colours, {"dash": DASH[versions[-1].level], "width": 1.5}, 1.0)
            if faint:
                inner = [(s, getattr(s, f"recover_{side}")) for s in versions]
                inner = [(s, None if bound == getattr(s, side) else bound) for s, bound in inner]
                traces += _stepped(inner, axis, end, colours, {"dash": "dot", "width": 1}, 0.35)
    return traces


def _stepped(
    bounds: Sequence[tuple[Step, float | None]],
    axis: str,
    end: dt.datetime,
    colours: Palette,
    line: dict[str, Any],
    opacity: float,
) -> list[dict[str, Any]]:
    x: list[str | None] = []
    y: list[float | None] = []
    for step, bound in bounds:
        if bound is not None:
            x += scale.instants([step.start, step.end or end])
            y += [bound, bound]
        elif x:
            x.append(None)
            y.append(None)
    if not x:
        return []
    last = bounds[-1][0]
    line = {"color": tone(last, colours), **line}
    if last.stage == "aspirational":
        line |= {"dash": "solid", "width": 1}
    return [
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "lines",
            "x": x,
            "y": y,
            "yaxis": axis,
            "line": line,
            "opacity": opacity,
            "hoverinfo": "skip",
        }
    ]


def unacceptable(
    steps: Sequence[Step], axis: str, end: dt.datetime, low: float, high: float, colours: Palette
) -> list[dict[str, Any]]:
    """The far side of every enforced critical bound, lightly shaded."""
    reach = 10 * (high - low)
    sides = [("lower", low - reach), ("upper", high + reach)]
    return [
        _rectangle(step.start, step.end or end, axis, getattr(step, side), edge, colours["critical"].fill, 0.06)
        for step in steps
        for side, edge in sides
        if step.level == "critical" and step.stage == "enforced" and getattr(step, side) is not None
    ]


def _rectangle(
    start: dt.datetime, end: dt.datetime, axis: str, y0: float, y1: float, fill: str, opacity: float
) -> dict[str, Any]:
    x0, x1 = scale.instants([start]) + scale.instants([end])
    return {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": axis,
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "fillcolor": fill,
        "opacity": opacity,
        "line": {"width": 0},
    }


def shading(
    episodes: Sequence[Breach], axis: str, start: dt.datetime, end: dt.datetime, colours: Palette
) -> list[dict[str, Any]]:
    """The time of every enforced breach, shaded from `since` to its end over the whole height of an axis.

    Breaches of one level that touch on the screen are one shape: a noisy year would be hundreds.
    """
    shapes = []
    touching = (end - start) / 500
    for level in ("warning", "critical"):
        spans: list[list[dt.datetime]] = []
        for episode in sorted(episodes, key=lambda e: e.since):
            if episode.level != level or episode.stage != "enforced":
                continue
            since, until = max(episode.since, start), min(episode.ended_at or end, end)
            if spans and since - spans[-1][1] <= touching:
                spans[-1][1] = max(spans[-1][1], until)
            else:
                spans.append([since, until])
        fill = colours[level].fill
        shapes += [
            _rectangle(since, max(until, since + touching), f"{axis} domain", 0, 1, fill, 0.13)
            for since, until in spans
        ]
    return shapes


def loud(trend: Trend, episodes: Sequence[Breach], colours: Palette) -> list[dict[str, Any]]:
    """The breaching points: those of a breach in the colour and symbol of its level, others as pending."""
    points = trend.points[trend.points["breaching"] & trend.points["value"].notna()]
    state = pd.Series("pending", index=points.index)
    for level in ("warning", "critical"):
        for episode in episodes:
            if episode.level == level and episode.stage == "enforced":
                inside = points["at"] >= episode.since
                if episode.ended_at is not None:
                    inside &= points["at"] < episode.ended_at
                state[inside] = level
    size = 9 if len(points) <= 60 else 6 if len(points) <= 300 else 4
    return [
        _markers(
            points[state == name],
            f"{ICON[name]} {'beyond the bound, not for long enough yet' if name == 'pending' else name}",
            {
                "symbol": SYMBOL.get(name, "circle-open-dot"),
                "size": size,
                "color": colours[name].ink if name == "pending" else colours[name].fill,
                "line": {"width": 1, "color": colours[name].ink},
            },
        )
        for name in ("pending", "warning", "critical")
        if (state == name).any()
    ]


def _markers(points: pd.DataFrame, said: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "showlegend": False,
        "mode": "markers",
        "x": scale.instants(points["at"]),
        "y": scale.numbers(points["value"]),
        "marker": marker,
        "hovertemplate": f"{said}<extra></extra>",
        "cliponaxis": False,
    }


def hollow(points: pd.DataFrame, floor: float, colours: Palette) -> list[dict[str, Any]]:
    """Points that are no evidence: at their value, or at `floor` where they have none."""
    silent = points[~points["evidence"]]
    if silent.empty:
        return []
    marker = {"symbol": "circle-open", "size": 6, "color": colours["no evidence"].ink, "line": {"width": 1.2}}
    traces = []
    for part, said in (
        (silent[silent["value"].notna()], "○ no evidence: too few samples"),
        (silent[silent["value"].isna()].assign(value=floor), "○ no evidence: no value"),
    ):
        if len(part):
            traces.append(_markers(part, said, marker))
    return traces


def fired(episodes: Sequence[Breach], height: float, colours: Palette) -> list[dict[str, Any]]:
    """A mark at the top of the plot where each enforced breach fired, that tells the whole episode."""
    shown = [e for e in episodes if e.stage == "enforced"]
    if not shown:
        return []
    return [
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "markers",
            "x": scale.instants(e.fired_at for e in shown),
            "y": np.full(len(shown), height, dtype=np.float32),
            "text": [_episode(e) for e in shown],
            "marker": {
                "symbol": "triangle-down",
                "size": 8,
                "color": [colours[e.level].ink for e in shown],
                "line": {"width": 0},
            },
            "hovertemplate": "%{text}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def _episode(breach: Breach) -> str:
    until = f"{breach.ended_because or 'ended'} {wording.moment(breach.ended_at)}" if breach.ended_at else "still open"
    name = html.escape(breach.threshold)
    return f"{ICON[breach.level]} <b>{breach.level} fired</b>: {name}, since {wording.moment(breach.since)}, {until}"


def restated(revisions: pd.DataFrame, form: str, colours: Palette) -> list[dict[str, Any]]:
    """What observations said before they were restated: small hollow diamonds."""
    if revisions.empty:
        return []
    return [
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "markers",
            "x": scale.instants(revisions["at"]),
            "y": scale.numbers(revisions["value"]),
            "text": [wording.moment(at) for at in revisions["restated_at"]],
            "marker": {"symbol": "diamond-open", "size": 7, "color": colours.muted},
            "hovertemplate": f"said {form} before it was restated on %{{text}}<extra></extra>",
        }
    ]
