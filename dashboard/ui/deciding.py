"""What can be done with a proposal: approved, declined, taken back, revised, talked about."""

from collections.abc import Callable

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger import acts as did
from dashboard.practice.proposals.agreeing import objection_to
from dashboard.practice.proposals.enacting import approve, enact, written_again
from dashboard.practice.proposals.proposed import Proposed
from dashboard.practice.world import World
from dashboard.ui.acts import SAID, do, doing, ledger, record_by
from dashboard.ui.asked import ask_for, now
from dashboard.ui.draft import begin_from
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.keep import done, keep, key_of
from dashboard.ui.who import Person, unverified


def deciding(here: World, found: Proposed, person: Person | None, seen: int) -> None:
    """The controls of one proposal; `seen` is the length of the ledger that the page was drawn from."""
    proposal = found.proposal
    key, newest = key_of("proposal", proposal.id), here.library.sops[proposal.sop].newest
    barred = objection_to(here, newest.sop, person.id, now(here)) if person and newest else None
    st.text_area("What you say to it", key=key, height=70, placeholder="A question, a doubt; to decline it, why")
    if barred:
        st.caption(escape_markdown(f"{barred}."))
    locked = person is None or barred is not None

    def button(label: str, icon: str, on_click: Callable[..., None], *arguments: object, **more: object) -> None:
        st.button(label, icon=icon, key=f"{label} {proposal.id}", on_click=on_click,
                  args=(here, proposal.id, key, seen, *arguments), **{"disabled": locked, **more})  # fmt: skip

    with st.container(horizontal=True, key="deciding"):
        button("Say it", ":material/forum:", record, did.ProposalDiscussed)
        if found.state == "open":
            mine, given = (person and person.id == proposal.written.by), {mark.by for mark in proposal.approvals}
            if person and person.id in given:
                button("Take my approval back", ":material/undo:", record, did.ProposalApprovalWithdrawn)
            elif not mine:
                stuck = bool(found.behind or found.late or found.draft.problems)
                button("Approve", ":material/check:", agree, type="primary", disabled=locked or stuck)
            if found.lacks is None:  # what stood in the way of its version when it was approved may have gone
                button("Make it a version", ":material/gavel:", make, type="primary")
            if not mine:
                button("Decline", ":material/close:", record, did.ProposalDeclined)
            if person and person.id == proposal.made.by:
                button("Withdraw", ":material/undo:", record, did.ProposalWithdrawn)
            st.button("Revise", icon=":material/edit:", disabled=locked, on_click=change, args=(here, found))
        elif found.state in ("declined", "withdrawn"):
            button("Open again", ":material/undo:", record, did.ProposalReopened)
    st.caption(unverified() if person else "Say who you are, at the top, to take part.")
    keep({key: ""})


def record(here: World, proposal: str, key: str, seen: int, act: type[did.ProposalAct]) -> None:
    """Callback: records the act with what is typed beside it."""
    if do(here, act(proposal=proposal, text=st.session_state[key].strip()), seen):  # type: ignore[call-arg, arg-type]
        st.session_state[key] = ""
        done(key)
        ask_for(proposal=proposal)


def agree(here: World, id: str, key: str, seen: int) -> None:
    """Callback: approves; the last approval that was lacking makes it a version."""

    def approved() -> bool:
        proposal = ledger(here).state().proposals[id]
        approve(here, ledger(here), proposal, st.session_state[key], doing(here, seen))
        return True

    if record_by(here, approved):
        st.session_state[key] = ""
        done(key)
        ask_for(proposal=id)


def make(here: World, id: str, key: str, seen: int) -> None:
    """Callback: makes a version of what is approved."""
    if record_by(here, lambda: enact(here, ledger(here), id, doing(here, seen))):
        ask_for(proposal=id)


def change(here: World, found: Proposed) -> None:
    """Callback: begins to revise it."""
    try:
        begin_from(here, found.proposal, found.draft.text)
    except DashboardError as error:
        st.session_state[SAID] = str(error)
        return
    ask_for(draft=found.proposal.id)


def write_again(here: World, found: Proposed) -> None:
    """Callback: puts the file of an approved version back as it was recorded."""
    record_by(here, lambda: written_again(here, ledger(here), found.proposal.sop, found.proposal.effective_from))
