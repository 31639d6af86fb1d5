"""Who held what when: for every metric and duty the intervals of its holder, and what ended one and began the next.

A holder can change only where a version comes into force, or at a midnight of the SOP's zone with which somebody in
people.yaml joins, leaves, goes away or comes back. Between two such instants who holds a duty is looked up once.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.practice.evidence.seen import midnight
from dashboard.practice.ownership import NOBODY, Holding, Hop, because_away, day_of, named_for, ownership, person
from dashboard.sop.model import DUTIES, Metric, People, Sop
from dashboard.sop.versions import Versions

DAY = dt.timedelta(days=1)
PERIOD, VERSION, PEOPLE = "start of the period", "new version", "absence, return, joining or leaving"


@dataclass(frozen=True)
class Held:
    """`holding` is who held the duty of a metric in [start, end), naive UTC: a person, or nobody (party None).

    `named` is whom the SOP names for it, '' where it names nobody; `hops` of the holding say how it came from the one
    to the other. `began` is why it begins here.
    """

    sop: str
    metric: str
    title: str
    duty: str
    start: dt.datetime
    end: dt.datetime
    named: str
    holding: Holding
    began: str


def held(versions: Versions, people: People, start: dt.datetime, end: dt.datetime) -> list[Held]:
    """Every interval in [start, end), by metric, in the order of the versions, and duty."""
    open_: dict[tuple[str, str], Held] = {}
    found: list[Held] = []
    before: Sop | None = None
    for since in edges(versions, people, start, end):
        law = versions.in_force(since)
        now = {(m.id, duty): (m, h) for m, duty, h in _holdings(law, people, since)} if law else {}
        for key in [key for key in open_ if key not in now]:
            found.append(replace(open_.pop(key), end=since))
        for key, (metric, holding) in now.items():
            last = open_.get(key)
            named = named_for(metric, key[1]) or ""
            if last and (last.holding, last.named, last.title) == (holding, named, metric.title):
                continue
            if last:
                found.append(replace(last, end=since))
            began = _began(before, law, people, key, since, holding, since == start)
            open_[key] = Held(versions.id, metric.id, metric.title, key[1], since, end, named, holding, began)
        before = law
    found += open_.values()
    order = {m.id: n for n, m in enumerate(m for v in reversed(versions.good) for m in v.sop.metrics)}
    roles = [*DUTIES, "backup"]
    return sorted(found, key=lambda h: (order.get(h.metric, 0), h.metric, roles.index(h.duty), h.start))


def edges(versions: Versions, people: People, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """The instants in [start, end) from which on somebody else may hold something, `start` the first of them."""
    days = set(_days(people))
    found = {start}
    for sop, since, until in versions.spans():
        found.add(since)
        inside = (midnight(day, sop.timezone) for day in days)
        found.update(at for at in inside if since < at and (until is None or at < until))
    return sorted(at for at in found if start <= at < end)


def _days(people: People) -> Iterator[dt.date]:
    """The days with which somebody is there who was not before, or is not who was."""
    for party in people.people:
        spans = [(party.from_, party.until), *((a.from_, a.until) for a in party.absences)]
        for first, last in spans:
            yield from [first] if first else []
            yield from [last + DAY] if last and last < dt.date.max else []


def _holdings(law: Sop, people: People, at: dt.datetime) -> Iterator[tuple[Metric, str, Holding]]:
    """Who holds each duty, and who is backup where the SOP names one; a team is told by the person of it."""
    today = day_of(law, at)
    for metric in law.metrics:
        seen = ownership(law, people, metric, at)
        named = {holding.duty: holding for holding in (*seen.duties, *([seen.backup] if seen.backup else []))}
        for duty in (*DUTIES, *(["backup"] if seen.backup else [])):
            holding = named.get(duty) or Holding(duty, None, NOBODY, None, ())
            told = person(people, holding, today) if holding.party else holding
            yield metric, duty, replace(told, hops=_dated(people, told.hops, today))


def _dated(people: People, hops: Sequence[Hop], today: dt.date) -> tuple[Hop, ...]:
    """The hops with the years of the days in them: a file is read long after the day that it is about."""
    told = []
    for hop in hops:
        party = people.get(hop.party)
        if party and (away := because_away(party, today)) and hop.because == away:
            hop = replace(hop, because=because_away(party, today, dated=True) or away)
        told.append(hop)
    return tuple(told)


def _began(
    before: Sop | None, law: Sop | None, people: People, key: tuple[str, str], at: dt.datetime, holding: Holding,
    first: bool,
) -> str:  # fmt: skip
    if first or law is None:
        return PERIOD
    if before is law:
        return PEOPLE
    same = before is not None and any(
        (m.id, duty) == key and h == holding for m, duty, h in _holdings(before, people, at)
    )
    return PEOPLE if same else f"{VERSION} of {law.effective_from.isoformat()}"
