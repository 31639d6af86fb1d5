"""How reviews go, as charts: stacked bars, few colours, counts on them. Values in, Plotly figures out."""

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.practice.standing import State
from dashboard.ui.theme import Palette
from dashboard.ui.views.frame import frame

HEIGHT = 230  # px
# Each outcome in the tone of the state that it is most like.
OUTCOMES: dict[str, dict[str, State]] = {
    "sittings": {"on time": "ok", "late": "warning", "overdue": "critical", "missed": "stale", "due": "pending",
                 "open": "pending"},
    "decisions": {"act": "pending", "accept": "accepted", "change_sop": "warning", "no_action": "no evidence"},
    "actions": {"by its date": "ok", "late": "warning", "overdue": "critical", "open": "pending",
                "dropped": "no evidence"},
    "breaches": {"acknowledged": "ok", "waiting": "critical", "never": "stale"},
}  # fmt: skip
NAMES = {"change_sop": "change the SOP", "no_action": "no action"}


def stacked(
    counts: pd.DataFrame, across: str, outcome: str, tones: Mapping[str, State], colours: Palette, wide: bool = False
) -> go.Figure:
    """How many of each outcome by `across`: columns `across`, `outcome`, `n`. `wide`: bars that lie, for names."""
    places = sorted(counts[across].unique(), reverse=wide)
    traces = []
    for name, tone in tones.items():
        by_place = counts[counts[outcome] == name].set_index(across)["n"]
        n = [int(by_place.get(place, 0)) for place in places]
        if any(n):
            traces.append(_bars(NAMES.get(name, name), places, n, colours[tone].fill, colours[tone].on, wide))
    layout = _layout(colours, len(places), wide)
    most = counts.groupby(across)["n"].sum().max() if len(counts) else 0
    layout["xaxis" if wide else "yaxis"] |= {"dtick": max(1, math.ceil(most / 6))}  # nothing is counted in halves
    return go.Figure({"data": traces, "layout": layout})


def measured(
    places: Sequence[Any], values: Sequence[float], n: Sequence[int], unit: str, colours: Palette, wide: bool = False
) -> go.Figure:
    """One number a place, each with how many it is of: '8.9 h · n 4'. `wide`: bars that lie, for names."""
    bars = _bars(unit, places, values, colours.line, colours.page, wide)
    bars |= {"text": [f"{v:.1f}{f' {unit}' if unit else ''} · n {count}" for v, count in zip(values, n, strict=True)]}
    hover = f"%{{{'y' if wide else 'x'}}}: %{{text}}<extra></extra>"
    bars |= {"textposition": "auto", "insidetextanchor": "end", "hovertemplate": hover}
    return go.Figure({"data": [bars], "layout": _layout(colours, len(places), wide) | {"showlegend": False}})


def _bars(name: str, places: Sequence[Any], n: Sequence[float], fill: str, on: str, wide: bool) -> dict[str, Any]:
    shown = [html.escape(str(place)) for place in places]
    return {
        "type": "bar",
        "name": name,
        "orientation": "h" if wide else "v",
        "x": n if wide else shown,
        "y": shown if wide else n,
        "text": [f"{v:g}" if v else "" for v in n],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": on},
        "marker": {"color": fill, "line": {"width": 0}},
        "hovertemplate": f"{name}: %{{{'x' if wide else 'y'}}}<extra>%{{{'y' if wide else 'x'}}}</extra>",
    }


def _layout(colours: Palette, places: int, wide: bool) -> dict[str, Any]:
    quiet = {"gridcolor": colours.grid, "zeroline": False, "automargin": True}
    named = {"type": "category", "automargin": True}
    return frame(max(HEIGHT, 60 + 34 * places) if wide else HEIGHT, colours, 12) | {
        "barmode": "stack",
        "margin": {"l": 8, "r": 8, "t": 28, "b": 28},
        "bargap": 0.35,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "showlegend": True,
        "xaxis": quiet if wide else named,
        "yaxis": named if wide else quiet,
    }
