"""What is to be agreed otherwise: who proposes it, what would it do, who has to approve it, and what came of it?"""

import datetime as dt
from functools import partial
from html import escape

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.acting import has_acts
from dashboard.practice.proposals.enacting import proposed_text
from dashboard.practice.proposals.proposed import proposals_of, proposed, state_of, texts_for, waits_for
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import SAID, acts, follow, ledger, name_of, refusal
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.beginning import say_problems
from dashboard.ui.deciding import deciding
from dashboard.ui.download import as_csv
from dashboard.ui.draft import Begun, begin, begin_from, begun, by_address, keep_text
from dashboard.ui.open import ask, world
from dashboard.ui.sections.proposed import afterwards, one
from dashboard.ui.sections.proposing import proposing
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import nothing
from dashboard.ui.views import proposals as drawn
from dashboard.ui.views.presses import presses
from dashboard.ui.who import Person, chooser

VIEWS = {"open": "Open", "done": "Decided", "all": "All"}


def page(here: World) -> None:
    say_problems(here)
    titles = here.titles
    if not titles:
        st.html(nothing.no_law())
        return
    done, instant = acts(here), now(here)
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        if draft := written_on(here, done):
            st.button("All proposals", icon=":material/arrow_back:", on_click=ask_for,
                      kwargs={"draft": None, "how": None}, help="The draft stays as it is.")  # fmt: skip
        else:
            view = controls.one_of("view", "Which", VIEWS, "open", proposal=None)
            controls.chooser("sop", "Procedure", "All procedures", titles)
            offer(here, titles)
        person = chooser(here)
    refusal()
    if draft:
        st.html(f'<div class="heading">A change of {escape(titles.get(draft.sop, draft.sop))}</div>')
        proposing(here, draft, done, person, instant)
        keep_text(draft)
        return
    keep_text(None)
    if done is NO_ACTS and has_acts(here.workspace):
        return  # the ledger cannot be read, as is said above: nobody knows whether anything is proposed
    listed(here, done, titles, view, instant, person)
    follow(here, done.length)


def written_on(here: World, done: Acts) -> Begun | None:
    """The draft that the address asks for, of a procedure or to revise a proposal; a new one where none was begun."""
    wanted = asked("draft") or ""
    revised = done.proposals.get(wanted)
    there = begun(revised.sop, wanted) if revised else begun(wanted)
    try:
        if there is None and revised and revised.state == "open":
            return by_address(begin_from(here, revised, proposed_text(ledger(here), revised)))
        if there is None and wanted in here.titles:
            return by_address(begin(here, wanted))
    except DashboardError as error:
        st.session_state[SAID] = str(error)
    return there


def offer(here: World, titles: dict[str, str]) -> None:
    """Where a change begins: of which procedure; a draft that was begun goes on."""
    with st.popover("Propose a change", icon=":material/edit_document:"):
        st.caption("Of which procedure?")
        for sop, title in titles.items():
            label = escape_markdown(title) + (": go on with your draft" if begun(sop) else "")
            st.button(label, key=f"propose {sop}", on_click=ask_for, kwargs={"draft": sop, "proposal": None})


def listed(
    here: World, done: Acts, titles: dict[str, str], view: str, instant: dt.datetime, person: Person | None
) -> None:
    every = [(each, state_of(here, each, instant)) for each in proposals_of(done, asked("sop"))]
    shown = [one for one in every if view == "all" or (one[1] == "open") == (view == "open")]
    chosen = done.proposals.get(asked("proposal") or "")
    if chosen is None or asked("sop") not in (None, chosen.sop):
        chosen = shown[0][0] if shown else None
    if asked("proposal") and asked("proposal") not in done.proposals:
        st.warning("There is no proposal of the name that the address asks for.")
    if chosen is None:
        st.html(nothing.no_proposals(view))
        return
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        waits = {each.id: waits_for(here, each, instant) for each, _ in shown}
        listing = drawn.rows(shown, titles, partial(name_of, here), waits, chosen.id, instant)
        st.html(listing or nothing.no_proposals(view))
        presses(lambda id: ask_for(proposal=id))
        st.download_button("List as CSV", lambda: as_csv(drawn.as_table(every)), "proposals.csv", "text/csv",
                           icon=":material/download:", on_click="ignore", type="tertiary")  # fmt: skip
    with right:
        try:
            texts = texts_for(ledger(here), done, chosen.id)
            found = ask(proposed, here, done, chosen.id, texts, instant)
        except DashboardError as error:
            st.error(escape_markdown(str(error)))
            return
        one(here, found, done, titles.get(chosen.sop, chosen.sop), instant)
        deciding(here, found, person, done.length)
        afterwards(here, found, done, instant)


page(world())
