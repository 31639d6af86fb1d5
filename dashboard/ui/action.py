"""What can be done with one action: done, dropped, moved, given to somebody else, opened again."""

from collections.abc import Callable

import streamlit as st

from dashboard.ledger.acts import ActionDone, ActionDropped, ActionMoved, ActionReassigned, ActionReopened, AnyAct
from dashboard.ledger.state import Action
from dashboard.practice.world import World
from dashboard.ui.acts import do, names_of
from dashboard.ui.views.keep import done, key_of
from dashboard.ui.who import Person


def change(
    here: World, action: Action, person: Person | None, seen: int, afterwards: Callable[[], None] | None = None
) -> dict[str, str]:
    """The controls of one action, and what the browser has to keep of what is typed in them.

    `seen` is the length of the ledger that the page was drawn from. `afterwards` is called when it was closed.
    """
    key = key_of("comment", action.id)
    st.text_input("Comment", key=key, placeholder="Comment, if there is something to say", label_visibility="collapsed")

    def button(label: str, icon: str, act: type[AnyAct], kind: str = "secondary", **more: object) -> None:
        closing = afterwards if act in (ActionDone, ActionDropped) else None
        st.button(label, icon=icon, type=kind, disabled=person is None, key=f"{label} {action.id}",
                  on_click=record, args=(here, act, action, key, seen, more, closing))  # fmt: skip

    if action.state != "open":
        button("Open again", ":material/undo:", ActionReopened)
        return {key: ""}
    with st.container(horizontal=True):
        button("Done", ":material/check:", ActionDone, "primary")
        button("Drop", ":material/close:", ActionDropped)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        due = st.date_input("By", action.due, key=f"due {action.id} {action.due}", format="YYYY-MM-DD", width=140)
        button("Move", ":material/event:", ActionMoved, due=due)
    people = names_of(here)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(
            "Who", list(people), list(people).index(action.who) if action.who in people else None,
            format_func=people.__getitem__, key=f"who {action.id} {action.who}", width=190,
        )  # fmt: skip
        button("Reassign", ":material/person:", ActionReassigned, who=who)
    return {key: ""}


def record(
    here: World,
    act: type[AnyAct],
    action: Action,
    key: str,
    seen: int,
    more: dict[str, object],
    closing: Callable[[], None] | None,
) -> None:
    """Records the change with the comment typed beside it; nothing where it would change nothing."""
    if any(getattr(action, name) == value or value is None for name, value in more.items()):
        return
    if do(here, act(action=action.id, comment=st.session_state[key].strip(), **more), seen):
        st.session_state[key] = ""
        done(key)
        if closing:
            closing()
