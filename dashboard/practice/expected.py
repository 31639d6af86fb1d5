"""Who is expected to act on an open breach now: exactly one person, and why it is them.

Nobody has acknowledged it: whoever acts by the SOP, until it goes on along the escalation. Somebody has, or has the
incident that it belongs to: then whoever has the next step of the playbook, and after the last step who took it on. If
nobody of these can be found it is lost: the owner of the SOP has it then, even one who is away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.ledger.state import Incident, Mark
from dashboard.practice import wording
from dashboard.practice.incidents.playbook import in_charge, opened_by, playbook
from dashboard.practice.ownership import NOBODY, Call, Holding, Hop, day_of, holder, person
from dashboard.practice.world import World
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import DUTIES, Party, People, Sop

if TYPE_CHECKING:
    from dashboard.practice.breach import Breach

BY_THE_SOP = "acts by the SOP"


@dataclass(frozen=True)
class Expected:
    """The one person who is expected to act, and why: `because` goes on after their name ('has the next step: …').

    `holding.hops` is the way it came to them.

    `lost`: nobody whom the SOP names for this could be found, so that it fell to the SOP's owner; that is to be said
    loudly. `holding.party` is None only where the SOP names nobody at all.
    """

    holding: Holding
    because: str
    lost: bool = False


def expected(world: World, breach: Breach, as_of: dt.datetime) -> Expected | None:
    """Who is expected to act on the breach, its `followed` filled in, at the naive UTC instant `as_of`.

    None for one that has ended, and for one of an aspirational threshold, which calls nobody.
    """
    law = world.library.sops[breach.sop].in_force(as_of)
    if breach.ended_at is not None or not breach.enforced or law is None:
        return None
    known = breach.followed
    if known.incident and known.incident.under_way and known.acknowledged:
        return of_incident(world, known.incident, as_of)
    people, today = world.library.people, day_of(law, as_of)
    acts, because = person(people, breach.ownership.acting, today), BY_THE_SOP
    if known.acknowledged:
        acts, because = _taken_on(people, known.acknowledged, acts, today)
    elif known.accepted is None and (passed := [step for step in breach.ownership.escalation if step.passed]):
        acts = person(people, passed[-1].holding, today)
        because = f"is next: nobody acknowledged it within {wording.span(passed[-1].after)} of its firing"
    return _found(people, law, breach.metric, acts, because, today)


def of_incident(world: World, incident: Incident, as_of: dt.datetime) -> Expected | None:
    """Who is expected to act on the incident, as it stood at `as_of`; None once it is reviewed.

    One that nobody has acknowledged is told by its breaches, if any is open: `expected`.
    """
    if incident.reviewed:
        return None
    people, versions = world.library.people, world.library.sops.get(incident.sop)
    law = (versions.in_force(as_of) if versions else None) or opened_by(world, incident)
    acts = in_charge(world, incident, as_of)
    if law is None:
        return Expected(acts, "can be found: no file states its SOP", lost=True)
    today = day_of(law, as_of)
    if incident.resolved:
        asked = "review the post-mortem" if incident.post_mortem else "write the post-mortem"
        acts, _ = _taken_on(people, incident.resolved, acts, today)
        because = (
            f"resolved it, and is asked to {asked}" if acts.party == incident.resolved.by else f"is asked to {asked}"
        )
    elif step := playbook(world, incident, as_of).next_step:
        acts, because = step.holding, f"has the next step: {step.step.do}"
    elif incident.acknowledged:
        acts, because = _taken_on(people, incident.acknowledged, acts, today)
    else:
        because = BY_THE_SOP
    return _found(people, law, "", acts, because, today)


def _taken_on(people: People, mark: Mark, otherwise: Holding, today: dt.date) -> tuple[Holding, str]:
    """Who took it on, if they are there; else who acts by the SOP, with the way from the one to the other."""
    took = person(people, holder(people, otherwise.duty, [Call(mark.by, "took it on")], today), today)
    if took.party == mark.by:
        return took, "took it on"
    tried = took.hops[:1] if people.get(mark.by) else ()  # what nobody of these people took on is nobody's
    because = BY_THE_SOP + (": who took it on is not there" if tried else "")
    return replace(otherwise, hops=(*tried, *otherwise.hops)), because


def _found(people: People, law: Sop, metric: str, acts: Holding, because: str, today: dt.date) -> Expected:
    """`acts`, if it is somebody; else the owner of the SOP, and without one whoever else the SOP names."""
    if acts.party:
        return Expected(acts, because)
    stated = law.metric(metric)
    calls = [(law.owner, "owns the SOP"), (law.changed.by if law.changed else None, "made this version of the SOP")]
    calls += [(getattr(stated.owners, duty), f"is named for {duty}") for duty in DUTIES] if stated else []
    named = [Call(party, role) for party, role in calls if party and party != PLACEHOLDER]
    onward = person(people, holder(people, "owner", named[:1], today), today)
    hops = (*acts.hops, *onward.hops)
    if onward.party:
        return Expected(
            Holding("owner", onward.party, onward.name, onward.email, hops), "is called: nobody else is there", True
        )
    for call in sorted(named, key=lambda call: people.get(call.party) is None):
        party = _anybody(people, call.party, frozenset())
        if party:
            hop = Hop(party.id, party.name, f"{call.role}, and is called though nobody is there")
            return Expected(
                Holding("owner", party.id, party.name, party.email, (*hops, hop)),
                "is called though nobody is there",
                True,
            )
    return Expected(Holding("owner", None, NOBODY, None, hops), "can be found: the SOP names nobody", True)


def _anybody(people: People, id: str, within: frozenset[str]) -> Party | None:
    """That person, or the first of that team, there or not; one that people.yaml does not have by the bare id."""
    party = people.get(id)
    if party is None:
        return Party(id=id, name=id) if not within else None
    if not party.members:
        return party
    inside = (_anybody(people, member, within | {id}) for member in party.members if member not in within | {id})
    return next((found for found in inside if found), party if not within else None)
