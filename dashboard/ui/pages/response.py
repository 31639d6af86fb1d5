"""Do we respond in time, and which thresholds cry wolf?"""

import datetime as dt

import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.noise import noise
from dashboard.practice.response_times import BY, in_time, response_times, summarised, times
from dashboard.practice.scope import Scope
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import acts
from dashboard.ui.asked import asked, now
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.style import is_dark
from dashboard.ui.theme import palette
from dashboard.ui.views import noise as noisy
from dashboard.ui.views import nothing
from dashboard.ui.views import response as drawn

VIEWS = {"times": "In time?", "noise": "Crying wolf?"}
DAYS = {"90": "The last 90 days", "365": "The last year", "730": "The last two years"}
ROWS = 8  # of a chart


def page(here: World) -> None:
    instant, done = now(here), acts(here)
    if here.warehouse is None:
        st.html(nothing.nothing_loaded(str(here.workspace.root), bool(here.library.sops)))
        return
    view = controls.one_of("view", "Which", VIEWS, "times")
    scope, titles = filters(here, instant, view)
    if view == "times":
        in_time_view(here, done, scope, titles, instant)
    else:
        noise_view(here, done, scope, titles, instant)


def filters(here: World, instant: dt.datetime, view: str) -> tuple[Scope, dict[str, str]]:
    """The period, the procedure and, of those who respond, the team."""
    people = here.library.people.people
    with st.container(horizontal=True, vertical_alignment="center", key="scope"):
        days = asked("days") if asked("days") in DAYS else "730"
        pick("days", "Period", DAYS, days, 180)
        titles = here.titles
        sop = asked("sop") if asked("sop") in titles else ""
        pick("sop", "Procedure", {"": "All procedures", **titles}, sop, 200)
        team = ""
        if view == "times":
            teams = {p.id: p.name for p in people if p.members}
            team = asked("team") if asked("team") in teams else ""
            pick("team", "Team", {"": "All teams", **teams}, team, 200)
            controls.one_of("by", "By", {by: f"By {by}" for by in BY}, "response")
    return Scope(instant - dt.timedelta(days=int(days)), instant, sop, "", team), titles


def in_time_view(here: World, done: Acts, scope: Scope, titles: dict[str, str], instant: dt.datetime) -> None:
    """How long until incidents are acknowledged and resolved, and their steps done in time or not."""
    seen = ask(response_times, here, done, scope, instant)
    rows, colours = seen.incidents, palette(is_dark())
    if rows.empty:
        st.html(nothing.nothing_to_answer(bool(done.incidents)))
        return
    st.html(drawn.figures(times(rows, "acknowledge"), times(rows, "resolve"), in_time(rows), len(rows)))
    by = BY.get(asked("by") or "", "response_title")
    groups = summarised(rows, by)
    groups = groups[::-1] if by == "month" else groups.sort_values("acknowledge_median", ascending=False)
    shown = groups.head(ROWS)
    first, second, third = st.columns(3, gap="medium")
    with first:
        chart("From opening to acknowledgement", drawn.spans(shown, by, "acknowledge", "not yet", colours))
    with second:
        chart("From opening to resolution", drawn.spans(shown, by, "resolve", "under way", colours))
    with third:
        shares = [
            f"{wording.share(share)} in time" if share == share else "none was due" for share in shown["share_in_time"]
        ]
        chart("Steps", drawn.counts(shown, by, drawn.STEPS, shares, colours))
    if len(groups) > ROWS:
        which = "The latest" if by == "month" else "The slowest"
        st.caption(f"{which} {ROWS} of {len(groups)}; a procedure or a team has fewer, the downloads have all.")
    st.markdown("**Incidents**, the slowest to be acknowledged first")
    st.html(drawn.incident_list(rows, titles, instant))
    tables = {"incidents": rows, "steps": seen.steps}
    download({name: pa.Table.from_pandas(table, preserve_index=False) for name, table in tables.items()}, instant)


def noise_view(here: World, done: Acts, scope: Scope, titles: dict[str, str], instant: dt.datetime) -> None:
    """Which thresholds fire again and again, alone or together."""
    seen = ask(noise, here, done, scope, instant)
    if not seen.thresholds:
        st.html(nothing.nothing_fired())
        return
    st.html(noisy.summary(seen))
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        often = noisy.often(seen)
        if often:
            rows, notes = noisy.bars(often), noisy.notes(often)
            chart("More than once", drawn.counts(rows, "name", drawn.FIRED, notes, palette(is_dark())))
        st.markdown(f"**Together** {noisy.together_heading()}")
        st.html(noisy.pair_list(seen))
    with right:
        st.markdown("**The noisiest first**")
        st.html(noisy.threshold_list(seen, titles, instant))
    download({"thresholds": noisy.as_table(seen), "together": noisy.pair_table(seen)}, instant)


def chart(title: str, figure: go.Figure) -> None:
    st.markdown(f"**{title}**")
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=title)


def download(tables: dict[str, pa.Table], instant: dt.datetime) -> None:
    """Each table in both forms."""
    with st.container(horizontal=True, key="downloads"):
        for name, table in tables.items():
            for kind, write in (("csv", as_csv), ("parquet", as_parquet)):
                st.download_button(
                    f"{name.capitalize()} as {'CSV' if kind == 'csv' else 'Parquet'}", lambda w=write, t=table: w(t),
                    f"{name}-{instant:%Y-%m-%d}.{kind}", "text/csv" if kind == "csv" else "application/octet-stream",
                    icon=":material/download:", on_click="ignore", type="tertiary", key=f"{name} {kind}",
                )  # fmt: skip


page(world())
