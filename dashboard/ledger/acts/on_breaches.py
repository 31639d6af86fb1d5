"""What is done about a breach, in a meeting or outside of it."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from dashboard.ledger.acts.act import Act, BreachRef, Instant, Name, Text, Thing


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


class Escalated(BreachAct):
    """Nobody had acknowledged the breach `after` that long since it fired: it went to the next in the escalation.

    `hop` counts from 1; `to` is whom the SOP names, `holder` who held that then ('' if nobody could be found).
    """

    kind: Literal["escalated"] = "escalated"
    hop: Annotated[int, Field(ge=1)]
    after: dt.timedelta
    to: Name
    holder: str = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("escalation", *self.breach.own, self.hop),)
