"""Has my KPI drifted: whether, since when, by how much, how sure is that, and what moved near it?"""

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from dashboard.practice.drifted import Drifted, narrowed
from dashboard.practice.has_drifted import drifted
from dashboard.practice.near import around, drivers
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_of, ask_for, asked
from dashboard.ui.beginning import has_numbers
from dashboard.ui.download import as_csv
from dashboard.ui.figures import with_changes
from dashboard.ui.open import ask, world
from dashboard.ui.style import is_dark
from dashboard.ui.theme import palette
from dashboard.ui.views import near
from dashboard.ui.views.cards import owner_card
from dashboard.ui.views.drifted import as_table, compared, earlier, elsewhere, node, rows, sentence
from dashboard.ui.views.listing import stands_out
from dashboard.ui.views.nothing import no_law, nothing_found, nothing_measured
from dashboard.ui.views.presses import presses

DAYS = {28: "28 days", 90: "90 days", 182: "6 months", 365: "1 year"}
USUAL = 90


def page(here: World) -> None:
    instant = as_of(here)
    if not has_numbers(here):
        return
    days = int(asked("days") or 0) if (asked("days") or "").isdecimal() else USUAL
    days = days if days in DAYS else USUAL
    every = ask(drifted, here, instant, days, acts(here))
    found = choices(here, every, instant, days)
    if not every:
        st.html(no_law())
    elif not found:
        st.html(nothing_found())
        st.button("Show everything", on_click=ask_for, kwargs=dict.fromkeys(("sop", "objective", "aspect")))
    elif not any(one.observations for one in found):
        st.html(nothing_measured())
    else:
        chosen = next((one for one in found if node(one) == asked("focus")), found[0])
        with st.container(key="drifted"):
            left, right = st.columns([1, 1.15], gap="medium")
        with left:
            st.html(rows(found, instant, days, palette(is_dark())) + stands_out([found.index(chosen)]))
            st.download_button(
                "List as CSV", as_csv(as_table(found)), f"drift-{instant:%Y-%m-%d}.csv", "text/csv",
                icon=":material/download:", on_click="ignore", type="tertiary",
            )  # fmt: skip
            presses(select)
        with right:
            detail(here, chosen, every, instant, days)


def choices(here: World, every: Sequence[Drifted], instant: dt.datetime, days: int) -> tuple[Drifted, ...]:
    """The controls, and what they leave."""
    sops = {one.state.sop: one.state.sop_title for one in every}
    sop = asked("sop") if asked("sop") in sops else None
    laws = [law for id in sops if sop in (None, id) and (law := here.library.sops[id].in_force(instant))]
    aims = {f"{law.sop}/{aim.id}": aim.statement for law in laws for aim in law.objectives}
    aspects = sorted({one.state.aspect for one in every})
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        controls.chooser("sop", "Procedure", "All procedures", sops)
        controls.chooser("objective", "Objective", "All objectives", aims, 220)
        controls.chooser("aspect", "Aspect", "All aspects", {name: name for name in aspects}, 140)
        st.session_state["days"] = days
        st.segmented_control("Period", list(DAYS), key="days", format_func=DAYS.__getitem__, on_change=_choose_days,
                             label_visibility="collapsed")  # fmt: skip
        controls.day(here)
    objective, aspect = asked("objective"), asked("aspect")
    return narrowed(every, sop, objective if objective in aims else None, aspect if aspect in aspects else None)


def _choose_days() -> None:
    chosen = st.session_state["days"]
    ask_for(days=str(chosen) if chosen and chosen != USUAL else None)


def select(name: str | None) -> None:
    ask_for(focus=name)


def detail(here: World, one: Drifted, every: Sequence[Drifted], instant: dt.datetime, days: int) -> None:
    """The one that is looked at: its course with its levels, whose it is, and what is near the change in time."""
    breach = next((b for b in one.state.breaches if b.enforced), None)
    st.html(sentence(one, instant) + owner_card(one.state.ownership, one.state.state, instant, breach))
    changed = one.last.at if one.last and isinstance(one.last.at, dt.datetime) else None
    start = instant - dt.timedelta(days=2 * days)
    if changed:
        start = min(start, changed - dt.timedelta(days=days))
    figure = ask(with_changes, here, (*one.key, ""), one.changes, start, instant, is_dark())
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=f"levels {node(one)} {start}")
    series = {"sop": one.state.sop, "metric": one.state.metric, "segment": "all"}
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, label, icon in (("metric", "Metric", "show_chart"), ("drill", "Drill down", "troubleshoot")):
            st.page_link(f"ui/pages/{name}.py", label=label, icon=f":material/{icon}:", query_params=series)
    st.html(compared(one, days, instant) + elsewhere(one, instant) + earlier(one, instant))
    law = here.library.sops[one.state.sop].in_force(instant)
    if changed and law:
        driving = drivers(one, every, law)
        beside = ask(around, here, *one.key, changed, instant, acts(here))
        st.html(near.drivers_list(driving, instant) + near.around_list(beside, changed, instant) + near.NEITHER)


page(world())
