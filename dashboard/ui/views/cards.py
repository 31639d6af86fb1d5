"""Cards: a state as a badge, a breach in one sentence, and whose it is. Values in, HTML out; all text is escaped."""

import datetime as dt
from html import escape
from urllib.parse import quote, urlencode

from dashboard.ledger.state import Incident
from dashboard.practice import wording
from dashboard.practice.expected import BY_THE_SOP, Expected
from dashboard.practice.standing import Breach, Holding, MetricState, Ownership, State
from dashboard.ui.style import css_class
from dashboard.ui.text import initials
from dashboard.ui.theme import ICON


def badge(state: State, text: str | None = None) -> str:
    """The state as colour, icon and word."""
    return f'<span class="badge {css_class(state)}">{ICON[state]} {escape(text or state)}</span>'


def amount(metric: MetricState) -> str:
    """Its last value (or signal) with unit, as plain text."""
    return wording.value(metric.value, metric.unit, metric.signal, (metric.lower, metric.upper))


def bounds(metric: MetricState) -> str:
    """What is acceptable, '' where nothing is agreed, as plain text."""
    return wording.bounds(metric.lower, metric.upper, metric.unit, metric.signal)


def sentence(metric: MetricState, as_of: dt.datetime) -> str:
    """'**Response accuracy** · channel=chat — ● critical since Tue 4 Nov, 12 days: 84.1 %, acceptable ≥ 88 %'."""
    parts = [f"<b>{escape(metric.title)}</b>"]
    if metric.segment:
        parts.append(f" · {escape(wording.segment(metric.segment))}")
    said = f"{state(metric, as_of)} {wording.since(metric.since, as_of)}" if metric.since else metric.state
    parts.append(f' &ensp;<span class="tone">{ICON[metric.state]} {escape(said)}</span>')
    if metric.value is not None:
        phrase = wording.signal_phrase(metric.signal)
        held = f", acceptable {bounds(metric)}" if bounds(metric) else ""
        parts.append(escape(f": {f'{phrase} ' if phrase else ''}{amount(metric)}{held}"))
    return f'<div class="sentence {css_class(metric.state)}">{"".join(parts)}</div>'


def state(metric: MetricState, as_of: dt.datetime) -> str:
    """The state in words: 'critical', or 'accepted until Tue 1 Dec, breaching' with the first date that comes."""
    dates = [b.followed.accepted.until for b in metric.breaches if b.followed.accepted and b.enforced]
    if metric.state != "accepted" or not dates:
        return metric.state
    return f"accepted until {wording.moment(min(dates), as_of)}, breaching"


def time_line(as_of: dt.datetime, clock: dt.datetime | None, example: bool, latest: dt.datetime | None) -> str:
    """Which instant is shown, where the workspace's clock stands if it does, and how new the numbers are."""
    whose = "Example" if example else "This workspace"
    if clock is None:
        said = f"As of <b>{wording.moment(as_of)}</b> UTC"
    elif clock == as_of:
        said = f"{whose}: the clock stands at <b>{wording.moment(clock)}</b>"
    else:
        said = f"As of <b>{wording.moment(as_of)}</b> · {whose.lower()}: the clock stands at {wording.moment(clock)}"
    newest = f" · newest numbers {wording.moment(latest, as_of)}" if latest else ""
    return f'<div class="clock">{said}{newest}</div>'


def owner_card(ownership: Ownership, state: State, as_of: dt.datetime, breach: Breach | None = None) -> str:
    """Who is expected to act and why it is them, their backup, to whom it goes next, and what to do.

    `breach` brings the one person who is expected to act on it, its incident, or the first step of its response with
    the time by which it was agreed. `as_of` is naive UTC.
    """
    expected = breach.expected if breach else None
    acting = expected.holding if expected else ownership.acting
    return (
        f'<div class="owner-card {css_class(state)}" role="group" aria-label="Owner">'
        f'<span class="face" aria-hidden="true">{escape(initials(acting.name))}</span>'
        f'<span class="who"><b>{_name(acting)}</b> {_duty(acting)}<br><small>{_reach(ownership)}</small></span>'
        f'<span class="then">{_what(breach, as_of)}{_escalation(ownership, as_of, breach)}</span>'
        f"{_why(acting, expected)}</div>"
    )


def incident_link(incident: Incident) -> str:
    """The title of an incident, as a link to it."""
    query = urlencode({"incident": incident.id, "view": "all"})
    return f'<a href="incidents?{escape(query)}" target="_self">{escape(incident.title)}</a>'


def _duty(holding: Holding) -> str:
    return (
        "is nobody to be found: name an owner in the SOP" if holding.party is None else f"acts · {escape(holding.duty)}"
    )


def _reach(ownership: Ownership) -> str:
    backup = ownership.backup
    if backup is None or backup.party is None:
        return "no backup"
    way = path(backup)
    return f"backup {escape(backup.name)}" + (f" ({escape(way)})" if way else "")


def _name(holding: Holding) -> str:
    if not holding.email:
        return escape(holding.name)
    return f'<a href="mailto:{escape(quote(holding.email, safe="@"))}">{escape(holding.name)}</a>'


def _what(breach: Breach | None, as_of: dt.datetime) -> str:
    """The incident under way, and until somebody has taken it on the first step of the response that is agreed on."""
    if breach is None:
        return ""
    incident = breach.followed.incident
    link = f"incident {incident.state}: {incident_link(incident)}<br>" if incident and incident.under_way else ""
    if breach.first_step is None or (link and breach.followed.acknowledged):
        return link
    due = breach.first_step_due
    late = due is not None and due <= as_of
    when = "" if due is None else f", {'was ' if late else ''}due {wording.due(due, as_of)}"
    step = f'first: {escape(breach.first_step)}<span class="{"late" if late else "muted"}">{escape(when)}</span>'
    return f"{link}{step}<br>"


def _escalation(ownership: Ownership, as_of: dt.datetime, breach: Breach | None) -> str:
    """To whom it went, and goes next; once somebody has acknowledged it, it goes no further."""
    acknowledged = breach.followed.acknowledged if breach else None
    until = acknowledged.at if acknowledged else as_of
    passed = [s for s in ownership.escalation if s.due <= until]
    coming = None if acknowledged else ownership.next_escalation
    parts = []
    if passed:
        parts.append(f"escalated to {escape(passed[-1].holding.name)} {escape(wording.moment(passed[-1].due, as_of))}")
    if coming:
        parts.append(f"goes to {escape(coming.holding.name)} {escape(wording.due(coming.due, as_of))}")
    return f'<span class="muted">{"; ".join(parts)}</span>' if parts else ""


def _why(holding: Holding, expected: Expected | None) -> str:
    """Why it is them, and the hops from whom the SOP names to who has it now, if it passed on at all."""
    said = expected.because if expected and expected.because != BY_THE_SOP else ""
    way = path(holding)
    if expected and expected.lost:
        told = f"! Fell to the owner of the SOP: {said}; {way}"
        return f'<span class="because late" role="alert">{escape(told)}</span>'
    told = "; ".join(filter(None, (said, way)))
    return f'<span class="because">↪ {escape(told)}</span>' if told else ""


def path(holding: Holding) -> str:
    """Why it passed on, hop by hop, from whom the SOP names to who has it now; '' if it did not. Not escaped."""
    return "; ".join(hop.because for hop in holding.hops if hop.because) if len(holding.hops) > 1 else ""
