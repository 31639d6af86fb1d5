"""A change being written: by forms or in the YAML, with what it changes and would do beside it; then it is proposed."""

import datetime as dt
from html import escape

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.ownership import day_of
from dashboard.practice.proposals.agreeing import objection_to
from dashboard.practice.proposals.draft import drafted, text_of
from dashboard.practice.proposals.effect import effects
from dashboard.practice.proposals.enacting import Written, newest_of, propose, revise
from dashboard.practice.world import World
from dashboard.sop import editing
from dashboard.ui import controls
from dashboard.ui.acts import SAID, doing, ledger, record_by
from dashboard.ui.asked import ask_for
from dashboard.ui.draft import WEEK, Begun, brought_up, drop, so_far, stands
from dashboard.ui.editor import written
from dashboard.ui.forms import forms
from dashboard.ui.open import ask
from dashboard.ui.sections.effect import effect
from dashboard.ui.sections.writing import writing
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import proposals as drawn
from dashboard.ui.views.keep import keep
from dashboard.ui.views.versions import compared
from dashboard.ui.who import Person

HOW = {"forms": "Forms", "yaml": "YAML"}


def proposing(here: World, begun: Begun, done: Acts, person: Person | None, instant: dt.datetime) -> None:
    """The draft, what it comes to, and the buttons that propose it or throw it away."""
    behind(here, begun)
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        how = controls.one_of("how", "How to write it", HOW, "forms")
        if how == "yaml":
            text, remarks = writing(here, begun.sop, begun.base, begun.key, height=460)
        else:
            remarks = ()
            text = st.session_state[begun.key] = forms(st.session_state[begun.key], here, begun.forms)
    with right:
        day = from_when(here, begun, instant)
        told = any(not remark.rule for remark in remarks)
        comes_to(here, begun, text, day, done, instant, told)
        so_far(begun.why)
        st.text_area("Why", key=begun.why, height=90,
                     placeholder="What is wrong with it as it is, in a sentence or two")  # fmt: skip
        stands(begun.why)
        sends(here, begun, person, instant, done.length)
    keep({begun.why: st.session_state[begun.why] or ""})


def sends(here: World, begun: Begun, person: Person | None, instant: dt.datetime, seen: int) -> None:
    """The buttons, and who may press them."""
    newest = here.library.sops[begun.sop].newest
    barred = objection_to(here, newest.sop, person.id, instant) if person and newest else None
    with st.container(horizontal=True):
        label = "Propose this text instead" if begun.revises else "Propose it"
        st.button(label, type="primary", icon=":material/send:", disabled=person is None or barred is not None,
                  on_click=send, args=(here, begun, seen))  # fmt: skip
        with st.popover("Throw it away", icon=":material/delete:", type="tertiary"):
            st.caption("What was written here is gone then.")
            st.button("Yes, throw it away", icon=":material/delete:", on_click=throw_away, args=(begun,))
    if barred:
        st.caption(escape_markdown(f"{barred}."))
    elif person:
        st.caption(
            "Nothing is changed yet: the owner of the procedure approves it first. Until it is proposed, the draft is "
            "in this window alone."
        )
    else:
        st.caption("Say who you are, at the top, to propose it.")


def behind(here: World, begun: Begun) -> None:
    """Says that there is another version by now, and offers to bring the draft up to it."""
    try:
        newest = newest_of(here, begun.sop)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    if newest.digest != begun.base_digest:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                f"The version from {wording.day(newest.sop.effective_from)} is not the one that this was begun from."
            )
            st.button("Bring it up to date", icon=":material/merge:", on_click=bring_up, args=(here, begun))


def bring_up(here: World, begun: Begun) -> None:
    """Callback: the draft on top of the newest version; where both changed the same, that has its way and is told."""
    try:
        newest = newest_of(here, begun.sop)
        base = text_of(here, newest)
        merged = editing.rebase(begun.base, written(begun.key), base)
    except DashboardError as error:
        st.session_state[SAID] = str(error)
        return
    if merged.conflicts:
        places = "; ".join(editing.shown(conflict.path) for conflict in merged.conflicts)
        day = wording.day(newest.sop.effective_from)
        st.session_state[SAID] = (
            f"The version from {day} and this change the same: {places}. There it now says what that version does."
        )
    brought_up(begun, base, newest.digest, merged.text)


def from_when(here: World, begun: Begun, instant: dt.datetime) -> dt.date:
    """The day from which it is to be in force: tomorrow at the earliest, and after the newest version."""
    newest = here.library.sops[begun.sop].newest
    last = newest.sop.effective_from if newest else dt.date.min
    today = day_of(newest.sop, instant) if newest else instant.date()
    first = max(today, last) + dt.timedelta(days=1)
    key = f"{begun.key} day"
    so_far(key)
    if not isinstance(st.session_state[key], dt.date) or st.session_state[key] < first:
        st.session_state[key] = max(first, today + WEEK)
    stands(key)
    return st.date_input(
        "In force from", key=key, min_value=first, format="YYYY-MM-DD", width=190,
        help="The beginning of that day. What was judged before stays as it was judged.",
    )  # fmt: skip


def comes_to(here: World, begun: Begun, text: str, day: dt.date, done: Acts, instant: dt.datetime, told: bool) -> None:
    """What it changes in words, and what it would have done; `told` if what is wrong with it stands under the text."""
    if told:
        where = '<p class="quiet">What is wrong stands below the text.</p>'
        st.html(f'<div class="heading">It cannot be a version yet</div>{where}')
        return
    try:
        dated = editing.set_at(text, ("effective_from",), day)
        draft = ask(drafted, here, begun.sop, day, dated)
    except DashboardError as error:
        st.html(f'<div class="heading">It cannot be a version yet</div><p>{escape(str(error))}</p>')
        return
    if draft.problems:
        st.html('<div class="heading">It cannot be a version yet</div>' + drawn.problems(draft.problems))
    elif draft.comparison is None or not draft.comparison.told:
        st.html('<div class="heading">What it changes</div><p class="quiet">Nothing yet: change something here.</p>')
    else:
        st.html('<div class="heading">What it changes</div>' + compared(draft.comparison, instant))
        effect(ask(effects, here, begun.sop, day, dated, done, instant), f"{begun.sop}-{day}")


def send(here: World, begun: Begun, seen: int) -> None:
    """Callback: proposes the text as it is written, or as the next text of the proposal that it revises."""
    text, day = written(begun.key), st.session_state[f"{begun.key} day"]
    wanted = Written(text, day, st.session_state[begun.why] or "", begun.base_digest)

    def record() -> str:
        if not begun.revises:
            return propose(here, ledger(here), begun.sop, wanted, begun.origin, doing(here, seen=None))
        proposal = ledger(here).state().proposals[begun.revises]
        revise(here, ledger(here), proposal, wanted, doing(here, seen))
        return begun.revises

    if id := record_by(here, record):
        drop(begun)
        ask_for(draft=None, proposal=id, how=None)


def throw_away(begun: Begun) -> None:
    """Callback."""
    drop(begun)
    ask_for(draft=None, how=None)
