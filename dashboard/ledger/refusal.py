"""When an act is refused: two people did conflicting things, or what it needs is not so."""

import datetime as dt

from dashboard.errors import DashboardError
from dashboard.ledger import acts
from dashboard.ledger.state import Acts, Mark


class Refused(DashboardError):
    """The act was not recorded. `what` says why; `mark` is the act that was there first, if it was one."""

    def __init__(self, what: str, mark: Mark | None = None):
        self.what, self.mark = what, mark
        super().__init__(f"{what} by {mark.by} at {_time(mark.at)}" if mark else what)


def objection(state: Acts, act: acts.AnyAct, by: str, seen: int | None) -> Refused | None:
    """Why `act` by that person cannot follow on `state`; None if it can.

    `seen` is the length of the ledger that the person was looking at: what has been changed since by somebody is not
    overwritten unseen. None leaves that question out, for acts that replace nothing.
    """
    if isinstance(act, acts.SittingAct | acts.ActionAdded) and act.sitting:
        sitting = state.proceedings(act.sitting)
        if isinstance(act, acts.AFTER_SIGNING):
            if not sitting.signed:
                return Refused("this sitting is not signed yet")
            if isinstance(act, acts.SittingCountersigned):
                if sitting.countersigned:
                    return Refused("already countersigned", sitting.countersigned)
                if sitting.signed.by == by:
                    return Refused("the one who signed cannot countersign; somebody else has to")
        elif sitting.signed:
            return Refused("already signed", sitting.signed)
        if isinstance(act, acts.SittingOpened) and sitting.opened:
            return Refused("already opened", sitting.opened)
        if isinstance(act, acts.Decided) and act.decision == "accept" and act.breach and not act.until:
            return Refused("a breach is accepted until a date; this one has none")
    if isinstance(act, acts.Acknowledged):
        handled = next((h for h in state.handled.get(act.breach.track, ()) if h.ref.since == act.breach.since), None)
        if handled and handled.acknowledged:
            return Refused("already acknowledged", handled.acknowledged)
    if isinstance(act, acts.ActionAdded) and act.action in state.actions:
        return Refused("an action of that id was already added", state.actions[act.action].added)
    if isinstance(act, acts.ActionAct):
        if act.action not in state.actions:
            return Refused(f"there is no action '{act.action}'")
        action = state.actions[act.action]
        if isinstance(act, acts.ActionReopened):
            if action.state == "open":
                return Refused("it is open already")
        elif action.state != "open":
            return Refused(f"already {action.state}", action.closed)
    return _unseen(state, act, seen)


def _unseen(state: Acts, act: acts.AnyAct, seen: int | None) -> Refused | None:
    if seen is None:
        return None
    changed = [mark for thing in act.concerns if (mark := state.touched.get(thing)) and mark.seq > seen]
    return Refused("changed meanwhile", max(changed, key=lambda mark: mark.seq)) if changed else None


def _time(at: dt.datetime) -> str:
    return f"{at:%H:%M} on {at:%Y-%m-%d} UTC"
