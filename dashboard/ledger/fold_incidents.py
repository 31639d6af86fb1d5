"""What the acts on incidents change in a state in the making; a part of the fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.ledger import acts
from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Belonging, Incident, Mark, PostMortem, StepTaken, changed, overlap

if TYPE_CHECKING:
    from dashboard.ledger.fold import Folding


def breach_acknowledged(folding: Folding, ref: BreachRef, mark: Mark) -> None:
    """Whoever acknowledges a breach takes on the incident that it belongs to."""
    incident = _of(folding, ref)
    if incident and not incident.acknowledged:
        _put(folding, incident, acknowledged=mark)


def breach_withdrawn(folding: Folding, ref: BreachRef, was: Mark | None) -> None:
    """What only that acknowledgement had acknowledged is not acknowledged either."""
    incident = _of(folding, ref)
    if incident and was and incident.acknowledged == was:
        _put(folding, incident, acknowledged=None)


def action_added(folding: Folding, act: acts.ActionAdded, mark: Mark) -> None:
    """A corrective action belongs to its incident."""
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark._replace(text=act.what), actions=(*incident.actions, act.action))


def _opened(folding: Folding, act: acts.IncidentOpened, mark: Mark) -> None:
    incident = Incident(act.incident, act.sop, act.title, act.level, act.response, act.version, mark)
    marks = [handled.acknowledged for ref in act.breaches if (handled := folding.track(ref)[2]).acknowledged]
    acknowledged = min((m for m in marks if m), key=lambda m: m.seq, default=None)
    _told(folding, incident, act.kind, mark, breaches=act.breaches, acknowledged=acknowledged)
    for breach in act.breaches:
        _belongs(folding, Belonging(breach, act.incident))


def _acknowledged(folding: Folding, act: acts.IncidentAcknowledged, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark, acknowledged=incident.acknowledged or mark)
        _acknowledge_breaches(folding, incident, mark)


def _withdrawn(folding: Folding, act: acts.IncidentAcknowledgementWithdrawn, mark: Mark) -> None:
    """Its breaches that were acknowledged by the same act are not acknowledged either."""
    incident = folding.incidents.get(act.incident)
    if incident is None:
        return
    for ref in incident.breaches:
        track, place, was = folding.track(ref)
        if was.acknowledged and was.acknowledged == incident.acknowledged:
            track[place] = was._replace(acknowledged=None)
    _told(folding, incident, act.kind, mark, acknowledged=None)


def _started(folding: Folding, act: acts.IncidentStarted, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark, **_begun(folding, incident, mark))


def _resolved(folding: Folding, act: acts.IncidentResolved, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark, resolved=mark, **_begun(folding, incident, mark))


def _reopened(folding: Folding, act: acts.IncidentReopened, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark, resolved=None, reviewed=None)


def _reviewed(folding: Folding, act: acts.IncidentReviewed, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        _told(folding, incident, act.kind, mark, reviewed=mark)


def _attached(folding: Folding, act: acts.BreachAttached, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        level: acts.Level = "critical" if "critical" in (act.level, incident.level) else "warning"
        kept = tuple(ref for ref in incident.breaches if ref.own != act.breach.own)
        told = mark._replace(text=_of_breach(act.breach, mark.text))
        _told(folding, incident, act.kind, told, breaches=(*kept, act.breach), level=level)
        _belongs(folding, Belonging(act.breach, act.incident))


def _detached(folding: Folding, act: acts.BreachDetached, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        kept = tuple(ref for ref in incident.breaches if ref.own != act.breach.own)
        told = mark._replace(text=_of_breach(act.breach, mark.text))
        _told(folding, incident, act.kind, told, breaches=kept)
        _belongs(folding, Belonging(act.breach, act.incident, detached=True))


def _event_attached(folding: Folding, act: acts.EventAttached, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        kept = tuple(event for event in incident.events if event.own != act.event.own)
        told = mark._replace(text=act.event.title)
        _told(folding, incident, act.kind, told, events=(*kept, act.event))


def _event_detached(folding: Folding, act: acts.EventDetached, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        kept = tuple(event for event in incident.events if event.own != act.event.own)
        _told(folding, incident, act.kind, mark._replace(text=act.event.title), events=kept)


def _step(folding: Folding, act: acts.StepAct, mark: Mark) -> None:
    """Whoever closes a step has taken the incident on, and begun."""
    incident = folding.incidents.get(act.incident)
    if incident is None:
        return
    was = incident.steps.get(act.step, StepTaken())
    begun: dict[str, Any] = {}
    if isinstance(act, acts.StepDone | acts.StepSkipped):
        skipped = isinstance(act, acts.StepSkipped)
        after = was._replace(done=None if skipped else mark, skipped=mark if skipped else None)
        begun = _begun(folding, incident, mark)
    elif isinstance(act, acts.StepReopened):
        after = was._replace(done=None, skipped=None)
    elif isinstance(act, acts.StepReassigned):
        after = was._replace(who=act.who)
    else:
        after = was._replace(comments=(*was.comments, mark))
    _told(folding, incident, act.kind, mark, act.step, steps={**incident.steps, act.step: after}, **begun)


def _post_mortem(folding: Folding, act: acts.PostMortemWritten, mark: Mark) -> None:
    if incident := folding.incidents.get(act.incident):
        written = PostMortem(act.happened, act.cause, act.lessons, act.sop_change, mark)
        _told(folding, incident, act.kind, mark, post_mortem=written)


HOW: dict[type[acts.AnyAct], Callable[[Folding, Any, Mark], None]] = {
    acts.IncidentOpened: _opened,
    acts.IncidentAcknowledged: _acknowledged,
    acts.IncidentAcknowledgementWithdrawn: _withdrawn,
    acts.IncidentStarted: _started,
    acts.IncidentResolved: _resolved,
    acts.IncidentReopened: _reopened,
    acts.IncidentReviewed: _reviewed,
    acts.BreachAttached: _attached,
    acts.BreachDetached: _detached,
    acts.EventAttached: _event_attached,
    acts.EventDetached: _event_detached,
    acts.StepDone: _step,
    acts.StepSkipped: _step,
    acts.StepReopened: _step,
    acts.StepReassigned: _step,
    acts.StepCommented: _step,
    acts.PostMortemWritten: _post_mortem,
}


def _begun(folding: Folding, incident: Incident, mark: Mark) -> dict[str, Any]:
    """What changes when work begins on an incident that nobody had acknowledged, or begun, yet."""
    if not incident.acknowledged:
        _acknowledge_breaches(folding, incident, mark)
    return {"acknowledged": incident.acknowledged or mark, "started": incident.started or mark}


def _acknowledge_breaches(folding: Folding, incident: Incident, mark: Mark) -> None:
    for ref in incident.breaches:
        track, place, was = folding.track(ref)
        track[place] = was._replace(acknowledged=was.acknowledged or mark)


def _of(folding: Folding, ref: BreachRef) -> Incident | None:
    """The incident under way that the breach belongs to."""
    near = [b for b in folding.belongings.get(ref.track, ()) if not b.detached and overlap(b.breach, ref)]
    found = [folding.incidents[b.incident] for b in near if b.incident in folding.incidents]
    return next((incident for incident in reversed(found) if incident.under_way), None)


def _belongs(folding: Folding, belonging: Belonging) -> None:
    track = belonging.breach.track
    others = tuple(b for b in folding.belongings.get(track, ()) if b.breach.own != belonging.breach.own)
    folding.belongings[track] = (*others, belonging)


def _of_breach(ref: BreachRef, words: str) -> str:
    named = "/".join(filter(None, (ref.metric, ref.threshold, ref.segment)))
    return f"{named}: {words}" if words else named


def _told(folding: Folding, incident: Incident, kind: str, mark: Mark, step: str = "", /, **changes: object) -> None:
    _put(folding, incident, changes=(*incident.changes, (kind, step, mark)), **changes)


def _put(folding: Folding, incident: Incident, **changes: object) -> None:
    folding.incidents[incident.id] = changed(incident, **changes)
