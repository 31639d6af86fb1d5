"""What is written down on one item of a sitting: note, decision, actions. Each is recorded as it is made."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboard.ledger.acts import ActionAdded, Decided, Noted, SittingRef, Verdict, name_of
from dashboard.ledger.state import Acts
from dashboard.practice.agenda import Item
from dashboard.practice.world import World
from dashboard.ui.acts import SAID, do, names_of
from dashboard.ui.acts import name_of as named
from dashboard.ui.handling import FORTNIGHT, UNTIL
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.keep import done, key_of
from dashboard.ui.views.points import DECIDED, TO_DECIDE, agreed


def note(here: World, acts: Acts, ref: SittingRef, item: Item) -> dict[str, str]:
    """The note; what the browser has to keep of it until it is recorded."""
    mark = acts.proceedings(ref).notes.get(item.id)
    key, saved, shown = key_of("note", name_of(ref), item.id), mark.text if mark else "", mark.seq if mark else 0
    if key not in st.session_state or st.session_state.get(f"{key} shown") != shown:
        st.session_state[key], st.session_state[f"{key} shown"] = saved, shown
    st.text_area(
        "Note", key=key, height=96, on_change=_noted, args=(here, ref, item.id, key, acts.length),
        placeholder="What was said", help="Recorded when you pause; the others see it within seconds.",
    )  # fmt: skip
    if mine := st.session_state.get(f"{key} mine"):
        st.caption(f"Yours was not recorded: {escape_markdown(mine)}")
        with st.container(horizontal=True):
            st.button("Use mine", on_click=_use_mine, args=(here, ref, item.id, key, acts.length))
            st.button("Drop mine", on_click=st.session_state.pop, args=(f"{key} mine", None))
    return {key: saved}


def _noted(here: World, ref: SittingRef, item: str, key: str, seen: int) -> None:
    text = st.session_state[key]
    if event := do(here, Noted(sitting=ref, item=item, text=text), seen):
        st.session_state[f"{key} shown"] = event.seq if text else 0
        st.session_state.pop(f"{key} mine", None)
    elif text:
        st.session_state[f"{key} mine"] = text
        done(key)


def _use_mine(here: World, ref: SittingRef, item: str, key: str, seen: int) -> None:
    st.session_state[key] = st.session_state.pop(f"{key} mine")
    _noted(here, ref, item, key, seen)


def decision(here: World, acts: Acts, ref: SittingRef, item: Item, today: dt.date) -> None:
    """The decision: recorded at once, but for one that needs a date; pressed again it is taken back."""
    taken = acts.proceedings(ref).decisions.get(item.id)
    key, seen = key_of("decision", name_of(ref), item.id), acts.length
    asking = st.session_state.get(f"{key} asks", False)
    st.session_state[key] = "accept" if asking else taken.decision if taken else None
    options = [v for v in DECIDED if v != "accept" or item.reason in TO_DECIDE]
    st.pills("Decision", options, format_func=DECIDED.__getitem__, key=key, on_change=_chosen,
             args=(here, ref, item, key, seen))  # fmt: skip
    if asking or (taken and taken.decision == "accept"):
        until = taken.until.date() if taken and taken.until else today + FORTNIGHT
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.date_input(
                "Accepted until", max(until, today + dt.timedelta(days=1)), min_value=today + dt.timedelta(days=1),
                key=f"{key} until", format="YYYY-MM-DD", width=150,
                help=UNTIL,
            )  # fmt: skip
            st.button("Accept", key=f"{key} accept", on_click=_accept, args=(here, ref, item, key, seen))


def _chosen(here: World, ref: SittingRef, item: Item, key: str, seen: int) -> None:
    verdict: Verdict | None = st.session_state[key]
    st.session_state[f"{key} asks"] = verdict == "accept"
    if verdict != "accept":
        breach = item.breach.ref if item.breach else None
        do(here, Decided(sitting=ref, item=item.id, decision=verdict, breach=breach), seen)


def _accept(here: World, ref: SittingRef, item: Item, key: str, seen: int) -> None:
    until = dt.datetime.combine(st.session_state[f"{key} until"], dt.time())
    breach = item.breach.ref if item.breach else None
    if do(here, Decided(sitting=ref, item=item.id, decision="accept", until=until, breach=breach), seen):
        st.session_state[f"{key} asks"] = False


def actions(here: World, acts: Acts, ref: SittingRef, item: Item, due: dt.date, now: dt.datetime) -> dict[str, str]:
    """The actions agreed on the item, and room for one more; what the browser has to keep of it."""
    own = [acts.actions[id] for id in acts.proceedings(ref).actions if acts.actions[id].item == item.id]
    st.html('<div class="heading">Actions</div>' + agreed(own, partial(named, here), now))
    key = key_of("action", name_of(ref), item.id)
    st.text_input("What", key=key, placeholder="One more: what is to be done", label_visibility="collapsed")
    people = names_of(here)
    first = item.ownership.acting.party if item.ownership else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who_and_by_when(people, first, due, key)
        st.button("Add", key=f"{key} add", icon=":material/add:", on_click=_add, args=(here, ref, item, key))
    return {key: ""}


def _add(here: World, ref: SittingRef, item: Item, key: str) -> None:
    breach = item.breach.ref if item.breach else None
    add_action(here, key, sop=item.sop, metric=item.metric, sitting=ref, item=item.id, breach=breach)


def who_and_by_when(people: Mapping[str, str], who: str | None, due: dt.date, key: str) -> None:
    """The rest of an action that is typed under `key`."""
    st.selectbox("Who", list(people), list(people).index(who) if who in people else None,
                 format_func=lambda id: people.get(id, id), key=f"{key} who", width=170,
                 label_visibility="collapsed", placeholder="Who")  # fmt: skip
    st.date_input("By", due, key=f"{key} due", format="YYYY-MM-DD", width=128, label_visibility="collapsed")


def add_action(here: World, key: str, **of: Any) -> None:
    """Records the action typed under `key`; `of` says what it belongs to."""
    what, who, due = st.session_state[key].strip(), st.session_state[f"{key} who"], st.session_state[f"{key} due"]
    if not (what and who and due):
        st.session_state[SAID] = "An action says what, who and by when."
    elif do(here, ActionAdded(action=uuid.uuid4().hex[:12], what=what, who=who, due=due, **of)):
        st.session_state[key] = ""
        done(key)
