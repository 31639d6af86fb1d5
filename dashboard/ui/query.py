"""The query of one reader: typed in the editor, asked by the address, answered by a process of its own."""

import streamlit as st

from dashboard.errors import QueryFailed
from dashboard.history.console.asking import Limits, Running, start
from dashboard.history.console.contract import tables
from dashboard.practice.world import World
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.editor import Mark, Word, edit, write, written
from dashboard.workspace import query_seconds

LINKABLE = 2000  # characters; proxies refuse addresses that are much longer
EDITOR, SHOWN, LONG, RUNNING, NEW = "query editor", "query shown", "query too long", "query running", "query new"
MARKED = "query marked"


def wanted() -> str | None:
    """The query that is asked: the one in the address, else one too long for it."""
    return asked("query") or st.session_state.get(LONG)


def editor() -> None:
    """Where the query is written; Ctrl+Enter asks it. What is wrong with the one asked is marked in it."""
    query = wanted() or ""
    if EDITOR not in st.session_state or st.session_state.get(SHOWN) != query:
        st.session_state[EDITOR] = st.session_state[SHOWN] = query
    st.session_state[MARKED] = marks()
    edit(
        EDITOR, language="sql", label="Query", words=_words(), problems=st.session_state[MARKED], height=190,
        on_run=pose, run_label="asks it",
        placeholder='SELECT "at", value FROM observation WHERE metric = …',
    )  # fmt: skip
    st.button("Run", icon=":material/play_arrow:", type="primary", on_click=pose, help="Ctrl+Enter in the editor")


def marks() -> list[Mark]:
    """Where the query in the editor is wrong, by its answer, if it is the one asked and has been answered."""
    held: Running | None = st.session_state.get(RUNNING)
    if held is None or not held.wait(0) or held.query != written(EDITOR):
        return []
    try:
        held.answer()
    except QueryFailed as failed:
        return [Mark(failed.line, failed.column, "error", failed.message)] if failed.line else []
    return []


def mark() -> None:
    """Draws the page again if there is something to mark in the editor that was not known when it was drawn."""
    if marks() != st.session_state[MARKED]:
        st.rerun()


def fill(query: str) -> None:
    """Puts a query into the editor, for callbacks; it is not asked yet."""
    write(EDITOR, query)


def _words() -> dict[str, list[Word]]:
    """Every table, and its columns, for completion."""
    known = {t.name: [Word(c.name, c.type.lower(), c.written) for c in t.columns] for t in tables()}
    return {"": [Word(table.name, table.about) for table in tables()], **known}


def pose(query: str | None = None) -> None:
    """Asks a query, default: the one in the editor. For callbacks; asked again it is answered anew."""
    text = (written(EDITOR) if query is None else query).strip()
    write(EDITOR, text)
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
