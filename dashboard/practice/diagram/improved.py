"""Boxes of how an SOP is looked at and gets better: reviews, what was asked of it, its versions."""

import re

from dashboard.practice import wording
from dashboard.practice.asked_changes import changes_asked
from dashboard.practice.diagram.form import Box, Line
from dashboard.practice.diagram.live import Live
from dashboard.practice.ownership import known_as
from dashboard.practice.proposals.agreeing import lacking, owner
from dashboard.practice.proposals.proposed import proposals_of
from dashboard.practice.sittings import Sitting, SittingState, next_of
from dashboard.practice.standing import State
from dashboard.sop.model import Review

TONE: dict[SittingState, State] = {
    "open": "pending", "overdue": "critical", "missed": "stale", "due": "warning", "upcoming": "no evidence",
    "signed": "ok",
}  # fmt: skip
EVERY = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
SHOWN = 3  # changes that are told in words


def review(live: Live, stated: Review) -> Box:
    """Who meets how often, when next, and what follows if nobody signs."""
    people, sitting = live.world.library.people, live.sittings.get(stated.id)
    chair = stated.chair or live.law.owner
    lines = [Line(f"{cycle(stated.rrule)}, {wording.agreed(stated.duration)}")]
    following = sitting
    if sitting and sitting.state != "upcoming":
        lines.append(Line(f"{when(live, sitting)} is {sitting.state}"))
        following = next_of(live.world, live.acts, sitting.ref, live.as_of)
    if following:
        lines.append(Line(f"next {when(live, following)}"))
    lines.append(Line(f"chair: {known_as(people, chair)}", frozenset({chair})) if chair else Line("no chair"))
    if stated.attendees:
        names = ", ".join(known_as(people, id) for id in stated.attendees)
        lines.append(Line(f"with {names}", frozenset(stated.attendees)))
    if stated.countersign:
        lines.append(Line("signed by two"))
    if stated.escalate:
        to = stated.escalate.to
        text = f"unsigned after {wording.agreed(stated.escalate.after)}: {known_as(people, to)}"
        lines.append(Line(text, frozenset({to})))
    state = TONE[sitting.state] if sitting else "no evidence"
    return Box(
        f"review:{stated.id}", "review", stated.title, tuple(lines), state, sitting.state if sitting else "never"
    )


def when(live: Live, sitting: Sitting) -> str:
    """'Mon 16 Nov 11:00 EST', on the clocks of the review."""
    local = wording.local(sitting.at, sitting.timezone)
    return f"{wording.day(local, live.as_of)} {local:%H:%M} {local.tzname() or sitting.timezone}"


def cycle(rrule: str) -> str:
    """'every week', 'every 2 weeks' of a recurrence rule."""
    word = EVERY[re.findall(r"FREQ=(\w+)", rrule)[-1]]
    interval = int((re.findall(r"INTERVAL=(\d+)", rrule) or ["1"])[-1])
    return f"every {word}" if interval == 1 else f"every {wording.counted(interval, word)}"


def improvement(live: Live) -> list[Box]:
    """What was asked of the SOP and is not answered yet, what is proposed, the version in force, versions to come."""
    return [*_asked(live), *_proposed(live), _in_force(live), *_to_come(live)]


def _asked(live: Live) -> list[Box]:
    waits = [
        change
        for change in changes_asked(live.acts, live.law.sop, live.as_of)
        if change.mark.at >= live.law.effective_at and change.answered is None
    ]
    if not waits:
        return []
    by = [known_as(live.world.library.people, change.mark.by) for change in waits]
    lines = [
        Line(f"{name}: {change.words or ', '.join(change.lessons) or 'a change'}", frozenset({change.mark.by}))
        for name, change in zip(by, waits, strict=True)
    ]
    more = [Line(f"and {len(lines) - SHOWN} more")] if len(lines) > SHOWN else []
    title = f"{wording.counted(len(waits), 'change')} asked of the SOP"
    return [Box("improvement:asked", "improvement", title, (*lines[:SHOWN], *more), "pending", "to be answered")]


def _proposed(live: Live) -> list[Box]:
    people, lines = live.world.library.people, []
    for proposal in proposals_of(live.acts, live.law.sop):
        end = proposal.closed or proposal.enacted
        if proposal.made.at > live.as_of or (end and end.at <= live.as_of):
            continue
        why = f"{known_as(people, proposal.written.by)}, from {wording.day(proposal.effective_from, live.as_of)}"
        said = f": {proposal.written.text}" if proposal.written.text else ""
        lines.append(Line(f"{why}{said}", frozenset({proposal.written.by})))
        if lacks := lacking(live.world, live.law, proposal, live.as_of):
            held = owner(live.law, people, live.as_of).party
            lines.append(Line(f"lacks {lacks}", frozenset({held} if held else ())))
    if not lines:
        return []
    return [Box("improvement:proposed", "improvement", "Proposed as the next version", tuple(lines), "pending", "open")]


def _in_force(live: Live) -> Box:
    law, people = live.law, live.world.library.people
    lines = []
    if law.changed:
        lines.append(Line(f"{known_as(people, law.changed.by)}: {law.changed.because}", frozenset({law.changed.by})))
    if law.owner:
        lines.append(Line(f"owner of the SOP: {known_as(people, law.owner)}", frozenset({law.owner})))
    number = sum(version.effective_at <= live.as_of for version in live.world.library.sops[law.sop].good)
    title = f"Version {number}, since {wording.day(law.effective_from)}"
    return Box("improvement:version", "improvement", title, tuple(lines), "ok", "in force")


def _to_come(live: Live) -> list[Box]:
    people, found = live.world.library.people, []
    for version in live.world.library.sops[live.law.sop].good:
        if version.effective_at > live.as_of:
            law = version.sop
            said = law.changed
            lines = (Line(f"{known_as(people, said.by)}: {said.because}", frozenset({said.by})),) if said else ()
            title = f"From {wording.day(law.effective_from)}"
            id = f"improvement:{law.effective_from}"
            found.append(Box(id, "improvement", title, lines, "pending", "to come"))
    return found
