"""Proposals, as documents for machines and as text for people."""

import datetime as dt
from collections.abc import Sequence

from dashboard.ledger.state import Proposal
from dashboard.practice import wording
from dashboard.practice.ownership import known_as
from dashboard.practice.proposals.agreeing import lacking
from dashboard.practice.proposals.enacting import moved_on
from dashboard.practice.proposals.proposed import state_of
from dashboard.practice.world import World


def proposal_json(world: World, proposal: Proposal, at: dt.datetime) -> dict[str, object]:
    """The proposal as `proposals --json` has it; `lacks` and `behind` are null where nothing is lacking, or it is not
    open."""
    newest = world.library.sops[proposal.sop].newest if proposal.sop in world.library.sops else None
    waits = newest if proposal.state == "open" else None
    return {
        "proposal": proposal.id,
        "sop": proposal.sop,
        "title": proposal.title,
        "state": state_of(world, proposal, at),
        "effective_from": str(proposal.effective_from),
        "base": str(proposal.base),
        "by": proposal.written.by,
        "at": wording.instant(proposal.written.at),
        "because": proposal.written.text,
        "approved_by": [mark.by for mark in proposal.approvals],
        "lacks": lacking(world, waits.sop, proposal, at) if waits else None,
        "behind": moved_on(world, proposal) if waits else None,
    }


def of_proposals(world: World, proposals: Sequence[Proposal], at: dt.datetime) -> str:
    """Three lines a proposal: what, whose and why, and what it waits for."""
    if not proposals:
        return "no change is proposed"
    return "\n\n".join(_of(world, proposal, at) for proposal in proposals)


def _of(world: World, proposal: Proposal, at: dt.datetime) -> str:
    told = proposal_json(world, proposal, at)
    by = known_as(world.library.people, proposal.written.by)
    waits = [f"lacks {told['lacks']}" if told["lacks"] else "", str(told["behind"] or "")]
    lines = [
        f"{proposal.id}  {told['state']}, from {wording.day(proposal.effective_from, at)}",
        f"  {proposal.title}",
        f"  {by}, {wording.day(proposal.written.at, at)}: {' '.join(proposal.written.text.split())}",
        *(f"  {wait}" for wait in waits if wait),
    ]
    return "\n".join(lines)
