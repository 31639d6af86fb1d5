"""What somebody is to be told of, as things stand: every open breach, every overdue step, every sitting, whose it is.

Whether they know it already is another question (`due.py`).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.ledger.acts import Change, ChangeKind, Level
from dashboard.ledger.state import Acts
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.incidents.case import Case, PlaybookStep, cases
from dashboard.practice.ownership import Holding
from dashboard.practice.sittings import Sitting, sittings, to_hold
from dashboard.practice.telling.routes import members
from dashboard.practice.world import World
from dashboard.sop.model import People

URGENT: tuple[ChangeKind, ...] = ("fired", "worsened", "escalated")  # what may go out in quiet hours


@dataclass(frozen=True)
class News:
    """One change, and what is needed to say it. `told` is the worst signal that was told before, of a worsening."""

    change: Change
    breach: Breach | None = None
    case: Case | None = None
    step: PlaybookStep | None = None
    sitting: Sitting | None = None
    told: float | None = None

    @property
    def urgent(self) -> bool:
        """Whether it may break quiet hours, where these let through what is critical."""
        return self.change.kind in URGENT and self.change.level == "critical"


@dataclass(frozen=True)
class Present:
    """Everything that people may have to be told of, at `now` (naive UTC, of the workspace); looked at once."""

    world: World
    acts: Acts
    now: dt.datetime
    open: tuple[Breach, ...]  # of enforced thresholds, accepted ones too
    cases: tuple[Case, ...]
    calls: tuple[tuple[str, News], ...] = ()  # a person or team, and what they are to be told

    @property
    def people(self) -> People:
        """People and teams."""
        return self.world.library.people


def present(world: World, acts: Acts, now: dt.datetime) -> Present:
    """What stands at the naive UTC instant `now`, after what the ledger knows."""
    found = tuple(b for b in follow(world, breaches(world, now), acts, now) if b.enforced)
    looked = Present(world, acts, now, found, cases(world, acts, now, lambda incident: incident.under_way))
    calls = [*_of_breaches(looked), *_of_steps(looked), *_of_sittings(looked)]
    return replace(looked, calls=tuple(calls))


def party_of(people: People, holding: Holding) -> str | None:
    """Whose it is, as it was named: the team, where one of its members was found for it; None if it is nobody's."""
    if holding.party and len(holding.hops) > 1:
        team = people.get(holding.hops[-2].party)
        if team and holding.party in members(people, team.id):
            return team.id
    return holding.party


def news_of(breach: Breach, kind: ChangeKind, number: int = 0, told: float | None = None) -> News:
    """What became of a breach, as it stands."""
    incident = breach.followed.incident
    level: Level = "critical" if breach.level == "critical" else "warning"
    change = Change(
        kind=kind, breach=breach.ref, number=number, level=level, worst=breach.worst,
        incident=incident.id if incident else "",
    )  # fmt: skip
    return News(change, breach=breach, told=told)


def _of_breaches(looked: Present) -> Iterator[tuple[str, News]]:
    """A firing is told whoever acts by the SOP, an escalation whoever it went to, a repeat whoever is expected now."""
    for breach in looked.open:
        if not breach.counts or breach.expected is None:
            continue
        done, expected = breach.followed, party_of(looked.people, breach.expected.holding)
        gone_on = not done.acknowledged and any(step.passed for step in breach.ownership.escalation)
        acts = breach.ownership.acting.party if gone_on and not breach.expected.lost else expected
        if acts and not done.acknowledged_as:  # what is acknowledged with its incident alone may have joined it since
            yield acts, news_of(breach, "fired")
        if done.acknowledged:
            continue
        for hop, step in enumerate(breach.ownership.escalation, 1):
            if step.taken and (to := step.holding.party or expected):
                yield to, news_of(breach, "escalated", hop)
        if expected:
            yield expected, news_of(breach, "still breaching")


def _of_steps(looked: Present) -> Iterator[tuple[str, News]]:
    for case in looked.cases:
        for step in case.overdue:
            holding = step.holding if step.holding.party or not case.expected else case.expected.holding
            if party := party_of(looked.people, holding):
                change = Change(kind="step overdue", incident=case.id, step=step.step.id, level=case.incident.level)
                yield party, News(change, case=case, step=step)


def _of_sittings(looked: Present) -> Iterator[tuple[str, News]]:
    world, acts, now = looked.world, looked.acts, looked.now
    laws = [law for versions in world.library.sops.values() if (law := versions.in_force(now))]
    ahead = max((review.remind for law in laws for review in law.reviews if review.remind), default=dt.timedelta())
    for sitting in sittings(world, acts, now, now + ahead + dt.timedelta(microseconds=1), now) if ahead else ():
        if sitting.state == "upcoming" and sitting.remind_at and sitting.remind_at <= now:
            yield from _each(_all(sitting), News(Change(kind="sitting soon", sitting=sitting.ref), sitting=sitting))
    for sitting in to_hold(world, acts, now):
        late = sitting.escalates_at and sitting.escalates_at <= now and sitting.state in ("open", "due", "overdue")
        if late and sitting.escalates_to:
            change = Change(kind="not signed", sitting=sitting.ref)
            yield from _each([sitting.escalates_to], News(change, sitting=sitting))


def _all(sitting: Sitting) -> Sequence[Holding]:
    return [*([sitting.chair] if sitting.chair else []), *sitting.attendees]


def _each(holdings: Sequence[Holding], news: News) -> Iterator[tuple[str, News]]:
    for party in dict.fromkeys(h.party for h in holdings if h.party):
        yield party, news
