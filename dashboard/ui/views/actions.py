"""Actions as a list, and one of them with its whole story. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Callable, Iterable
from html import escape

import pyarrow as pa

from dashboard.ledger.state import Action
from dashboard.practice import wording
from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.text import initials
from dashboard.ui.theme import ICON

Named = Callable[[str], str]  # the name of a person or team by id
TOLD = {
    "action_done": "done", "action_reopened": "opened again", "action_dropped": "dropped", "action_moved": "moved",
    "action_reassigned": "given to somebody else",
}  # fmt: skip


def tone(action: Action, today: dt.date) -> State:
    """In which tone an action is shown: overdue, due within the week, later; done and dropped are quiet."""
    if action.state != "open":
        return "ok" if action.state == "done" else "no evidence"
    if action.due < today:
        return "critical"
    return "warning" if action.due <= today + dt.timedelta(days=7) else "pending"


def standing(action: Action, today: dt.date) -> str:
    """'3 days overdue', 'due today', 'due in 5 days', 'done', 'dropped'."""
    if action.state != "open":
        return action.state
    days = (action.due - today).days
    if days < 0:
        return f"{wording.counted(-days, 'day')} overdue"
    return "due today" if days == 0 else f"due in {wording.counted(days, 'day')}"


def rows(
    actions: Iterable[Action], titles: dict[tuple[str, str], str], named: Named, chosen: str, today: dt.date
) -> str:
    """A row an action, each one button; `titles` are those of metrics by (sop, metric)."""
    said = []
    for action in actions:
        state, who = tone(action, today), named(action.who)
        about = titles.get((action.sop, action.metric), "")
        place = " · ".join(filter(None, (standing(action, today), about)))
        said.append(
            f'<button type="button" class="row task {css_class(state)}{" chosen" if action.id == chosen else ""}" '
            f'data-node="{escape(action.id)}"><span class="icon" aria-hidden="true">{ICON[state]}</span>'
            f'<span class="what"><b>{escape(action.what)}</b><small>{escape(place)}</small></span>'
            f'<span class="amount"><b>{wording.day(action.due, today)}</b></span>'
            f'<span class="owner"><span class="face" aria-hidden="true">{escape(initials(who))}</span>'
            f"<span><b>{escape(who)}</b></span></span></button>"
        )
    return "".join(said)


def heading(action: Action, named: Named, today: dt.date) -> str:
    """One action large: what, who, by when."""
    state = tone(action, today)
    moved = f", first agreed for {wording.day(action.first_due, today)}" if action.first_due != action.due else ""
    return (
        f'<div class="item {css_class(state)}"><div class="heading"><span class="tone">{ICON[state]} '
        f"{escape(standing(action, today))}</span></div><h3>{escape(action.what)}</h3>"
        f"<p>{escape(named(action.who))}, by {wording.day(action.due, today)}{moved}</p></div>"
    )


def story(action: Action, named: Named, today: dt.date) -> str:
    """Everything that happened to one action."""
    events = [("agreed", action.added), *((TOLD[kind], mark) for kind, mark in action.changes)]
    said = "".join(
        f"<li><span>{wording.moment(mark.at, dt.datetime.combine(today, dt.time()))}</span>"
        f"<span><b>{what}</b> {escape(_change(what, mark.text, named))} <small>{escape(named(mark.by))}"
        f"{'' if mark.verified else ' (not verified)'}</small></span></li>"
        for what, mark in events
    )
    return f'<ul class="log">{said}</ul>'


def _change(what: str, text: str, named: Named) -> str:
    """What changed, with the names of people in place of their ids."""
    change, colon, comment = text.partition(": ")
    before, arrow, after = change.partition(" → ")
    if what == TOLD["action_reassigned"] and arrow:
        return f"{named(before)} → {named(after)}{colon}{comment}"
    return text


def as_table(actions: Iterable[Action], named: Named) -> pa.Table:
    """The actions as a table to download, a line each."""
    schema = pa.schema(
        [("action", pa.string()), ("what", pa.string()), ("who", pa.string()), ("due", pa.date32()),
         ("first_due", pa.date32()), ("state", pa.string()), ("agreed_at", pa.timestamp("us")), ("sop", pa.string()),
         ("metric", pa.string()), ("closed_at", pa.timestamp("us"))]
    )  # fmt: skip
    lines = [
        {
            "action": a.id, "what": a.what, "who": named(a.who), "due": a.due, "first_due": a.first_due,
            "state": a.state, "agreed_at": a.added.at, "sop": a.sop, "metric": a.metric,
            "closed_at": a.closed.at if a.closed else None,
        }
        for a in actions
    ]  # fmt: skip
    return pa.Table.from_pylist(lines, schema)
