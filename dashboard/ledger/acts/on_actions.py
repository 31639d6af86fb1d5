"""What is done about an action: who does what by when."""

import datetime as dt
from typing import Literal

from dashboard.ledger.acts.act import Act, BreachRef, Name, SittingRef, Text, Thing


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
    incident: str = ""

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
