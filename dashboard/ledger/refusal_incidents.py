"""When an act on an incident is refused."""

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE, BreachRef
from dashboard.ledger.refused import Refused
from dashboard.ledger.state import Acts, Incident


def objection(state: Acts, act: acts.IncidentOpened | acts.IncidentAct, by: str) -> Refused | None:
    """Why `act` by that person cannot follow on `state`; None if it can."""
    if isinstance(act, acts.IncidentOpened):
        return _opening(state, act, by)
    incident = state.incidents.get(act.incident)
    if incident is None:
        return Refused(f"there is no incident '{act.incident}'")
    if incident.reviewed and not isinstance(act, acts.IncidentReopened):
        return Refused("already reviewed", incident.reviewed)
    if isinstance(act, acts.StepAct):
        return _step(incident, act)
    if isinstance(act, acts.BreachAttached):
        return _belongs(state, act.breach, by)
    if isinstance(act, acts.BreachDetached):
        known = any(ref.own == act.breach.own for ref in incident.breaches)
        return None if known else Refused("the breach is no part of that incident")
    if isinstance(act, acts.EventAttached | acts.EventDetached):
        known = any(event.own == act.event.own for event in incident.events)
        if known == isinstance(act, acts.EventAttached):
            return Refused("the event is linked already" if known else "the event is not linked to that incident")
        return None
    return _state(incident, act)


def _opening(state: Acts, act: acts.IncidentOpened, by: str) -> Refused | None:
    if not act.title.strip():
        return Refused("an incident needs a title")
    if known := state.incidents.get(act.incident):
        return Refused("an incident of that id was already opened", known.opened)
    for breach in act.breaches:
        if refused := _belongs(state, breach, by):
            return refused
    same = (i for i in state.incidents.values() if (i.sop, i.response) == (act.sop, act.response) and i.under_way)
    if act.response and (open_ := next(same, None)):
        return Refused(f"the response '{act.response}' is under way already: it was opened", open_.opened)
    return None


def _belongs(state: Acts, breach: BreachRef, by: str) -> Refused | None:
    """One breach belongs to one incident; one that somebody took out of an incident only a person puts into another."""
    found = state.incident_of(breach)
    if found is None:
        return None
    incident = state.incidents[found.incident]
    if not found.detached:
        return Refused(f"the breach belongs to '{incident.title}' already, opened", incident.opened)
    return Refused(f"somebody took the breach out of '{incident.title}'") if by == MACHINE else None


def _step(incident: Incident, act: acts.StepAct) -> Refused | None:
    taken = incident.steps.get(act.step)
    if isinstance(act, acts.StepCommented) and not act.comment.strip():
        return Refused("a comment needs words")
    if isinstance(act, acts.StepReopened):
        return None if taken and taken.closed else Refused("the step is open already")
    if isinstance(act, acts.StepCommented) or taken is None or taken.closed is None:
        needs = isinstance(act, acts.StepSkipped) and not act.comment.strip()
        return Refused("a step is skipped for a reason; this one has none") if needs else None
    return Refused(f"already {'done' if taken.done else 'skipped'}", taken.closed)


def _state(incident: Incident, act: acts.IncidentAct) -> Refused | None:
    if isinstance(act, acts.PostMortemWritten | acts.IncidentReviewed):
        return _afterwards(incident, act)
    if isinstance(act, acts.IncidentReopened):
        return _words(act, "a reopening") if incident.resolved else Refused("it is under way already")
    if incident.resolved:
        return Refused("already resolved", incident.resolved)
    if isinstance(act, acts.IncidentResolved):
        return _words(act, "a resolution")
    if isinstance(act, acts.IncidentAcknowledgementWithdrawn):
        if incident.started:
            return Refused("work on it was begun", incident.started)
        return None if incident.acknowledged else Refused("it is not acknowledged")
    if isinstance(act, acts.IncidentAcknowledged) and incident.acknowledged:
        return Refused("already acknowledged", incident.acknowledged)
    if isinstance(act, acts.IncidentStarted) and incident.started:
        return Refused("already begun", incident.started)
    return None


def _afterwards(incident: Incident, act: acts.PostMortemWritten | acts.IncidentReviewed) -> Refused | None:
    if incident.resolved is None:
        return Refused("it is not resolved yet")
    if isinstance(act, acts.IncidentReviewed):
        return None if incident.post_mortem else Refused("it has no post-mortem yet")
    if not act.happened.strip() or not act.cause.strip():
        return Refused("a post-mortem needs words for what happened and for its cause")
    if not act.lessons or ("nothing" in act.lessons and len(act.lessons) > 1):
        return Refused("a post-mortem says what we change, or that we change nothing")
    return None


def _words(act: acts.IncidentAct, what: str) -> Refused | None:
    return None if act.comment.strip() else Refused(f"{what} needs words for why")
