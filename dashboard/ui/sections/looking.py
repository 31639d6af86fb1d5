"""What the drill-down looks at: a metric, one of its series, a period, and the range in it that everything follows."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.history.pooled import Span
from dashboard.practice import wording
from dashboard.practice.standing import MetricState
from dashboard.practice.trend import Trend, trend
from dashboard.practice.world import World
from dashboard.ui import period
from dashboard.ui.asked import ask_for
from dashboard.ui.open import ask
from dashboard.ui.style import is_dark
from dashboard.ui.subject import Subject
from dashboard.ui.theme import palette
from dashboard.ui.views.brush import bands, shapes

PIXELS, PANEL_PIXELS = 480, 160  # columns a series is reduced to: about two pixels of a wide screen, or of a panel
MODEBAR = {"displayModeBar": "hover", "displaylogo": False, "modeBarButtons": [["toImage"]]}
LET_GO = "ranges let go of"
DRAGGED = "dragged across the chart"
BRUSHED: Mapping[str, None] = {"since": None, "until": None}


@dataclass(frozen=True)
class Looking:
    """A metric in [start, end] (naive UTC), the series of it that is chosen, and the range looked at.

    `range` was dragged across the chart (`brushed`), or else is what the section thinks most worth a look; `because`
    says which. `touch`: dragging has to scroll the page.
    """

    here: World
    about: Subject
    segment: str
    version: str | None
    start: dt.datetime
    end: dt.datetime
    range: Span
    brushed: bool
    because: str
    touch: bool

    @property
    def sop(self) -> str:
        return self.about.seen.sop.sop

    @property
    def metric(self) -> str:
        return self.about.seen.metric.id

    @property
    def instant(self) -> dt.datetime:
        return self.about.instant

    def course(self, metric: str, segment: str, span: Span | None = None) -> Trend:
        """A series of the SOP in the period, or in another span."""
        start, end = span or (self.start, self.end)
        return ask(trend, self.here, self.sop, metric, segment, start, end, self.instant, PIXELS)

    def over(self, span: Span, because: str) -> "Looking":
        """With that range, unless one was dragged across the chart."""
        return self if self.brushed else dataclasses.replace(self, range=span, because=because)

    def since_breach(self, states: Iterable[MetricState | None]) -> "Looking":
        """From the beginning of the first open breach among `states`, if it lies well within the period; else its
        second half."""
        width = self.end - self.start
        for state in states:
            since = state.since if state and state.breaches else None
            if state and since and self.start + width / 4 <= since < self.end - width / 50:
                return self.over((since, self.end), f"since {state.title} breaches")
        return self.over((self.start + width / 2, self.end), "the second half of the period")

    def file_name(self, view: str = "") -> str:
        """What a download of the series, or of a view of it, is called."""
        return "-".join(filter(None, (self.metric, self.segment.replace("=", "-").replace(",", "-"), view)))

    def said(self, instant: dt.datetime) -> str:
        return wording.moment(instant, self.instant)


def looking(here: World, about: Subject, segment: str, version: str | None) -> Looking:
    """What the address says is looked at. A range that was not dragged begins with the open breach."""
    start, end = period.window(about.seen, about.instant)
    touch = "Mobi" in (st.context.headers.get("User-Agent") or "")
    found = period.brushed(start, end)
    look = Looking(here, about, segment, version, start, end, found or (start, end), found is not None, DRAGGED, touch)
    return look.since_breach([about.seen.of_segment(segment) or about.seen.state])


def on_page(figure: go.Figure, dark: bool) -> go.Figure:
    """The figure on the colour of the page, which a picture of it needs; nothing fades beside what is dragged over."""
    figure.update_traces(unselected_marker_opacity=1, selected_marker_opacity=1, selector={"type": "scatter"})
    figure.layout.paper_bgcolor = palette(dark).page
    return figure


@dataclass(frozen=True)
class Picture:
    """A chart on the page: the key of its container, and what lies over it."""

    key: str
    over: Sequence[Mapping[str, Any]]


def chart(look: Looking, figure: go.Figure, name: str, span: Span | None = None, zoomable: bool = True) -> Picture:
    """Draws a figure, `zoomable` if a range can be dragged across it, and over it the `span` that is looked at.

    The span is laid over it and no part of it: what Streamlit finds changed it mounts and draws anew. A range that
    was let go of is still outlined in the chart; a count in the key makes it another chart.
    """
    key = f"chart-{name}"
    gone = st.session_state.get(LET_GO, 0)
    widget = f"{name} {look.sop} {look.metric} {look.segment} {look.start} {look.end} {gone}"
    more: dict[str, Any] = {}
    if zoomable and not look.touch:
        more = {"selection_mode": "box", "on_select": lambda: period.zoom(st.session_state[widget], "since", "until")}
    with st.container(key=key):
        st.plotly_chart(figure, theme=None, config=MODEBAR, key=widget, **more)
        st.html(bands(figure, span) if span else "<div></div>")
    return Picture(key, shapes(figure, span, is_dark()) if span else [])


def range_line(look: Looking) -> None:
    """Which range is looked at and why, and the way back out of one dragged across the chart."""
    since, until = look.range
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="range"):
        drag = "" if look.touch else " Drag across the chart to look at another range."
        st.html(
            f'<div class="heading">Looked at: <b>{look.said(since)} to {look.said(until)}</b>, '
            f"{_width(until - since)} ({escape(look.because)}).{drag}</div>"
        )
        if look.brushed:
            st.button("Let go of the range", icon=":material/close:", type="tertiary", on_click=_let_go)


def _width(span: dt.timedelta) -> str:
    """As the periods to choose from are called: '90 days', not '2 months'."""
    return wording.counted(span.days, "day") if span.days > 1 else wording.span(span)


def _let_go() -> None:
    st.session_state[LET_GO] = st.session_state.get(LET_GO, 0) + 1
    ask_for(**BRUSHED)
