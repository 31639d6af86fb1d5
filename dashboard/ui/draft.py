"""The draft that somebody is writing: kept in their session and by their window until it is proposed or thrown away."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from dashboard.errors import DashboardError
from dashboard.ledger.acts import Origin
from dashboard.ledger.state import Proposal
from dashboard.practice.proposals.draft import text_of
from dashboard.practice.proposals.enacting import newest_of
from dashboard.practice.world import World
from dashboard.ui.editor import written
from dashboard.ui.forms import open_at
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.keep import done, key_of
from dashboard.ui.views.keep_draft import keep_draft

DROPPED = "drafts that are done"
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

    @property
    def forms(self) -> str:
        """The place of its forms."""
        return f"{self.key} forms"

    @property
    def why(self) -> str:
        """The key of the field that says why; the browser keeps what is typed there."""
        return key_of("why of a draft", self.sop, self.revises)


KEPT = TypeAdapter(tuple[Begun, str])  # where a draft began, and its text


def begin(here: World, sop: str, text: str | None = None, origin: Origin | None = None, because: str = "") -> Begun:
    """Begins a draft from the newest version, `text` in place of its own if given. Raises WorkspaceError."""
    newest = newest_of(here, sop)
    base = text_of(here, newest)
    return _begun(Begun(sop, base, newest.digest, origin or Origin(), because=because), base if text is None else text)


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
    for field, value in ((begun.why, begun.because), (f"{begun.key} day", begun.day)):
        if st.session_state.get(field) != value:  # else it is left alone: more may have been typed than is known here
            st.session_state.pop(field, None)
        st.session_state[f"{field} so far"] = value
    return begun


def by_address(begun: Begun) -> Begun:
    """Of a draft that an address asked for: the window may keep what was written of it before a reload."""
    st.session_state[f"{begun.key} fresh"] = None  # how it stands at first is known when it has been shown
    return begun


def keep_text(draft: Begun | None) -> None:
    """Has the window keep the draft that is being written, if any; a fresh one goes on where the window left it."""
    dropped = st.session_state.pop(DROPPED, [])
    if draft is None:
        keep_draft("", "", False, dropped, lambda found: None)
        return
    day, why = (st.session_state.get(field) for field in (f"{draft.key} day", draft.why))
    first = f"{draft.key} fresh"
    now = KEPT.dump_json((replace(draft, day=day, because=why or ""), written(draft.key))).decode()
    fresh = first in st.session_state and st.session_state[first] in (None, now)
    if fresh:
        st.session_state[first] = now
    else:
        st.session_state.pop(first, None)

    def go_on(found: str) -> None:
        try:
            kept, left = KEPT.validate_json(found)
        except ValidationError:
            return
        if kept.key == draft.key:
            typed = st.session_state.get(kept.why)  # since: nobody takes that away
            _begun(replace(kept, because=typed or kept.because), left)

    keep_draft(draft.key, now, fresh, dropped, go_on)


def so_far(field: str) -> None:
    """What stood in a field when it was last on the screen: Streamlit forgets one that another page has not."""
    st.session_state.setdefault(field, st.session_state.get(f"{field} so far"))


def stands(field: str) -> None:
    """Keeps what stands in the field for `so_far`."""
    st.session_state[f"{field} so far"] = st.session_state[field]


def begun(sop: str, revises: str = "") -> Begun | None:
    """The draft that stands in the session; None if there is none."""
    found = st.session_state.get(f"draft {sop} {revises} begun")
    return found if isinstance(found, Begun) else None


def brought_up(begun: Begun, base: str, digest: str, text: str) -> None:
    """It is made from another version now, and reads so."""
    _begun(
        Begun(begun.sop, base, digest, begun.origin, begun.revises, st.session_state.get(begun.why) or "",
              st.session_state.get(f"{begun.key} day")),
        text,
    )  # fmt: skip


def propose_from(
    here: World, sop: str, origin: Origin, because: str = "", change: Callable[[str], str] | None = None,
    threshold: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """Begins a draft with what somebody found or was asked for, and goes to where it is written on.

    `change` makes the newest text what they want, of the `threshold` (metric, id) that the forms then show. What cannot
    be begun is said on the page.
    """
    try:
        base = text_of(here, newest_of(here, sop))
        draft = begin(here, sop, change(base) if change else base, origin, because)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return
    if threshold:
        open_at(draft.forms, *threshold)
    st.switch_page("ui/pages/proposals.py", query_params={"draft": sop})


def drop(begun: Begun) -> None:
    """It is thrown away, or recorded elsewhere."""
    for name in (begun.key, f"{begun.key} begun", begun.why, f"{begun.key} day"):
        st.session_state.pop(name, None)
    st.session_state[DROPPED] = [*st.session_state.get(DROPPED, ()), begun.key]
    done(begun.why)
