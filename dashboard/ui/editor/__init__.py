"""An editor for code on the page: SQL or YAML, with completion, and with problems marked where they are.

CodeMirror, bundled into `codemirror.js` (made from `source/` by `make editor`), as a component of Streamlit's. The text
is `st.session_state[key]`, a `str`: set there by anybody (`write`, a test), the editor shows it; typed by the reader,
it arrives there. A text set by the program has a new `revision`; what was typed on an older one is not heard.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import streamlit as st

HERE = Path(__file__).parent
_codemirror = st.components.v2.component("codemirror", js=(HERE / "codemirror.js").read_text(encoding="utf-8"))
_mount = st.components.v2.component("editor", js=(HERE / "mount.js").read_text(encoding="utf-8"))
PAUSE = 400  # ms without a key stroke, after which what was typed is sent
TAB = "Tab indents; Esc, then Tab, leaves the editor."
COMPLETES, FINDS, NEXT = "Ctrl+Space completes", "Ctrl+F finds", "F8 goes to the next mark"


class Word(NamedTuple):
    """What can be completed to: the word, what it is, and what is written instead of the word if it differs."""

    word: str
    about: str = ""
    written: str = ""


class Mark(NamedTuple):
    """A problem at a line and column, both from 1; column 0 marks the line, line 0 the first one."""

    line: int
    column: int
    level: Literal["error", "warning", "advice"]
    message: str


class _Known(NamedTuple):
    """The text as the browser has it, how often the program has set it, and how often the reader's has been heard."""

    text: str
    revision: int = 1
    heard: int = 0


def edit(
    key: str,
    text: str = "",
    *,
    language: Literal["sql", "yaml"],
    label: str,
    words: Mapping[str, Sequence[Word]] | None = None,
    problems: Sequence[Mark] = (),
    height: int = 300,
    live: bool = False,
    on_run: Callable[[], object] | None = None,
    run_label: str = "runs it",
    placeholder: str = "",
) -> str:
    """Shows the editor and returns what is written in it, `text` to begin with.

    `words` are, for SQL, the tables by "" and the columns of each by its name; for YAML the keys of a mapping by the
    key it stands under ("" at the top) and the values of a key by both, "metrics.aspect". `problems` are about the
    text as `written` gives it. With `live` the page runs again at each pause in typing, else when the editor is left;
    `on_run` is called at Ctrl+Enter. `label` is for those who hear the page; `height` is in pixels.
    """
    now = written(key, text)
    known = _known(key)

    def ran() -> None:
        written(key)
        if on_run:
            on_run()

    keys = [*[f"Ctrl+Enter {run_label}"] * bool(on_run), COMPLETES, *[FINDS, NEXT] * live]
    with st.container(gap=None):
        _codemirror(key=f"{key} codemirror", height=1)
        _mount(
            key=_browser(key),
            data={
                "text": now, "revision": known.revision, "heard": known.heard, "language": language, "label": label,
                "words": {place: [tuple(word) for word in found] for place, found in (words or {}).items()},
                "problems": [mark._asdict() for mark in problems], "height": height, "live": PAUSE if live else 0,
                "runs": on_run is not None, "placeholder": placeholder, "key": key,
                "keys": f"{', '.join(keys)}. {TAB}",
            },
            on_typed_change=lambda: written(key), on_run_change=ran,
        )  # fmt: skip
    return now


def written(key: str, text: str = "") -> str:
    """What is written in the editor by now, `text` if it has not been shown yet.

    In the callback of a button it has what was typed just before, which `st.session_state[key]` may not have yet.
    """
    if key not in st.session_state:
        st.session_state[key] = text
    known, now = _known(key), st.session_state[key]
    if known.text != now:
        known = _Known(now, known.revision + 1, known.heard)
    elif (heard := _heard(key, known)) is not None:
        known = heard
        st.session_state[key] = known.text
    st.session_state[f"{key} known"] = known
    return known.text


def write(key: str, text: str) -> None:
    """Puts a text into the editor instead of what is there, for callbacks."""
    written(key)  # what has just been typed is heard before, and so goes
    st.session_state[key] = text


def _known(key: str) -> _Known:
    known: _Known | None = st.session_state.get(f"{key} known")
    return known or _Known(st.session_state.get(key, ""))


def _heard(key: str, known: _Known) -> _Known | None:
    """The latest that the browser has sent, if it is news."""
    said: Any = st.session_state.get(_browser(key)) or {}
    latest = known
    for what in (said.get("typed"), said.get("run")):
        match what:
            case {"text": str(text), "revision": known.revision, "heard": int(heard)} if heard > latest.heard:
                latest = _Known(_ending_as(known.text, text), known.revision, heard)
    return latest if latest is not known else None


def _ending_as(known: str, text: str) -> str:
    """The text with the line ends of the one known: the editor has none but its own."""
    return text.replace("\n", "\r\n") if "\r\n" in known else text


def _browser(key: str) -> str:
    """The key under which Streamlit keeps what the browser has sent."""
    return f"{key} in the browser"
