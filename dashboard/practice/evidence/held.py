"""Who held what when: for every metric and duty the intervals of its holder, and what ended one and began the next.

A holder can change only where a version comes into force, or at a midnight of the SOP's zone with which somebody in
people.yaml joins, leaves, goes away or comes back. Between two such instants who holds a duty is looked up once.
"""

import datetime as dt
from collections import defaultdict
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
    asked: dict[str, frozenset[str]] = {}  # metric → everybody whose coming and going can change who holds it
    for since, moving in edges(versions, people, start, end).items():
        law = versions.in_force(since)
        anew = law is not before or since == start
        metrics = [m for m in law.metrics if anew or asked[m.id] & moving] if law else []
        looked = [(m, list(_holdings(law, people, m, since))) for m in metrics] if law else []
        now = {(m.id, holding.duty): (m, holding) for m, holdings in looked for holding in holdings}
        asked = {**({} if anew else asked), **{m.id: _asked(people, holdings) for m, holdings in looked}}
        told = {m.id for m in metrics}
        gone = [key for key in open_ if key not in now and (anew or key[0] in told)]
        found += [replace(open_.pop(key), end=since) for key in gone]
        for key, (metric, holding) in now.items():
            last, named = open_.get(key), named_for(metric, key[1]) or ""
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
    return sorted(found, key=lambda h: (order[h.metric], h.metric, roles.index(h.duty), h.start))


def edges(
    versions: Versions, people: People, start: dt.datetime, end: dt.datetime
) -> dict[dt.datetime, frozenset[str]]:
    """The instants in [start, end), in their order and `start` the first, from which on somebody else may hold
    something; with the ids of those who come or go then."""
    days = _days(people)
    found: dict[dt.datetime, frozenset[str]] = {start: frozenset()}
    for sop, since, until in versions.spans():
        found.setdefault(since, frozenset())
        for day, moving in days.items():
            at = midnight(day, sop.timezone)
            if since <= at and (until is None or at < until):
                found[at] = found.get(at, frozenset()) | moving
    return {at: found[at] for at in sorted(found) if start <= at < end}


def _days(people: People) -> dict[dt.date, set[str]]:
    """The days with which somebody is there who was not before, or is not who was; and who."""
    found: dict[dt.date, set[str]] = defaultdict(set)
    for party in people.people:
        for first, last in [(party.from_, party.until), *((a.from_, a.until) for a in party.absences)]:
            if first:
                found[first].add(party.id)
            if last and last < dt.date.max:
                found[last + DAY].add(party.id)
    return found


def _asked(people: People, holdings: Sequence[Holding]) -> frozenset[str]:
    """Everybody who was asked on the way to these holders, with all members of the teams among them."""
    found, new = set[str](), {hop.party for holding in holdings for hop in holding.hops}
    while new:
        found |= new
        new = {member for party in map(people.get, new) if party for member in party.members} - found
    return frozenset(found)


def _holdings(law: Sop, people: People, metric: Metric, at: dt.datetime) -> Iterator[Holding]:
    """Who holds each duty, and who is backup where the SOP names one; a team is told by the person of it."""
    today, seen = day_of(law, at), ownership(law, people, metric, at)
    named = {holding.duty: holding for holding in (*seen.duties, *([seen.backup] if seen.backup else []))}
    for duty in (*DUTIES, *(["backup"] if seen.backup else [])):
        holding = named.get(duty) or Holding(duty, None, NOBODY, None, ())
        told = person(people, holding, today) if holding.party else holding
        yield replace(told, hops=_dated(people, told.hops, today))


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
    metric = before.metric(key[0]) if before else None
    same = before is not None and metric is not None and holding in _holdings(before, people, metric, at)
    return PEOPLE if same else f"{VERSION} of {law.effective_from.isoformat()}"
