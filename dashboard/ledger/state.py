"""How things stand after a number of events: a fold, and nothing else. No second table that could disagree."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from dashboard.ledger import acts
from dashboard.ledger.acts import BreachRef, SittingRef
from dashboard.ledger.event import BEGINNING, Event

Track = tuple[str, str, str, str]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Mark:
    """Who did something, when, and what they said to it. `at` is naive UTC, in the workspace's time."""

    seq: int
    by: str
    at: dt.datetime
    verified: bool
    text: str = ""
    recorded_at: dt.datetime | None = None


@dataclass(frozen=True)
class Acceptance:
    """A breach accepted `until`; `ended` if somebody ended that sooner. `sitting` if a review decided it."""

    mark: Mark
    until: dt.datetime
    ended: Mark | None = None
    sitting: SittingRef | None = None
    item: str = ""

    def holds(self, at: dt.datetime) -> bool:
        """Whether the breach is accepted at that instant."""
        return self.mark.at <= at < self.until and not (self.ended and self.ended.at <= at)


@dataclass(frozen=True)
class Decision:
    """What a sitting decided on an item."""

    sitting: SittingRef
    item: str
    decision: acts.Verdict
    mark: Mark
    until: dt.datetime | None = None
    breach: BreachRef | None = None


@dataclass(frozen=True)
class Handled:
    """What was done about one breach, under the name that it had then."""

    ref: BreachRef
    acknowledged: Mark | None = None
    acceptances: tuple[Acceptance, ...] = ()
    decisions: tuple[Decision, ...] = ()


ActionState = Literal["open", "done", "dropped"]


@dataclass(frozen=True)
class Action:
    """Who does what by when, and how that went. `changes` are all marks on it after the first, oldest first."""

    id: str
    what: str
    who: str
    due: dt.date
    added: Mark
    sop: str
    metric: str
    state: ActionState = "open"
    closed: Mark | None = None
    first_due: dt.date = dt.date.min
    changes: tuple[tuple[str, Mark], ...] = ()  # (kind of act, mark; its text tells what changed)
    sitting: SittingRef | None = None
    item: str = ""
    breach: BreachRef | None = None


@dataclass(frozen=True)
class Proceedings:
    """What happened in one sitting of a review. `notes` and `decisions` by item."""

    ref: SittingRef
    opened: Mark | None = None
    attendees: tuple[str, ...] = ()
    attendance: Mark | None = None
    notes: dict[str, Mark] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    signed: Mark | None = None
    signed_as: str = ""
    generation: str = ""
    digest: str = ""
    document_hash: str = ""
    countersigned: Mark | None = None
    corrections: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Acts:
    """Everything that the events up to `length` amount to; `head` is the hash of the last of them.

    `handled` by track: each breach of it that was acted on; `actions_on` by track: the ids of its actions. `touched` by
    what an act concerned: the last mark on it.
    Shared by all who read: nobody changes it.
    """

    length: int = 0
    head: str = BEGINNING
    handled: dict[Track, tuple[Handled, ...]] = field(default_factory=dict)
    sittings: dict[SittingRef, Proceedings] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    actions_on: dict[Track, tuple[str, ...]] = field(default_factory=dict)
    touched: dict[str, Mark] = field(default_factory=dict)

    def proceedings(self, ref: SittingRef) -> Proceedings:
        """What happened in that sitting; an empty one if nothing has yet."""
        return self.sittings.get(ref) or Proceedings(ref)


NO_ACTS = Acts()


def fold(state: Acts, events: Iterable[Event]) -> Acts:
    """The state after `events`, which follow on `state`. A pure function: `state` stays as it is."""
    after = replace(
        state,
        handled=dict(state.handled),
        sittings=dict(state.sittings),
        actions=dict(state.actions),
        actions_on=dict(state.actions_on),
        touched=dict(state.touched),
    )
    length, head = state.length, state.head
    for event in events:
        _apply(after, event)
        length, head = event.seq, event.hash
    return replace(after, length=length, head=head)


def _apply(state: Acts, event: Event) -> None:
    act = event.act
    text = getattr(act, "comment", "") or getattr(act, "text", "")
    mark = Mark(event.seq, event.by, event.at, event.verified, text, event.recorded_at)
    for thing in act.concerns:
        state.touched[thing] = mark
    if isinstance(act, acts.BreachAct):
        _breach(state, act, mark)
    elif isinstance(act, acts.SittingAct):
        _sitting(state, act, mark)
    elif isinstance(act, acts.ActionAdded):
        _new_action(state, act, mark)
    else:
        _action(state, act, mark)


def _breach(state: Acts, act: acts.BreachAct, mark: Mark) -> None:
    handled = _handled(state, act.breach)
    if isinstance(act, acts.Acknowledged):
        handled = replace(handled, acknowledged=handled.acknowledged or mark)
    elif isinstance(act, acts.AcknowledgementWithdrawn):
        handled = replace(handled, acknowledged=None)
    elif isinstance(act, acts.Accepted):
        handled = _accept(_end_acceptance(handled, mark), Acceptance(mark, act.until))
    else:
        handled = _end_acceptance(handled, mark)
    _put(state, handled)


def _sitting(state: Acts, act: acts.SittingAct, mark: Mark) -> None:
    found = state.proceedings(act.sitting)
    if isinstance(act, acts.SittingOpened):
        found = replace(found, opened=found.opened or mark)
    elif isinstance(act, acts.Attended):
        found = replace(found, attendees=act.people, attendance=mark)
    elif isinstance(act, acts.Noted):
        found = replace(found, notes=_with(found.notes, act.item, mark if act.text else None))
    elif isinstance(act, acts.Decided):
        decision = _decide(state, act, mark)
        found = replace(found, decisions=_with(found.decisions, act.item, decision))
    elif isinstance(act, acts.SittingSigned):
        found = replace(
            found,
            signed=mark,
            signed_as=act.role,
            generation=act.generation,
            digest=act.digest,
            document_hash=act.document_hash,
        )
    elif isinstance(act, acts.SittingCountersigned):
        found = replace(found, countersigned=mark)
    elif isinstance(act, acts.SittingCorrected):
        found = replace(found, corrections=(*found.corrections, mark))
    state.sittings[act.sitting] = found


def _decide(state: Acts, act: acts.Decided, mark: Mark) -> Decision | None:
    decision = Decision(act.sitting, act.item, act.decision, mark, act.until, act.breach) if act.decision else None
    if act.breach:
        handled = _handled(state, act.breach)
        earlier = tuple(d for d in handled.decisions if (d.sitting, d.item) != (act.sitting, act.item))
        handled = replace(handled, decisions=(*earlier, decision) if decision else earlier)
        if act.decision == "accept" and act.until:
            accepted = Acceptance(mark, act.until, sitting=act.sitting, item=act.item)
            handled = _accept(_end_acceptance(handled, mark), accepted)
        elif handled.acceptances and handled.acceptances[-1].sitting == act.sitting:
            handled = _end_acceptance(handled, mark)  # it was this sitting that had accepted it
        _put(state, handled)
    return decision


def _new_action(state: Acts, act: acts.ActionAdded, mark: Mark) -> None:
    state.actions[act.action] = Action(
        id=act.action,
        what=act.what,
        who=act.who,
        due=act.due,
        first_due=act.due,
        added=mark,
        sop=act.sop,
        metric=act.metric,
        sitting=act.sitting,
        item=act.item,
        breach=act.breach,
    )
    if act.breach:
        state.actions_on[act.breach.track] = (*state.actions_on.get(act.breach.track, ()), act.action)
    if act.sitting:
        found = state.proceedings(act.sitting)
        state.sittings[act.sitting] = replace(found, actions=(*found.actions, act.action))


def _action(state: Acts, act: acts.ActionAct, mark: Mark) -> None:
    action = state.actions[act.action]
    if isinstance(act, acts.ActionDone | acts.ActionDropped):
        closed: ActionState = "done" if isinstance(act, acts.ActionDone) else "dropped"
        action = replace(action, state=closed, closed=mark)
    elif isinstance(act, acts.ActionReopened):
        action = replace(action, state="open", closed=None)
    elif isinstance(act, acts.ActionMoved):
        mark = replace(mark, text=f"{action.due} → {act.due}" + (f": {mark.text}" if mark.text else ""))
        action = replace(action, due=act.due)
    elif isinstance(act, acts.ActionReassigned):
        mark = replace(mark, text=f"{action.who} → {act.who}" + (f": {mark.text}" if mark.text else ""))
        action = replace(action, who=act.who)
    state.actions[act.action] = replace(action, changes=(*action.changes, (act.kind, mark)))


def _with(held: dict[str, Value], key: str, value: Value | None) -> dict[str, Value]:
    rest = {k: v for k, v in held.items() if k != key}
    return rest if value is None else {**rest, key: value}


def _handled(state: Acts, ref: BreachRef) -> Handled:
    return next((h for h in state.handled.get(ref.track, ()) if h.ref.since == ref.since), Handled(ref))


def _put(state: Acts, handled: Handled) -> None:
    others = tuple(h for h in state.handled.get(handled.ref.track, ()) if h.ref.since != handled.ref.since)
    state.handled[handled.ref.track] = tuple(sorted((*others, handled), key=lambda h: h.ref.since))


def _accept(handled: Handled, acceptance: Acceptance) -> Handled:
    return replace(handled, acceptances=(*handled.acceptances, acceptance))


def _end_acceptance(handled: Handled, mark: Mark) -> Handled:
    if not handled.acceptances or handled.acceptances[-1].ended:
        return handled
    *before, last = handled.acceptances
    return replace(handled, acceptances=(*before, replace(last, ended=mark)))
