"""A draft that its window keeps through a reload or a lost connection, until it is recorded or thrown away."""

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

_keep = st.components.v2.component("keep_draft", js=Path(__file__).with_name("keep_draft.js").read_text("utf-8"))
KEY = "keep draft"


def keep_draft(name: str, draft: str, fresh: bool, done: Sequence[str], on_found: Callable[[str], None]) -> None:
    """Keeps the draft under its name ('': none is being written), and forgets those that are done.

    Where it is `fresh`, begun without knowing of one that the window keeps, `on_found` is called with that.
    """

    def heard() -> None:
        found = (st.session_state.get(KEY) or {}).get("found")
        if isinstance(found, str):
            on_found(found)

    _keep(key=KEY, data={"name": name, "draft": draft, "fresh": fresh, "done": list(done)}, on_found_change=heard)
