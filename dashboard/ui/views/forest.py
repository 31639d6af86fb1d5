"""Values with their intervals, one below the other, against one line. Values in, a figure out; text is escaped."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.practice.standing import State
from dashboard.ui.theme import ICON, palette
from dashboard.ui.views import axes, labels, scale
from dashboard.ui.views.frame import figure, frame

ROW = 27  # px
SYMBOL = {"critical": "diamond", "warning": "triangle-up", "no evidence": "circle-open"}


@dataclass(frozen=True)
class Bar:
    """One row: what it is about, its value, its interval (None: not known), what to say of it, and its state."""

    name: str
    value: float | None
    interval: tuple[float, float] | None
    said: str
    state: State | None = None


def forest_figure(bars: Sequence[Bar], dark: bool, line: float | None, unit: str, heading: str) -> go.Figure:
    """A row a bar, the first on top; `line` is the value that they are to be held against, `heading` what is shown."""
    colours = palette(dark)
    known = [bar for bar in bars if bar.value is not None]
    reach = [v for bar in known for v in (bar.value, *(bar.interval or ()))] + ([] if line is None else [line])
    low, high = min(reach, default=0.0), max(reach, default=1.0)
    margin = 0.05 * ((high - low) or abs(high) or 1.0)
    low, high = low - margin, high + margin
    before, after = scale.around(unit)
    spans = [(v, *(bar.interval or (v, v))) for bar in known if (v := bar.value) is not None]
    trace = {
        "type": "scatter", "mode": "markers", "showlegend": False, "x": [v for v, _, _ in spans],
        "y": [i for i, bar in enumerate(bars) if bar.value is not None],
        "error_x": {
            "type": "data", "symmetric": False, "array": [up - v for v, _, up in spans],
            "arrayminus": [v - down for v, down, _ in spans], "color": colours.muted, "thickness": 1.6, "width": 4,
        },
        "marker": {
            "size": 9, "symbol": [SYMBOL.get(bar.state or "", "circle") for bar in known],
            "color": [colours[bar.state].ink if bar.state else colours.line for bar in known],
        },
        "text": [html.escape(bar.said) for bar in known], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    names = [f"{ICON[bar.state]} {bar.name}" if bar.state and bar.state != "ok" else bar.name for bar in bars]
    rows = axes.named([scale.shorten(name, 34) for name in names], colours)
    shapes = [{"type": "line", "x0": line, "x1": line, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
               "line": {"color": colours.muted, "width": 1, "dash": "dot"}}] if line is not None else []  # fmt: skip
    layout = frame(ROW * max(len(bars), 1) + 62, colours) | {
        "shapes": shapes, "dragmode": False,
        "margin": {"l": axes.beside([rows]), "r": 14, "t": 24, "b": 34},
        "xaxis": {"range": [low, high], "gridcolor": colours.grid, "zeroline": False, "fixedrange": True,
                  **scale.ticks(low, high, 6, before, after)},
        "yaxis": {"zeroline": False, **rows},
        "annotations": [labels.heading(html.escape(heading), "y domain", colours) | {"yshift": 4}],
    }  # fmt: skip
    return figure([trace], layout)
