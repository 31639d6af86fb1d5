"""One proposal large: what it changes and would do, what stands in its way; and how it went."""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.ledger.state import Acts
from dashboard.practice.proposals.effect import effects
from dashboard.practice.proposals.life import life, since
from dashboard.practice.proposals.proposed import Proposed
from dashboard.practice.two_versions import capital
from dashboard.practice.world import World
from dashboard.ui.acts import name_of
from dashboard.ui.deciding import write_again
from dashboard.ui.open import ask
from dashboard.ui.sections.effect import effect
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import proposals as drawn
from dashboard.ui.views.versions import compared


def one(here: World, found: Proposed, done: Acts, sop: str, instant: dt.datetime) -> None:
    """One proposal: what it changes and would do, what it lacks, and what it came from; `sop` is its title."""
    named, proposal = partial(name_of, here), found.proposal
    st.html(drawn.heading(found, named, sop, instant))
    if troubles := [capital(trouble) for trouble in (found.behind, found.late) if trouble]:
        st.warning(escape_markdown(f"{'. '.join(troubles)}. Revise it first."), icon=":material/update:")
    for other in found.beside:
        places = escape_markdown("; ".join(other.places))
        link = f"[{escape_markdown(done.proposals[other.id].title)}](proposals?proposal={other.id})"
        st.warning(f"Another open proposal changes the same ({places}): {link}", icon=":material/call_split:")
    if found.lacks and not found.draft.problems:
        st.info(escape_markdown(f"It lacks {found.lacks}."), icon=":material/how_to_reg:")
    if found.draft.problems:
        st.html('<div class="heading">It cannot be a version</div>' + drawn.problems(found.draft.problems))
    if found.missing:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.error("Its file is not there, or does not say what was approved.")
            st.button("Write the file again", on_click=write_again, args=(here, found))
    if found.comparison:
        st.html('<div class="heading">What it changes</div>' + compared(found.comparison, instant))
        arguments = (proposal.sop, proposal.effective_from, found.draft.text, done, instant, proposal.base)
        effect(ask(effects, here, *arguments), f"{proposal.sop}-{proposal.effective_from}")


def afterwards(here: World, found: Proposed, done: Acts, instant: dt.datetime) -> None:
    """How it went so far, what came of it, and the files."""
    proposal = found.proposal
    if became := ask(since, here, proposal.sop, proposal.effective_from, instant) if proposal.enacted else ():
        st.html(drawn.since_list(became))
    events = drawn.life_list(life(done, proposal, instant), partial(name_of, here), instant)
    st.html(f'<div class="heading">How it went</div>{events}')
    with st.container(horizontal=True):
        for label, content, name, kind in drawn.files(found):
            st.download_button(label, content, name, kind, icon=":material/download:", type="tertiary",
                               on_click="ignore", key=f"{label} {proposal.id}")  # fmt: skip
