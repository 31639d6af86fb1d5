"""What the draft changes of its base, as it is being changed."""

import datetime as dt

import streamlit as st

from dashboard.errors import FileProblems
from dashboard.practice import wording
from dashboard.practice.drafting.changes import drafted
from dashboard.practice.world import World
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.versions import compared

PROBLEMS = 5


def changed(world: World, base: str, draft: str, now: dt.datetime) -> None:
    """The changes in words; or what stands in the way of the draft being an SOP."""
    try:
        found = drafted(world, base, draft)
    except FileProblems as broken:
        shown = "\n".join(f"- {escape_markdown(str(problem))}" for problem in broken.problems[:PROBLEMS])
        st.error(f"The draft is no procedure yet.\n{shown}")
        return
    if not found.told:
        st.caption("Nothing is changed yet.")
        return
    st.markdown(f"**{wording.counted(len(found.told), 'change')}** so far")
    st.html(compared(found, now))
