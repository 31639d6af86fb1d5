"""The world that the pages look at, and their questions to it, each answered once for each state of things.

What is kept is kept by (generation, digest of the files, the question's own arguments): nothing expires by time, and
nothing is ever out of date. A question about what people did is asked with the acts, which are told apart by the hash
of the last.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.history.warehouse import current
from dashboard.ledger.acts import SittingRef, name_of
from dashboard.ledger.state import Acts
from dashboard.practice.incidents.case import Case
from dashboard.practice.sittings import Sitting
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, files_digest, open_world
from dashboard.ui.asked import real_now
from dashboard.ui.text import escape_markdown
from dashboard.workspace import Workspace, find_workspace

Answer = TypeVar("Answer")
_first_load = threading.Lock()


def world() -> World:
    """The workspace as it stands: files of this moment, generation in force. Stops the page if there is no workspace.

    The bundled example is loaded at first sight, so that a fresh deployment shows something.
    """
    try:
        workspace = find_workspace()
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        st.stop()
    if workspace.bundled and workspace.sources_file.is_file() and current(workspace.warehouse_dir) is None:
        _load_example(workspace)
    generation = current(workspace.warehouse_dir)
    return _world(workspace, generation.name if generation else None, files_digest(workspace))


def ask(question: Callable[..., Answer], world: World, *arguments: Any) -> Answer:
    """`question(world, *arguments)`, kept for everybody who asks the same. Answers are shared: do not change them."""
    answer: Answer = _answer(*_state(question, world), arguments, _question=question, _world=world)
    return answer


def ask_ahead(question: Callable[..., Any], world: World, questions: Sequence[tuple[Any, ...]]) -> None:
    """Has each `question(world, *arguments)` answered in the background, in this order, for whoever asks it later."""
    _ahead(*_state(question, world), tuple(questions), _question=question, _world=world)


def _state(question: Callable[..., Any], world: World) -> tuple[str, str, str | None, str]:
    """What is asked, and the state of things that an answer holds for."""
    name = f"{question.__module__}.{question.__qualname__}"
    return name, str(world.workspace.root), world.generation, world.digest


@st.cache_resource(show_spinner=False, max_entries=3)
def _world(workspace: Workspace, generation: str | None, digest: str) -> World:
    return open_world(workspace)


# A sitting is what it is by the acts and the instant that are asked with them, an incident by the last act on it.
TOLD_APART = {
    Acts: lambda acts: acts.head,
    SittingRef: name_of,
    Sitting: lambda sitting: name_of(sitting.ref),
    Case: lambda case: (case.id, case.incident.changes[-1][-1].seq),
}


@st.cache_resource(show_spinner=False, max_entries=300, hash_funcs=TOLD_APART)
def _answer(
    name: str,
    root: str,
    generation: str | None,
    digest: str,
    arguments: tuple[Any, ...],
    *,
    _question: Any,
    _world: World,
) -> Any:
    return _question(_world, *arguments)


@st.cache_resource(show_spinner=False, max_entries=300)
def _ahead(
    name: str,
    root: str,
    generation: str | None,
    digest: str,
    questions: tuple[tuple[Any, ...], ...],
    *,
    _question: Any,
    _world: World,
) -> threading.Thread:
    """Once for each state of things, however many readers come."""

    def answer_all() -> None:
        for arguments in questions:
            ask(_question, _world, *arguments)

    thread = threading.Thread(target=answer_all, name="answering ahead", daemon=True)
    thread.start()
    return thread


def _load_example(workspace: Workspace) -> None:
    """Loads and judges the example once, however many readers arrive meanwhile."""
    bar = st.progress(0.0, "Loading the example, once: 18 months of histories…")
    with _first_load:
        if current(workspace.warehouse_dir) is None:
            try:
                refresh(workspace, real_now(), progress=lambda doing, done: bar.progress(min(done, 1.0), doing))
            except DashboardError as error:
                st.warning(f"The example could not be loaded: {escape_markdown(str(error))}")
    bar.empty()
