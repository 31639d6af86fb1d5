"""What is done in a sitting of a review."""

from typing import Literal

from dashboard.ledger.acts.act import Act, BreachRef, Instant, Item, Name, SittingRef, Text, Thing

Verdict = Literal["accept", "act", "change_sop", "no_action"]


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


AFTER_SIGNING = (SittingCountersigned, SittingCorrected)
