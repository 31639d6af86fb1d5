"""What is done about an incident: its states, its playbook, what belongs to it, what it taught."""

import datetime as dt
from typing import Literal

from dashboard.ledger.acts.act import Act, BreachRef, Instant, Name, Part, Text, Thing

Level = Literal["critical", "warning"]
Lesson = Literal["thresholds", "owners", "metric", "training", "response", "nothing"]


class EventRef(Part):
    """An event of the loaded data (a deployment, an incident, …), as it was named when it was linked."""

    kind: Name
    at: Instant
    title: Text

    @property
    def own(self) -> Thing:
        """What names it and no other event."""
        return self.kind, self.at, self.title


class IncidentOpened(Act):
    """A response has begun. `incident` is an id of its own, made by whoever records it.

    `version` is the `effective_from` of the SOP version whose `response` it follows; both are empty where it was opened
    by hand without one. `breaches` are those that opened it.
    """

    kind: Literal["incident_opened"] = "incident_opened"
    incident: Name
    sop: Name
    title: Text
    level: Level
    response: str = ""
    version: dt.date | None = None
    breaches: tuple[BreachRef, ...] = ()
    comment: Text = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("incident", self.incident), *(("incident of", *breach.own) for breach in self.breaches))

    @property
    def said(self) -> str:
        return self.comment


class IncidentAct(Act):
    """An act on an incident."""

    incident: Name
    comment: Text = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("incident", self.incident),)

    @property
    def said(self) -> str:
        return self.comment


class IncidentAcknowledged(IncidentAct):
    """Somebody has seen it and takes it on; with it, every breach that belongs to it by then."""

    kind: Literal["incident_acknowledged"] = "incident_acknowledged"


class IncidentAcknowledgementWithdrawn(IncidentAct):
    """It was acknowledged by mistake: nobody has taken it on."""

    kind: Literal["incident_acknowledgement_withdrawn"] = "incident_acknowledgement_withdrawn"


class IncidentStarted(IncidentAct):
    """Work on it has begun."""

    kind: Literal["incident_started"] = "incident_started"


class IncidentResolved(IncidentAct):
    """What was wrong is right again; the comment says how."""

    kind: Literal["incident_resolved"] = "incident_resolved"


class IncidentReopened(IncidentAct):
    """It was resolved, or reviewed, too soon."""

    kind: Literal["incident_reopened"] = "incident_reopened"


class IncidentReviewed(IncidentAct):
    """Its post-mortem was read and agreed on: it is closed."""

    kind: Literal["incident_reviewed"] = "incident_reviewed"


# --- what belongs to it


class OfBreachAct(IncidentAct):
    """An act on whether a breach belongs to the incident."""

    breach: BreachRef

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("incident of", *self.breach.own),)


class BreachAttached(OfBreachAct):
    """A breach belongs to the incident: one more of its response, or one that somebody says is part of it.

    `level` is that of the breach: a critical one makes the incident critical.
    """

    kind: Literal["breach_attached"] = "breach_attached"
    level: Level


class BreachDetached(OfBreachAct):
    """The breach is no part of the incident; it opens no other by itself."""

    kind: Literal["breach_detached"] = "breach_detached"


class OfEventAct(IncidentAct):
    """An act on whether an event of the loaded data has to do with the incident."""

    event: EventRef

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("event of", self.incident, *self.event.own),)


class EventAttached(OfEventAct):
    """Somebody says that an event of the loaded data has to do with the incident."""

    kind: Literal["event_attached"] = "event_attached"


class EventDetached(OfEventAct):
    """The event has nothing to do with it after all."""

    kind: Literal["event_detached"] = "event_detached"


# --- its playbook


class StepAct(IncidentAct):
    """An act on one step of the response."""

    step: Name

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("step", self.incident, self.step),)


class StepDone(StepAct):
    """The step is done."""

    kind: Literal["step_done"] = "step_done"


class StepSkipped(StepAct):
    """The step is not going to be done; the comment says why."""

    kind: Literal["step_skipped"] = "step_skipped"


class StepReopened(StepAct):
    """The step was done or skipped, and is not."""

    kind: Literal["step_reopened"] = "step_reopened"


class StepReassigned(StepAct):
    """Somebody else does the step."""

    kind: Literal["step_reassigned"] = "step_reassigned"
    who: str


class StepCommented(StepAct):
    """Something to remember about the step."""

    kind: Literal["step_commented"] = "step_commented"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return ()


# --- what it taught


class PostMortemWritten(IncidentAct):
    """What happened, why, and what we change; in place of any before.

    `sop_change` is what it asks of the SOP, in words; it is remembered for the SOP's own review.
    """

    kind: Literal["post_mortem_written"] = "post_mortem_written"
    happened: Text
    cause: Text
    lessons: tuple[Lesson, ...]
    sop_change: Text = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("post-mortem", self.incident),)
