"""The range that is looked at, laid over a chart: the chart itself stays as it is, and need not be drawn again."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.history.pooled import Span
from dashboard.ui.theme import palette
from dashboard.ui.views import scale


def bands(figure: go.Figure, span: Span) -> str:
    """A band from bottom to top over each time axis of the figure, for the span (naive UTC), as HTML.

    It is to lie over the chart, as wide and high as that. The figure's margins must be those it is drawn with.
    """
    margin = figure.layout.margin
    columns = {_place(axis, span) for axis in _time_axes(figure)}
    room = f"(100% - {margin.l + margin.r}px)"
    parts = [
        f'<div class="band" style="left:calc({margin.l}px + {left:.5f}*{room});width:calc({width:.5f}*{room});'
        f'top:{margin.t}px;bottom:{margin.b}px"></div>'
        for left, width in sorted(place for place in columns if place)
    ]
    return f'<div class="bands">{"".join(parts)}</div>'


def shapes(figure: go.Figure, span: Span, dark: bool) -> list[dict[str, Any]]:
    """The same as shapes of Plotly's, for a picture of the chart."""
    x0, x1 = scale.instants([span[0]]) + scale.instants([span[1]])
    return [
        {
            "type": "rect", "layer": "below", "xref": name, "yref": "paper", "x0": x0, "x1": x1, "y0": 0, "y1": 1,
            "fillcolor": palette(dark).accent, "opacity": 0.1, "line": {"width": 0},
        }
        for name in _names(figure)
    ]  # fmt: skip


def _names(figure: go.Figure) -> list[str]:
    """'x', 'x2', … of the time axes; one of each column of panels."""
    found: dict[Sequence[float], str] = {}
    for key in figure.layout:
        if key.startswith("xaxis") and figure.layout[key].type == "date":
            found.setdefault(tuple(figure.layout[key].domain or (0, 1)), f"x{key[5:]}")
    return list(found.values())


def _time_axes(figure: go.Figure) -> list[Any]:
    return [figure.layout[f"xaxis{name[1:]}"] for name in _names(figure)]


def _place(axis: Any, span: Span) -> tuple[float, float] | None:
    """Where the span begins and how wide it is, as parts of the width of all plots; None outside of the axis."""
    first, last = (dt.datetime.fromisoformat(str(end)) for end in axis.range)
    start, end = axis.domain or (0.0, 1.0)
    left, right = max(span[0], first), min(span[1], last)
    if right <= left:
        return None
    wide = end - start
    return start + (left - first) / (last - first) * wide, (right - left) / (last - first) * wide
