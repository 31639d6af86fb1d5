"""The list of what needs looking at, each row one large button, and the rest in one line.

All rows are one element of the page, which draws much faster than an element a row, and it stays the same whatever is
selected: a rule of style marks rows in it.
"""

import datetime as dt
from collections.abc import Collection, Sequence

import streamlit as st

from dashboard.practice.overview import Overview
from dashboard.practice.standing import MetricState
from dashboard.ui.theme import Palette
from dashboard.ui.views.rows import fine, row

OUT = "--mark:var(--panel);--edge:var(--ink)"
BACK = "--name:var(--muted);--weight:450;--back:var(--panel);--faint:0.6"


def rows(seen: Overview, as_of: dt.datetime, colours: Palette) -> str:
    """A row a metric that is listed, as HTML; `as_of` is naive UTC."""
    listed = [(metric, (metric.sop, metric.metric)) for metric in seen.listed]
    return "".join(
        row(metric, seen.sparks.get(key, ()), as_of, colours, seen.parts.get(key, "")) for metric, key in listed
    )


def marked(metrics: Sequence[MetricState], path: Collection[MetricState], narrowed: bool) -> str:
    """The style in which the rows of `metrics` on `path` stand out, and if it was `narrowed` to by choice the others
    step back."""
    places = ",".join(f":nth-of-type({i})" for i, metric in enumerate(metrics, 1) if metric in path)
    back = f".row:not(:is({places})){{{BACK}}}" if narrowed else ""
    return f"<style>.row:is({places}){{{OUT}}}{back}</style>"


def stands_out(places: Collection[int]) -> str:
    """The style in which the rows at these places (from 0) stand out."""
    return f"<style>.row:is({','.join(f':nth-of-type({place + 1})' for place in places)}){{{OUT}}}</style>"


def healthy(metrics: Sequence[MetricState]) -> None:
    """Those that need nothing, behind one line."""
    if metrics:
        with st.expander(f"✓ {len(metrics)} that need nothing"):
            st.html(fine(metrics))
