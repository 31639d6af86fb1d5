"""What is breaching, since when, and whose is it?"""

import datetime as dt
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.ledger.state import Acts
from dashboard.practice.exchange.to_prometheus import prometheus_rules
from dashboard.practice.graph import ownership_graph
from dashboard.practice.overview import Overview, overview
from dashboard.practice.standing import MetricState
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_of, ask_for, asked
from dashboard.ui.beginning import has_numbers
from dashboard.ui.download import as_csv
from dashboard.ui.figures import course
from dashboard.ui.open import ask, ask_ahead, world
from dashboard.ui.style import is_dark
from dashboard.ui.theme import palette
from dashboard.ui.views.cards import owner_card, sentence, time_line
from dashboard.ui.views.graph import legend, show
from dashboard.ui.views.listing import healthy, marked, rows
from dashboard.ui.views.nothing import no_law, nothing_breaching, nothing_found
from dashboard.ui.views.presses import presses
from dashboard.ui.views.rows import as_table, metric_query

PERIOD = dt.timedelta(days=120)  # of the chart
CHART, GRAPH = 185, 588  # px high
LIMIT = 90  # boxes that can still be read; a larger graph is drawn near what breaches or is selected


def page(here: World) -> None:
    instant = as_of(here)
    if not has_numbers(here):
        return
    done = acts(here)
    seen = ask(overview, here, instant, asked("sop"), asked("party"), asked("level"), done)
    choices(here, seen)
    if not seen.sops:
        st.html(no_law())
    elif not seen.standing.metrics:
        st.html(nothing_found())
        st.button("Show everything", on_click=ask_for, kwargs={"sop": None, "party": None, "level": None})
    else:
        left, right = st.columns([1.35, 1], gap="medium")
        with left:
            if seen.calm:
                st.html(nothing_breaching(len(seen.healthy), seen.latest, instant))
            top = st.container()
            st.html(rows(seen, instant, palette(is_dark())))
            if seen.attention:
                healthy(seen.healthy)
            downloads(here, seen, instant)
        with right:
            picture(here, done, seen, instant, top)
        ask_ahead(course, here, [chart_of(metric, instant) for metric in seen.listed])


def choices(here: World, seen: Overview) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        controls.counts(seen.standing.counts)
        controls.chooser("sop", "Procedure", "All procedures", {s.sop: s.title for s in seen.sops})
        people = sorted(here.library.people.people, key=lambda p: p.name)
        controls.chooser("party", "Whose", "Everyone", {p.id: p.name for p in people})
        controls.day(here)


def downloads(here: World, seen: Overview, instant: dt.datetime) -> None:
    sop = asked("sop")
    with st.container(horizontal=True):
        st.download_button(
            "List as CSV", as_csv(as_table(seen.standing.metrics)), f"standing-{instant:%Y-%m-%d}.csv", "text/csv",
            icon=":material/download:", on_click="ignore", type="tertiary",
        )  # fmt: skip
        st.download_button(
            "Prometheus rules", lambda: prometheus_rules(here, instant, sop).text, f"{sop or 'sop'}-rules.yml",
            "application/yaml", icon=":material/download:", on_click="ignore", type="tertiary",
            help="The thresholds as alerting rules; what such rules cannot say stands in the file.",
        )  # fmt: skip


# Everything that a click in here changes, and nothing else: what is drawn again costs time even where it is the same.
@st.fragment
def picture(here: World, done: Acts, seen: Overview, instant: dt.datetime, top: DeltaGenerator) -> None:
    if world() is not here or acts(here).head != done.head:
        st.rerun()
    focus = asked("focus")
    path = seen.concerned(focus)
    if path:
        with top:
            detail(here, path[0], instant, marked(seen.listed, path, narrowed=focus is not None))
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="clock"):
        st.html(time_line(instant, here.clock, here.workspace.bundled, seen.latest))
        if focus:
            st.button("Clear selection", icon=":material/close:", type="tertiary", on_click=select, args=(None,))
    shown = focus or next((f"metric:{m.sop}/{m.metric}" for m in path), None)
    drawn = ownership_graph(seen.standing, seen.sops, shown, limit=LIMIT)
    show(drawn, shown, palette(is_dark()), GRAPH, "graph", select)
    st.html(legend(drawn.hidden))
    presses(select)


def select(node: str | None) -> None:
    ask_for(focus=node)


def chart_of(metric: MetricState, instant: dt.datetime) -> tuple[Any, ...]:
    """What `course` is asked for the chart of its worst series."""
    return (metric.sop, metric.metric, metric.segment), PERIOD, instant, is_dark(), CHART


def detail(here: World, metric: MetricState, instant: dt.datetime, style: str) -> None:
    headline = st.container(horizontal=True, vertical_alignment="center", wrap=False, key="headline")
    figure = ask(course, here, *chart_of(metric, instant))  # sent first: it takes the browser longest
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key="trend")
    with headline:
        st.html(sentence(metric, instant))
        st.page_link(
            "ui/pages/metric.py", label="Details", icon=":material/arrow_forward:", query_params=metric_query(metric)
        )
    card = owner_card(metric.ownership, metric.state, instant, metric.breaches[0] if metric.breaches else None)
    st.html(card + style)


page(world())
