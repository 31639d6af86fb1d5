"""The incidents that are known, and which of them a threshold would have told of, how early."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.history import read
from dashboard.history.episodes import Bools, Ints
from dashboard.history.rules import instant, micros
from dashboard.ledger.state import Acts, Incident
from dashboard.practice.lab.threshold import ALWAYS, Subject
from dashboard.practice.world import World

NEAR = dt.timedelta(days=7)  # before an incident began, and after it ended
EARLY = dt.timedelta(days=28)  # before it began: a breach that fired earlier is about something else


@dataclass(frozen=True)
class Known:
    """One incident: loaded with the data, or opened here (`where`: 'loaded' or 'ledger').

    `at` is when it began (one opened here with its breaches: when the first of these began), `until` when it ended, if
    that is known; both naive UTC. `segment` '' concerns everything.
    """

    at: dt.datetime
    until: dt.datetime | None
    title: str
    segment: str
    where: str


def known(world: World, of: Subject, done: Acts, as_of: dt.datetime) -> tuple[Known, ...]:
    """The incidents of the SOP begun by `as_of` that concern this metric, or no metric in particular; earliest first.

    One of the ledger that a loaded one is linked to is the same.
    """
    loaded = _loaded(world, of, as_of)
    there = {(k.at, k.title) for k in loaded}
    opened = [
        _of_ledger(incident, of.metric.id)
        for incident in done.incidents.values()
        if incident.sop == of.sop.sop
        and incident.opened.at <= as_of
        and not any((event.at, event.title) in there for event in incident.events)
        and (not incident.breaches or any(b.metric == of.metric.id for b in incident.breaches))
    ]
    return tuple(sorted((*loaded, *opened), key=lambda k: (k.at, k.title)))


def caught(
    incidents: Sequence[Known], segments: Sequence[str], fired: Ints, ended: Ints
) -> tuple[dt.datetime | None, ...]:
    """For each incident the first firing that told of it, None if none did.

    One entry a breach: `segments`; `fired`, `ended` in microseconds since 1970 (NEVER: open). A breach tells of an
    incident if it fired in its segment, in a part of it or in the whole population, not later than 7 days after it
    ended (after it began, where no end is known), and was still open 7 days before it began; but not if it had fired
    more than 28 days before, or a threshold that is always in breach would tell of everything.
    """
    fits = {k.segment: _within(k.segment, segments) for k in incidents}
    return tuple(_first(k, fits[k.segment], fired, ended) for k in incidents)


def _first(one: Known, fits: Bools, fired: Ints, ended: Ints) -> dt.datetime | None:
    near = (fired >= micros(one.at - EARLY)) & (fired <= micros((one.until or one.at) + NEAR)) & fits
    near &= ended >= micros(one.at - NEAR)
    return instant(fired[near].min()) if near.any() else None


def _within(segment: str, segments: Sequence[str]) -> Bools:
    if not segment:
        return np.ones(len(segments), bool)
    wanted = set(segment.split(","))
    fits = {s: not s or wanted <= set(s.split(",")) for s in set(segments)}
    return np.array([fits[s] for s in segments], bool)


def _loaded(world: World, of: Subject, as_of: dt.datetime) -> list[Known]:
    if world.warehouse is None:
        return []
    rows = read.events(world.warehouse.cursor(), of.sop.sop, ALWAYS, as_of).to_dict("records")
    return [
        Known(
            at=pd.Timestamp(row["at"]).to_pydatetime(),
            until=None if pd.isna(row["until"]) else pd.Timestamp(row["until"]).to_pydatetime(),
            title=row["title"],
            segment=row["segment"] or "",
            where="loaded",
        )
        for row in rows
        if row["kind"] == "incident" and (pd.isna(row["metric"]) or row["metric"] == of.metric.id)
    ]


def _of_ledger(incident: Incident, metric: str) -> Known:
    own = [b for b in incident.breaches if b.metric == metric]
    return Known(
        at=min((b.since for b in own), default=incident.opened.at),
        until=incident.resolved.at if incident.resolved else None,
        title=incident.title,
        segment=own[0].segment if len({b.segment for b in own}) == 1 else "",
        where="ledger",
    )
