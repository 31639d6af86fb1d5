"""Which responses are under way, who acts now, and what is late?"""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.practice.incidents.case import Case, cases
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import acts, follow, name_of, refusal
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.beginning import say_problems
from dashboard.ui.by_hand import open_by_hand
from dashboard.ui.download import as_csv
from dashboard.ui.incident import incident
from dashboard.ui.open import ask, world
from dashboard.ui.views import incidents as drawn
from dashboard.ui.views import nothing
from dashboard.ui.views.presses import presses
from dashboard.ui.who import Person, chooser

VIEWS = {"open": "Under way", "after": "To write up", "mine": "Mine", "all": "All"}


def page(here: World) -> None:
    say_problems(here)
    done, instant = acts(here), now(here)
    titles = here.titles
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        view = controls.one_of("view", "Which", VIEWS, "open", incident=None)
        controls.chooser("sop", "Procedure", "All procedures", titles)
        open_by_hand(here, done, titles, instant)
        person = chooser(here)
    refusal()
    every = ask(cases, here, done, instant)
    found = [case for case in every if asked("sop") in (None, case.incident.sop) and shown(case, view, person)]
    chosen = next((case for case in every if case.incident.id == asked("incident")), found[0] if found else None)
    if asked("incident") and (chosen is None or chosen.incident.id != asked("incident")):
        st.warning("There is no incident of the name that the address asks for.")
    if chosen is None:
        st.html(nothing.nobody_chosen() if view == "mine" and person is None else nothing.no_incidents(view))
    else:
        left, right = st.columns([1, 1.6], gap="medium")
        with left:
            listed(here, found, titles, chosen, instant)
        with right:
            incident(here, chosen, done, person, instant)
    follow(here, done.length)


def shown(case: Case, view: str, person: Person | None) -> bool:
    """Whether the view lists it: under way; resolved and not reviewed yet; waiting for that person; any."""
    found = case.incident
    if view == "mine":
        waiting = [case.expected.holding] if case.expected else []
        waiting += [step.holding for step in case.steps if step.taken.closed is None and found.under_way]
        return person is not None and person.id in {holding.party for holding in waiting}
    return view == "all" or (found.under_way if view == "open" else found.state == "resolved")


def listed(here: World, found: list[Case], titles: dict[str, str], chosen: Case, instant: dt.datetime) -> None:
    st.html(drawn.rows(found, titles, chosen.incident.id, instant) or nothing.no_incidents("none"))
    presses(lambda id: ask_for(incident=id))
    if found:
        st.download_button(
            "List as CSV", lambda: as_csv(drawn.as_table(found, partial(name_of, here))), "incidents.csv", "text/csv",
            icon=":material/download:", on_click="ignore", type="tertiary",
        )  # fmt: skip


page(world())
