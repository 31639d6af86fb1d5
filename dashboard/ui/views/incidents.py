"""Incidents as a list, and one of them large: what broke, who acts now, its playbook. Values in, HTML out, escaped."""

import datetime as dt
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import urlencode

import pyarrow as pa

from dashboard.ledger.state import Incident, Mark
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.expected import Expected
from dashboard.practice.incidents.case import Case
from dashboard.practice.incidents.playbook import PlaybookStep
from dashboard.practice.standing import State
from dashboard.practice.story import Told
from dashboard.ui.style import css_class
from dashboard.ui.text import initials
from dashboard.ui.theme import ICON
from dashboard.ui.views.cards import path

Named = Callable[[str], str]  # the name of a person or team by id
MOST = 12  # breaches listed
LESSONS = {
    "thresholds": "the thresholds", "owners": "the owners", "metric": "the metric", "training": "the training",
    "response": "the response", "nothing": "nothing",
}  # fmt: skip


def tone(incident: Incident) -> State:
    """In which tone it is shown: that of its level while under way, then waiting, then well."""
    if incident.under_way:
        return incident.level
    return "ok" if incident.reviewed else "pending"


def standing(case: Case) -> str:
    """'open, nobody has acknowledged it', 'in progress, 2 of 4 steps', 'resolved, its post-mortem is to be written'."""
    incident = case.incident
    if incident.state == "open":
        return "open, nobody has acknowledged it"
    if incident.state == "resolved":
        missing = "is to be reviewed" if incident.post_mortem else "is to be written"
        return f"resolved, its post-mortem {missing}"
    closed = sum(step.taken.closed is not None for step in case.steps)
    steps = f", {closed} of {wording.counted(len(case.steps), 'step')}" if case.steps else ""
    return incident.state + (steps if incident.under_way else "")


def rows(cases: Iterable[Case], titles: dict[str, str], chosen: str, as_of: dt.datetime) -> str:
    """A row an incident, each one button; `titles` are those of the SOPs."""
    return "".join(_row(case, titles, case.incident.id == chosen, as_of) for case in cases)


def _row(case: Case, titles: dict[str, str], chosen: bool, as_of: dt.datetime) -> str:
    incident, state = case.incident, tone(case.incident)
    who = case.expected.holding.name if case.expected else ""
    said = " · ".join(filter(None, (standing(case), titles.get(incident.sop, incident.sop))))
    amount, below = _when(case, as_of)
    face = f'<span class="face" aria-hidden="true">{escape(initials(who))}</span>{escape(who)} acts now' if who else ""
    return (
        f'<button type="button" class="row task case {css_class(state)}{" chosen" if chosen else ""}" '
        f'data-node="{escape(incident.id)}"{" aria-current=true" if chosen else ""}>'
        f'<span class="icon" aria-hidden="true">{ICON[state]}</span>'
        f'<span class="what"><b>{escape(incident.title)}</b><small>{escape(said)}</small></span>'
        f'<span class="amount"><b>{escape(amount)}</b><small>{escape(below)}</small></span>'
        f'<span class="owner">{face}</span></button>'
    )


def _when(case: Case, as_of: dt.datetime) -> tuple[str, str]:
    incident = case.incident
    if incident.resolved:
        return wording.day(incident.resolved.at, as_of), "resolved"
    late = [step for step in case.steps if step.overdue]
    if late:
        return wording.span(as_of - incident.opened.at), f"{wording.counted(len(late), 'step')} overdue"
    return wording.span(as_of - incident.opened.at), f"since {wording.day(incident.opened.at, as_of)}"


def heading(case: Case, named: Named, as_of: dt.datetime) -> str:
    """One incident large: how bad, how far, what, since when, by which version of the SOP."""
    incident = case.incident
    opened = f"Opened {wording.moment(incident.opened.at, as_of)} by {escape(named(incident.opened.by))}"
    version = f", by the SOP in force from {wording.day(incident.version, as_of)}" if incident.version else ""
    ended = f" Resolved {_by(incident.resolved, named, as_of)}" if incident.resolved else ""
    ended += "" if not ended or ended.endswith((".”", "!”", "?”")) else "."
    return (
        f'<div class="item {css_class(tone(incident))}"><div class="heading"><span class="tone">{ICON[incident.level]} '
        f"{incident.level}</span> · {escape(standing(case))}</div><h2>{escape(incident.title)}</h2>"
        f'<p class="muted">{opened}{version}.{ended}</p></div>'
    )


def expected_card(expected: Expected, state: State) -> str:
    """Who is expected to act now, and how that came to be them."""
    holding = expected.holding
    way = path(holding)
    told = f"↪ {way}" if way else ""
    if expected.lost:
        told = ": ".join(filter(None, ("! Nobody else could be found", way)))
    lost = ' role="alert"' if expected.lost else ""
    return (
        f'<div class="owner-card {css_class(state)}"{lost}>'
        f'<span class="face" aria-hidden="true">{escape(initials(holding.name))}</span>'
        f'<span class="who"><b>{escape(holding.name)}</b> acts now</span>'
        f'<span class="then">{escape(expected.because)}</span>'
        f"{f'<span class=because>{escape(told)}</span>' if told else ''}</div>"
    )


def breaches(found: Iterable[Breach], as_of: dt.datetime) -> str:
    """What belongs to it, a line a breach with its value against the bound; each leads to its metric."""
    shown = [f"<li>{breach_line(breach, as_of)}</li>" for breach in found]
    if len(shown) > MOST:
        shown = [*shown[:MOST], f"<li>and {len(shown) - MOST:,} more</li>"]
    return f'<ul class="broken">{"".join(shown)}</ul>' if shown else '<p class="quiet">No breach belongs to it.</p>'


def breach_line(breach: Breach, as_of: dt.datetime) -> str:
    """'● Response accuracy · channel=chat: 84.1 % against ≥ 88 %, since Tue 4 Nov, 12 days'."""
    held = wording.value(breach.value, breach.unit, breach.signal, (breach.lower, breach.upper))
    within = wording.bounds(breach.lower, breach.upper, breach.unit, breach.signal)
    where = f" · {wording.segment(breach.segment)}" if breach.segment else ""
    query = urlencode({"sop": breach.sop, "metric": breach.metric, "segment": breach.segment or "all"})
    ended = f"ended {wording.moment(breach.ended_at, as_of)}" if breach.ended_at else ""
    state: State = "ok" if breach.ended_at else "critical" if breach.level == "critical" else "warning"
    return (
        f'<span class="tone {css_class(state)}">{ICON[state]}</span> '
        f'<a href="metric?{escape(query)}" target="_self">{escape(breach.title)}</a>{escape(where)}: {escape(held)} '
        f"against {escape(within)}, {escape(ended or wording.since(breach.since, as_of))}"
    )


def step(one: PlaybookStep, named: Named, as_of: dt.datetime) -> str:
    """One step of the playbook: what, whose it is now, by when, and what was said to it."""
    closed = one.taken.closed
    if one.taken.done:
        mark, state = "✓", "ok"
    elif one.taken.skipped:
        mark, state = "⤼", "no evidence"
    else:
        mark, state = ("●", "critical") if one.overdue else ("○", "pending")
    who, due = escape(f"{one.holding.name} ({one.step.role})"), ""
    if closed:
        verb = "done" if one.taken.done else "skipped"
        late = ", late" if one.late else ""
        who = f"{verb}{late} {_by(closed, named, as_of)}"
    elif one.due:
        word = "overdue" if one.overdue else "due"
        due = f'<span class="{"late" if one.overdue else ""}">{word} {escape(wording.due(one.due, as_of))}</span>'
    small = " · ".join(filter(None, (one.step.kind, who, due)))
    way = path(one.holding)
    notes = [escape(f"↪ {way}")] if way and not closed else []
    notes += [f"{escape(named(c.by))}: {escape(c.text)}" for c in one.taken.comments]
    more = "".join(f"<small>{note}</small>" for note in notes)
    return (
        f'<div class="step {css_class(state)}"><span class="tone" aria-hidden="true">{mark}</span>'
        f"<span><b>{escape(one.step.do)}</b><small>{small}</small>{more}</span></div>"
    )


def _by(mark: Mark, named: Named, as_of: dt.datetime) -> str:
    words = f": “{escape(mark.text)}”" if mark.text else ""
    unverified = "" if mark.verified or " " in mark.by else " (not verified)"
    return f"{wording.moment(mark.at, as_of)} by {escape(named(mark.by))}{unverified}{words}"


def post_mortem(incident: Incident, named: Named, as_of: dt.datetime) -> str:
    """What the incident taught, as it was written."""
    written = incident.post_mortem
    if written is None:
        return ""
    change = f"<p><b>Asked of the SOP</b> {escape(written.sop_change)}</p>" if written.sop_change else ""
    lessons = ", ".join(LESSONS[lesson] for lesson in written.lessons)
    return (
        f'<div class="calm {css_class(tone(incident))}"><p><b>What happened</b> {escape(written.happened)}</p>'
        f"<p><b>Cause</b> {escape(written.cause)}</p><p><b>We change</b> {escape(lessons)}</p>{change}"
        f"<small>{_by(written.mark, named, as_of)}</small></div>"
    )


def timeline(told: Iterable[Told], named: Named, as_of: dt.datetime) -> str:
    """Everything that happened, in order, on one line of time."""
    said = "".join(
        f"<li><span>{wording.moment(t.at, as_of)}</span><span><b>{escape(t.what)}</b> {escape(t.words)}"
        f"{f' <small>{escape(named(t.who))}</small>' if t.who else ''}</span></li>"
        for t in told
    )
    return f'<ul class="log">{said}</ul>'


def as_table(cases: Iterable[Case], named: Named) -> pa.Table:
    """The incidents as a table to download, a line each; instants as machines have them."""
    lines = [
        {
            "incident": case.incident.id,
            "title": case.incident.title,
            "sop": case.incident.sop,
            "response": case.incident.response,
            "version": case.incident.version.isoformat() if case.incident.version else None,
            "level": case.incident.level,
            "state": case.incident.state,
            "opened_at": wording.instant(case.incident.opened.at),
            "acknowledged_at": _at(case.incident.acknowledged),
            "acknowledged_by": named(case.incident.acknowledged.by) if case.incident.acknowledged else None,
            "resolved_at": _at(case.incident.resolved),
            "reviewed_at": _at(case.incident.reviewed),
            "acts_now": case.expected.holding.name if case.expected else None,
            "steps": len(case.steps),
            "steps_closed": sum(step.taken.closed is not None for step in case.steps),
            "steps_overdue": sum(step.overdue for step in case.steps),
        }
        for case in cases
    ]
    return pa.Table.from_pylist(lines)


def _at(mark: Mark | None) -> str | None:
    return wording.instant(mark.at) if mark else None
