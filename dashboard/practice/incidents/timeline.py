"""The history of an incident on one line of time: what broke, what people did, what happened near it."""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.incidents.case import Case
from dashboard.practice.story import Told

SAID = {
    "incident_opened": "opened", "incident_acknowledged": "acknowledged",
    "incident_acknowledgement_withdrawn": "acknowledgement taken back", "incident_started": "work begun",
    "incident_resolved": "resolved", "incident_reopened": "opened again", "incident_reviewed": "reviewed",
    "breach_attached": "breach joined", "breach_detached": "breach taken out", "event_attached": "linked",
    "event_detached": "link taken away", "step_done": "step done", "step_skipped": "step skipped",
    "step_reopened": "step opened again", "step_reassigned": "step given to somebody else",
    "step_commented": "comment", "post_mortem_written": "post-mortem written", "action_added": "action agreed",
}  # fmt: skip


def timeline(case: Case, acts: Acts, as_of: dt.datetime) -> tuple[Told, ...]:
    """Everything known of the incident up to the naive UTC instant `as_of`, in the order in which it happened."""
    told = [*_of_numbers(case), *_of_acts(case), *_of_actions(case, acts)]
    return tuple(sorted((t for t in told if t.at <= as_of), key=lambda t: t.at))


def _of_numbers(case: Case) -> Iterator[Told]:
    for breach in case.breaches:
        where = wording.titled(breach.title, breach.segment)
        yield Told(breach.since, "first point out of bounds", where)
        yield Told(breach.fired_at, "fired", f"{where}, {breach.level}")
        for step in breach.followed.escalations:
            yield Told(step.mark.at, "escalated", f"{where}: nobody had acknowledged it for {wording.span(step.after)}",
                       step.holder)  # fmt: skip
        if breach.ended_at:
            yield Told(breach.ended_at, "ended", f"{where}, {breach.ended_because}")
    for event in case.incident.events:
        yield Told(event.at, event.kind, event.title)


def _of_acts(case: Case) -> Iterator[Told]:
    steps = {one.step.id: one.step.do for one in case.steps}
    for kind, step, mark in case.incident.changes:
        words = ": ".join(filter(None, (steps.get(step, step), mark.text)))
        yield Told(mark.at, SAID[kind], words, mark.by)


def _of_actions(case: Case, acts: Acts) -> Iterator[Told]:
    for id in case.incident.actions:
        action = acts.actions[id]
        if action.closed:
            yield Told(action.closed.at, f"action {action.state}", action.what, action.closed.by)
