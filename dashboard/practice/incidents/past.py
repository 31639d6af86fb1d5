"""An incident as it stood at an instant: what was done later has not happened yet."""

import datetime as dt
from dataclasses import replace

from dashboard.ledger.state import Incident, Mark, StepTaken


def as_at(incident: Incident, as_of: dt.datetime) -> Incident | None:
    """The incident at the naive UTC instant `as_of`; None if it was not opened by then.

    Its breaches, its level and what is linked to it are those of today: that they came later leaves no mark of theirs.
    """
    if incident.opened.at > as_of:
        return None
    acknowledged, written = incident.acknowledged, incident.post_mortem
    late = [mark for _, _, mark in incident.changes if mark.at > as_of]
    if not late and not (acknowledged and acknowledged.at > as_of):
        return incident
    changes = tuple(change for change in incident.changes if change[2].at <= as_of)
    past = replace(incident, changes=changes)
    return replace(
        past,
        acknowledged=acknowledged if acknowledged and acknowledged.at <= as_of else None,
        started=incident.started if incident.started and incident.started.at <= as_of else None,
        resolved=_last(past, "", "incident_resolved", "incident_reopened"),
        reviewed=_last(past, "", "incident_reviewed", "incident_reopened"),
        steps={id: _step(past, id, taken) for id, taken in incident.steps.items()},
        post_mortem=written if written and written.mark.at <= as_of else None,
    )


def _step(past: Incident, id: str, taken: StepTaken) -> StepTaken:
    given = any((kind, step) == ("step_reassigned", id) for kind, step, _ in past.changes)
    return StepTaken(
        done=_last(past, id, "step_done", "step_skipped", "step_reopened"),
        skipped=_last(past, id, "step_skipped", "step_done", "step_reopened"),
        who=taken.who if given else "",
        comments=tuple(mark for kind, step, mark in past.changes if (kind, step) == ("step_commented", id)),
    )


def _last(past: Incident, step: str, kind: str, *undone_by: str) -> Mark | None:
    """The last mark of that kind, unless one that undoes it came after."""
    found = [(k, mark) for k, s, mark in past.changes if s == step and k in (kind, *undone_by)]
    return found[-1][1] if found and found[-1][0] == kind else None
