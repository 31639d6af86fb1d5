"""What belongs to an incident: its breaches, and the deployments and loaded incidents that somebody linked to it."""

import datetime as dt

import streamlit as st

from dashboard.ledger.acts import BreachAttached, BreachDetached, BreachRef, EventAttached, EventDetached, EventRef
from dashboard.ledger.acts import name_of as ref_name
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.incidents.case import Case
from dashboard.practice.incidents.near import Nearby, events_before, near
from dashboard.practice.standing import standing
from dashboard.practice.world import World
from dashboard.ui.acts import do
from dashboard.ui.open import ask
from dashboard.ui.text import escape_markdown
from dashboard.ui.who import Person

KIND = {"deployment": "Deployment", "incident": "Incident on record"}


def belonging(here: World, case: Case, acts: Acts, person: Person | None, instant: dt.datetime) -> None:
    """The links, what may be worth one, and controls to make and to undo them."""
    found, locked = case.incident, person is None or case.incident.reviewed is not None
    nearby = ask(near, here, case, instant)
    for event in found.events:
        with st.container(horizontal=True, vertical_alignment="center", key=f"linked {event.own}"):
            st.markdown(f"**{event_name(event)}** is linked, {wording.moment(event.at, instant)}")
            st.button("Unlink", key=f"unlink {found.id} {event.own}", disabled=locked, type="tertiary",
                      on_click=do, args=(here, EventDetached(incident=found.id, event=event), acts.length))  # fmt: skip
    for one in () if found.reviewed else nearby:
        suggestion(here, found.id, one, locked, acts.length, instant)
    if not found.reviewed:
        with st.popover("Link something else", icon=":material/add_link:", disabled=locked):
            others(here, case, acts, instant)


def suggestion(here: World, incident: str, one: Nearby, locked: bool, seen: int, instant: dt.datetime) -> None:
    """Something near in time, with a button to link it."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"near {one.event.own}"):
        said = f"{event_name(one.event)}, {wording.moment(one.event.at, instant)}: {escape_markdown(one.words)}"
        st.markdown(f":gray[{said}]")
        st.button("Link", key=f"link {incident} {one.event.own}", disabled=locked, icon=":material/link:",
                  on_click=do, args=(here, EventAttached(incident=incident, event=one.event), seen))  # fmt: skip


def others(here: World, case: Case, acts: Acts, instant: dt.datetime) -> None:
    """Any other open breach, deployment or loaded incident; and its own breaches, to take out."""
    found, seen = case.incident, acts.length
    free = free_breaches(here, found.sop, acts, instant)
    chosen = st.selectbox("An open breach", list(free), None, format_func=lambda name: breach_name(free[name]),
                          key=f"attach {found.id}", placeholder="Choose" if free else "None is open beside these",
                          disabled=not free)  # fmt: skip
    if chosen:
        act = BreachAttached(incident=found.id, breach=free[chosen].ref, level=level(free[chosen]))
        st.button("Add the breach", on_click=do, args=(here, act, seen))
    events = {f"{e.kind} {e.at} {e.title}": e for e in ask(events_before, here, case, instant)}
    event = st.selectbox("A deployment or incident on record", list(events), None, key=f"event {found.id}",
                         format_func=lambda name: dated(events[name], instant), placeholder="Choose",
                         disabled=not events)  # fmt: skip
    if event:
        st.button("Link it", on_click=do, args=(here, EventAttached(incident=found.id, event=events[event]), seen))
    for ref in found.breaches:
        st.button(f"Take out {escape_markdown(ref_words(ref))}", key=f"detach {ref_name(ref)}", type="tertiary",
                  on_click=do, args=(here, BreachDetached(incident=found.id, breach=ref), seen))  # fmt: skip


def free_breaches(here: World, sop: str, acts: Acts, instant: dt.datetime) -> dict[str, Breach]:
    """The open breaches of a procedure that belong to no incident, by name."""
    stands = ask(standing, here, instant, sop, None, None, acts)
    return {ref_name(b.ref): b for m in stands.metrics for b in m.breaches if b.followed.incident is None}


def level(breach: Breach) -> str:
    """The level of the breach, as an incident has it."""
    return "critical" if breach.level == "critical" else "warning"


def event_name(event: EventRef) -> str:
    """'Deployment Release 2.0', safe as Markdown."""
    return escape_markdown(f"{KIND.get(event.kind, event.kind.capitalize())} “{event.title}”")


def dated(event: EventRef, instant: dt.datetime) -> str:
    """'Mon 4 May: Release 2.0'."""
    return f"{wording.day(event.at, instant)}: {event.title}"


def breach_name(breach: Breach) -> str:
    """'Response accuracy · channel=chat, critical since Tue 4 Nov'."""
    where = f" · {wording.segment(breach.segment)}" if breach.segment else ""
    return f"{breach.title}{where}, {breach.level} since {wording.day(breach.since)}"


def ref_words(ref: BreachRef) -> str:
    """'response-accuracy · channel=chat'."""
    return " · ".join(filter(None, (ref.metric, ref.segment and wording.segment(ref.segment))))
