"""Whose it is at an instant: who holds each duty of a metric, and why it is them.

A duty is given to a person or team by name. Whoever is away or gone passes it on: to the deputy of the absence, to who
replaced them, to the metric's backup, along its escalation, to the owner of the SOP, and in the end to anybody who
holds another duty of the metric. Every hop is kept. A team holds a duty as long as one of its members is there.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.ledger.state import Mark
from dashboard.practice import wording
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import DUTIES, Metric, Party, People, Sop

NOBODY = "nobody"


@dataclass(frozen=True)
class Hop:
    """One step in the search for who holds a duty now: this party, and why it went on (or stopped) here."""

    party: str
    name: str
    because: str


@dataclass(frozen=True)
class Holding:
    """Who holds a duty at an instant. `party` is None if nobody could be found; `hops` ends with the holder."""

    duty: str
    party: str | None
    name: str
    email: str | None
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class EscalationStep:
    """At `due` it goes to `holding`; `passed` if that is at or before the as-of time.

    `to` is whom the SOP names. `taken` is the mark of the ledger that it did go there, where that is known.
    """

    due: dt.datetime
    after: dt.timedelta
    holding: Holding
    passed: bool
    to: str = ""
    taken: Mark | None = None


@dataclass(frozen=True)
class Ownership:
    """Everybody concerned with one metric at an instant. `acting` is who is expected to act.

    `duties` are those the SOP names somebody for. `escalation` is empty where nothing has fired.
    """

    acting: Holding
    duties: tuple[Holding, ...]
    backup: Holding | None
    escalation: tuple[EscalationStep, ...]

    @property
    def next_escalation(self) -> EscalationStep | None:
        """The first hop that is still to come."""
        return next((s for s in self.escalation if not s.passed), None)


@dataclass(frozen=True)
class Call:
    """Whom to ask next, and what they are if they take it."""

    party: str
    role: str


def ownership(
    sop: Sop,
    people: People,
    metric: Metric,
    at: dt.datetime,
    fired_at: dt.datetime | None = None,
    duty: str | None = None,
) -> Ownership:
    """Everybody concerned with `metric` at the naive UTC instant `at`.

    `acting` holds `duty` (a duty or 'backup') if the metric names somebody for it, else the first duty it does name.
    With `fired_at`, the escalation is timed from it; each step is resolved for the day on which it is due, or `at` if
    that is later.
    """
    backup = named_for(metric, "backup")
    today = day_of(sop, at)
    return Ownership(
        acting=acting(sop, people, metric, at, duty),
        duties=tuple(holder(people, d, _calls(sop, metric, d), today) for d in DUTIES if named_for(metric, d)),
        backup=holder(people, "backup", [Call(backup, "is the backup")], today) if backup else None,
        escalation=_escalation(sop, people, metric, at, fired_at) if fired_at else (),
    )


def acting(
    sop: Sop, people: People, metric: Metric, at: dt.datetime, duty: str | None = None, first: Sequence[Call] = ()
) -> Holding:
    """Who acts on `metric` at `at`: whoever holds `duty` if the metric names somebody for it, else its first duty.

    Those of `first` are asked before.
    """
    acts = duty if duty and named_for(metric, duty) else next((d for d in DUTIES if named_for(metric, d)), DUTIES[0])
    return holder(people, acts, [*first, *_calls(sop, metric, acts)], day_of(sop, at))


def concerned(sop: Sop, people: People, metric: Metric, at: dt.datetime) -> frozenset[str]:
    """Who holds a duty of the metric at that instant, is its backup or in its escalation, or is in a team that is."""
    whole = ownership(sop, people, metric, at, fired_at=at)
    holdings = [whole.acting, *whole.duties, *(step.holding for step in whole.escalation)]
    parties = {h.party for h in (*holdings, whole.backup) if h and h.party}
    known = [party for party in map(people.get, parties) if party]
    return frozenset(parties).union(*(party.members for party in known))


def _escalation(
    sop: Sop, people: People, metric: Metric, at: dt.datetime, fired_at: dt.datetime
) -> tuple[EscalationStep, ...]:
    steps = []
    for step in sorted(metric.owners.escalation, key=lambda e: e.after):
        due = fired_at + step.after
        calls = [Call(step.to, "is next in the escalation")]
        holding = holder(people, "escalation", calls, day_of(sop, max(at, due)))
        steps.append(EscalationStep(due, step.after, holding, due <= at, step.to))
    return tuple(steps)


def holder(people: People, duty: str, calls: list[Call], today: dt.date) -> Holding:
    """The first of `calls`, or of those they pass it to, who is there on that day."""
    hops: list[Hop] = []
    asked: set[str] = set()
    for call in calls:
        if found := _ask(people, call, today, hops, asked):
            return Holding(duty, found.id, found.name, found.email, tuple(hops))
    return Holding(duty, None, NOBODY, None, tuple(hops))


def person(people: People, holding: Holding, today: dt.date) -> Holding:
    """The same, with a team resolved to the first of its members who is there on that day; a hop says so.

    Nobody holds it if nobody of the team is there.
    """
    team = people.get(holding.party)
    if team is None or not team.members:
        return holding
    found = _first_there(people, team, today, frozenset())
    if found is None:
        return Holding(holding.duty, None, NOBODY, None, (*holding.hops, Hop(team.id, team.name, "has nobody there")))
    hop = Hop(found.id, found.name, f"is the first of {team.name} who is there")
    return Holding(holding.duty, found.id, found.name, found.email, (*holding.hops, hop))


def _first_there(people: People, party: Party, today: dt.date, within: frozenset[str]) -> Party | None:
    if not is_there(people, party, today, within):
        return None
    if not party.members:
        return party
    within |= {party.id}
    members = [people.get(m) for m in party.members if m not in within]
    return next((found for m in members if m and (found := _first_there(people, m, today, within))), None)


def is_there(people: People, party: Party, today: dt.date, within: frozenset[str] = frozenset()) -> bool:
    """Whether a person is neither away nor gone on that day, or a team has at least one such member."""
    if because_away(party, today):
        return False
    inside = [people.get(m) for m in party.members if m not in within]
    return not party.members or any(m is not None and is_there(people, m, today, within | {party.id}) for m in inside)


def known_as(people: People, id: str) -> str:
    """The name of a person or team; their id where people.yaml does not have them."""
    party = people.get(id)
    return party.name if party else id


def _ask(people: People, call: Call, today: dt.date, hops: list[Hop], asked: set[str]) -> Party | None:
    if call.party in asked:
        return None
    asked.add(call.party)
    party = people.get(call.party)
    if party is None:
        # Without a readable people.yaml nobody is known; the id is still the best answer to whose it is.
        known = bool(people.people)
        hops.append(Hop(call.party, call.party, "is not in people.yaml" if known else call.role))
        return None if known else Party(id=call.party, name=call.party)
    if is_there(people, party, today):
        hops.append(Hop(party.id, party.name, call.role))
        return party
    hops.append(Hop(party.id, party.name, because_away(party, today) or "has nobody there"))
    for onward in _passed_to(party, today):
        if found := _ask(people, onward, today, hops, asked):
            return found
    return None


def _passed_to(party: Party, today: dt.date) -> Iterator[Call]:
    for absence in party.absences:
        if absence.deputy and absence.from_ <= today <= absence.until:
            yield Call(absence.deputy, f"is deputy of {party.name}")
    if party.replaced_by:
        yield Call(party.replaced_by, f"replaces {party.name}")


def because_away(party: Party, today: dt.date, *, dated: bool = False) -> str | None:
    """Why the person or team is not there on that day; None if they are. Days are said with the year if `dated`."""
    as_of = None if dated else today
    if party.until and party.until < today:
        return f"left on {wording.day(party.until, as_of)}"
    if party.from_ and today < party.from_:
        return f"joins on {wording.day(party.from_, as_of)}"
    back = max((a.until for a in party.absences if a.from_ <= today <= a.until), default=None)
    return f"is away until {wording.day(back, as_of)}" if back else None


def _calls(sop: Sop, metric: Metric, duty: str) -> list[Call]:
    """Whom a duty of a metric falls to, in order."""
    owners = metric.owners
    calls = [(getattr(owners, duty), f"is named for {duty}"), (owners.backup, "is the backup")]
    calls += [(step.to, "is next in the escalation") for step in sorted(owners.escalation, key=lambda e: e.after)]
    calls += [(sop.owner, "owns the SOP")]
    calls += [(getattr(owners, other), f"is named for {other}") for other in DUTIES]
    return [Call(party, role) for party, role in calls if party and party != PLACEHOLDER]


def named_for(metric: Metric, role: str) -> str | None:
    """Whom the SOP names for a duty or as backup; who is to be named yet is nobody."""
    party: str | None = getattr(metric.owners, role)
    return None if party == PLACEHOLDER else party


def day_of(sop: Sop, at: dt.datetime) -> dt.date:
    """The day on the clocks of the SOP's time zone at a naive UTC instant: absences are days there."""
    return wording.local(at, sop.timezone).date()
