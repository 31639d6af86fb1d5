"""The agenda as a list, and one item of it large. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from html import escape

from dashboard.ledger.acts import Verdict
from dashboard.ledger.state import Action, Acts, Decision, Proceedings
from dashboard.practice import wording
from dashboard.practice.agenda import Agenda, Item, Reason
from dashboard.practice.story import decided
from dashboard.sop.model import Response
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON

HEADING: dict[Reason, str] = {
    "action": "From last time", "new": "New", "worsened": "Worse", "open": "Still open", "ended": "Ended",
    "incident": "Incidents", "asked": "Asked of the SOP", "stale": "Silent", "quarantine": "Data turned away",
    "event": "Meanwhile", "other": "Besides",
}  # fmt: skip
DECIDED: dict[Verdict, str] = {
    "accept": "Accept until…", "act": "Act", "change_sop": "Change the SOP", "no_action": "No action",
}  # fmt: skip
TO_DECIDE: tuple[Reason, ...] = ("new", "worsened", "open")  # open breaches
SIGN = "sign"
Named = Callable[[str], str]  # the name of a person or team by id


def points(agenda: Agenda, held: Proceedings, chosen: str) -> str:
    """Every item as a line under its reason, with what is recorded on it; the last line leads to the signature."""
    parts, reason = [], None
    for item in agenda.items:
        if item.reason != reason:
            reason = item.reason
            parts.append(f'<div class="heading">{HEADING[reason]}</div>')
        parts.append(_line(item.id, ICON[item.state], css_class(item.state), item.title, _done(item, held), chosen))
    parts.append('<div class="heading">At the end</div>')
    parts.append(_line(SIGN, "✎", "ok", "Attendance and signature", "", chosen))
    return f'<nav class="points" aria-label="Agenda">{"".join(parts)}</nav>'


def _line(id: str, icon: str, css: str, name: str, done: str, chosen: str) -> str:
    return (
        f'<button type="button" class="point {css}{" chosen" if id == chosen else ""}" data-item="{escape(id)}"'
        f'{" aria-current=true" if id == chosen else ""}><span class="icon" aria-hidden="true">{icon}</span>'
        f"<span>{escape(name)}</span><small>{escape(done)}</small></button>"
    )


def _done(item: Item, held: Proceedings) -> str:
    """What has been recorded on the item in this sitting, in two or three words."""
    decision = held.decisions.get(item.id)
    said = ["" if not decision else "Accepted" if decision.decision == "accept" else DECIDED[decision.decision]]
    said += ["noted" if item.id in held.notes and not decision else ""]
    return ", ".join(filter(None, said))


def head(item: Item, place: int, count: int) -> str:
    """The item in words, large enough for the far end of the table."""
    where = f"{place} of {count} · {HEADING[item.reason]}"
    return (
        f'<div class="item {css_class(item.state)}"><div class="heading">{where}</div>'
        f'<h2><span class="tone" aria-hidden="true">{ICON[item.state]}</span> {escape(item.title)}</h2>'
        f"<p>{escape(item.text)}</p></div>"
    )


def lines(said: Sequence[str], most: int = 12) -> str:
    """The single records behind an item."""
    shown = "".join(f"<li>{escape(line)}</li>" for line in said[:most])
    rest = f"<li>and {len(said) - most:,} more</li>" if len(said) > most else ""
    return f'<ul class="lines">{shown}{rest}</ul>' if said else ""


def earlier(decisions: Iterable[Decision], acts: Acts, named: Named, as_of: dt.datetime) -> str:
    """What was decided about it before, newest first, with the note of that sitting."""
    said = []
    for decision in decisions:
        note = acts.proceedings(decision.sitting).notes.get(decision.item)
        text = " — ".join(t for t in (decision.mark.text, note.text if note else "") if t)
        said.append(
            f"<li><b>{wording.day(decision.sitting.at, as_of)}</b> {escape(decided(decision, as_of))}"
            f"{f': {escape(text)}' if text else ''} <small>{escape(named(decision.mark.by))}</small></li>"
        )
    return f'<div class="heading">Decided before</div><ul class="lines">{"".join(said)}</ul>' if said else ""


def response(bound: Response | None) -> str:
    """What the SOP agreed to do, step by step."""
    if bound is None:
        return ""
    steps = "".join(
        f"<li>{escape(s.do)} <small>{escape(s.kind)} · {escape(s.role)}"
        f"{f' · within {wording.span(s.within)}' if s.within else ''}</small></li>"
        for s in bound.steps
    )
    return f'<div class="heading">Agreed response: {titled(bound)}</div><ol class="lines">{steps}</ol>'


def titled(bound: Response) -> str:
    """The title of a response, with a link to its runbook where that is one."""
    if not (bound.runbook and bound.runbook.startswith(("https://", "http://"))):
        return escape(bound.title)
    link = f'<a href="{escape(bound.runbook)}" target="_blank" rel="noreferrer">runbook</a>'
    return f"{escape(bound.title)} · {link}"


def agreed(actions: Iterable[Action], named: Named, as_of: dt.datetime) -> str:
    """The actions of one item: what, who, by when."""
    said = "".join(
        f'<li class="{action.state}">{escape(action.what)} <small>{escape(named(action.who))} · '
        f"{wording.day(action.due, as_of)}{'' if action.state == 'open' else f' · {action.state}'}</small></li>"
        for action in actions
    )
    return f'<ul class="lines">{said}</ul>' if said else ""


def quiet(agenda: Agenda, as_of: dt.datetime) -> str:
    """What needs no talk: accepted for now, and healthy, in a line each."""
    said = []
    if agenda.accepted:
        each = [
            f"{b.title}{f' · {wording.segment(b.segment)}' if b.segment else ''} until "
            f"{wording.moment(b.followed.accepted.until, as_of)}"
            for b in agenda.accepted
            if b.followed.accepted
        ]
        said.append(f"<b>{ICON['accepted']} Accepted for now:</b> {escape('; '.join(each))}")
    if agenda.healthy:
        names = ", ".join(m.title for m in agenda.healthy)
        said.append(f"<b>{ICON['ok']} {wording.counted(len(agenda.healthy), 'metric')} as agreed:</b> {escape(names)}")
    return "".join(f'<p class="quiet">{line}</p>' for line in said)
