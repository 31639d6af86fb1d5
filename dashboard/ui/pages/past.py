"""What was decided before, and how do our reviews go?"""

import datetime as dt

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from dashboard.ledger.acts import name_of
from dashboard.ledger.state import Acts
from dashboard.practice.looking_back import answered, counted, done_by_date, held_on_time, items_a_sitting, look_back
from dashboard.practice.past_sittings import past_sittings
from dashboard.practice.scope import Scope, Share
from dashboard.practice.world import World
from dashboard.ui.acts import acts
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.download import as_csv
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.style import is_dark
from dashboard.ui.theme import Palette, palette
from dashboard.ui.views import nothing
from dashboard.ui.views.practice import OUTCOMES, measured, stacked
from dashboard.ui.views.presses import presses
from dashboard.ui.views.sittings import past

DAYS = {"90": "The last 90 days", "180": "The last half year", "365": "The last year"}
SHOWN = 60


def page(here: World) -> None:
    instant, done = now(here), acts(here)
    if not done.sittings:
        st.html(nothing.no_past())
        return
    listed, charts = st.tabs(["Past reviews", "How reviews go"])
    with listed:
        search(here, done, instant)
    with charts:
        going(here, done, instant)


def search(here: World, done: Acts, instant: dt.datetime) -> None:
    """Every sitting that was, found by its words."""
    st.session_state["search"] = asked("text") or ""
    st.text_input(
        "Search", key="search", placeholder="Search notes, decisions, actions, names", label_visibility="collapsed",
        icon=":material/search:", on_change=lambda: ask_for(text=st.session_state["search"]),
    )  # fmt: skip
    found = ask(past_sittings, here, done, instant, asked("text") or "")
    if not found:
        st.html(nothing.nothing_said())
        return
    st.html("".join(past(each, name_of(each.ref), instant) for each in found[:SHOWN]))
    presses(lambda name: st.session_state.update({"go to": name}))
    if name := st.session_state.pop("go to", None):
        st.switch_page("ui/pages/review.py", query_params={"sitting": name})
    if len(found) > SHOWN:
        st.caption(f"The latest {SHOWN} of {len(found)}; a search finds the others.")


def going(here: World, done: Acts, instant: dt.datetime) -> None:
    """Held on time, items a sitting, actions done by their date, time to acknowledgement, by team."""
    people = here.library.people.people
    with st.container(horizontal=True, key="scope"):
        days = asked("days") if asked("days") in DAYS else "180"
        pick("days", "Period", DAYS, days, 180)
        titles = {"": "All procedures"} | here.titles
        pick("sop", "Procedure", titles, asked("sop") if asked("sop") in titles else "", 200)
        teams = {"": "All teams"} | {p.id: p.name for p in people if p.members}
        pick("team", "Team", teams, asked("team") if asked("team") in teams else "", 200)
    scope = Scope(instant - dt.timedelta(days=int(days)), instant, asked("sop") or "", "", asked("team") or "")
    seen, colours = ask(look_back, here, done, scope, instant), palette(is_dark())
    left, right = st.columns(2, gap="large")
    with left:
        chart("Held on time", said(held_on_time(seen.sittings), "signed on their day"), seen.sittings,
              bars(seen.sittings, "month", "outcome", "sittings", colours))  # fmt: skip
        chart("What they decided", "", seen.decisions,
              bars(seen.decisions, "month", "decision", "decisions", colours))  # fmt: skip
        monthly = items_a_sitting(seen.sittings)
        drawn = measured(monthly["month"], monthly["items"], monthly["n"], "", colours) if len(monthly) else None
        chart("Items a sitting", "with a note, a decision or an action", None, drawn)
    with right:
        chart("Actions done by their date", said(done_by_date(seen.actions), "of those due"), seen.actions,
              bars(seen.actions, "team", "outcome", "actions", colours, wide=True))  # fmt: skip
        waited, seen_by = seen.breaches["hours"].median(), answered(seen.breaches)
        known = seen_by[seen_by["acknowledged"] > 0].iloc[::-1]
        drawn = measured(known["team"], known["median_hours"], known["acknowledged"], "h", colours, wide=True)
        chart("From firing to acknowledgement", "" if pd.isna(waited) else f"median {waited:.1f} hours", seen.breaches,
              drawn if len(known) else None)  # fmt: skip
        chart("Breaches seen", "", None, bars(seen.breaches, "team", "outcome", "breaches", colours, wide=True))


def bars(
    frame: pd.DataFrame, across: str, outcome: str, kind: str, colours: Palette, wide: bool = False
) -> go.Figure | None:
    return (
        stacked(counted(frame, across, outcome), across, outcome, OUTCOMES[kind], colours, wide) if len(frame) else None
    )


def said(share: Share, what: str) -> str:
    return f"{share.n} of {share.of} {what}" if share.of else ""


def chart(title: str, total: str, frame: pd.DataFrame | None, figure: go.Figure | None) -> None:
    """One chart with what it comes to in words, and its rows to download."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{title}** {total}")
        if frame is not None and len(frame):
            st.download_button(
                "CSV", lambda: as_csv(pa.Table.from_pandas(frame, preserve_index=False)),
                f"{title.lower().replace(' ', '-')}.csv", "text/csv", icon=":material/download:", type="tertiary",
                on_click="ignore", key=f"download {title}",
            )  # fmt: skip
    if figure is None:
        st.caption("Nothing yet in this period.")
    else:
        st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=title)


page(world())
