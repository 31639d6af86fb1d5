"""The axes of a chart: the plot on top, what stands under it one below the other, and one time axis for all."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.ui.theme import Palette

CHARACTER = 7  # px, of an average character beside an axis, and some air
SPACE = 22  # px above whatever stands under the plot


def stacked(below: Sequence[tuple[int, dict[str, Any]]], inner: int, room: int, colours: Palette) -> dict[str, Any]:
    """The y axes from the top down: the plot takes what `room` (px) leaves of the `inner` height."""
    base = {"gridcolor": colours.grid, "zeroline": False, "tickcolor": colours.grid, "anchor": "x"}
    axes: dict[str, Any] = {"yaxis": base | {"domain": [min(room / inner, 0.7), 1]}}
    bottom = room
    for index, (size, layout) in enumerate(below):
        bottom -= size + SPACE
        axes[f"yaxis{index + 2}"] = base | layout | {"domain": [max(bottom, 0) / inner, (bottom + size) / inner]}
    return axes


def beside(scales: Iterable[dict[str, Any]]) -> int:
    """The room (px) that the longest text beside these axes needs."""
    return max((len(text) for axis in scales for text in axis["ticktext"]), default=0) * CHARACTER + 8


def named(rows: Sequence[str], colours: Palette) -> dict[str, Any]:
    """An axis of rows with a name each, the first on top."""
    return {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": list(rows),
        "tickfont": {"size": 10.5, "color": colours.muted},
        "showgrid": False,
        "fixedrange": True,
    }


def reach(left: dt.datetime, right: dt.datetime) -> dt.timedelta:
    """How much of time the axis shows: a hundredth more than there is, so that the last point is no half one."""
    return (right - left) * 1.01


def time(
    left: dt.datetime, right: dt.datetime, below: Sequence[Any], midnight: bool, colours: Palette
) -> dict[str, Any]:
    """The time axis under everything; if all points stand at `midnight`, hovering names days alone."""
    return {
        "type": "date",
        "range": [left.isoformat(), (left + reach(left, right)).isoformat()],
        "anchor": f"y{len(below) + 1}" if below else "y",
        "gridcolor": colours.grid,
        "showgrid": False,
        "hoverformat": "%a %-d %b %Y" if midnight else "%a %-d %b %Y %H:%M",
        "tickangle": 0,
        "tickformatstops": [
            {"dtickrange": [None, 86_399_999], "value": "%H:%M\n%-d %b"},
            {"dtickrange": [86_400_000, "M1"], "value": "%-d %b\n%Y"},
            {"dtickrange": ["M1", "M12"], "value": "%b\n%Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
        "spikecolor": colours.muted,
        "spikethickness": 1,
        "spikedash": "dot",
    }
