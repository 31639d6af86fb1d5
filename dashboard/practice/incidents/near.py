"""What happened near in time to the beginning of an incident: worth a look. Near in time is all that is said of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.history import read
from dashboard.ledger.acts import EventRef
from dashboard.practice import wording
from dashboard.practice.incidents.case import Case
from dashboard.practice.world import World

DEPLOYED = dt.timedelta(days=28)  # before the beginning
YEAR = dt.timedelta(days=366)
HAPPENED = dt.timedelta(days=7)  # before the beginning or after it


@dataclass(frozen=True)
class Nearby:
    """An event of the loaded data, and how long before the beginning of the incident it was (negative: after it)."""

    event: EventRef
    before: dt.timedelta

    @property
    def words(self) -> str:
        """'near in time: 2 days before it began'."""
        if abs(self.before) < dt.timedelta(minutes=1):
            return "near in time: when it began"
        side = "before" if self.before > dt.timedelta() else "after"
        return f"near in time: {wording.span(abs(self.before))} {side} it began"


def near(world: World, one: Case, as_of: dt.datetime) -> tuple[Nearby, ...]:
    """The last deployment before the incident began, then the loaded incidents near its beginning, nearest first.

    Those of its SOP, or of none in particular, that had happened by `as_of` and are not linked to it yet. A deployment
    is looked for in the 28 days before `Case.since`, incidents in the 7 days before and after it.
    """
    since = one.since
    found = [Nearby(e, since - e.at) for e in _unlinked(world, one, since - DEPLOYED, min(since + HAPPENED, as_of))]
    deployed = (n for n in found if n.event.kind == "deployment" and dt.timedelta() <= n.before <= DEPLOYED)
    happened = (n for n in found if n.event.kind == "incident" and abs(n.before) <= HAPPENED)
    return (*_nearest(deployed)[:1], *_nearest(happened))


def _nearest(found: Iterable[Nearby]) -> list[Nearby]:
    return sorted(found, key=lambda n: (abs(n.before), n.event.at, n.event.title))


def events_before(world: World, one: Case, as_of: dt.datetime) -> tuple[EventRef, ...]:
    """The deployments and loaded incidents of its SOP in the year before `as_of` that are not linked, latest first."""
    found = _unlinked(world, one, as_of - YEAR, as_of)
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))


def _unlinked(world: World, one: Case, start: dt.datetime, end: dt.datetime) -> list[EventRef]:
    """The deployments and loaded incidents of its SOP, or of none in particular, in [start, end], not linked yet."""
    if world.warehouse is None:
        return []
    linked = {event.own for event in one.incident.events}
    rows = read.events(world.warehouse.cursor(), one.incident.sop, start, end).to_dict("records")
    found = [
        EventRef(kind=row["kind"], at=pd.Timestamp(row["at"]).to_pydatetime(), title=row["title"])
        for row in rows
        if row["kind"] in ("deployment", "incident")
    ]
    return [event for event in found if event.own not in linked]
