"""What was agreed on and is not done yet: mine, everybody's, what is overdue?"""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.ledger.state import Action, Acts
from dashboard.practice.calendars import actions_calendar, teams_of
from dashboard.practice.todo import closed, overdue, todo
from dashboard.practice.world import World
from dashboard.ui.action import change
from dashboard.ui.acts import acts, follow, name_of, refusal
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.controls import one_of
from dashboard.ui.download import as_csv
from dashboard.ui.open import world
from dashboard.ui.views import actions as drawn
from dashboard.ui.views import nothing
from dashboard.ui.views.keep import keep
from dashboard.ui.views.presses import presses
from dashboard.ui.who import Person, chooser, unverified

VIEWS = {"mine": "Mine", "all": "Everyone's", "overdue": "Overdue", "closed": "Done or dropped"}


def page(here: World) -> None:
    done_so_far, today = acts(here), now(here).date()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="headline"):
        view = one_of("view", "Which", VIEWS, "all", action=None)
        person = chooser(here)
    refusal()
    if view == "mine" and person is None:
        st.html(nothing.nobody_chosen())
        return
    found = of_view(here, done_so_far, view, person, today)
    chosen = next((a for a in found if a.id == asked("action")), found[0] if found else None)
    if chosen is None:
        st.html(nothing.no_actions(view))
    else:
        left, right = st.columns([1.5, 1], gap="medium")
        with left:
            listed(here, found, chosen, today)
        with right:
            names = partial(name_of, here)
            st.html(drawn.heading(chosen, names, today) + drawn.story(chosen, names, today))
            keep(change(here, chosen, person, done_so_far.length))
            st.caption(unverified() if person else "Say who you are, at the top, to change something.")
    follow(here, done_so_far.length)


def of_view(here: World, acts: Acts, view: str, person: Person | None, today: dt.date) -> tuple[Action, ...]:
    parties = {person.id, *teams_of(here.library.people, person.id)} if view == "mine" and person else None
    if view == "closed":
        return closed(acts)
    found = todo(acts, parties)
    return tuple(a for a in found if overdue(a, today)) if view == "overdue" else found


def listed(here: World, found: tuple[Action, ...], chosen: Action, today: dt.date) -> None:
    named = partial(name_of, here)

    def calendar() -> bytes:
        return actions_calendar(found, here.library.people, now(here))

    titles = {
        (sop, metric.id): metric.title
        for sop, versions in here.library.sops.items()
        for version in versions.good
        for metric in version.sop.metrics
    }
    st.html(drawn.rows(found, titles, named, chosen.id, today))
    presses(lambda id: ask_for(action=id))
    with st.container(horizontal=True):
        st.download_button(
            "List as CSV", lambda: as_csv(drawn.as_table(found, named)), "actions.csv", "text/csv",
            icon=":material/download:", on_click="ignore", type="tertiary",
        )  # fmt: skip
        st.download_button(
            "Calendar", calendar, "actions.ics",
            "text/calendar", icon=":material/calendar_month:", on_click="ignore", type="tertiary",
        )  # fmt: skip


page(world())
