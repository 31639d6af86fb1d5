"""Two metrics beside one another: over time, one against the other, and with which lag they move together."""

import datetime as dt
import math

import pyarrow as pa
import streamlit as st

from dashboard.practice import wording
from dashboard.practice.together import Together, together
from dashboard.ui.asked import asked
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.sections.looking import Looking, chart, on_page, range_line
from dashboard.ui.sections.take import Query, query_of, sources_of, take
from dashboard.ui.style import is_dark
from dashboard.ui.views import records
from dashboard.ui.views import together as view
from dashboard.ui.views.pairs import Side, lags_figure, overlay_figure, scatter_figure

OF = {"levels": "Levels", "changes": "Changes from one to the next"}


def compare(look: Looking) -> Looking:
    """Draws the section; what it looks at: unless dragged, the whole period."""
    look = look.over((look.start, look.end), "the whole period")
    law = look.about.seen.sop
    others = {m.id: m.title for m in law.metrics if m.id != look.metric}
    if not others:
        st.html(records.nothing("The SOP has no other metric to compare with."))
        return look
    moves = [*(m.metric for m in look.about.seen.driven_by), *(m.metric for m in look.about.seen.drives)]
    usual = next((id for id in moves if id in others), next(iter(others)))
    other = asked("with") if asked("with") in others else usual
    of = asked("of") if asked("of") in OF else "levels"
    span = look.range
    lag = int(text) if (text := asked("lag")) and text.lstrip("-").isdigit() else None
    series = ((look.sop, look.metric, look.segment), (look.sop, other, ""))
    found = ask(together, look.here, *series, span, look.instant, lag, of == "changes")
    with st.container(horizontal=True, vertical_alignment="center", key="compare"):
        pick("with", "With", others, other, 240, lag=None)
        pick("of", "Compared", OF, of, 240, lag=None)
        lag_choice(found)
    titled = [look.about.seen.metric.title, others[other]]
    titled[0] += f" · {wording.segment(look.segment)}" if look.segment else ""
    units = [m.unit for m in (look.about.seen.metric, law.metric(other)) if m]
    st.html(view.sentence(found, *titled, span, look.instant))
    if found.pairs.empty:
        return look
    sides = Side(titled[0], units[0]), Side(f"{titled[1]}{view.later(found.step, found.lag)}", units[1])
    events = look.course(look.metric, look.segment).events
    figure = overlay_figure(found.pairs, *sides, *span, events, is_dark(), not look.touch)
    picture = chart(look, on_page(figure, is_dark()), "compare")
    range_line(look)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(look, on_page(scatter_figure(found.pairs, *sides, is_dark()), is_dark()), "scatter", zoomable=False)
    with right:
        figure = lags_figure(found.lags, found.lag, found.chance, view.unit(found.step), is_dark())
        chart(look, on_page(figure, is_dark()), "lags", zoomable=False)
    st.html(view.notes(found))
    take(look, f"with-{other}", lambda: pa.Table.from_pandas(found.pairs, preserve_index=False), picture,
         query(look, other, span, found))  # fmt: skip
    return look


def lag_choice(found: Together) -> None:
    """By how much the second is taken later or earlier."""
    lags = sorted(found.lags["lag"], key=lambda lag: (abs(lag), lag))
    names = {str(lag): view.later(found.step, lag).removeprefix(", ") or "at the same time" for lag in lags}
    if names:
        pick("lag", "Lag", names, str(found.lag), 180)


def query(look: Looking, other: str, span: tuple[dt.datetime, dt.datetime], found: Together) -> Query | None:
    second = look.about.seen.sop.metric(other)
    if look.about.seen.metric.source is None or second is None or second.source is None:
        return None
    return query_of(
        look, look.metric, "pairs", segment=look.segment, least=look.about.seen.metric.min_n, other_metric=other,
        other_sources=sources_of(look, other), other_segment="", other_least=second.min_n, start=span[0], end=span[1],
        width=math.floor(found.step / dt.timedelta(microseconds=1)),
    )  # fmt: skip
