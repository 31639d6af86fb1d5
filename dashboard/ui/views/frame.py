"""What all charts have in common: the font, no ground of their own, the box of what is hovered over; no template."""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.ui.theme import FONT, Palette


def frame(height: float, colours: Palette, size: float = 11.5) -> dict[str, Any]:
    """The beginning of a layout, `height` px high, its text `size` px."""
    return {
        "template": {},
        "height": height,
        "font": {"family": FONT, "size": size, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"bgcolor": colours.panel, "bordercolor": colours.border, "font": {"color": colours.text}},
    }


def figure(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> go.Figure:
    """The figure, without the template that Plotly would add.

    Streamlit hands a figure to Plotly twice, and Plotly would draw it twice: the second time it is told by the revision
    that nothing in it has changed.
    """
    told = json.dumps(traces, default=lambda array: array.tolist())
    layout = {**layout, "datarevision": zlib.crc32(told.encode())}
    # That all of it is what Plotly knows is what the tests look at: to look here takes most of the time of a redraw.
    made = go.Figure({"data": traces, "layout": layout}, _validate=False)
    made.layout.template = None  # not even an empty one, which is taken for a changed one
    return made
