"""When an act is refused: two people did conflicting things, or what it needs is not so."""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger import acts, refusal_incidents, refusal_notices, refusal_proposals
from dashboard.ledger.refused import Refused as Refused
from dashboard.ledger.refused import time_of
from dashboard.ledger.state import Acts, overlap

TEXT_LIMIT, LINE_LIMIT, NAME_LIMIT = 20_000, 2_000, 200  # characters


def objection(
    state: Acts, act: acts.AnyAct, by: str, seen: int | None, at: dt.datetime | None = None
) -> Refused | None:
    """Why `act` by that person at that instant (naive UTC) cannot follow on `state`; None if it can.

    `seen` is the length of the ledger that the person was looking at: what has been changed since by anybody is not
    overwritten unseen. None leaves that question out, for acts that replace nothing; `at` None leaves out those that
    depend on the time.
    """
    refused = _words(act, by)
    if isinstance(act, acts.SittingAct | acts.ActionAdded) and act.sitting:
        refused = refused or _sitting(state, act, act.sitting, by, seen)
    if isinstance(act, acts.BreachAct):
        refused = refused or _breach(state, act, at)
    if isinstance(act, acts.Accepted | acts.Decided) and act.until and at:
        refused = refused or _until(act.until, at)
    if isinstance(act, acts.ActionAdded | acts.ActionAct):
        refused = refused or _action(state, act)
    if isinstance(act, acts.IncidentOpened | acts.IncidentAct):
        refused = refused or refusal_incidents.objection(state, act, by)
    if isinstance(act, acts.NoticeClaimed | acts.NoticeAct):
        refused = refused or refusal_notices.objection(state, act)
    if isinstance(act, acts.ProposalAct | acts.VersionRecorded):
        refused = refused or refusal_proposals.objection(state, act, by)
    if refused and refused.mark and (seen is None or refused.mark.seq > seen):
        return refused
    return _unseen(state, act, seen) or refused  # what they have not seen yet says more than that it cannot be done


def _words(act: acts.AnyAct, by: str) -> Refused | None:
    if not by.strip():
        return Refused("nobody is named who does this")
    if isinstance(act, acts.ActionAdded | acts.ActionReassigned | acts.StepReassigned) and not act.who.strip():
        what = "a step" if isinstance(act, acts.StepReassigned) else "an action"
        return Refused(f"{what} needs somebody who does it")
    if isinstance(act, acts.ActionAdded) and not act.what.strip():
        return Refused("an action needs words for what is to be done")
    if isinstance(act, acts.SittingCorrected) and not act.text.strip():
        return Refused("a correction needs words")
    limited = (
        ("the text", act.said, TEXT_LIMIT),
        ("what is to be done", getattr(act, "what", ""), LINE_LIMIT),
        ("the title", getattr(act, "title", ""), LINE_LIMIT),
        ("what happened", getattr(act, "happened", ""), TEXT_LIMIT),
        ("the cause", getattr(act, "cause", ""), TEXT_LIMIT),
        ("what is asked of the SOP", getattr(act, "sop_change", ""), TEXT_LIMIT),
        ("the name of who does it", getattr(act, "who", ""), NAME_LIMIT),
        ("the name of who records it", by, NAME_LIMIT),
    )
    for what, text, limit in limited:
        if len(text) > limit:
            return Refused(f"{what} has {len(text):,} characters; {limit:,} are the most")
    if not all(map(storable, (by, *_texts(act.model_dump())))):
        return Refused("the text holds a character that cannot be kept (NUL, or half of a pair)")
    return None


def storable(text: str) -> bool:
    """Whether every database keeps the text as it is: no NUL, no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _sitting(
    state: Acts, act: acts.SittingAct | acts.ActionAdded, ref: acts.SittingRef, by: str, seen: int | None
) -> Refused | None:
    sitting = state.proceedings(ref)
    if isinstance(act, acts.AFTER_SIGNING):
        if not sitting.signed:
            return Refused("this sitting is not signed yet")
        if isinstance(act, acts.SittingCountersigned):
            if sitting.countersigned:
                return Refused("already countersigned", sitting.countersigned)
            if sitting.signed.by == by:
                return Refused("the one who signed cannot countersign; somebody else has to")
        return None
    if sitting.signed:
        return Refused("already signed", sitting.signed)
    if isinstance(act, acts.SittingOpened) and sitting.opened:
        return Refused("already opened", sitting.opened)
    if isinstance(act, acts.Decided) and act.decision == "accept" and act.breach and not act.until:
        return Refused("a breach is accepted until a date; this one has none")
    if isinstance(act, acts.SittingSigned) and seen is not None and sitting.changed and sitting.changed.seq > seen:
        return Refused("changed meanwhile", sitting.changed)  # the document would not say what the sitting was
    return None


def _breach(state: Acts, act: acts.BreachAct, at: dt.datetime | None) -> Refused | None:
    handled = state.handled_as(act.breach)
    if isinstance(act, acts.Acknowledged) and handled.acknowledged:
        return Refused("already acknowledged", handled.acknowledged)
    if isinstance(act, acts.AcknowledgementWithdrawn) and not handled.acknowledged:
        return Refused("it is not acknowledged")
    if isinstance(act, acts.AcknowledgementWithdrawn):
        belongs = state.incident_of(act.breach)
        incident = state.incidents[belongs.incident] if belongs and not belongs.detached else None
        return Refused("work on its incident was begun", incident.started) if incident and incident.started else None
    if isinstance(act, acts.Escalated):
        return _escalation(state, act)
    if isinstance(act, acts.AcceptanceEnded):
        if not handled.acceptances:
            return Refused("it is not accepted")
        last = handled.acceptances[-1]
        if last.ended:
            return Refused("its acceptance was already ended", last.ended)
        if at and last.until <= at:
            return Refused(f"its acceptance ended at {time_of(last.until)}")
    return None


def _escalation(state: Acts, act: acts.Escalated) -> Refused | None:
    for handled in state.handled.get(act.breach.track, ()):
        if overlap(handled.ref, act.breach):
            if handled.acknowledged:
                return Refused("already acknowledged", handled.acknowledged)
            if taken := next((e for e in handled.escalations if e.hop == act.hop), None):
                return Refused(f"already escalated to {taken.to}", taken.mark)
    return None


def _until(until: dt.datetime, at: dt.datetime) -> Refused | None:
    return None if until > at else Refused(f"{time_of(until)} is past already: a breach is accepted until a later date")


def _action(state: Acts, act: acts.ActionAdded | acts.ActionAct) -> Refused | None:
    action = state.actions.get(act.action)
    if isinstance(act, acts.ActionAdded):
        if act.incident and act.incident not in state.incidents:
            return Refused(f"there is no incident '{act.incident}'")
        return Refused("an action of that id was already added", action.added) if action else None
    if action is None:
        return Refused(f"there is no action '{act.action}'")
    if isinstance(act, acts.ActionReopened):
        return Refused("it is open already") if action.state == "open" else None
    return Refused(f"already {action.state}", action.closed) if action.state != "open" else None


def _unseen(state: Acts, act: acts.AnyAct, seen: int | None) -> Refused | None:
    if seen is None:
        return None
    changed = [mark for thing in act.concerns if (mark := state.touched.get(thing)) and mark.seq > seen]
    return Refused("changed meanwhile", max(changed, key=lambda mark: mark.seq)) if changed else None
