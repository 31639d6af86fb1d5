"""The trend chart: one series with its thresholds as they were in force, its breaches, and what happened meanwhile.

Values in, a Plotly figure out. Whatever a user wrote is escaped, because Plotly reads a subset of HTML in all text.
The payload is small by intent: no template, instants as short text, short numbers. Streamlit hands a figure to Plotly
twice; nothing in it looks changed at the second time, and so it is drawn but once.
"""

import dataclasses
import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.trend import Step, Trend
from dashboard.ui.theme import Palette, palette
from dashboard.ui.views import axes, labels, marks, scale
from dashboard.ui.views.frame import figure, frame
from dashboard.ui.views.lanes import lanes

LANE, SIGNAL = 19, 96  # px: a row of events, the plot of a signal
MAIN, COMPACT = 300, 200  # px of the plot itself
# Room at the left (px), at the right (px) and above (rows of labels) that every small chart has: from one to the next
# nothing jumps, and Plotly draws but once, which it does twice where margins change.
LEAST = (57, 87, 1)
COMPARED = ("#8a6d3b", "#4f8a8b", "#8f6aa8", "#6b7a3a", "#a0627a")


def trend_figure(
    trend: Trend,
    dark: bool,
    compact: bool = False,
    height: int | None = None,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    others: Sequence[Trend] = (),
    model_version: str | None = None,
    zoomable: bool = False,
) -> go.Figure:
    """A figure of `trend` from `start` to `end` (naive UTC; default: its first and last point).

    `compact` leaves out what a small chart has no room for: events other than deployments, model versions, signals of
    their own axis, recovery bounds. `height` is of the whole figure in pixels, default: what it needs. `others` are
    further series drawn as thin lines to compare with; `model_version` is drawn strong and the rest of the line faint.
    If `zoomable`, dragging across the chart selects a period (and scrolls nothing on a touch screen).
    """
    left, right = _window(trend, start, end)
    drawing = _Drawing(trend, palette(dark), left, right, compact)
    drawing.series(others, model_version)
    drawing.judgement()
    if not compact:
        for name, frame in trend.signals.items():
            drawing.signal(name, frame)
        drawing.lanes()
    layout = drawing.layout(height, bool(others)) | {"dragmode": "select" if zoomable else False}
    return figure(drawing.traces, layout)


class _Drawing:
    """A figure in the making: the plot of the series (axis y), and under it an axis a signal and one for the lanes."""

    def __init__(self, trend: Trend, colours: Palette, left: dt.datetime, right: dt.datetime, compact: bool):
        self.trend, self.colours, self.left, self.right, self.compact = trend, colours, left, right, compact
        self.steps = [_clipped(s, left, right) for s in trend.steps if s.start < right and (not s.end or s.end > left)]
        self.own = [s for s in self.steps if s.signal == trend.shown]
        self.traces: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.bounds: list[dict[str, Any]] = []  # labels to the right of the plot
        self.below: list[tuple[int, dict[str, Any]]] = []  # (px of height, axis) under the plot

    def series(self, others: Sequence[Trend], model_version: str | None) -> None:
        """The line, those to compare it with, and the range that holds them all."""
        trend, colours = self.trend, self.colours
        drawn = [trend.points, *(other.points for other in others), trend.revisions]
        values = np.concatenate([frame["value"].to_numpy(float) for frame in drawn if len(frame)] or [np.empty(0)])
        self.low, self.high = scale.value_range(values, _bounds(self.own))
        self.unit = wording.unit_of(trend.unit, trend.shown)
        self.before, self.after = scale.around(self.unit)
        self.form = f"{self.before}%{{y:{scale.number_format(self.high - self.low)}}}{self.after}"
        self.traces += marks.thresholds(self.own, "y", self.right, colours, faint=not self.compact)
        self.traces += [_line(t, self.form, colour, others) for t, colour in zip(others, COMPARED, strict=False)]
        self.traces.append(_line(trend, self.form, colours.border if model_version else colours.line, others))
        if model_version:
            only = dataclasses.replace(trend, points=trend.points[trend.points["model_version"] == model_version])
            said_already = {"hoverinfo": "skip", "hovertemplate": None, "showlegend": False}
            self.traces.append(_line(only, self.form, colours.line, ()) | said_already)

    def judgement(self) -> None:
        """What stands over the line: restated, no evidence, breaching; and the deployments."""
        trend, colours = self.trend, self.colours
        span = self.high - self.low
        main = trend.spans[trend.spans["signal"] == trend.shown]
        self.traces += marks.restated(trend.revisions, self.form, colours)
        self.traces += marks.hollow(trend.points, self.low + 0.01 * span, colours)
        self.traces += marks.loud(trend, main, colours)
        if not self.compact:
            self.traces += marks.fired(trend, self.left, self.right, self.high - 0.01 * span, colours)
        self.shapes += marks.unacceptable(self.own, "y", self.right, self.low, self.high, colours)
        self.shapes += marks.shading(trend.spans if self.compact else main, "y", self.left, self.right, colours)
        self.heading = "" if self.before or self.after or self.unit in wording.WITHOUT_UNIT else self.unit
        kept = len(self.heading)
        released, named, self.rows = labels.deployments(trend.events, self.left, self.right, colours, kept)
        self.shapes += released
        self.labels += named
        height = COMPACT if self.compact else MAIN
        self.bounds += labels.bounds(self.own, trend.unit, (self.low, self.high), height, "y", colours)

    def signal(self, name: str, frame: pd.DataFrame) -> None:
        """A derived signal on an axis of its own: its line, thresholds, and the part in breach louder."""
        axis, colours = f"y{len(self.below) + 2}", self.colours
        percent = 100 if wording.is_change(name) else 1
        drawn = frame[frame["value"].notna()].assign(value=lambda rows: rows["value"] * percent)
        held = [s for s in self.steps if s.signal == name]
        scaled = [marks.times(s, percent) for s in held]
        low, high = scale.value_range(drawn["value"].to_numpy(float), _bounds(scaled))
        before, after = scale.around(wording.unit_of(self.trend.unit, name))
        title = html.escape(wording.signal_phrase(name))
        hover = f"{title}: {before}%{{y:{scale.number_format(high - low)}}}{after}<extra></extra>"
        spans = self.trend.spans[self.trend.spans["signal"] == name]
        self.traces += marks.thresholds(scaled, axis, self.right, colours, faint=False)
        self.traces.append(_thin(scale.with_gaps(drawn), axis, colours.line, 1.2) | {"hovertemplate": hover})
        for level, own in marks.enforced(spans).items():
            breaching = marks.inside(drawn["at"], own, closed=True)
            # Elsewhere there is nothing, which parts the line.
            louder = drawn.assign(value=drawn["value"].where(breaching))
            louder = louder[breaching | np.append(False, breaching[:-1])]
            self.traces.append(_thin(louder, axis, colours[level].ink, 2.2) | {"hoverinfo": "skip"})
        self.shapes += marks.shading(spans, axis, self.left, self.right, colours)
        self.bounds += labels.bounds(held, self.trend.unit, (low / percent, high / percent), SIGNAL, axis, colours)
        self.labels.append(labels.heading(title, f"{axis} domain", colours))
        self.below.append((SIGNAL, {"range": [low, high], **scale.ticks(low, high, 3, before, after)}))

    def lanes(self) -> None:
        """A row a kind of event, and one of the model versions."""
        window = (pd.Timestamp(self.left), pd.Timestamp(self.right))
        rows = lanes(_inside(self.trend.events, *window), self.trend.points, *window, self.colours)
        axis = f"y{len(self.below) + 2}"
        for index, lane in enumerate(rows):
            for trace in lane.traces:
                self.traces.append(trace | {"y": [index] * len(trace["x"]), "yaxis": axis, "showlegend": False})
            for said in lane.labels:
                self.labels.append(labels.label(said["x"], "x", index, axis, said["text"], self.colours.text))
        if rows:
            self.below.append((LANE * len(rows), axes.named([lane.name for lane in rows], self.colours)))

    def layout(self, height: int | None, legend: bool) -> dict[str, Any]:
        """Everything but the traces; `height` in pixels of the whole figure, None: what it needs."""
        colours, points = self.colours, self.trend.points
        if self.heading:
            self.labels.append(labels.heading(html.escape(self.heading), "y domain", colours))
            self.rows = max(self.rows, 1)
        if not points["value"].notna().any():
            self.labels.append(labels.label(0.5, "x domain", 0.5, "y domain", labels.NOTHING, colours.muted))
        least = LEAST if self.compact else (0, 14, 0)
        beside = max([least[1], *(int(len(label["text"]) * 6.6) + 8 for label in self.bounds)])
        ticks = scale.ticks(self.low, self.high, 5 if self.compact else 7, self.before, self.after)
        left = max(least[0], axes.beside([ticks, *(axis for _, axis in self.below)]))
        above = labels.LABELS * max(least[2], self.rows + legend)
        margin = {"l": left, "r": beside, "t": labels.SPARE + above, "b": 36, "pad": 2}
        room = sum(size + axes.SPACE for size, _ in self.below)
        whole = height or (COMPACT if self.compact else MAIN) + room + margin["t"] + margin["b"]
        scales = axes.stacked(self.below, whole - margin["t"] - margin["b"], room, colours)
        scales["yaxis"] |= {"range": [self.low, self.high], **ticks}
        days = points.empty or bool((points["at"] == points["at"].dt.normalize()).all())
        return {
            **frame(whole, colours),
            "margin": margin,
            "hovermode": "x unified",
            "hoverdistance": 30,
            "selectdirection": "h",
            "showlegend": legend,
            "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11}},
            "uirevision": f"{self.trend.sop}/{self.trend.metric}/{self.trend.segment}/{self.left}/{self.right}",
            "shapes": self.shapes,
            "annotations": self.labels + self.bounds,
            "xaxis": axes.time(self.left, self.right, self.below, days, colours),
            **scales,
        }


def _bounds(steps: Sequence[Step]) -> list[float]:
    return [bound for step in steps for bound in (step.lower, step.upper) if bound is not None]


def _thin(points: pd.DataFrame, axis: str, colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "yaxis": axis,
        "showlegend": False,
        "x": scale.instants(points["at"]),
        "y": scale.numbers(points["value"]),
        "line": {"color": colour, "width": width},
    }


def _window(trend: Trend, start: dt.datetime | None, end: dt.datetime | None) -> tuple[dt.datetime, dt.datetime]:
    at = trend.points["at"]
    left = start or (at.min().to_pydatetime() if len(at) else trend.first_at or dt.datetime(2000, 1, 1))
    right = end or (at.max().to_pydatetime() if len(at) else trend.last_at or left)
    return left, right if right > left else left + dt.timedelta(days=1)


def _clipped(step: Step, left: dt.datetime, right: dt.datetime) -> Step:
    end = step.end if step.end and step.end < right else None
    return dataclasses.replace(step, start=max(step.start, left), end=end)


def _line(trend: Trend, form: str, colour: str, others: Sequence[Trend]) -> dict[str, Any]:
    """The evidence as a line; small series with their points and sample sizes."""
    points = trend.points[trend.points["evidence"] & trend.points["value"].notna()]
    few = len(points) <= 70
    drawn = scale.with_gaps(points)
    name = html.escape(trend.segment) or "all"
    trace: dict[str, Any] = {
        "type": "scatter",
        "showlegend": bool(others),
        "mode": "lines+markers" if few else "lines",
        "name": name,
        "x": scale.instants(drawn["at"]),
        "y": scale.numbers(drawn["value"]),
        "line": {"color": colour, "width": 1.2 if others and trend in others else 1.8},
        "marker": {"size": 4, "color": colour},
        "hovertemplate": (f"{name}: " if others else "") + form + "<extra></extra>",
    }
    if not others and len(drawn) <= 1200 and drawn["n"].notna().any():
        trace["text"] = ["" if pd.isna(n) else f" · n {n:,.0f}" for n in drawn["n"]]
        trace["hovertemplate"] = form + "%{text}<extra></extra>"
    return trace


def _inside(events: pd.DataFrame, left: dt.datetime, right: dt.datetime) -> pd.DataFrame:
    ends = events["until"].where(events["until"].notna(), events["at"])
    return events[(ends >= left) & (events["at"] <= right)]
