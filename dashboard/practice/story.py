"""The whole story of a breach: since, fired, escalated, acknowledged, worked on, decided, acted on, ended."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from dashboard.ledger.acts import Verdict
from dashboard.ledger.state import Acts, Decision
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.ownership import known_as
from dashboard.practice.trend import EVENT_COLUMNS, Trend
from dashboard.sop.model import People

DECIDED: dict[Verdict, str] = {
    "accept": "accepted", "act": "act", "change_sop": "change the SOP", "no_action": "no action",
}  # fmt: skip
OF_THE_INCIDENT = {
    "incident_opened": "incident opened", "incident_started": "work on it began",
    "incident_resolved": "incident resolved", "incident_reopened": "incident opened again",
    "incident_reviewed": "incident reviewed", "post_mortem_written": "post-mortem written",
    "step_done": "step done", "step_skipped": "step skipped", "step_reopened": "step opened again",
}  # fmt: skip
OF_THE_NUMBERS = ("since", "fired", "ended")


@dataclass(frozen=True)
class Told:
    """One moment of the story: when (naive UTC), what, in whose words, and who ('' for what the numbers did)."""

    at: dt.datetime
    what: str
    words: str = ""
    who: str = ""


def story(breach: Breach, acts: Acts) -> tuple[Told, ...]:
    """Everything that is known of one breach (its `followed` filled in), in the order in which it happened."""
    return tuple(sorted(_told(breach, acts), key=lambda told: told.at))


def with_story(trend: Trend, breaches: Iterable[Breach], acts: Acts, people: People) -> Trend:
    """The trend with what people did about these breaches among its events, as a kind of its own: 'act'."""
    told = dict.fromkeys(t for breach in breaches for t in story(breach, acts) if t.what not in OF_THE_NUMBERS)
    if not told:
        return trend
    rows = pd.DataFrame([_event(t, people) for t in told]).reindex(columns=EVENT_COLUMNS)
    rows = rows.astype({"at": "datetime64[us]", "until": "datetime64[us]"})
    events = pd.concat([trend.events, rows], ignore_index=True) if len(trend.events) else rows
    return dataclasses.replace(trend, events=events.sort_values("at", kind="stable", ignore_index=True))


def decided(decision: Decision, as_of: dt.datetime | None = None) -> str:
    """'accepted until Tue 1 Dec', 'act', 'change the SOP', 'no action'."""
    until = f" until {wording.moment(decision.until, as_of)}" if decision.until else ""
    return DECIDED[decision.decision] + until


def _event(told: Told, people: People) -> dict[str, object]:
    title = f"{told.what}: {known_as(people, told.who)}"
    return {"kind": "act", "at": told.at, "title": title[:1].upper() + title[1:], "text": told.words or None}


def _told(breach: Breach, acts: Acts) -> Iterator[Told]:
    known = breach.followed
    yield Told(breach.since, "since", "the first point that did not meet it")
    yield Told(breach.fired_at, "fired")
    if known.acknowledged:
        yield Told(known.acknowledged.at, "acknowledged", known.acknowledged.text, known.acknowledged.by)
    for acceptance in known.acceptances:
        mark, until = acceptance.mark, f"until {wording.moment(acceptance.until)}"
        if acceptance.sitting is None:
            yield Told(mark.at, "accepted", f"{until}: {mark.text}" if mark.text else until, mark.by)
        if acceptance.ended and acceptance.ended.at < acceptance.until:
            yield Told(acceptance.ended.at, "accepted no longer", acceptance.ended.text, acceptance.ended.by)
    for hop in known.escalations:
        yield Told(hop.mark.at, "escalated", f"not acknowledged within {wording.span(hop.after)}", hop.holder or hop.to)
    for kind, step, mark in known.incident.changes if known.incident else ():
        if kind in OF_THE_INCIDENT:
            yield Told(mark.at, OF_THE_INCIDENT[kind], ": ".join(filter(None, (step, mark.text))), mark.by)
    for decision in known.decisions:
        note = acts.proceedings(decision.sitting).notes.get(decision.item)
        words = ": ".join(filter(None, (decided(decision), decision.mark.text, note.text if note else "")))
        yield Told(decision.mark.at, "discussed and decided", words, decision.mark.by)
    for action in known.actions:
        yield Told(action.added.at, "action agreed", f"{action.what}, by {wording.day(action.due)}", action.who)
        if action.closed:
            yield Told(action.closed.at, f"action {action.state}", action.what, action.closed.by)
    if breach.ended_at:
        yield Told(breach.ended_at, "ended", breach.ended_because or "")
