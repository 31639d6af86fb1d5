"""A proposal as it stands: what it changes, whether it can still become a version, and what it lacks for that."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.errors import DashboardError, FileProblems, WorkspaceError
from dashboard.ledger.state import Acts, Proposal
from dashboard.ledger.store import Ledger
from dashboard.practice.proposals.agreeing import lacking
from dashboard.practice.proposals.draft import Draft, drafted, text_of
from dashboard.practice.proposals.enacting import moved_on, proposed_text, too_late
from dashboard.practice.proposals.recording import altered
from dashboard.practice.two_versions import Comparison, told_over
from dashboard.practice.world import World
from dashboard.sop import editing
from dashboard.sop.versions import Version

ProposedState = Literal["open", "declined", "withdrawn", "approved", "in force", "past"]
Texts = Mapping[str, str]  # by id of a proposal: its text, as the ledger keeps it


@dataclass(frozen=True)
class Beside:
    """Another open proposal that changes the same: its id, and the places in words."""

    id: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    """`comparison` is with the version that it was made from; None where it, or the text, cannot be read.

    `behind` says that there is a newer version, `late` that its day cannot be, `lacks` whose approval is missing; each
    None if that is not so. `beside` are the open proposals that change the same. `missing`: it was approved, and its
    file is not there, or is another.
    """

    proposal: Proposal
    state: ProposedState
    draft: Draft
    comparison: Comparison | None
    behind: str | None
    late: str | None
    lacks: str | None
    beside: tuple[Beside, ...]
    missing: bool


def proposed(world: World, acts: Acts, id: str, texts: Texts, at: dt.datetime) -> Proposed:
    """How that proposal stands at the naive UTC instant `at`; `texts` has those of all open ones of its SOP, too.

    Raises WorkspaceError if there is none of that id.
    """
    if id not in acts.proposals:
        raise WorkspaceError(f"there is no proposal '{id}'")
    proposal = acts.proposals[id]
    text = texts[id]
    draft = drafted(world, proposal.sop, proposal.effective_from, text)
    base = _version(world, proposal)
    comparison = told_over(draft.world, [base, draft.version]) if base and draft.version else None
    is_open, newest = proposal.state == "open", world.library.sops[proposal.sop].newest
    return Proposed(
        proposal,
        state_of(world, proposal, at),
        draft,
        comparison,
        behind=moved_on(world, proposal) if is_open and newest else None,
        late=too_late(world, proposal.sop, proposal.effective_from, at) if is_open and newest else None,
        lacks=lacking(world, newest.sop, proposal, at) if is_open and newest else None,
        beside=_beside(world, acts, proposal, text, texts) if is_open else (),
        missing=any((each.sop, each.day) == (proposal.sop, proposal.effective_from) for each in altered(world, acts))
        and proposal.state == "enacted",
    )


def texts_for(ledger: Ledger, acts: Acts, id: str) -> dict[str, str]:
    """The text of that proposal and of all open ones of its SOP. Raises LedgerError."""
    own = acts.proposals[id]
    wanted = [own, *(each for each in acts.proposals.values() if each.sop == own.sop and each.state == "open")]
    return {each.id: proposed_text(ledger, each) for each in wanted}


def proposals_of(acts: Acts, sop: str | None = None) -> list[Proposal]:
    """Those of an SOP, or all: the open ones first, of each the latest first."""
    found = [each for each in acts.proposals.values() if sop in (None, each.sop)]
    return sorted(found, key=lambda each: (each.state != "open", -each.changes[-1][1].seq))


def waits_for(world: World, proposal: Proposal, at: dt.datetime) -> str:
    """What an open proposal waits for at the naive UTC instant `at`, in words; '' if it is not open, or cannot be told.

    Whoever reads a list of them sees whose move it is.
    """
    versions = world.library.sops.get(proposal.sop)
    if proposal.state != "open" or versions is None or versions.newest is None:
        return ""
    if moved_on(world, proposal) or too_late(world, proposal.sop, proposal.effective_from, at):
        return "has to be revised"
    lacks = lacking(world, versions.newest.sop, proposal, at)
    return f"lacks {lacks}" if lacks else "is approved, and not a version yet"


def brought_up(world: World, acts: Acts, proposal: Proposal, text: str) -> editing.Rebased:
    """The text on top of the version that is the newest now; what both changed is named, and as that has it.

    Raises WorkspaceError if one of the files cannot be read, EditRefused if its changes cannot be made there.
    """
    base, newest = _version(world, proposal), world.library.sops[proposal.sop].newest
    if base is None or newest is None:
        raise WorkspaceError(f"the version of {proposal.base}, which it was made from, cannot be read")
    return editing.rebase(text_of(world, base), text, text_of(world, newest))


def _version(world: World, proposal: Proposal) -> Version | None:
    good = world.library.sops[proposal.sop].good if proposal.sop in world.library.sops else ()
    return next((version for version in good if version.sop.effective_from == proposal.base), None)


def state_of(world: World, proposal: Proposal, at: dt.datetime) -> ProposedState:
    """How far it is at the naive UTC instant `at`."""
    if proposal.state != "enacted":
        return proposal.state
    versions = world.library.sops.get(proposal.sop)
    now = versions.in_force(at) if versions else None
    if now is None or now.effective_from < proposal.effective_from:
        return "approved"
    return "in force" if now.effective_from == proposal.effective_from else "past"


def _beside(world: World, acts: Acts, proposal: Proposal, text: str, texts: Texts) -> tuple[Beside, ...]:
    """By the places that each changes of the version it was made from; what cannot be compared is left out."""
    mine, found = _edits(world, proposal, text), []
    for other in acts.proposals.values():
        if other.id == proposal.id or other.sop != proposal.sop or other.state != "open":
            continue
        if places := editing.touching(mine, _edits(world, other, texts[other.id])):
            found.append(Beside(other.id, tuple(editing.shown(path) for path in places)))
    return tuple(found)


def _edits(world: World, proposal: Proposal, text: str) -> tuple[editing.Edit, ...]:
    base = _version(world, proposal)
    try:
        made = editing.edits(text_of(world, base), text) if base else ()
    except (FileProblems, DashboardError):
        return ()
    return tuple(edit for edit in made if edit.path[0] not in ("effective_from", "changed"))
