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
COLUMNS = 500  # of the screen, in which breaches that lie closer are one mark


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
    spans: pd.DataFrame, axis: str, start: dt.datetime, end: dt.datetime, colours: Palette
) -> list[dict[str, Any]]:
    """The time of every enforced breach, shaded from `since` to its end over the whole height of an axis.

    Breaches of one level that touch on the screen are one shape: a noisy year would be hundreds.
    """
    shapes = []
    touching = (end - start) / COLUMNS
    for level, own in enforced(spans).items():
        since, reached = own["since"].clip(lower=start), own["ended_at"].fillna(end).clip(upper=end).cummax()
        block = (since - reached.shift() > touching).cumsum()
        fill = colours[level].fill
        shapes += [
            _rectangle(first, max(last, first + touching), f"{axis} domain", 0, 1, fill, 0.13)
            for first, last in zip(since.groupby(block).first(), reached.groupby(block).last(), strict=True)
        ]
    return shapes


def enforced(spans: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The enforced breaches by level, in order of `since`; the worst level last."""
    own = spans[spans["stage"] == "enforced"].sort_values("since", kind="stable")
    return {level: own[own["level"] == level] for level in ("warning", "critical") if (own["level"] == level).any()}


def inside(at: pd.Series, spans: pd.DataFrame, closed: bool = False) -> np.ndarray:
    """Which instants lie in one of the breaches; `closed`: the point that ended it as well."""
    ended = np.sort(spans["ended_at"].dropna().to_numpy())
    begun = np.searchsorted(np.sort(spans["since"].to_numpy()), at.to_numpy(), side="right")
    return begun > np.searchsorted(ended, at.to_numpy(), side="left" if closed else "right")


def loud(trend: Trend, spans: pd.DataFrame, colours: Palette) -> list[dict[str, Any]]:
    """The breaching points: those of a breach in the colour and symbol of its level, others as pending."""
    points = trend.points[trend.points["breaching"] & trend.points["value"].notna()]
    state = pd.Series("pending", index=points.index)
    for level, own in enforced(spans).items():
        state[inside(points["at"], own)] = level
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


def fired(trend: Trend, start: dt.datetime, end: dt.datetime, height: float, colours: Palette) -> list[dict[str, Any]]:
    """A mark at the top of the plot where each enforced breach fired, that tells the whole episode; of earlier ones
    that nobody could tell apart, one mark a column of the screen, that counts them."""
    shown = [(e.fired_at, _episode(e), e.level) for e in trend.episodes if e.stage == "enforced"]
    told = {(e.threshold, e.since) for e in trend.episodes}
    for level, own in enforced(trend.spans).items():
        rest = own[[key not in told for key in zip(own["threshold"], own["since"], strict=True)]]
        for _, few in rest.groupby((rest["fired_at"] - start) // ((end - start) / COLUMNS)):
            said = "1 breach" if len(few) == 1 else f"{len(few):,} breaches"
            text = f"{ICON[level]} <b>{level}</b>: {said} fired; look closer to tell them apart"
            shown.append((few["fired_at"].iloc[0], text, level))
    if not shown:
        return []
    return [
        {
            "type": "scatter",
            "showlegend": False,
            "mode": "markers",
            "x": scale.instants(at for at, _, _ in shown),
            "y": np.full(len(shown), height, dtype=np.float32),
            "text": [text for _, text, _ in shown],
            "marker": {
                "symbol": "triangle-down",
                "size": 8,
                "color": [colours[level].ink for _, _, level in shown],
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
