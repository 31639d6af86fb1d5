"""Incidents, as documents for machines and as text for people."""

import datetime as dt
from collections.abc import Sequence

from dashboard.ledger.acts import name_of
from dashboard.practice import wording
from dashboard.practice.incidents.case import Case
from dashboard.practice.ownership import known_as
from dashboard.practice.report import aligned
from dashboard.sop.model import People


def incident_json(one: Case) -> dict[str, object]:
    """One incident as `incidents --json` has it: people are ids or null, `breaches` their names, open ones first.

    `response` and `version` are null for one opened by hand without; `next_step` when no step is open.
    """
    incident, step = one.incident, one.next_step
    return {
        "id": incident.id,
        "sop": incident.sop,
        "response": incident.response or None,
        "version": incident.version.isoformat() if incident.version else None,
        "title": incident.title,
        "level": incident.level,
        "state": incident.state,
        "opened": wording.instant(incident.opened.at),
        "acknowledged_by": incident.acknowledged.by if incident.acknowledged else None,
        "resolved": wording.instant(incident.resolved.at) if incident.resolved else None,
        "expected": one.expected.holding.party if one.expected else None,
        "next_step": step.step.id if step else None,
        "next_step_due": wording.instant(step.due) if step else None,
        "overdue": [late.step.id for late in one.overdue],
        "post_mortem": incident.post_mortem is not None,
        "breaches": [{"name": name_of(b.ref), "open": b.ended_at is None} for b in one.breaches],
    }


def of_incidents(found: Sequence[Case], people: People, as_of: dt.datetime) -> str:
    """A line an incident, in the order given."""
    if not found:
        return "no incident is under way"
    return "\n".join(aligned([_cells(one, people, as_of) for one in found]))


def _cells(one: Case, people: People, as_of: dt.datetime) -> list[str]:
    incident = one.incident
    whose = f"{one.expected.holding.name} {one.expected.because}" if one.expected else ""
    said = [f"NOBODY FOUND: falls to {one.expected.holding.name}" if one.expected and one.expected.lost else whose]
    if one.next_step and one.next_step.due:
        said.append(f"{'overdue, was ' if one.next_step.overdue else ''}due {wording.due(one.next_step.due, as_of)}")
    if incident.acknowledged and incident.under_way:
        said.append(f"acknowledged by {known_as(people, incident.acknowledged.by)}")
    breaching = f"{len(one.open_breaches)} of {len(one.breaches)} breaching"
    opened = f"opened {wording.moment(incident.opened.at, as_of)}"
    words = "; ".join(filter(None, said))
    return [incident.level, incident.id, incident.title, incident.state, opened, breaching, words]
