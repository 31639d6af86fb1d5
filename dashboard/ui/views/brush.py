"""The range that is looked at, drawn on a chart: shaded, and what is outside of it stays as it is."""

import datetime as dt
from typing import Any

import plotly.graph_objects as go

from dashboard.ui.theme import palette
from dashboard.ui.views import scale


def shade(figure: go.Figure, spans: list[tuple[dt.datetime, dt.datetime]], dark: bool, xaxis: str = "x") -> go.Figure:
    """The figure with each span (naive UTC) shaded from bottom to top, and no outline of what was dragged before."""
    colours = palette(dark)
    shapes = [band(*span, colours.accent, xaxis) for span in spans]
    figure.layout.shapes = (*figure.layout.shapes, *shapes)
    figure.layout.selections = ()
    return figure


def band(start: dt.datetime, end: dt.datetime, colour: str, xaxis: str = "x", yref: str = "paper") -> dict[str, Any]:
    """A rectangle over the whole height of the axis."""
    x0, x1 = scale.instants([start]) + scale.instants([end])
    return {
        "type": "rect", "layer": "below", "xref": xaxis, "yref": yref, "x0": x0, "x1": x1, "y0": 0, "y1": 1,
        "fillcolor": colour, "opacity": 0.1, "line": {"width": 0},
    }  # fmt: skip
