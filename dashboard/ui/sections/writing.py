"""The text of an SOP, to be written: what is wrong with it is marked while it is typed, and listed below."""

from collections.abc import Sequence

import streamlit as st

from dashboard.practice.proposals.writing import Remark, choices, remarks_on
from dashboard.practice.world import World
from dashboard.ui import editor
from dashboard.ui.asked import now
from dashboard.ui.open import ask
from dashboard.ui.views.remarks import remarks_by_line


def writing(here: World, sop: str, base: str, key: str, height: int = 420) -> tuple[str, tuple[Remark, ...]]:
    """The editor on a version of an SOP: the text as it is written by now, `base` to begin with, and all remarks on it.

    The text is `st.session_state[key]`; set there, it is shown. Nothing is kept anywhere else, and no file is written.
    Remarks of level 'error' say that it cannot be a version. Raises WorkspaceError for an SOP that there is not.
    """
    text = editor.written(key, base)
    remarks = ask(remarks_on, here, sop, text, now(here).date())
    known = ask(choices, here, sop, text)
    editor.edit(
        key, language="yaml", label=f"The text of {sop}", height=height, live=True, problems=_marks(remarks),
        words={place: [editor.Word(*word) for word in words] for place, words in known.items()},
    )  # fmt: skip
    st.html(remarks_by_line(remarks))
    return text, remarks


def _marks(remarks: Sequence[Remark]) -> list[editor.Mark]:
    return [editor.Mark(one.line, one.column, one.level, one.message) for one in remarks]
