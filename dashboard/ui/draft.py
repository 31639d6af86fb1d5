"""The draft that somebody is writing: kept in their session until it is proposed or thrown away."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.acts import Origin
from dashboard.ledger.state import Proposal
from dashboard.practice.proposals.draft import text_of
from dashboard.practice.proposals.enacting import newest_of
from dashboard.practice.world import World
from dashboard.ui.text import escape_markdown

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Begun:
    """Where a draft began: `base` is the text of the version of `base_digest`, `revises` the id of a proposal or ''."""

    sop: str
    base: str
    base_digest: str
    origin: Origin
    revises: str = ""
    because: str = ""
    day: dt.date | None = None

    @property
    def key(self) -> str:
        """Under which its text stands in the session: one draft an SOP, and one a proposal."""
        return f"draft {self.sop} {self.revises}"


def begin(here: World, sop: str, text: str | None = None, origin: Origin | None = None) -> Begun:
    """Begins a draft from the newest version, `text` in place of its own if given. Raises WorkspaceError."""
    newest = newest_of(here, sop)
    base = text_of(here, newest)
    return _begun(Begun(sop, base, newest.digest, origin or Origin()), base if text is None else text)


def begin_from(here: World, proposal: Proposal, text: str) -> Begun:
    """Begins to revise a proposal. Raises WorkspaceError."""
    good = here.library.sops[proposal.sop].good
    base = next((v for v in good if v.sop.effective_from == proposal.base), None) or newest_of(here, proposal.sop)
    begun = Begun(
        proposal.sop, text_of(here, base), proposal.base_digest, proposal.origin, proposal.id, proposal.written.text,
        proposal.effective_from,
    )  # fmt: skip
    return _begun(begun, text)


def _begun(begun: Begun, text: str) -> Begun:
    st.session_state[f"{begun.key} begun"] = begun
    st.session_state[begun.key] = text
    for field, value in (("because", begun.because), ("day", begun.day)):
        st.session_state.pop(f"{begun.key} {field}", None)
        if value:
            st.session_state[f"{begun.key} {field}"] = value
    return begun


def begun(sop: str, revises: str = "") -> Begun | None:
    """The draft that stands in the session; None if there is none."""
    found = st.session_state.get(f"draft {sop} {revises} begun")
    return found if isinstance(found, Begun) else None


def brought_up(begun: Begun, base: str, digest: str, text: str) -> None:
    """It is made from another version now, and reads so."""
    _begun(
        Begun(begun.sop, base, digest, begun.origin, begun.revises, st.session_state.get(f"{begun.key} because", ""),
              st.session_state.get(f"{begun.key} day")),
        text,
    )  # fmt: skip


def propose_from(
    here: World, sop: str, origin: Origin, because: str = "", change: Callable[[str], str] | None = None
) -> None:
    """Begins a draft with what somebody found or was asked for, and goes to where it is written on.

    `change` makes the newest text what they want. What cannot be begun is said on the page.
    """
    try:
        base = text_of(here, newest_of(here, sop))
        begun = begin(here, sop, change(base) if change else base, origin)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    if because:
        st.session_state[f"{begun.key} because"] = because
    st.switch_page("ui/pages/proposals.py", query_params={"draft": sop})


def drop(begun: Begun) -> None:
    """It is thrown away, or recorded elsewhere."""
    for name in (begun.key, f"{begun.key} begun", f"{begun.key} because", f"{begun.key} day"):
        st.session_state.pop(name, None)
