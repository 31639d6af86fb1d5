"""Text fields whose text is not lost before it is recorded: the browser keeps it, reloaded or disconnected."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

_keep = st.components.v2.component("keep", js=Path(__file__).with_name("keep.js").read_text(encoding="utf-8"))
DONE = "kept that is recorded"


def key_of(*what: str) -> str:
    """A widget's key for a field, the same in every session: what it is about, made into what a class name can be."""
    return "kept-" + hashlib.blake2b("|".join(what).encode(), digest_size=9).hexdigest()


def done(*keys: str) -> None:
    """What was typed in these fields is recorded elsewhere by now; the browser forgets it at the next run."""
    st.session_state[DONE] = [*st.session_state.get(DONE, ()), *keys]


def keep(fields: Mapping[str, str]) -> None:
    """Keeps what is typed in the fields with these keys; their values are what has been recorded ('' if nothing)."""
    _keep(key="keep", data={"fields": dict(fields), "done": st.session_state.pop(DONE, [])})
