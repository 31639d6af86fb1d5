"""Two series beside one another: over time on two axes, one against the other, and how they correlate at each lag.

Values in, Plotly figures out; what a user wrote is escaped.
"""

import datetime as dt
import html
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.ui.theme import palette
from dashboard.ui.views import axes, labels, scale
from dashboard.ui.views.chart import COMPARED
from dashboard.ui.views.frame import figure, frame

HEIGHT, SMALL = 270, 250  # px


@dataclass(frozen=True)
class Side:
    """One of the two series: its name and unit."""

    name: str
    unit: str


def overlay_figure(
    pairs: pd.DataFrame, one: Side, other: Side, start: dt.datetime, end: dt.datetime, events: pd.DataFrame, dark: bool,
    zoomable: bool,
) -> go.Figure:  # fmt: skip
    """`pairs` (at, first, second) over time, the second on an axis at the right; with deployments out of `events`."""
    colours = palette(dark)
    left, right = _axis(pairs["first"], one, colours.line), _axis(pairs["second"], other, COMPARED[0])
    traces = [
        _line(pairs, "first", one, "y", colours.line, "solid"),
        _line(pairs, "second", other, "y2", COMPARED[0], "dash"),
    ]
    released, named, rows = labels.deployments(events, start, end, colours)
    layout = frame(HEIGHT, colours) | {
        "margin": {"l": axes.beside([left]), "r": axes.beside([right]), "t": 26 + labels.LABELS * rows, "b": 36},
        "xaxis": axes.time(start, end, (), False, colours),
        "yaxis": left | {"gridcolor": colours.grid, "zeroline": False},
        "yaxis2": right | {"overlaying": "y", "side": "right", "showgrid": False, "zeroline": False},
        "shapes": released, "annotations": named, "hovermode": "x unified", "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11}},
        "dragmode": "select" if zoomable else False, "selectdirection": "h",
    }  # fmt: skip
    return figure(traces, layout)


def scatter_figure(pairs: pd.DataFrame, one: Side, other: Side, dark: bool) -> go.Figure:
    """One point a pair, the first series to the right, the second upwards."""
    colours = palette(dark)
    across, up = _axis(pairs["first"], one, colours.text), _axis(pairs["second"], other, colours.text)
    trace = {
        "type": "scatter", "mode": "markers", "x": scale.numbers(pairs["first"]), "y": scale.numbers(pairs["second"]),
        "marker": {"size": 6, "color": colours.line, "opacity": 0.65}, "text": scale.instants(pairs["at"]),
        "hovertemplate": "%{text}: %{x}, %{y}<extra></extra>", "showlegend": False,
    }  # fmt: skip
    title = {"font": {"size": 11, "color": colours.muted}, "standoff": 6}
    named = [{"gridcolor": colours.grid, "zeroline": False, "title": title | {"text": html.escape(side.name)}}
             for side in (one, other)]  # fmt: skip
    layout = frame(SMALL, colours) | {
        "margin": {"l": axes.beside([up]) + 18, "r": 14, "t": 8, "b": 44},
        "xaxis": across | named[0],
        "yaxis": up | named[1],
        "dragmode": False,
        "showlegend": False,
    }  # fmt: skip
    return figure([trace], layout)


def lags_figure(lags: pd.DataFrame, chosen: int, chance: float | None, step: str, dark: bool) -> go.Figure:
    """A bar a lag; the chosen one strong, and what chance alone can make between two lines."""
    colours = palette(dark)
    trace = {
        "type": "bar", "x": [int(k) for k in lags["lag"]],
        "y": [None if math.isnan(r) else round(r, 4) for r in lags["r"]],
        "marker": {"color": [colours.accent if k == chosen else colours.line for k in lags["lag"]],
                   "opacity": [1.0 if k == chosen else 0.45 for k in lags["lag"]]},
        "text": [f"{n} pairs" for n in lags["pairs"]], "textposition": "none",
        "hovertemplate": f"%{{x}} {step}: r %{{y:.2f}}, %{{text}}<extra></extra>",
    }  # fmt: skip
    bounds = [chance, -chance] if chance is not None else []
    lines = [{"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y,
              "line": {"color": colours.muted, "width": 1, "dash": "dash"}} for y in bounds]  # fmt: skip
    title = {"font": {"size": 11, "color": colours.muted}, "standoff": 6, "text": f"lag in {step}"}
    layout = frame(SMALL, colours) | {
        "margin": {"l": 44, "r": 14, "t": 8, "b": 44}, "shapes": lines, "bargap": 0.25, "dragmode": False,
        "showlegend": False,
        "xaxis": {"zeroline": False, "showgrid": False, "title": title},
        "yaxis": {"range": [-1.05, 1.05], "gridcolor": colours.grid, "zeroline": True, "zerolinecolor": colours.border,
                  **scale.ticks(-1, 1.001, 6)},
    }  # fmt: skip
    return figure([trace], layout)


def _axis(values: pd.Series, side: Side, colour: str) -> dict[str, Any]:
    low, high = scale.value_range(values.to_numpy(float), ())
    before, after = scale.around(side.unit)
    return {"range": [low, high], "tickfont": {"color": colour}, **scale.ticks(low, high, 6, before, after)}


def _line(pairs: pd.DataFrame, column: str, side: Side, axis: str, colour: str, dash: str) -> dict[str, Any]:
    drawn = scale.with_gaps(pairs[["at", column]].rename(columns={column: "value"}))
    return {
        "type": "scatter", "mode": "lines", "name": html.escape(side.name), "yaxis": axis,
        "x": scale.instants(drawn["at"]), "y": scale.numbers(drawn["value"]),
        "line": {"color": colour, "width": 1.8, "dash": dash},
    }  # fmt: skip
