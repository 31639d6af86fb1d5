"""The reader's own queries, newest first: their browser remembers them, through reloads."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboard.ui.text import escape_markdown

_recall = st.components.v2.component("recall", js=Path(__file__).with_name("recall.js").read_text(encoding="utf-8"))
SHOWN = 70  # characters of one


def recalled(asked: str | None, on_pick: Callable[[str], None]) -> None:
    """A list of what was asked from this browser; `asked` joins it. `on_pick` is called with one pressed."""
    queries = [query for query in _known() if isinstance(query, str)]
    with st.container(horizontal=True):
        with st.popover("Your queries", icon=":material/history:", disabled=not queries, type="tertiary"):
            for index, query in enumerate(queries):
                text = " ".join(query.split())
                label = escape_markdown(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
                st.button(label, key=f"recalled {index}", on_click=on_pick, args=(query,), type="tertiary")
        kept = {"asked": asked, "known": queries}
        _recall(key="recall", data=kept, on_queries_change=lambda: None, width="content")


def _known() -> list[object]:
    state = st.session_state.get("recall") or {}
    found = state.get("queries")
    return found if isinstance(found, list) else []
