"""The minutes of a sitting, made from its agenda and what was recorded on it: everything is frozen as it stands."""

import datetime as dt
import math
from collections.abc import Iterator

from dashboard.ledger.state import Action, Acts, Decision, Proceedings
from dashboard.practice import wording
from dashboard.practice.agenda import Agenda
from dashboard.practice.breach import Breach
from dashboard.practice.items.breaches import acceptable, held
from dashboard.practice.minutes.curve import Curves
from dashboard.practice.minutes.form import (
    Curve,
    Document,
    MinutedAction,
    MinutedItem,
    NotMinutes,
    OpenBreach,
    read_document,
    to_json,
)
from dashboard.practice.ownership import known_as
from dashboard.practice.standing import MetricState
from dashboard.practice.world import World

__all__ = [
    "Curve",
    "Document",
    "MinutedAction",
    "MinutedItem",
    "NotMinutes",
    "document",
    "read_document",
    "to_json",
]

DECIDED = {"accept": "accepted", "act": "to act", "change_sop": "to change the SOP", "no_action": "no action"}


def document(
    world: World, acts: Acts, agenda: Agenda, signed_by: str = "", signed_as: str = "", verified: bool = False
) -> Document:
    """The minutes of the agenda's sitting as everything stands; a draft if nobody signs. `signed_by` is an id."""
    sitting = agenda.sitting
    proceedings = acts.proceedings(sitting.ref)
    open_ = [i.breach for i in agenda.items if i.breach and i.breach.ended_at is None]
    return Document(
        sop=sitting.ref.sop,
        sop_title=sitting.sop_title,
        review=sitting.ref.review,
        title=sitting.title,
        at=sitting.at,
        timezone=sitting.timezone,
        opened_at=proceedings.opened.at if proceedings.opened else None,
        since=agenda.since,
        as_of=agenda.as_of,
        generation=agenda.generation,
        digest=agenda.digest,
        ledger_length=acts.length,
        ledger_head=acts.head,
        chair=sitting.chair.name if sitting.chair else "",
        chair_id=(sitting.chair.party or "") if sitting.chair else "",
        attendees=tuple(known_as(world.library.people, id) for id in proceedings.attendees),
        attendee_ids=proceedings.attendees,
        invited=tuple(holding.name for holding in sitting.attendees),
        items=tuple(_items(world, acts, agenda, proceedings)),
        accepted=tuple(_accepted(world, breach, agenda.as_of) for breach in agenda.accepted),
        healthy=tuple(_healthy(state, agenda.as_of) for state in agenda.healthy),
        open=tuple(OpenBreach(breach=b.ref, worst=_sayable(b.worst)) for b in (*open_, *agenda.accepted)),
        signed_by=signed_by,
        signed_by_name=known_as(world.library.people, signed_by) if signed_by else "",
        signed_as=signed_as,
        verified=verified,
    )


def _items(world: World, acts: Acts, agenda: Agenda, proceedings: Proceedings) -> Iterator[MinutedItem]:
    curves = Curves(world, agenda.sitting.ref.sop, agenda.as_of)
    added = [acts.actions[id] for id in proceedings.actions]
    for item in agenda.items:
        note, decision = proceedings.notes.get(item.id), proceedings.decisions.get(item.id)
        about = [item.action] if item.action else []
        owner = item.ownership.acting if item.ownership else None
        if item.case and item.case.expected:
            owner = item.case.expected.holding
        yield MinutedItem(
            id=item.id,
            reason=item.reason,
            state=item.state,
            title=item.title,
            text=item.text,
            metric=item.metric,
            segment=item.segment,
            incident=item.case.id if item.case else "",
            owner=owner.name if owner else "",
            owner_duty=owner.duty if owner else "",
            owner_id=(owner.party or "") if owner else "",
            note=note.text if note else "",
            decision=decision.decision if decision else "",
            decision_comment=decision.mark.text if decision else "",
            decided_by=known_as(world.library.people, decision.mark.by) if decision else "",
            until=decision.until if decision else None,
            response=item.response.title if item.response else "",
            earlier=tuple(_earlier(world, one, agenda.as_of) for one in item.earlier),
            lines=item.lines,
            actions=tuple(_action(world, one) for one in (*about, *(a for a in added if a.item == item.id))),
            curve=curves.of(item),
        )


def _action(world: World, action: Action) -> MinutedAction:
    return MinutedAction(
        id=action.id,
        what=action.what,
        who=action.who,
        who_name=known_as(world.library.people, action.who),
        due=action.due,
        state=action.state,
    )


def _sayable(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


# --- in words


def _earlier(world: World, decision: Decision, as_of: dt.datetime) -> str:
    """'Mon 9 Nov: accepted until Mon 7 Dec (Chris Otto): the vendor repairs it in December'."""
    until = f" until {wording.moment(decision.until, as_of)}" if decision.until else ""
    said = f": {decision.mark.text}" if decision.mark.text else ""
    by = known_as(world.library.people, decision.mark.by)
    return f"{wording.day(decision.sitting.at, as_of)}: {DECIDED[decision.decision]}{until} ({by}){said}"


def _accepted(world: World, breach: Breach, as_of: dt.datetime) -> str:
    accepted = breach.followed.accepted
    assert accepted, "it is asked of accepted breaches alone"
    said = f": {accepted.mark.text}" if accepted.mark.text else ""
    by = known_as(world.library.people, accepted.mark.by)
    agreed = f"accepted until {wording.moment(accepted.until, as_of)} by {by}{said}"
    now = f"{held(breach, breach.value)}, {acceptable(breach)}, {wording.since(breach.since, as_of)}"
    return f"{wording.titled(breach.title, breach.segment)}: {now}; {agreed}"


def _healthy(state: MetricState, as_of: dt.datetime) -> str:
    """'Response accuracy: 92.1 %, acceptable ≥ 88 %'; with its state where that is not ok."""
    within = wording.bounds(state.lower, state.upper, state.unit, state.signal)
    phrase = wording.signal_phrase(state.signal)
    said = [wording.value(state.value, state.unit, state.signal, (state.lower, state.upper))]
    said += [f"acceptable {within}" + (f" ({phrase})" if phrase else "")] if within else []
    said += [f"{state.state} {wording.since(state.since, as_of)}" if state.since else state.state]
    return f"{wording.titled(state.title, state.segment)}: {', '.join(said[:-1] if state.state == 'ok' else said)}"
