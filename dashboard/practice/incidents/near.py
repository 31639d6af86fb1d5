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
    if world.warehouse is None:
        return ()
    since, linked = one.since, {event.own for event in one.incident.events}
    end = min(since + HAPPENED, as_of)
    rows = read.events(world.warehouse.cursor(), one.incident.sop, since - DEPLOYED, end).to_dict("records")
    found = [
        Nearby(event, since - event.at)
        for row in rows
        if (event := EventRef(kind=row["kind"], at=pd.Timestamp(row["at"]).to_pydatetime(), title=row["title"]))
        and event.own not in linked
    ]
    deployed = (n for n in found if n.event.kind == "deployment" and dt.timedelta() <= n.before <= DEPLOYED)
    happened = (n for n in found if n.event.kind == "incident" and abs(n.before) <= HAPPENED)
    return (*_nearest(deployed)[:1], *_nearest(happened))


def _nearest(found: Iterable[Nearby]) -> list[Nearby]:
    return sorted(found, key=lambda n: (abs(n.before), n.event.at, n.event.title))


def events_before(world: World, one: Case, as_of: dt.datetime) -> tuple[EventRef, ...]:
    """The deployments and loaded incidents of its SOP in the year before `as_of` that are not linked, latest first."""
    if world.warehouse is None:
        return ()
    linked = {event.own for event in one.incident.events}
    rows = read.events(world.warehouse.cursor(), one.incident.sop, as_of - dt.timedelta(days=366), as_of)
    found = [
        EventRef(kind=row["kind"], at=pd.Timestamp(row["at"]).to_pydatetime(), title=row["title"])
        for row in rows.to_dict("records")
        if row["kind"] in ("deployment", "incident")
    ]
    return tuple(sorted((e for e in found if e.own not in linked), key=lambda e: e.at, reverse=True))
