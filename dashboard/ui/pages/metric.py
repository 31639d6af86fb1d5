"""How did this metric go, where did it break, what happened meanwhile, and whose is it?"""

import datetime as dt

import streamlit as st

from dashboard.ledger.state import Acts
from dashboard.practice.breach import Breach, follow
from dashboard.practice.numbers import SHOWN, model_versions, numbers
from dashboard.practice.profile import Profile
from dashboard.practice.story import story, with_story
from dashboard.practice.trend import Trend, trend
from dashboard.practice.world import World
from dashboard.ui import controls, period
from dashboard.ui.acts import name_of
from dashboard.ui.asked import asked, now
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.handling import handling
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick_many
from dashboard.ui.style import is_dark
from dashboard.ui.subject import (
    ALL,
    Subject,
    choose_model,
    choose_series,
    in_diagram,
    model_of,
    same_series,
    segment_names,
    series_of,
    subject,
)
from dashboard.ui.views import records
from dashboard.ui.views.cards import owner_card, sentence
from dashboard.ui.views.chart import trend_figure
from dashboard.ui.views.story import followed_line, story_list

PIXELS = 480  # columns a series is reduced to: about two pixels of a wide screen, and 60 KB at the most
COMPARED = 4


def page(here: World) -> None:
    if about := subject(here):
        picture(here, about)


def picture(here: World, about: Subject) -> None:
    seen, done, instant = about.seen, about.done, about.instant
    start, end = period.window(seen, instant)
    arguments = (seen.sop.sop, seen.metric.id)
    segment = series_of(seen)
    versions = ask(model_versions, here, *arguments, segment, start, end, instant)
    version = model_of(versions)
    with st.container(horizontal=True, vertical_alignment="center", key="series"):
        choose_series(about, segment, vs=None)
        others = compare_with(seen, segment)
        choose_model(versions)
        controls.day(here)
    series = ask(trend, here, *arguments, segment, start, end, instant, PIXELS)
    known = follow(here, series.episodes, done, instant)
    compared = [ask(trend, here, *arguments, other, start, end, instant, PIXELS) for other in others]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="headline"):
        headline(seen, segment, instant)
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.page_link("ui/pages/drill.py", label="Drill down", icon=":material/troubleshoot:",
                         query_params=same_series(seen))  # fmt: skip
            st.page_link("ui/pages/diagram.py", label="Diagram", icon=":material/account_tree:",
                         query_params=in_diagram(seen))  # fmt: skip
            st.page_link("ui/pages/proposals.py", label="Proposals", icon=":material/edit_document:",
                         query_params={"sop": seen.sop.sop})  # fmt: skip
            period.buttons(seen, start, end, instant)
    chart(with_story(series, known, done, here.library.people), compared, start, end, version)
    shown = seen.of_segment(segment)
    card = shown or seen.state
    if card:
        breach = shown.breaches[0] if shown and shown.breaches else None
        st.html(owner_card(card.ownership, shown.state if shown else "ok", instant, breach))
        if breach and breach.enforced:
            with st.container(horizontal=True, vertical_alignment="center", key="followed"):
                st.html(followed_line(breach, lambda id: name_of(here, id), instant))
                if instant == now(here):
                    handling(here, breach, done.length, instant)
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        lists(here, series, known, done, start, end, instant)
    with right:
        background(seen, instant)


def compare_with(seen: Profile, segment: str) -> list[str]:
    """The segments chosen to stand beside it."""
    rest = {name: said for name, said in segment_names(seen).items() if name != (segment or ALL)}
    chosen = [part for part in (asked("vs") or "").split("|") if part in rest][:COMPARED]
    if rest:
        pick_many("vs", "Compare with", rest, chosen, COMPARED)
    return ["" if name == ALL else name for name in chosen]


def headline(seen: Profile, segment: str, instant: dt.datetime) -> None:
    state = seen.of_segment(segment)
    st.html(sentence(state, instant) if state else records.quiet_sentence(seen.metric.title, segment, seen.state))


def chart(series: Trend, compared: list[Trend], start: dt.datetime, end: dt.datetime, version: str | None) -> None:
    touch = "Mobi" in (st.context.headers.get("User-Agent") or "")  # there, dragging must scroll the page
    figure = trend_figure(
        series, is_dark(), start=start, end=end, others=compared, model_version=version, zoomable=not touch
    )
    key = f"trend {series.sop} {series.metric} {series.segment} {start} {end}"
    mode = {"selection_mode": "box", "on_select": lambda: period.zoom(st.session_state[key])}
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=key, **({} if touch else mode))
    drawn = "" if series.total <= len(series.points) else f", drawn as {len(series.points):,} that keep every spike"
    hint = "" if touch else " Drag across the chart to look closer."
    st.html(f'<div class="heading">{series.total:,} observations{drawn}; times are UTC.{hint}</div>')


def lists(
    here: World,
    series: Trend,
    known: list[Breach],
    done: Acts,
    start: dt.datetime,
    end: dt.datetime,
    instant: dt.datetime,
) -> None:
    breaches, told, events, restated, table = st.tabs(
        [
            f"Breaches ({len(series.spans):,})",
            "What was done",
            f"Events ({len(series.events)})",
            f"Restated ({len(series.revisions)})",
            f"Numbers ({series.total:,})",
        ]
    )
    breaches.html(records.breach_list(known, instant, len(series.spans)))
    stories = [
        story_list(b, story(b, done), lambda id: name_of(here, id), instant) for b in reversed(known) if b.enforced
    ]
    told.html("".join(stories) or records.nothing("No breach in this period, and nothing to do about one."))
    events.html(records.event_list(series.events, instant))
    restated.html(records.restated_list(series.revisions, series.unit, instant))
    with table:
        asking = (series.sop, series.metric, series.segment, start, end, instant)
        st.dataframe(ask(numbers, here, *asking, SHOWN), hide_index=True, height=300)
        if series.total > SHOWN:
            st.caption(f"The latest {SHOWN:,} of {series.total:,}; the files have all of them, as they were loaded.")
        name = f"{series.metric}{'-' if series.segment else ''}{series.segment.replace('=', '-').replace(',', '-')}"
        with st.container(horizontal=True):
            for label, extension, write in (
                ("CSV", "csv", as_csv),
                ("Parquet", "parquet", as_parquet),
            ):
                st.download_button(
                    f"All as {label}", lambda w=write: w(numbers(here, *asking)), f"{name}.{extension}",
                    icon=":material/download:", on_click="ignore", key=f"download {extension}",
                )  # fmt: skip


def background(seen: Profile, instant: dt.datetime) -> None:
    said = [records.about(seen.metric, seen.objective, seen.sop, seen.use)]
    if seen.state:
        said.append(records.duties(seen.state.ownership, instant))
    said += [records.links("Driven by", seen.driven_by), records.links("Drives", seen.drives)]
    st.html("".join(said))


page(world())
