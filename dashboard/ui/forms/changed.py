"""What the draft changes of the version before it, as it is being changed."""

import datetime as dt

import streamlit as st

from dashboard.practice import wording
from dashboard.practice.proposals.draft import Draft
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.versions import compared

PROBLEMS = 5


def changed(draft: Draft, now: dt.datetime) -> None:
    """The changes in words; or what stands in the way of the draft being a version."""
    if draft.version and draft.comparison is None:
        st.caption("It would be the first version: there is none before it to compare with.")
        return
    if draft.comparison is None:
        lines = [f"line {problem.line}: {problem.message}" for problem in draft.problems[:PROBLEMS]]
        st.error("The draft can be no version yet.\n" + "\n".join(f"- {escape_markdown(line)}" for line in lines))
        return
    told = draft.comparison.told
    if not told:
        st.caption("Nothing is changed yet.")
        return
    st.markdown(f"**{wording.counted(len(told), 'change')}** so far")
    st.html(compared(draft.comparison, now))
