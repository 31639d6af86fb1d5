"""The sittings that were: who signed which when, and in which of them something was said, decided or agreed."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts
from dashboard.practice.ownership import known_as
from dashboard.practice.sittings import Sitting, SittingState, is_kept, kept_since, sitting, sittings
from dashboard.practice.world import World
from dashboard.sop.model import People

MISSED_WITHIN = dt.timedelta(days=400)
AROUND = 60  # characters of a snippet on either side of what was looked for


@dataclass(frozen=True)
class PastSitting:
    """One sitting as a list shows it. `chair` and `signed_by` are names, '' for nobody.

    `snippets` are the places in its notes, decisions, actions, corrections and attendance with a word looked for.
    """

    ref: SittingRef
    sop_title: str
    title: str
    at: dt.datetime
    timezone: str
    state: SittingState
    chair: str
    signed_by: str
    signed_at: dt.datetime | None
    signed_as: str
    decisions: int
    actions: int
    snippets: tuple[str, ...] = ()


def past_sittings(world: World, acts: Acts, now: dt.datetime, text: str = "") -> tuple[PastSitting, ...]:
    """Every sitting in which something happened, and those missed in the last 400 days before `now`, newest first.

    A review can be missed from the first sitting on that was recorded of it.

    With `text` only those in which all its words occur, in any case: in titles, names of people, notes, comments to
    decisions, actions, corrections.
    """
    recent, kept = sittings(world, acts, now - MISSED_WITHIN, now, now), kept_since(acts)
    found = {s.ref: s for s in recent if (s.state == "missed" and is_kept(kept, s.ref)) or s.ref in acts.sittings}
    for ref in acts.sittings:
        if ref not in found and (held := sitting(world, acts, ref, now)):
            found[ref] = held
    words = [re.compile(re.escape(word), re.IGNORECASE) for word in text.split()]
    past = (_past(world.library.people, acts, s, words) for s in found.values())
    return tuple(sorted((p for p in past if p), key=lambda p: (p.at, p.ref.sop, p.ref.review), reverse=True))


def _past(people: People, acts: Acts, sitting: Sitting, words: Sequence[re.Pattern[str]]) -> PastSitting | None:
    signed = sitting.proceedings.signed if sitting.state == "signed" else None
    chair = sitting.chair.name if sitting.chair and sitting.chair.party else ""
    signed_by = known_as(people, signed.by) if signed else ""
    said = [*_said(people, acts, sitting)] if words else []
    everything = "\n".join((sitting.sop_title, sitting.title, chair, signed_by, *(text for _, text in said)))
    if not all(word.search(everything) for word in words):
        return None
    return PastSitting(
        ref=sitting.ref,
        sop_title=sitting.sop_title,
        title=sitting.title,
        at=sitting.at,
        timezone=sitting.timezone,
        state=sitting.state,
        chair=chair,
        signed_by=signed_by,
        signed_at=signed.at if signed else None,
        signed_as=sitting.proceedings.signed_as if signed else "",
        decisions=len(sitting.proceedings.decisions),
        actions=len(sitting.proceedings.actions),
        snippets=tuple(snippet for what, text in said if (snippet := _snippet(what, text, words))),
    )


def _said(people: People, acts: Acts, sitting: Sitting) -> Iterator[tuple[str, str]]:
    """What was said in the sitting and who was there: (what it is, its words)."""
    held = sitting.proceedings
    if held.attendees:
        yield "There", ", ".join(known_as(people, id) for id in held.attendees)
    for note in held.notes.values():
        yield "Note", note.text
    for decision in held.decisions.values():
        yield "Decision", f"{known_as(people, decision.mark.by)}: {decision.mark.text}"
    for action in (acts.actions[id] for id in held.actions):
        comments = (mark.text for _, mark in action.changes if mark.text)
        yield "Action", "; ".join((f"{known_as(people, action.who)}: {action.what}", *comments))
    for correction in held.corrections:
        yield "Correction", f"{known_as(people, correction.by)}: {correction.text}"


def _snippet(what: str, text: str, words: Sequence[re.Pattern[str]]) -> str:
    """The text around the first of the words in it, after what it is; '' without any."""
    text = " ".join(text.split())
    places = [match.start() for word in words if (match := word.search(text))]
    if not places:
        return ""
    start, end = max(min(places) - AROUND, 0), min(places) + AROUND
    return f"{what}: {'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
