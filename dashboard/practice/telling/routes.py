"""How somebody is reached: a person through their channels, a team through its own, or else each of its people."""

import datetime as dt
from dataclasses import dataclass

from dashboard.practice.ownership import is_there, known_as
from dashboard.practice.telling.reading import FILE, Settings
from dashboard.practice.telling.settings import Channel
from dashboard.sop.model import People


@dataclass(frozen=True)
class Way:
    """The channels to one receiver; without any, `why` says what is lacking."""

    receiver: str
    name: str
    email: str | None
    channels: tuple[Channel, ...]
    why: str | None = None


def members(people: People, id: str, within: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The people of a team, and of the teams in it; none of a person."""
    party = people.get(id)
    found: dict[str, None] = {}
    for member in party.members if party else ():
        if member not in within | {id}:
            inside = members(people, member, within | {id})
            known = people.get(member)
            found.update(dict.fromkeys(inside if known and known.members else (member,)))
    return tuple(found)


def ways(people: People, settings: Settings, party: str, today: dt.date) -> list[Way]:
    """How `party` is reached on that day; of a team without a channel of its own, each of its people who is there."""
    inside = () if settings.told.has_own(party) else members(people, party)
    there = tuple(id for id in inside if (known := people.get(id)) and is_there(people, known, today))
    return [way(people, settings, id) for id in there or inside or (party,)]


def way(people: People, settings: Settings, receiver: str) -> Way:
    """How that very person or team is reached."""
    party, name = people.get(receiver), known_as(people, receiver)
    email = party.email if party else None
    named = [c for id in settings.told.receiver(receiver).channels or () if (c := settings.told.channel(id))]
    reached = [c for c in named if email or not c.by_mail]
    usable = tuple(c for c in reached if c.id not in settings.unusable)
    why = None
    if not named:
        why = f"{name} has no channel in {FILE}, and there is no `default`"
    elif not reached:
        why = f"{name} has no e-mail address in people.yaml, which channel '{named[0].id}' needs"
    elif not usable:
        why = f"{name} is told through channel '{reached[0].id}', which cannot be used"
    return Way(receiver, name, email, usable, why)
