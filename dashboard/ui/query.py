"""The query of one reader: typed in the editor, asked by the address, answered by a process of its own.

The editor is Streamlit's own text area: no component with completion is kept up, or does without another host.
"""

import streamlit as st

from dashboard.history.console.asking import LONGEST, Limits, Running, start
from dashboard.practice.world import World
from dashboard.ui.asked import ask_for, asked
from dashboard.workspace import query_seconds

LINKABLE = 2000  # characters; proxies refuse addresses that are much longer
EDITOR, SHOWN, LONG, RUNNING, NEW = "query editor", "query shown", "query too long", "query running", "query new"


def wanted() -> str | None:
    """The query that is asked: the one in the address, else one too long for it."""
    return asked("query") or st.session_state.get(LONG)


def editor() -> None:
    """Where the query is written; Ctrl+Enter asks it."""
    query = wanted() or ""
    if EDITOR not in st.session_state or st.session_state.get(SHOWN) != query:
        st.session_state[EDITOR] = st.session_state[SHOWN] = query
    with st.form("query", border=False, enter_to_submit=True):
        st.text_area(
            "Query", key=EDITOR, height=190, max_chars=LONGEST, label_visibility="collapsed",
            placeholder='SELECT "at", value FROM observation WHERE metric = …',
        )  # fmt: skip
        st.form_submit_button(
            "Run", icon=":material/play_arrow:", type="primary", on_click=pose, help="Ctrl+Enter in the editor"
        )


def write(query: str) -> None:
    """Puts a query into the editor, for callbacks; it is not asked yet."""
    st.session_state[EDITOR] = query


def pose(query: str | None = None) -> None:
    """Asks a query, default: the one in the editor. For callbacks; asked again it is answered anew."""
    text = (st.session_state[EDITOR] if query is None else query).strip()
    st.session_state[EDITOR] = text
    if before := st.session_state.pop(RUNNING, None):
        before.stop()
    short = len(text) <= LINKABLE
    st.session_state[LONG] = None if short else text
    st.session_state[NEW] = text
    ask_for(query=text if short else None, x=None, y=None, by=None)


def answering(here: World) -> Running | None:
    """The query asked, under way or answered, from the generation shown; None if nothing is asked.

    Raises WorkspaceError if nobody can tell how long it may take.
    """
    query, generation = wanted(), here.warehouse.path if here.warehouse else None
    held: Running | None = st.session_state.get(RUNNING)
    if held and (held.path, held.query) != (generation, query):
        held.stop()
        held = st.session_state[RUNNING] = None
    if held is None and query and generation:
        held = st.session_state[RUNNING] = start(generation, query, Limits(seconds=query_seconds()))
    return held


def await_end(running: Running) -> None:
    """Waits until it has ended, and says meanwhile how long it takes; it can be stopped."""
    if running.wait(0.4):
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        st.button("Stop", icon=":material/stop:", on_click=running.stop, key="stop query")
        clock = st.empty()
    while not running.wait(0.25):  # each word sent lets a press on the button through
        took = running.seconds
        clock.caption(
            "Waiting for its turn: others are asking too."
            if took is None
            else f"Running for {took:.0f} s, of at most {running.limits.seconds} s."
        )
    place.empty()
