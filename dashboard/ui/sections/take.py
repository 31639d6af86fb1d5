"""What a view shows, to take along: as CSV and Parquet, as a picture, and as a few lines for a notebook."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import streamlit as st

from dashboard.history.pooled import NOTEBOOK
from dashboard.practice.notebook import notebook
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.sections.looking import Looking, Picture
from dashboard.ui.views import keep_picture


@dataclass(frozen=True)
class Query:
    """A statement on the tables of the generation that has the numbers of a view, and what is bound to it."""

    sql: str
    parameters: Mapping[str, object]


def sources_of(look: Looking, metric: str) -> list[str]:
    """Wherever the metric ever came from."""
    versions = look.here.library.sops[look.sop]
    return sorted({m.source for sop, _, _ in versions.spans() if (m := sop.metric(metric)) and m.source})


def query_of(look: Looking, metric: str, name: str, **bound: object) -> Query:
    """The statement of that name on a metric, with what else is bound to it."""
    return Query(NOTEBOOK[name], {"metric": metric, "sources": sources_of(look, metric), **bound})


def sums(
    look: Looking, metric: str, segments: Sequence[str], start: dt.datetime, middle: dt.datetime, end: dt.datetime,
    least: int,
) -> Query:  # fmt: skip
    """Of the segments of a metric before and from `middle` on; observations with n below `least` are left out."""
    return query_of(look, metric, "sums", segments=list(segments), start=start, middle=middle, end=end, least=least)


def take(look: Looking, name: str, table: Callable[[], pa.Table], picture: Picture | None, query: Query | None) -> None:
    """One button that opens to all of them; `picture` is the chart. The view's link is the address."""
    box = st.popover("Download", icon=":material/download:", type="tertiary", key=f"take-{name}", on_change="rerun")
    if not box.open:  # what is in it would take a tenth of the time that choosing another segment does
        return
    file = look.file_name(name)
    with box:
        with st.container(horizontal=True, gap="small"):
            for label, extension, write in (("CSV", "csv", as_csv), ("Parquet", "parquet", as_parquet)):
                st.download_button(label, lambda w=write: w(table()), f"{file}.{extension}", on_click="ignore",
                                   key=f"take {name} {extension}")  # fmt: skip
            if picture:
                keep_picture.buttons(picture.key, file, picture.over)
        if query and look.here.warehouse:
            st.caption("The same numbers in a notebook, from the generation that is shown:")
            file_shown = Path(look.here.warehouse.path).absolute()
            st.code(notebook(file_shown, query.sql, query.parameters), language="python", height=260)
