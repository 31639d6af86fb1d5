"""Who may propose and approve a change of an SOP, and who has to, yet."""

import datetime as dt
from collections.abc import Iterable, Iterator

from dashboard.ledger.state import Proposal
from dashboard.practice.ownership import Call, Holding, day_of, holder, known_as
from dashboard.practice.world import World
from dashboard.sop.model import DUTIES, People, Sop


def named(sop: Sop, people: People) -> frozenset[str]:
    """Everybody whom the SOP names, for whatever, with all members of the teams among them."""
    return _with_members(people, _named(sop))


def _named(sop: Sop) -> Iterator[str]:
    found: list[str | None] = [sop.owner]
    for metric in sop.metrics:
        found += [*(getattr(metric.owners, duty) for duty in DUTIES), metric.owners.backup]
        found += [step.to for step in metric.owners.escalation]
    for review in sop.reviews:
        found += [review.chair, *review.attendees, review.escalate.to if review.escalate else None]
    return (party for party in found if party)


def _with_members(people: People, parties: Iterable[str]) -> frozenset[str]:
    found, new = set[str](), set(parties)
    while new:  # teams may have teams as members
        found |= new
        new = {member for party in map(people.get, new) if party for member in party.members} - found
    return frozenset(found)


def owner(sop: Sop, people: People, at: dt.datetime) -> Holding:
    """Who holds the SOP at that instant: its owner, or who stands in for them; nobody, where it has none."""
    return holder(people, "decision", [Call(sop.owner, "owns the SOP")] if sop.owner else [], day_of(sop, at))


def _speaking(people: People, held: Holding) -> frozenset[str]:
    """Who can act as the holder: the person, or whoever is in the team."""
    return _with_members(people, [held.party] if held.party else [])


def lacking(world: World, sop: Sop, proposal: Proposal, at: dt.datetime) -> str | None:
    """Whose approval it lacks to become a version, in words; None once it is agreed.

    Whoever owns the SOP by the law as it is now has to have written or approved the text, and somebody other than who
    wrote it to have approved: no change is its author's alone.
    """
    people, author = world.library.people, proposal.written.by
    held, approvers = owner(sop, people, at), {mark.by for mark in proposal.approvals}
    owners = _speaking(people, held)
    if owners and not owners & {author, *approvers}:
        return f"the approval of {held.name}, {_why(sop, held)}"
    if not approvers:
        return f"the approval of somebody other than {known_as(people, author)}, who wrote it"
    return None


def _why(sop: Sop, held: Holding) -> str:
    return "who owns the SOP" if held.party == sop.owner else "who stands in for the owner of the SOP"


def objection_to(world: World, sop: Sop, person: str, at: dt.datetime) -> str | None:
    """Why that person has no say in changes of this SOP; None if they have."""
    people = world.library.people
    if person in named(sop, people) | _speaking(people, owner(sop, people, at)):
        return None
    return f"{known_as(people, person)} is not named in {sop.title}; who is, proposes and approves changes of it"
