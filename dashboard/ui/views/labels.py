"""Words on a chart: bounds beside their lines, deployments above them, each where it touches no other."""

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.practice import wording
from dashboard.practice.trend import Step
from dashboard.ui.theme import ICON, Palette
from dashboard.ui.views import marks, scale

LABELS = 15  # px of a row of labels above the plot
SPARE = 8  # px above the highest of them
NOTHING = "no observations in this range"


def label(x: Any, xref: str, y: Any, yref: str, text: str, colour: str, **more: Any) -> dict[str, Any]:
    """An annotation without an arrow; `text` must be safe to draw."""
    font = {"color": colour, "size": 10.5}
    return {
        "x": x,
        "xref": xref,
        "y": y,
        "yref": yref,
        "text": text,
        "showarrow": False,
        "font": font,
        "borderpad": 0,
        **more,
    }


def heading(text: str, axis: str, colours: Palette) -> dict[str, Any]:
    """What an axis shows, above its left end."""
    return label(0, "x domain", 1, axis, text, colours.muted, xanchor="left", yanchor="bottom")


def bounds(
    steps: Sequence[Step], unit: str, span: tuple[float, float], height: int, axis: str, colours: Palette
) -> list[dict[str, Any]]:
    """The bounds in force at the right edge, in words, beside their lines; moved apart where they would touch.

    A bound beyond the axis stands at the edge it lies behind.
    """
    low, high = span
    said = [
        (bound, wording.one_sided(side, bound, unit, step.signal), step)
        for step in steps
        if step.end is None
        for side in ("lower", "upper")
        if (bound := getattr(step, side)) is not None
    ]
    labels = []
    floor = -100.0
    for bound, text, step in sorted(said, key=lambda item: item[0]):
        place = max((min(max(bound, low), high) - low) / (high - low) * height, floor)
        floor = place + 12
        icon = "" if step.stage == "aspirational" else f"{ICON[step.level]} "
        arrow = " ↑" if bound > high else " ↓" if bound < low else ""
        where = {"xanchor": "left", "yanchor": "middle", "xshift": 3}
        text = icon + html.escape(text) + arrow
        labels.append(label(1, "x domain", place / height, f"{axis} domain", text, marks.tone(step, colours), **where))
    return labels


def deployments(
    events: pd.DataFrame, left: dt.datetime, right: dt.datetime, colours: Palette, kept: int = 0
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """A dashed line a deployment, labelled above the plot where there is room; lines, labels, rows of labels.

    `kept`: the characters of a heading that stands at the left end of the lowest row.
    """
    shown = events[(events["kind"] == "deployment") & (events["at"] >= left) & (events["at"] <= right)].sort_values(
        "at"
    )
    shown = shown.tail(40)
    said = [
        scale.shorten(e.model_version if isinstance(e.model_version, str) and e.model_version else e.title, 12)
        for e in shown.itertuples()
    ]
    share = [(e.at - left) / (right - left) for e in shown.itertuples()]
    rows = scale.stagger([(place, len(text)) for place, text in zip(share, said, strict=True)], kept=kept)
    at = scale.instants(shown["at"])
    lines, labels = [], []
    for x, place, text, row in zip(at, share, said, rows, strict=True):
        stroke = {"color": colours.muted, "width": 1, "dash": "dash"}
        lines.append(
            {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": stroke, "opacity": 0.7}
        )
        if row is not None:
            anchor = "left" if place < 0.06 else "right" if place > 0.94 else "center"
            labels.append(
                label(x, "x", 1, "y domain", text, colours.muted, xanchor=anchor, yanchor="bottom", yshift=LABELS * row)
            )
    return lines, labels, max([row + 1 for row in rows if row is not None], default=0)
