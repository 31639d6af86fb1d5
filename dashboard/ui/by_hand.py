"""Opening an incident by hand: for what no threshold sees, or before one fires."""

import datetime as dt
import uuid
from collections.abc import Mapping

import streamlit as st

from dashboard.ledger.acts import IncidentOpened
from dashboard.ledger.state import Acts
from dashboard.practice.breach import Breach
from dashboard.practice.world import World
from dashboard.ui.acts import SAID, do
from dashboard.ui.asked import ask_for
from dashboard.ui.belonging import breach_name, free_breaches
from dashboard.ui.text import escape_markdown
from dashboard.ui.who import unverified, who

LEVELS = {"critical": "Critical", "warning": "Warning"}


def open_by_hand(here: World, acts: Acts, titles: Mapping[str, str], instant: dt.datetime) -> None:
    """The form, behind one button."""
    with st.popover("Open an incident", icon=":material/add_alert:", disabled=not titles):
        sop = st.selectbox("Procedure", list(titles), format_func=titles.__getitem__, key="hand sop")
        if sop is None:
            return
        law = here.library.sops[sop].in_force(instant)
        responses = {r.id: r.title for r in law.responses} if law else {}
        st.text_input("What is wrong", key="hand title", placeholder="In a sentence")
        st.segmented_control("How bad", list(LEVELS), format_func=LEVELS.__getitem__, key="hand level",
                             default="warning")  # fmt: skip
        st.selectbox("Response to follow", ["", *responses], key=f"hand response {sop}",
                     format_func=lambda id: responses.get(id, "None: no checklist"))  # fmt: skip
        free = free_breaches(here, sop, acts, instant)
        st.multiselect("Open breaches that belong to it", list(free), format_func=lambda name: breach_name(free[name]),
                       key=f"hand breaches {sop}", placeholder="None", disabled=not free)  # fmt: skip
        st.text_input("What made you open it", key="hand comment")
        st.button("Open it", type="primary", disabled=who(here) is None, key="hand open",
                  on_click=record, args=(here, sop, free, law.effective_from if law else None))  # fmt: skip
        st.caption(escape_markdown(unverified()) if who(here) else "Say who you are first, beside this.")


def record(here: World, sop: str, free: Mapping[str, Breach], version: dt.date | None) -> None:
    """Records the incident and shows it."""
    response = st.session_state[f"hand response {sop}"]
    title = st.session_state["hand title"].strip()
    if not title:
        st.session_state[SAID] = "An incident needs a title: what is wrong, in a sentence."
        return
    act = IncidentOpened(
        incident=f"{response or sop}-{uuid.uuid4().hex[:8]}", sop=sop, title=title,
        level=st.session_state["hand level"] or "warning", response=response,
        version=version if response else None, comment=st.session_state["hand comment"].strip(),
        breaches=tuple(free[name].ref for name in st.session_state[f"hand breaches {sop}"] if name in free),
    )  # fmt: skip
    if do(here, act):
        st.session_state["hand title"] = st.session_state["hand comment"] = ""
        ask_for(incident=act.incident, view="open")
