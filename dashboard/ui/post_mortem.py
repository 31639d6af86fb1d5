"""What an incident taught: the post-mortem, and the actions that come of it."""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.ledger.acts import PostMortemWritten
from dashboard.ledger.state import Acts
from dashboard.practice.incidents.case import Case
from dashboard.practice.world import World
from dashboard.ui.acts import do, name_of, names_of
from dashboard.ui.entry import add_action, who_and_by_when
from dashboard.ui.handling import FORTNIGHT
from dashboard.ui.sections.asking import asked_by_incident
from dashboard.ui.views import incidents as drawn
from dashboard.ui.views.keep import done, key_of
from dashboard.ui.views.points import agreed
from dashboard.ui.who import Person

PARTS = {
    "happened": ("What happened", "From when to when, what customers or staff saw"),
    "cause": ("Cause", "As far as it is known"),
    "sop_change": ("What we ask of the SOP", "Empty, if nothing: it goes to the SOP's own review"),
}


def post_mortem(here: World, case: Case, acts: Acts, person: Person | None, instant: dt.datetime) -> dict[str, str]:
    """The post-mortem, to write or as it is written, and its actions; what the browser has to keep of it."""
    found = case.incident
    st.html('<div class="heading">Post-mortem</div>' + drawn.post_mortem(found, partial(name_of, here), instant))
    fields = {}
    if not found.reviewed:
        with st.expander("Write it" if found.post_mortem is None else "Change it", expanded=found.post_mortem is None):
            fields |= form(here, case, person, acts.length)
    asked_by_incident(here, found, acts, instant)
    own = [acts.actions[id] for id in found.actions]
    none = '<p class="quiet">None was agreed on.</p>' if found.reviewed else ""
    st.html('<div class="heading">Corrective actions</div>' + (agreed(own, partial(name_of, here), instant) or none))
    if not found.reviewed:
        fields |= one_more(here, case, person, instant)
    return fields


def form(here: World, case: Case, person: Person | None, seen: int) -> dict[str, str]:
    written = case.incident.post_mortem
    keys, fields = {part: key_of(part, case.incident.id) for part in PARTS}, {}
    for part, (label, hint) in PARTS.items():
        key, saved = keys[part], str(getattr(written, part)) if written else ""
        st.session_state.setdefault(key, saved)
        st.text_area(label, key=key, placeholder=hint, height=76)
        fields[key] = saved
    lessons = key_of("lessons", case.incident.id)
    st.session_state.setdefault(lessons, [*written.lessons] if written else [])
    st.pills("We change", list(drawn.LESSONS), selection_mode="multi", format_func=drawn.LESSONS.__getitem__,
             key=lessons)  # fmt: skip
    st.button("Save the post-mortem", type="primary", disabled=person is None, key=f"save {lessons}",
              on_click=save, args=(here, case, keys, lessons, seen))  # fmt: skip
    return fields


def save(here: World, case: Case, keys: dict[str, str], lessons: str, seen: int) -> None:
    """Records the post-mortem as it is typed."""
    said = {part: st.session_state[key].strip() for part, key in keys.items()}
    act = PostMortemWritten(incident=case.incident.id, lessons=tuple(st.session_state[lessons]), **said)
    if do(here, act, seen):
        done(*keys.values())


def one_more(here: World, case: Case, person: Person | None, instant: dt.datetime) -> dict[str, str]:
    key, people = key_of("corrective", case.incident.id), names_of(here)
    who = case.expected.holding.party if case.expected else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="corrective"):
        st.text_input("What", key=key, placeholder="One more: what is to be done", label_visibility="collapsed")
        who_and_by_when(people, who, (instant + FORTNIGHT).date(), key)
        st.button("Add", icon=":material/add:", key=f"{key} add", disabled=person is None, on_click=add,
                  args=(here, case, key))  # fmt: skip
    return {key: ""}


def add(here: World, case: Case, key: str) -> None:
    """Records the corrective action."""
    first = next(iter(case.breaches), None)
    add_action(here, key, sop=case.incident.sop, incident=case.incident.id, metric=first.metric if first else "")
