"""What was answered so far: it is kept in the session, so that whoever leaves the page finds it again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.practice.beginning.answers import Answers, without
from dashboard.ui.text import escape_markdown

KEPT = "new procedure"
SAID = "new procedure said"
ADDED = "new procedure added"  # how many things were added: the form for one more begins empty


def answers() -> Answers:
    """All that was answered."""
    found: Answers = st.session_state.get(KEPT, Answers())
    return found


def keep(changed: Answers) -> None:
    """Keeps the answers."""
    st.session_state[KEPT] = changed


def fresh() -> str:
    """What the keys of a form for one more thing begin with."""
    return f"more {st.session_state.get(ADDED, 0)}"


def add(part: str, make: Callable[[], Any]) -> None:
    """For a button: adds what `make` makes of the form, or says why it cannot (it returns a sentence then)."""
    made = make()
    if isinstance(made, str):
        st.session_state[SAID] = made
        return
    if isinstance(made, Answers):
        keep(made)
    else:
        keep(replace(answers(), **{part: (*getattr(answers(), part), made)}))
    st.session_state[ADDED] = st.session_state.get(ADDED, 0) + 1


def said() -> None:
    """Why the last press of a button added nothing."""
    if message := st.session_state.pop(SAID, None):
        st.error(escape_markdown(message))


def listed(part: str, things: Sequence[tuple[str, str, str]]) -> None:
    """What there is so far, as (id, title, more about it), each with a button to take it out again."""
    for id, title, more in things:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", border=True):
            st.markdown(f"**{escape_markdown(title)}**  \n{escape_markdown(more)}")
            st.button("Remove", icon=":material/delete:", type="tertiary", key=f"remove {part} {id}",
                      on_click=lambda id=id: keep(without(answers(), part, id)))  # fmt: skip
