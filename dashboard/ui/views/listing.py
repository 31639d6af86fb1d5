"""The list of what needs looking at, each row one large button, and the rest in one line.

All rows are one element of the page, which draws much faster than an element a row; a few lines of script tell which
was pressed.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import streamlit as st

from dashboard.practice.standing import MetricState
from dashboard.ui.theme import Palette
from dashboard.ui.views.rows import fine, row

_presses = st.components.v2.component("presses", js=Path(__file__).with_name("listing.js").read_text(encoding="utf-8"))


def listing(
    metrics: Sequence[MetricState],
    courses: Mapping[tuple[str, str], Sequence[float | None]],
    parts: Mapping[tuple[str, str], str],
    path: Collection[MetricState],
    narrowed: bool,
    as_of: dt.datetime,
    colours: Palette,
    on_pick: Callable[[str], None],
) -> None:
    """A row a metric; those on `path` stand out, and if it was `narrowed` to by choice the others step back.

    By (sop, metric): `courses` are the lines beside the rows, `parts` what the viewer has to do with each. `on_pick` is
    called with the node id of a row that is clicked.
    """
    rows = []
    for metric in metrics:
        key, on_path = (metric.sop, metric.metric), metric in path
        aside = narrowed and not on_path
        rows.append(row(metric, courses.get(key, ()), as_of, colours, on_path, aside, parts.get(key, "")))
    st.html("".join(rows))
    presses(on_pick)


def presses(on_pick: Callable[[str], None]) -> None:
    """Calls `on_pick` with what stands in `data-node` of a row that is pressed."""
    _presses(key="presses", on_picked_change=lambda: on_pick(st.session_state["presses"].picked))


def healthy(metrics: Sequence[MetricState]) -> None:
    """Those that need nothing, behind one line."""
    if metrics:
        with st.expander(f"✓ {len(metrics)} that need nothing"):
            st.html(fine(metrics))
