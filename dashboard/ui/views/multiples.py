"""Small multiples: one panel a series, all to the same scales, so that the one that moved stands out.

Values in, a Plotly figure out. What a user wrote is escaped, because Plotly reads a subset of HTML in all text.
"""

import datetime as dt
import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.trend import Trend
from dashboard.ui.theme import Palette, palette
from dashboard.ui.views import axes, labels, marks, scale
from dashboard.ui.views.frame import figure, frame

PANEL, HEAD, GAP = 96, 22, 0.025  # px of a panel's plot, px above it, and the part of the width between two panels
MOST = 12


@dataclass(frozen=True)
class Panel:
    """A series, and its name."""

    name: str
    trend: Trend


def multiples_figure(
    panels: Sequence[Panel],
    dark: bool,
    start: dt.datetime,
    end: dt.datetime,
    across: int = 3,
    model_version: str | None = None,
    zoomable: bool = False,
) -> go.Figure:
    """At most MOST panels, `across` in a row, each from `start` to `end` (naive UTC) with its bounds, its breaching
    points and the deployments. `model_version` is drawn strong and the rest faint."""
    shown, colours = panels[:MOST], palette(dark)
    across = max(min(across, len(shown)), 1)
    down = -(-len(shown) // across)
    trends = [panel.trend for panel in shown]
    drawn = [t.points.loc[t.points["evidence"], "value"].to_numpy(float) for t in trends]
    values = np.concatenate(drawn or [np.empty(0)])
    steps = [s for t in trends for s in t.steps if s.signal == t.shown and s.stage == "enforced"]
    bounds = [bound for s in steps for bound in (s.lower, s.upper) if bound is not None]
    low, high = scale.value_range(values, bounds)
    unit = wording.unit_of(trends[0].unit, trends[0].shown) if trends else ""
    before, after = scale.around(unit)
    form = f"{before}%{{y:{scale.number_format(high - low)}}}{after}"
    ticks = scale.ticks(low, high, 4, before, after)
    height = down * (PANEL + HEAD) + 40
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"shapes": [], "annotations": []}
    for i, panel in enumerate(shown):
        column, row = i % across, i // across
        x, y = (f"{axis}{i + 1 if i else ''}" for axis in "xy")
        wide = (1 - GAP * (across - 1)) / across
        top = 1 - (row * (PANEL + HEAD) + HEAD) / (down * (PANEL + HEAD))
        place = {"domain": [column * (wide + GAP), column * (wide + GAP) + wide]}
        layout[f"xaxis{x[1:]}"] = axes.time(start, end, (), False, colours) | place | {
            "anchor": y, "showticklabels": i + across >= len(shown), "nticks": 4, **({"matches": "x"} if i else {}),
        }  # fmt: skip
        layout[f"yaxis{y[1:]}"] = {
            "domain": [max(top - PANEL / (down * (PANEL + HEAD)), 0), top], "anchor": x, "range": [low, high],
            "gridcolor": colours.grid, "zeroline": False, "showticklabels": column == 0, **ticks,
        }  # fmt: skip
        traces += [
            trace | {"xaxis": x, "yaxis": y} for trace in _panel(panel.trend, y, end, form, model_version, colours)
        ]
        layout["shapes"] += _deployments(panel.trend, x, y, start, end, colours)
        name = labels.label(0, f"{x} domain", 1, f"{y} domain", f"<b>{html.escape(panel.name)}</b>", colours.text)
        layout["annotations"].append(name | {"xanchor": "left", "yanchor": "bottom"})
    return figure(traces, layout | _layout(height, axes.beside([ticks]), zoomable, colours))


def _panel(
    trend: Trend, axis: str, end: dt.datetime, form: str, model_version: str | None, colours: Palette
) -> list[dict[str, Any]]:
    points = trend.points[trend.points["evidence"] & trend.points["value"].notna()]
    own = [s for s in trend.steps if s.signal == trend.shown and s.stage == "enforced"]
    traces = marks.thresholds(own, axis, end, colours, faint=False)
    traces.append(_line(scale.with_gaps(points), colours.border if model_version else colours.line, form))
    if model_version:
        traces.append(
            _line(points[points["model_version"] == model_version], colours.line, form) | {"hoverinfo": "skip"}
        )
    loud = marks.loud(trend, trend.spans[trend.spans["signal"] == trend.shown], colours)
    return traces + [trace | {"marker": trace["marker"] | {"size": 5}} for trace in loud]


def _line(points: Any, colour: str, form: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "showlegend": False, "x": scale.instants(points["at"]),
        "y": scale.numbers(points["value"]), "line": {"color": colour, "width": 1.5},
        "hovertemplate": form + "<extra></extra>",
    }  # fmt: skip


def _deployments(
    trend: Trend, x: str, y: str, start: dt.datetime, end: dt.datetime, colours: Palette
) -> list[dict[str, Any]]:
    lines, _, _ = labels.deployments(trend.events, start, end, colours)
    return [line | {"xref": x, "yref": f"{y} domain"} for line in lines]


def _layout(height: int, left: int, zoomable: bool, colours: Palette) -> dict[str, Any]:
    return {
        **frame(height, colours, 11),
        "margin": {"l": left, "r": 14, "t": 4, "b": 36, "pad": 2},
        "hovermode": "x",
        "showlegend": False,
        "selectdirection": "h",
        "dragmode": "select" if zoomable else False,
    }
