"""The ledger, for pages: how things stand, and doing something about it."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard.errors import DashboardError, WorkspaceError
from dashboard.ledger.acts import AnyAct
from dashboard.ledger.event import Event
from dashboard.ledger.refusal import Refused
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.ledger.store import Ledger
from dashboard.practice import wording
from dashboard.practice.acting import has_acts, open_acts
from dashboard.practice.incidents.opening import open_due_here
from dashboard.practice.ownership import known_as
from dashboard.practice.proposals.enacting import Doing
from dashboard.practice.proposals.recording import record_versions_here
from dashboard.practice.world import World
from dashboard.ui.asked import as_of, now
from dashboard.ui.text import escape_markdown
from dashboard.ui.who import who
from dashboard.workspace import Workspace

SAID = "refused"
Answer = TypeVar("Answer")


def acts(here: World) -> Acts:
    """Everything that was done, by whomever, up to now. Where the ledger cannot be read, says so and goes on.

    What is due by now is recorded before: versions in force, incidents, escalations. Who looks at the past begins
    nothing.
    """
    at = now(here)
    try:
        if as_of(here) == at:
            _begun(str(here.workspace.root), here.generation, here.digest, f"{at:%Y-%m-%dT%H}", _here=here, _at=at)
    except DashboardError as error:
        st.warning(f"No incident could be opened: {escape_markdown(str(error))}")
    try:
        return _open(here.workspace).state() if has_acts(here.workspace) else NO_ACTS
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        return NO_ACTS


def ledger(here: World) -> Ledger:
    """The open ledger of this workspace, made if there is none. Raises LedgerError."""
    if not has_acts(here.workspace):
        _open.clear(here.workspace)  # its file was taken away: what is written to it now would be lost
    return _open(here.workspace)


# Once for each state of the numbers and the files, and every hour; where it failed, at the next look.
@st.cache_resource(show_spinner=False, max_entries=10)
def _begun(root: str, generation: str | None, digest: str, hour: str, *, _here: World, _at: dt.datetime) -> int:
    wall = _wall()
    return len(record_versions_here(_here, _at, wall)) + len(open_due_here(_here, _at, wall))


@st.cache_resource(show_spinner=False, max_entries=3, on_release=lambda ledger: ledger.close())
def _open(workspace: Workspace) -> Ledger:
    return open_acts(workspace)


def do(here: World, act: AnyAct, seen: int | None = None, document: str | None = None) -> Event | None:
    """Records an act of whoever is at this browser; None if it was refused, which `refusal` then says on the page.

    `seen` is the length of the ledger that the page was drawn from: what somebody changed since is not overwritten.
    """
    st.session_state.pop(SAID, None)
    person = who(here)
    if person is None:
        st.session_state[SAID] = "Say who you are first."
        return None
    wall = _wall()
    try:
        return ledger(here).record(act, person.id, here.now(wall), wall, person.verified, seen, document)
    except Refused as refused:
        st.session_state[SAID] = _said(here, refused)
    except DashboardError as error:
        st.session_state[SAID] = f"This was not recorded: {error}"
    return None


def doing(here: World, seen: int | None) -> Doing:
    """Who is at this browser, doing something now, having seen so much of the ledger. Raises WorkspaceError."""
    person = who(here)
    if person is None:
        raise WorkspaceError("say who you are first")
    return Doing(person.id, here.now(_wall()), _wall(), person.verified, seen)


def record_by(here: World, act: Callable[[], Answer]) -> Answer | None:
    """What `act` gives, which records something; None if it was refused, which `refusal` then says on the page."""
    st.session_state.pop(SAID, None)
    try:
        return act()
    except Refused as refused:
        st.session_state[SAID] = _said(here, refused)
    except DashboardError as error:
        st.session_state[SAID] = f"This was not recorded: {error}"
    return None


def _wall() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def refusal() -> None:
    """Why the last act was refused, where one was."""
    if SAID in st.session_state:
        st.warning(escape_markdown(st.session_state[SAID]), icon=":material/front_hand:")


def name_of(here: World, party: str) -> str:
    """The name of a person or team by id; the id where people.yaml does not know it."""
    return known_as(here.library.people, party)


def names_of(here: World, teams: bool = True) -> dict[str, str]:
    """The names of all people (and teams) by id, in the order of their names: what a choice among them lists."""
    known = sorted(here.library.people.people, key=lambda party: party.name)
    return {party.id: party.name for party in known if teams or not party.members}


def _said(here: World, refused: Refused) -> str:
    if refused.mark is None:
        return f"This was not recorded: {refused.what}."
    mark = refused.mark
    when = wording.moment(mark.at, now(here))
    return f"This was not recorded: {refused.what} by {name_of(here, mark.by)}, {when}."


@st.fragment(run_every=2)
def follow(here: World, shown: int) -> None:
    """Watches for what others do: within two seconds of an act the whole page shows it."""
    try:
        if has_acts(here.workspace) and _open(here.workspace).length() != shown:
            st.rerun()
    except DashboardError:  # the page says it at its next run
        pass
