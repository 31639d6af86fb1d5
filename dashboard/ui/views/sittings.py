"""Sittings as lines: when, what, who, how it stands. Values in, HTML out; all text is escaped."""

import datetime as dt
from html import escape

from dashboard.practice import wording
from dashboard.practice.past_sittings import PastSitting
from dashboard.practice.sittings import Sitting, SittingState
from dashboard.practice.standing import State

# In which tone and with which icon each is shown: as metrics are.
TONE: dict[SittingState, State] = {
    "open": "pending", "overdue": "critical", "missed": "stale", "due": "warning", "upcoming": "no evidence",
    "signed": "ok",
}  # fmt: skip
ICON: dict[SittingState, str] = {
    "open": "▶", "overdue": "●", "missed": "◷", "due": "▲", "upcoming": "○", "signed": "✓",
}  # fmt: skip


def when(sitting: Sitting, as_of: dt.datetime) -> str:
    """'Mon 16 Nov 10:00', on the clocks of the review's time zone."""
    local = wording.local(sitting.at, sitting.timezone)
    return f"{wording.day(local, as_of)} {local:%H:%M}"


def title(sitting: Sitting, as_of: dt.datetime) -> str:
    """'Support assistant review · Mon 16 Nov 10:00 · chair Priya Nair'."""
    chair = f" · chair {sitting.chair.name}" if sitting.chair else ""
    said = f"{when(sitting, as_of)} {_zone(sitting)}{chair}"
    return f'<div class="sitting-title"><b>{escape(sitting.title)}</b> <span class="muted">{escape(said)}</span></div>'


def line(sitting: Sitting, as_of: dt.datetime) -> str:
    """One sitting: how it stands, what and when, who; and what follows if nobody signs."""
    tone, icon = TONE[sitting.state], ICON[sitting.state]
    people = [f"chair {sitting.chair.name}" if sitting.chair else "no chair named"]
    people += [a.name if a.party else f"{a.hops[0].name} (nobody in their place)" for a in sitting.attendees]
    return (
        f'<div class="feed held {tone.replace(" ", "-")}"><span class="tone">{icon} {sitting.state}</span>'
        f'<span class="what"><b>{escape(sitting.title)}</b><small>{escape(sitting.sop_title)}</small></span>'
        f'<span class="when"><b>{escape(when(sitting, as_of))}</b>'
        f"<small>{escape(_zone(sitting))} · {_distance(sitting.at, as_of)}</small></span>"
        f'<span class="who"><small>{escape(", ".join(people))}</small>'
        f"<small>{escape(_next(sitting, as_of))}</small></span></div>"
    )


def _next(sitting: Sitting, as_of: dt.datetime) -> str:
    """What comes if nobody does anything: the reminder, or to whom it goes unsigned."""
    if sitting.state == "signed":
        return "waits for a second signature" if sitting.countersign and not sitting.proceedings.countersigned else ""
    if sitting.state == "upcoming" and sitting.remind_at and sitting.remind_at > as_of:
        return f"reminder {wording.moment(sitting.remind_at, as_of)}"
    if sitting.escalates_at and sitting.escalates_to:
        verb = "went" if sitting.escalates_at <= as_of else "goes"
        return f"unsigned, it {verb} to {sitting.escalates_to.name} {wording.due(sitting.escalates_at, as_of)}"
    return ""


def _distance(at: dt.datetime, as_of: dt.datetime) -> str:
    if at == as_of:
        return "now"
    return f"in {wording.span(at - as_of)}" if at > as_of else f"{wording.span(as_of - at)} ago"


def _zone(sitting: Sitting) -> str:
    return wording.local(sitting.at, sitting.timezone).tzname() or sitting.timezone


def past(sitting: PastSitting, name: str, as_of: dt.datetime) -> str:
    """One sitting that was, as a line to press: when, what, who signed it, what came of it, and the words found."""
    tone, icon = TONE[sitting.state], ICON[sitting.state]
    signed = f"signed by {sitting.signed_by}" if sitting.signed_by else f"chair {sitting.chair or 'nobody'}"
    counts = ", ".join(
        wording.counted(n, word) for n, word in ((sitting.decisions, "decision"), (sitting.actions, "action")) if n
    )
    found = "".join(f"<small>{escape(snippet)}</small>" for snippet in sitting.snippets[:3])
    local = wording.local(sitting.at, sitting.timezone)
    return (
        f'<button type="button" class="row past {tone.replace(" ", "-")}" data-node="{escape(name)}">'
        f'<span class="tone">{icon} {sitting.state}</span>'
        f'<span class="what"><b>{escape(sitting.title)}</b><small>{escape(sitting.sop_title)}</small>{found}</span>'
        f"<span><b>{wording.day(local, as_of)}</b></span>"
        f"<span><small>{escape(signed)}</small><small>{counts}</small></span></button>"
    )
