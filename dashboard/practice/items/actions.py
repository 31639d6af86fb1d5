"""What was agreed in earlier sittings: who does what by when, and whether it was done."""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Action, Acts, Mark
from dashboard.practice import wording
from dashboard.practice.items.incidents import reviews_of
from dashboard.practice.items.item import Item, recorded
from dashboard.practice.ownership import Ownership, known_as, ownership
from dashboard.practice.sittings import local_day
from dashboard.practice.world import World
from dashboard.sop.model import Sop


def of_actions(
    world: World,
    acts: Acts,
    sitting: SittingRef,
    timezone: str,
    since: dt.datetime,
    as_of: dt.datetime,
    law: Sop | None,
) -> Iterator[Item]:
    """The open actions of earlier sittings of the review and the corrective ones of its incidents, the longest due
    first; then those closed since, in one item.

    One on which this very sitting recorded something stays an item of its own when it is closed.
    """
    today, noted = local_day(as_of, timezone), recorded(acts, sitting)
    metrics = {metric.id: metric for metric in law.metrics} if law else {}
    earlier = [
        action for action in acts.actions.values() if action.added.at <= as_of and _concerns(acts, action, sitting, law)
    ]
    closed: list[tuple[Mark, Action]] = []
    for action in sorted(earlier, key=lambda a: (a.due, a.added.seq)):
        if action.closed is None or _id(action) in noted:
            about = metrics.get(action.metric)
            owned = ownership(law, world.library.people, about, as_of) if law and about else None
            yield _item(world, action, sitting.sop, today, as_of, owned)
        elif action.closed.at >= since:
            closed.append((action.closed, action))
    if closed:
        closed.sort(key=lambda one: one[0].seq)
        title = f"{wording.counted(len(closed), 'action')} closed since the last review"
        lines = tuple(f"{action.what} – {_closed(world, action, mark, as_of)}" for mark, action in closed)
        yield Item("actions", "action", "ok", title, "", sitting.sop, lines=lines)


def _item(world: World, action: Action, sop: str, today: dt.date, as_of: dt.datetime, owned: Ownership | None) -> Item:
    return Item(
        id=_id(action),
        reason="action",
        state="warning" if action.closed is None and action.due < today else "ok",
        title=action.what,
        text=_closed(world, action, action.closed, as_of) if action.closed else _due(world, action, today),
        sop=sop,
        metric=action.metric,
        segment=action.breach.segment if action.breach else "",
        action=action,
        ownership=owned,
    )


def _id(action: Action) -> str:
    return f"action|{action.id}"


def _concerns(acts: Acts, action: Action, sitting: SittingRef, law: Sop | None) -> bool:
    """Whether an earlier sitting of the review agreed it, or, outside of any, an incident that the review looks at."""
    earlier, incident = action.sitting, acts.incidents.get(action.incident)
    if earlier is None:
        return bool(law and incident and incident.sop == law.sop and sitting.review in reviews_of(law, incident))
    return (earlier.sop, earlier.review) == (sitting.sop, sitting.review) and earlier.at < sitting.at


def _due(world: World, action: Action, today: dt.date) -> str:
    away = (action.due - today).days
    when = f"due {wording.day(action.due, today)}"
    if away < 0:
        when = f"{wording.counted(-away, 'day')} overdue, {when}"
    else:
        when += f", in {wording.counted(away, 'day')}" if away else ", today"
    moved = f"; at first due {wording.day(action.first_due, today)}" if action.first_due != action.due else ""
    return f"{known_as(world.library.people, action.who)}: {when}{moved}"


def _closed(world: World, action: Action, mark: Mark, as_of: dt.datetime) -> str:
    said = f": {mark.text}" if mark.text else ""
    return f"{action.state} {wording.day(mark.at, as_of)} by {known_as(world.library.people, mark.by)}{said}"
