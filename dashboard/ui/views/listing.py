"""The list of what needs looking at, each row one large button, and the rest in one line."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from dashboard.practice.standing import MetricState
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import Palette
from dashboard.ui.views.rows import fine, row, spoken


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
    with st.container(gap=None, key="list"):
        for metric in metrics:
            key = (metric.sop, metric.metric)
            with st.container(gap=None, key=f"row-{metric.sop}--{metric.metric}"):
                on_path = metric in path
                st.html(
                    row(
                        metric,
                        courses.get(key, ()),
                        as_of,
                        colours,
                        on_path,
                        narrowed and not on_path,
                        parts.get(key, ""),
                    )
                )
                st.button(
                    escape_markdown(spoken(metric)),
                    key=f"pick-{metric.sop}--{metric.metric}",
                    on_click=on_pick,
                    args=(f"metric:{metric.sop}/{metric.metric}",),
                )


def healthy(metrics: Sequence[MetricState]) -> None:
    """Those that need nothing, behind one line."""
    if metrics:
        with st.expander(f"✓ {len(metrics)} that need nothing"):
            st.html(fine(metrics))
