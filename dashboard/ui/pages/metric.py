"""How did this metric go, where did it break, what happened meanwhile, and whose is it?"""

import datetime as dt

import streamlit as st

from dashboard.errors import DashboardError, nearest
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.breach import Breach, follow
from dashboard.practice.numbers import SHOWN, model_versions, numbers
from dashboard.practice.profile import Profile, profile
from dashboard.practice.standing import standing
from dashboard.practice.story import story, with_story
from dashboard.practice.trend import Trend, trend
from dashboard.practice.world import World
from dashboard.ui import controls, period
from dashboard.ui.acts import acts, name_of
from dashboard.ui.asked import as_of, as_of_error, ask_for, asked, now
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.handling import handling
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick, pick_many
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import ICON
from dashboard.ui.views import records
from dashboard.ui.views.cards import owner_card, sentence
from dashboard.ui.views.chart import trend_figure
from dashboard.ui.views.nothing import no_law, nothing_loaded
from dashboard.ui.views.story import followed_line, story_list
from dashboard.ui.views.trouble import trouble

PIXELS = 480  # columns a series is reduced to: about two pixels of a wide screen, and 60 KB at the most
COMPARED = 4
ALL = "all"  # what the address says for the whole population: an absent segment is the worst one


def page(here: World) -> None:
    instant = as_of(here)
    if error := as_of_error():
        st.warning(error)
    if here.problems:
        st.html(trouble(here.problems, "What they touch stays as it last was in order; everything else works."))
    if here.warehouse is None:
        st.html(nothing_loaded(str(here.workspace.root), bool(here.library.sops)))
        return
    laws = {id: versions for id, versions in here.library.sops.items() if versions.good}
    if not laws:
        st.html(no_law())
        return
    sop, metric = subject(here, list(laws), instant)
    done = acts(here)
    try:
        seen = ask(profile, here, sop, metric, instant, done)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        st.button("Show the metric that needs it most", on_click=ask_for, kwargs=dict.fromkeys(st.query_params))
        return
    picture(here, seen, done, instant, {id: versions.good[-1].sop.title for id, versions in laws.items()})


def subject(here: World, sops: list[str], instant: dt.datetime) -> tuple[str, str]:
    """The SOP and metric asked for; else the one that needs looking at most."""
    sop, metric = asked("sop"), asked("metric")
    if sop and metric:
        return sop, metric
    worst = ask(standing, here, instant, sop).metrics
    if worst and not metric:
        return worst[0].sop, worst[0].metric
    known = sop or next((id for id in sops if here.library.sops[id].good[-1].sop.metric(metric or "")), sops[0])
    newest = here.library.sops[known].newest if known in here.library.sops else None
    return known, metric or (newest.sop.metrics[0].id if newest else "")


def picture(here: World, seen: Profile, done: Acts, instant: dt.datetime, titles: dict[str, str]) -> None:
    start, end = period.window(seen, instant)
    arguments = (seen.sop.sop, seen.metric.id)
    with st.container(horizontal=True, vertical_alignment="center", key="series"):
        segment, others = choices(seen, titles)
        version = model_choice(ask(model_versions, here, *arguments, segment, start, end, instant))
        controls.day(here)
    series = ask(trend, here, *arguments, segment, start, end, instant, PIXELS)
    known = follow(here, series.episodes, done, instant)
    compared = [ask(trend, here, *arguments, other, start, end, instant, PIXELS) for other in others]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="headline"):
        headline(seen, segment, instant)
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
        about(seen, instant)


def choices(seen: Profile, titles: dict[str, str]) -> tuple[str, list[str]]:
    """Controls for what is looked at; the segment, and those to compare it with."""
    fresh = {"segment": None, "model_version": None, "vs": None}
    pick("sop", "Procedure", titles, seen.sop.sop, 190, metric=None, **fresh)
    metrics = {m.id: m.title for m in seen.sop.metrics} | {seen.metric.id: seen.metric.title}
    pick("metric", "Metric", metrics, seen.metric.id, 220, sop=seen.sop.sop, **fresh)
    here_too = seen.segments or ("",)
    wanted = asked("segment")
    segment = "" if wanted == ALL else here_too[0] if wanted is None else wanted
    if segment not in here_too:
        st.warning(escape_markdown(f"There is no segment '{segment}'{nearest(segment, here_too)}"))
        segment = here_too[0]
    names = {s or ALL: _segment_name(seen, s) for s in here_too}
    if len(here_too) > 1:
        pick("segment", "Segment", names, segment or ALL, 200)
        rest = {name: said for name, said in names.items() if name != (segment or ALL)}
        chosen = [part for part in (asked("vs") or "").split("|") if part in rest][:COMPARED]
        pick_many("vs", "Compare with", rest, chosen, COMPARED)
    else:
        chosen = []
    return segment, ["" if name == ALL else name for name in chosen]


def model_choice(versions: list[str]) -> str | None:
    """Which of the model versions in the period is drawn strong; None for all."""
    version = asked("model_version") if asked("model_version") in versions else None
    if len(versions) > 1:
        every = {"": "All models", **{v: f"Model {v}" for v in versions}}
        pick("model_version", "Model version", every, version or "", 150)
    return version


def _segment_name(seen: Profile, segment: str) -> str:
    state = seen.of_segment(segment)
    name = wording.segment(segment)
    return name if state is None or state.state == "ok" else f"{ICON[state.state]} {name}"


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


def about(seen: Profile, instant: dt.datetime) -> None:
    said = [records.about(seen.metric, seen.objective, seen.sop)]
    if seen.state:
        said.append(records.duties(seen.state.ownership, instant))
    said += [records.links("Driven by", seen.driven_by), records.links("Drives", seen.drives)]
    st.html("".join(said))


page(world())
