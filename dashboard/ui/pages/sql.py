"""What do the numbers say to a question of my own?"""

from pathlib import Path

import streamlit as st

from dashboard.errors import DashboardError, QueryFailed
from dashboard.history.console.asking import Answer
from dashboard.history.console.contract import examples, tables
from dashboard.practice.notebook import notebook
from dashboard.practice.world import World
from dashboard.ui import query
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.open import world
from dashboard.ui.pick import pick
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import palette
from dashboard.ui.views import contract, nothing, quick
from dashboard.ui.views.recall import recalled

VIEWS = {"table": "Table", "chart": "Chart"}


def page(here: World) -> None:
    if here.warehouse is None:
        if here.warehouse_problem:
            st.error(escape_markdown(here.warehouse_problem))
        st.html(nothing.nothing_loaded(str(here.workspace.root), bool(here.library.sops)))
        return
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        query.editor()
    with right:
        recalled(st.session_state.pop(query.NEW, None), query.pose)
        st.html('<div class="heading">Questions to begin with</div>')
        with st.container(gap=None, key="examples"):
            for example in examples():
                st.button(
                    escape_markdown(example.question), key=example.question, on_click=query.fill,
                    args=(example.query,), type="tertiary",
                )  # fmt: skip
        st.html('<div class="heading">Tables, and what a row of each is</div>' + contract.tables(tables()))
        st.html('<p class="muted">Instants are UTC. <code>"at"</code> is a keyword of DuckDB and wants its quotes.</p>')
    with left:  # last, because it may take its time
        outcome(here)


def outcome(here: World) -> None:
    """The answer to what is asked, or why there is none."""
    try:
        running = query.answering(here)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    if running is None:
        st.html(contract.nothing_asked())
        return
    query.await_end(running)
    try:
        answer = running.answer()
    except QueryFailed as failed:
        query.mark()
        st.html(contract.failure(failed, running.query))
        return
    st.html(contract.found(answer))
    shown(here, answer)
    if len(answer.query) > query.LINKABLE:
        st.caption("This query is too long for a link; the address does not have it.")


def shown(here: World, answer: Answer) -> None:
    """The rows as a table or a chart, to take along."""
    view = asked("view") if asked("view") in VIEWS else "table"
    st.session_state["view"] = view
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.segmented_control(
            "Shown as", list(VIEWS), format_func=VIEWS.__getitem__, key="view", label_visibility="collapsed",
            on_change=lambda: ask_for(view=st.session_state["view"]),
        )  # fmt: skip
        with st.container(horizontal=True, width="content"):
            for label, extension, written in (("CSV", "csv", as_csv), ("Parquet", "parquet", as_parquet)):
                st.download_button(
                    label, lambda w=written: w(answer.table), f"answer.{extension}", icon=":material/download:",
                    on_click="ignore", type="tertiary",
                )  # fmt: skip
            with st.popover("Open in a notebook", icon=":material/code:", type="tertiary"):
                st.caption("Run in the workspace's folder, it reads exactly these numbers.")
                file = here.workspace.warehouse_dir.relative_to(here.workspace.root) / f"{answer.generation}.duckdb"
                st.code(notebook(Path(file), answer.query), language="python")
    if view == "chart":
        chart(answer)
    else:
        st.dataframe(answer.table, hide_index=True, height=min(38 + 35 * max(answer.table.num_rows, 1), 420))


def chart(answer: Answer) -> None:
    """One column against another, as chosen; the choice stands in the address."""
    can = quick.axes(answer.table)
    if not can.y or not answer.table.num_rows:
        st.html('<p class="muted">A chart needs a column of numbers, and a row.</p>')
        return
    x, y, by = can.chosen(asked("x"), asked("y"), asked("by"))
    with st.container(horizontal=True, vertical_alignment="center"):
        pick("x", "Along the bottom", {name: f"x: {name}" for name in can.x}, x, 190)
        pick("y", "Upwards", {name: f"y: {name}" for name in can.y}, y, 190)
        if split := {name: f"a line each: {name}" for name in can.by if name not in (x, y)}:
            pick("by", "A line each", {"": "one line", **split}, by or "", 210)
    st.plotly_chart(
        quick.figure(answer.table, x, y, by, palette(is_dark())), theme=None, config={"displayModeBar": False}
    )


page(world())
