"""What a person can do: one class an act, named after what was done. An act says what; its event says who and when.

An act is written as JSON with its `kind`. A kind that was ever written is never renamed and never loses a field: the
events of ten years ago are read by it.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, TypeAdapter

Instant = NaiveDatetime  # UTC
Text = str  # what a person writes has its limits in refusal.py: there they are told in words
Name = Annotated[str, Field(min_length=1, max_length=200)]
Item = Annotated[str, Field(min_length=1, max_length=2_000)]  # the id of an item of an agenda
Thing = tuple[object, ...]  # what an act changes
Verdict = Literal["accept", "act", "change_sop", "no_action"]


class Part(BaseModel):
    """What every act and every part of one has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BreachRef(Part):
    """The breach that was acted on, as it was seen then. A restatement may move its ends afterwards."""

    sop: Name
    metric: Name
    threshold: Name
    segment: str
    since: Instant
    fired_at: Instant

    @property
    def own(self) -> Thing:
        """What names it and no other breach."""
        return self.sop, self.metric, self.threshold, self.segment, self.since

    @property
    def track(self) -> tuple[str, str, str, str]:
        """(sop, metric, threshold, segment): what a breach is an episode of; episodes of one track never overlap."""
        return self.sop, self.metric, self.threshold, self.segment


class SittingRef(Part):
    """One occurrence of a review; `at` is when it was due to begin by its `rrule`."""

    sop: Name
    review: Name
    at: Instant

    @property
    def own(self) -> Thing:
        """What names it and no other sitting."""
        return self.sop, self.review, self.at

    # pydantic's own are slow, and each act in a sitting is looked up by them
    def __hash__(self) -> int:
        return hash(self.own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SittingRef) and self.own == other.own


class Act(Part):
    """Something done. `concerns` are the things that it changes: a second act on one of them has to have seen it."""

    kind: str

    @property
    def concerns(self) -> tuple[Thing, ...]:
        """Names of what this changes: what, and of which breach, sitting, item or action."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """What the person wrote to it; empty where nothing was."""
        return ""


# --- a breach, in the meeting or outside of it


class BreachAct(Act):
    """An act on a breach."""

    breach: BreachRef
    comment: Text = ""

    @property
    def said(self) -> str:
        return self.comment


class Acknowledged(BreachAct):
    """Somebody has seen the breach and says so."""

    kind: Literal["acknowledged"] = "acknowledged"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("acknowledgement", *self.breach.own),)


class AcknowledgementWithdrawn(BreachAct):
    """It was acknowledged by mistake: nobody has seen it."""

    kind: Literal["acknowledgement_withdrawn"] = "acknowledgement_withdrawn"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("acknowledgement", *self.breach.own),)


class Accepted(BreachAct):
    """The breach is accepted for now: until that instant it is not listed as breaching."""

    kind: Literal["accepted"] = "accepted"
    until: Instant

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("acceptance", *self.breach.own),)


class AcceptanceEnded(BreachAct):
    """The breach is no longer accepted, before the date that was agreed."""

    kind: Literal["acceptance_ended"] = "acceptance_ended"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("acceptance", *self.breach.own),)


# --- a sitting of a review


class SittingAct(Act):
    """An act within a sitting; refused once that is signed, but for the two that follow a signature."""

    sitting: SittingRef


class SittingOpened(SittingAct):
    """The meeting begins; its clock runs from here."""

    kind: Literal["sitting_opened"] = "sitting_opened"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("opening", *self.sitting.own),)


class Attended(SittingAct):
    """Who is there: the whole list, in place of any before."""

    kind: Literal["attended"] = "attended"
    people: tuple[Name, ...]

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("attendance", *self.sitting.own),)


class Noted(SittingAct):
    """The note on one item of the agenda, in place of any before; empty takes it away."""

    kind: Literal["noted"] = "noted"
    item: Item
    text: Text

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("note", *self.sitting.own, self.item),)

    @property
    def said(self) -> str:
        return self.text


class Decided(SittingAct):
    """What was decided on one item, in place of any before. `accept` of a breach accepts it `until` that instant.

    `decision` None takes an earlier decision back, and with it the acceptance that it gave.
    """

    kind: Literal["decided"] = "decided"
    item: Item
    decision: Verdict | None
    comment: Text = ""
    until: Instant | None = None
    breach: BreachRef | None = None

    @property
    def concerns(self) -> tuple[Thing, ...]:
        own = ("decision", *self.sitting.own, self.item)
        return (own, ("acceptance", *self.breach.own)) if self.breach else (own,)

    @property
    def said(self) -> str:
        return self.comment


class SittingSigned(SittingAct):
    """The chair signs: the sitting is frozen as the document that goes with this event says.

    `generation` names the numbers and `digest` the SOPs that it was made from; `document_hash` is the SHA-256 of it.
    """

    kind: Literal["sitting_signed"] = "sitting_signed"
    generation: str
    digest: str
    document_hash: str
    role: str = "chair"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("signature", *self.sitting.own),)


class SittingCountersigned(SittingAct):
    """A second, different person signs the same document."""

    kind: Literal["sitting_countersigned"] = "sitting_countersigned"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("countersignature", *self.sitting.own),)


class SittingCorrected(SittingAct):
    """A correction that follows a signed sitting; what was signed stays as it is."""

    kind: Literal["sitting_corrected"] = "sitting_corrected"
    text: Text

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return ()

    @property
    def said(self) -> str:
        return self.text


# --- an action: who does what by when


class ActionAdded(Act):
    """An action was agreed. `action` is an id of its own, made by whoever records it."""

    kind: Literal["action_added"] = "action_added"
    action: Name
    what: Text
    who: str
    due: dt.date
    sop: str = ""
    metric: str = ""
    sitting: SittingRef | None = None
    item: str = ""
    breach: BreachRef | None = None

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("action", self.action),)


class ActionAct(Act):
    """A change of an action."""

    action: Name
    comment: Text = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("action", self.action),)

    @property
    def said(self) -> str:
        return self.comment


class ActionDone(ActionAct):
    """It is done."""

    kind: Literal["action_done"] = "action_done"


class ActionReopened(ActionAct):
    """It was done or dropped, and is not."""

    kind: Literal["action_reopened"] = "action_reopened"


class ActionDropped(ActionAct):
    """It is not going to be done."""

    kind: Literal["action_dropped"] = "action_dropped"


class ActionMoved(ActionAct):
    """It is due on another day."""

    kind: Literal["action_moved"] = "action_moved"
    due: dt.date


class ActionReassigned(ActionAct):
    """Somebody else does it."""

    kind: Literal["action_reassigned"] = "action_reassigned"
    who: str


AnyAct = (
    Acknowledged
    | AcknowledgementWithdrawn
    | Accepted
    | AcceptanceEnded
    | SittingOpened
    | Attended
    | Noted
    | Decided
    | SittingSigned
    | SittingCountersigned
    | SittingCorrected
    | ActionAdded
    | ActionDone
    | ActionReopened
    | ActionDropped
    | ActionMoved
    | ActionReassigned
)
ACT: TypeAdapter[AnyAct] = TypeAdapter(Annotated[AnyAct, Field(discriminator="kind")])
AFTER_SIGNING = (SittingCountersigned, SittingCorrected)


def name_of(ref: BreachRef | SittingRef) -> str:
    """One line that names a breach or a sitting, and no other."""
    if isinstance(ref, SittingRef):
        timespec = "auto" if ref.at.second or ref.at.microsecond else "minutes"
        return f"{_path(ref.sop, ref.review)}/{ref.at.isoformat(timespec=timespec)}Z"
    return f"{_path(ref.sop, ref.metric, ref.threshold, ref.segment)}/{ref.since.isoformat()}Z"


def _path(*parts: str) -> str:
    path = "/".join(parts)
    if path.count("/") == len(parts) - 1 and "%" not in path:
        return path
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)  # a slash within is not one between
