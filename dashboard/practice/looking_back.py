"""How reviews go: held when they were due, what they decided, whether it was done, how soon breaches were seen.

Every frame has one row a thing that happened, ready to count; `counted`, the shares and `answered` count it. Instants
are naive UTC; months ('2026-03') and days are those of the SOP's time zone. The acts are taken as they stand at `now`.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.ledger.state import Action, Acts
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.ownership import known_as
from dashboard.practice.scope import Scope, Share, frame_of, in_scope, month_of, team_name, zone_of
from dashboard.practice.sittings import INSTANT, Sitting, is_kept, kept_since, local_day, sittings
from dashboard.practice.world import World
from dashboard.sop.model import People


@dataclass(frozen=True)
class SittingRow:
    """One sitting that was due. `outcome`: 'on time' (signed on its own day), 'late', or how it stands unsigned.

    `items` counts the items with a note, a decision or an action; `signed_at` is None where nobody has signed.
    """

    due: dt.datetime
    month: str
    sop: str
    review: str
    title: str
    chair: str
    team: str
    outcome: str
    signed_at: dt.datetime | None
    items: int
    notes: int
    decisions: int
    actions: int


@dataclass(frozen=True)
class DecisionRow:
    """One decision of one of the sittings, in the ledger's words: accept, act, change_sop, no_action."""

    due: dt.datetime
    month: str
    sop: str
    review: str
    item: str
    decision: str


@dataclass(frozen=True)
class ActionRow:
    """One action agreed in a sitting of the period (or, outside of any, in the period); `month` is that sitting's.

    `outcome`: 'by its date', 'late', 'open', 'overdue', 'dropped', against the date it is due by now; `at_first` the
    same against the date agreed at first.
    """

    id: str
    month: str
    sop: str
    review: str
    what: str
    who: str
    team: str
    first_due: dt.date
    due: dt.date
    closed_at: dt.datetime | None
    outcome: str
    at_first: str


@dataclass(frozen=True)
class BreachRow:
    """One enforced breach that fired. `outcome`: 'acknowledged', 'waiting' (open), 'never' (it ended unacknowledged).

    `hours` from firing to acknowledgement, None without one. `who` acknowledged it, else who is (or was last) to act.
    """

    fired_at: dt.datetime
    month: str
    sop: str
    metric: str
    title: str
    segment: str
    threshold: str
    level: str
    who: str
    team: str
    outcome: str
    hours: float | None


@dataclass(frozen=True)
class LookingBack:
    """The frames, with the columns of SittingRow, DecisionRow, ActionRow and BreachRow, oldest first."""

    sittings: pd.DataFrame
    decisions: pd.DataFrame
    actions: pd.DataFrame
    breaches: pd.DataFrame


def look_back(world: World, acts: Acts, scope: Scope, now: dt.datetime) -> LookingBack:
    """All of it, of what had happened by `now` (naive UTC). A review counts from its first recorded sitting on."""
    people = world.library.people
    due = sittings(world, acts, scope.start, min(scope.end, now + INSTANT), now)
    recorded = kept_since(acts)
    due = tuple(s for s in due if is_kept(recorded, s.ref))
    kept = [s for s in due if in_scope(scope, people, s.ref.sop, s.ref.review, s.chair.party if s.chair else None)]
    decisions = [
        DecisionRow(s.at, month_of(s.at, s.timezone), s.ref.sop, s.ref.review, item, decision.decision)
        for s in kept
        for item, decision in s.proceedings.decisions.items()
    ]
    rows = (_action(world, action, scope, now) for action in acts.actions.values())
    actions = sorted((row for row in rows if row), key=lambda row: (row.month, row.first_due, row.id))
    fired = sorted((b for b in breaches(world, now, history=True) if b.enforced), key=lambda b: b.fired_at)
    within = follow(world, [b for b in fired if scope.start <= b.fired_at < scope.end], acts, now)
    return LookingBack(
        sittings=frame_of(SittingRow, [_sitting(people, acts, s) for s in kept]),
        decisions=frame_of(DecisionRow, decisions),
        actions=frame_of(ActionRow, actions),
        breaches=frame_of(BreachRow, [row for b in within if (row := _breach(world, b, scope))]),
    )


def counted(frame: pd.DataFrame, *by: str) -> pd.DataFrame:
    """How many rows there are of each: the columns `by`, and `n`."""
    return frame.groupby([*by], sort=True).size().reset_index(name="n")


def held_on_time(frame: pd.DataFrame) -> Share:
    """The sittings signed on their own day, of those that are signed or whose day is over."""
    over = frame["outcome"].isin(["on time", "late", "missed", "overdue"])
    return Share(int((frame["outcome"] == "on time").sum()), int(over.sum()))


def items_a_sitting(frame: pd.DataFrame) -> pd.DataFrame:
    """By month: the mean number of items on which a signed sitting recorded something (`items`), over `n` sittings."""
    signed = frame[frame["signed_at"].notna()]
    return signed.groupby("month", sort=True)["items"].agg(items="mean", n="size").reset_index()


def done_by_date(frame: pd.DataFrame, column: str = "outcome") -> Share:
    """The actions done by their date, of those done or overdue; by the date agreed at first with 'at_first'."""
    over = frame[column].isin(["by its date", "late", "overdue"])
    return Share(int((frame[column] == "by its date").sum()), int(over.sum()))


def answered(frame: pd.DataFrame, by: str = "team") -> pd.DataFrame:
    """The breaches by that column: `n`, of them `acknowledged`, `waiting` and `never`, and `median_hours`.

    The median is over the acknowledged ones alone (as many as `acknowledged` says); NaN if there are none.
    """
    outcomes = {o: (frame["outcome"] == o).astype(int) for o in ("acknowledged", "waiting", "never")}
    groups = frame.assign(n=1, **outcomes).groupby(by, sort=True)
    return groups[["n", *outcomes]].sum().assign(median_hours=groups["hours"].median()).reset_index()


def _sitting(people: People, acts: Acts, sitting: Sitting) -> SittingRow:
    held = sitting.proceedings
    signed = held.signed if sitting.state == "signed" else None
    in_time = signed and local_day(signed.at, sitting.timezone) <= local_day(sitting.at, sitting.timezone)
    return SittingRow(
        due=sitting.at,
        month=month_of(sitting.at, sitting.timezone),
        sop=sitting.ref.sop,
        review=sitting.ref.review,
        title=sitting.title,
        chair=sitting.chair.name if sitting.chair else "",
        team=team_name(people, sitting.chair.party if sitting.chair else None),
        outcome=("on time" if in_time else "late") if signed else sitting.state,
        signed_at=signed.at if signed else None,
        items=len({*held.notes, *held.decisions, *(acts.actions[id].item for id in held.actions)}),
        notes=len(held.notes),
        decisions=len(held.decisions),
        actions=len(held.actions),
    )


def _action(world: World, action: Action, scope: Scope, now: dt.datetime) -> ActionRow | None:
    people, sitting = world.library.people, action.sitting
    at, sop = (sitting.at, sitting.sop) if sitting else (action.added.at, action.sop)
    if not (
        scope.start <= at < scope.end and in_scope(scope, people, sop, sitting.review if sitting else "", action.who)
    ):
        return None
    zone = zone_of(world, sop)
    return ActionRow(
        id=action.id,
        month=month_of(at, zone),
        sop=sop,
        review=sitting.review if sitting else "",
        what=action.what,
        who=known_as(people, action.who),
        team=team_name(people, action.who),
        first_due=action.first_due,
        due=action.due,
        closed_at=action.closed.at if action.closed else None,
        outcome=_outcome(action, action.due, zone, now),
        at_first=_outcome(action, action.first_due, zone, now),
    )


def _outcome(action: Action, due: dt.date, zone: str, now: dt.datetime) -> str:
    if action.state == "dropped":
        return "dropped"
    late = local_day(action.closed.at if action.closed else now, zone) > due
    if action.state == "done":
        return "late" if late else "by its date"
    return "overdue" if late else "open"


def _breach(world: World, breach: Breach, scope: Scope) -> BreachRow | None:
    people, seen = world.library.people, breach.followed.acknowledged
    who = seen.by if seen else breach.ownership.acting.party
    law = world.library.sops[breach.sop].in_force(breach.fired_at)
    metric = law.metric(breach.metric) if law else None
    if not in_scope(scope, people, breach.sop, (metric.review if metric else None) or "", who):
        return None
    return BreachRow(
        fired_at=breach.fired_at,
        month=month_of(breach.fired_at, zone_of(world, breach.sop)),
        sop=breach.sop,
        metric=breach.metric,
        title=breach.title,
        segment=breach.segment,
        threshold=breach.threshold,
        level=breach.level,
        who=known_as(people, who) if who else breach.ownership.acting.name,
        team=team_name(people, who),
        outcome="acknowledged" if seen else "never" if breach.ended_at else "waiting",
        hours=max((seen.at - breach.fired_at).total_seconds() / 3600, 0.0) if seen else None,
    )
