"""One item of an agenda, and what was recorded on it in a sitting."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.ledger.acts import BreachRef, SittingRef, name_of
from dashboard.ledger.state import Action, Acts, Decision, Track
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.incidents.case import Case
from dashboard.practice.ownership import Ownership
from dashboard.practice.standing import State
from dashboard.sop.model import Response, Sop

# In the order in which they are taken. "other" is the last item of every agenda: what nobody could foresee.
Reason = Literal[
    "action", "new", "worsened", "open", "ended", "incident", "asked", "stale", "quarantine", "event", "other",
]  # fmt: skip
MOST = 40  # lines of one item


@dataclass(frozen=True)
class Item:
    """One item: why it is here, and all that is needed to decide on it.

    `id` stays the same from one opening of the agenda to the next, restated values included as far as can be. `state`
    colours it: a metric's state, for an overdue action 'warning', the level of an incident under way, else 'ok'. `sop`
    and `metric` say what it is about, `metric` '' if no single one; `case` the incident. `text` says in a sentence what
    changed. `earlier` are the decisions of earlier sittings on the same matter, newest first. `lines` are the single
    records behind the item (closed actions, quarantined rows by reason, deployments and incidents of the period, the
    steps of an incident), ready to read. Nothing is escaped.
    """

    id: str
    reason: Reason
    state: State
    title: str
    text: str
    sop: str
    metric: str = ""
    segment: str = ""
    breach: Breach | None = None
    action: Action | None = None
    ownership: Ownership | None = None
    response: Response | None = None
    earlier: tuple[Decision, ...] = ()
    lines: tuple[str, ...] = ()
    case: Case | None = None


def breach_id(ref: BreachRef) -> str:
    """The item of that breach, as it is named by its track and its beginning."""
    return f"breach|{name_of(ref)}"


def breach_of(id: str) -> tuple[Track, dt.datetime] | None:
    """The track and the beginning in the id of a breach's item; None for any other id."""
    kind, _, name = id.partition("|")
    parts = name.split("/", 3)
    if kind != "breach" or len(parts) < 4:
        return None
    segment, _, since = parts[3].rpartition("/")
    try:
        return (parts[0], parts[1], parts[2], segment), dt.datetime.strptime(since, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None


def recorded(acts: Acts, sitting: SittingRef) -> Sequence[str]:
    """The ids of the items on which something was recorded in that sitting."""
    found = acts.proceedings(sitting)
    actions = [acts.actions[id].item for id in found.actions]
    return list(dict.fromkeys(id for id in (*found.notes, *found.decisions, *actions) if id))


def lost(acts: Acts, sop: str, law: Sop | None, id: str) -> Item:
    """An item that the agenda no longer has, though something was recorded on it; `law` is the SOP in force, if any."""
    named, (kind, _, rest) = breach_of(id), id.partition("|")
    metric, segment = rest if kind == "stale" else "", ""
    title = {"actions": "Closed actions", "events": "What else happened"}.get(id, rest or id)
    if named:
        (_, metric, _, segment), _ = named
    elif kind == "action" and rest in acts.actions:
        title = acts.actions[rest].what
    elif kind in ("incident", "asked") and rest in acts.incidents:
        title = acts.incidents[rest].title
    if metric:
        stated = law.metric(metric) if law else None
        title = wording.titled(stated.title if stated else metric, segment)
    why = "no longer on the agenda: the numbers or the SOP have changed since"
    return Item(id, "other", "ok", f"Noted earlier in this sitting: {title}", why, sop, metric, segment)
