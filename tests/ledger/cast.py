"""The cast: Mei and Bo, two breaches, the weekly review, an action; and how acts follow on one another."""

import datetime as dt
from collections.abc import Iterable

from dashboard.ledger import acts
from dashboard.ledger.acts import ACT, AnyAct, BreachRef, SittingRef
from dashboard.ledger.event import Event, seal
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.ledger.store import hash_of

MONDAY = dt.datetime(2026, 3, 16, 10, 4)
WEEK, DAY, MINUTE = dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(minutes=1)
RECALL = BreachRef(
    sop="triage", metric="recall", threshold="floor", segment="channel=chat,locale=de",
    since=MONDAY - 3 * DAY, fired_at=MONDAY - 2 * DAY,
)  # fmt: skip
LATENCY = RECALL.model_copy(update={"metric": "latency", "segment": ""})
REVIEW = SittingRef(sop="triage", review="weekly", at=MONDAY)
NEXT_REVIEW = SittingRef(sop="triage", review="weekly", at=MONDAY + WEEK)
MINUTES = '{"form": 1, "title": "Weekly review – 16 März"}'
ACKNOWLEDGED = acts.Acknowledged(breach=RECALL)
OPENED = acts.SittingOpened(sitting=REVIEW)
SIGNED = acts.SittingSigned(sitting=REVIEW, generation="g1", digest="d1", document_hash=hash_of(MINUTES))
COUNTERSIGNED = acts.SittingCountersigned(sitting=REVIEW)
ACTION = acts.ActionAdded(action="a1", what="Look at the release", who="bo", due=MONDAY.date(), sitting=REVIEW)
DONE = acts.ActionDone(action="a1")
INCIDENT = acts.IncidentOpened(
    incident="n1", sop="triage", response="roll-back", version=MONDAY.date(), title="Recall too low", level="warning",
    breaches=(RECALL,),
)  # fmt: skip
RELEASE = acts.EventRef(kind="deployment", at=MONDAY - 4 * DAY, title="triage 2.1")


def accepted(days: int = 7, breach: BreachRef = RECALL) -> acts.Accepted:
    """An acceptance that ends so many days after Monday."""
    return acts.Accepted(breach=breach, until=MONDAY + days * DAY)


def decided(decision: str | None, item: str = "i1", breach: BreachRef | None = RECALL, days: int = 7) -> acts.Decided:
    """A decision of the review on an item; one to accept, until so many days after Monday."""
    until = MONDAY + days * DAY if decision == "accept" else None
    return acts.Decided(sitting=REVIEW, item=item, decision=decision, breach=breach, until=until)


def on_incident(kind: type[acts.IncidentAct], **fields: object) -> acts.AnyAct:
    """An act of that kind on the incident."""
    return kind(incident="n1", **fields)  # type: ignore[return-value]


def noted(text: str, item: str = "i1") -> acts.Noted:
    """A note of the review on an item."""
    return acts.Noted(sitting=REVIEW, item=item, text=text)


def following(state: Acts, act: AnyAct, by: str = "mei", at: dt.datetime = MONDAY) -> Event:
    """The event that this act makes behind that state."""
    seq = state.length + 1
    hash = seal(seq, at, at, by, True, ACT.dump_json(act).decode(), state.head)
    return Event(seq, at, at, by, True, act, hash)


def after(*done: AnyAct | tuple[AnyAct, str], state: Acts = NO_ACTS) -> Acts:
    """The state after these acts, a minute apart from Monday on, each Mei's unless it comes with who did it."""
    for one in done:
        act, by = one if isinstance(one, tuple) else (one, "mei")
        state = fold(state, [following(state, act, by, MONDAY + state.length * MINUTE)])
    return state


def all_of(events: Iterable[Event]) -> Acts:
    """The state after these events."""
    return fold(NO_ACTS, events)
