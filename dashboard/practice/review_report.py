"""Reviews and what people did, as documents for machines and as text for people."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from dashboard.ledger.acts import name_of
from dashboard.ledger.audit import Flaw
from dashboard.ledger.state import Action
from dashboard.practice import wording
from dashboard.practice.minutes import told
from dashboard.practice.minutes.form import Document, MinutedAction, MinutedItem, to_json
from dashboard.practice.minutes.told import Minutes, Remark
from dashboard.practice.ownership import known_as
from dashboard.practice.report import aligned
from dashboard.practice.sittings import Sitting
from dashboard.practice.todo import overdue
from dashboard.sop.model import People

# --- sittings


def sitting_json(sitting: Sitting, missed: Sitting | None = None) -> dict[str, object]:
    """A sitting as `reviews --json` has it: people are ids of parties or null; `missed_at` of the one before."""
    return {
        "sop": sitting.ref.sop,
        "review": sitting.ref.review,
        "title": sitting.title,
        "at": wording.instant(sitting.at),
        "state": sitting.state,
        "chair": sitting.chair.party if sitting.chair else None,
        "remind_at": wording.instant(sitting.remind_at),
        "escalates_at": wording.instant(sitting.escalates_at),
        "escalates_to": sitting.escalates_to.party if sitting.escalates_to else None,
        "countersign": sitting.countersign,
        "missed_at": wording.instant(missed.at if missed else None),
    }


def of_sittings(found: Sequence[tuple[Sitting, Sitting | None]], now: dt.datetime) -> str:
    """A line a review, times in UTC."""
    rows = [_sitting_cells(sitting, missed, now) for sitting, missed in found]
    return "\n".join(aligned(rows)) or "no SOP in force has a review"


def _sitting_cells(sitting: Sitting, missed: Sitting | None, now: dt.datetime) -> list[str]:
    chair = sitting.chair.name if sitting.chair and sitting.chair.party else "nobody"
    said = [f"chaired by {chair}"]
    if missed:
        said.append(f"the one of {wording.day(missed.at, now)} was missed")
    if sitting.escalates_at and sitting.escalates_to and sitting.state == "overdue":
        gone = "went" if sitting.escalates_at <= now else "goes"
        said.append(f"{gone} to {sitting.escalates_to.name} {wording.due(sitting.escalates_at, now)}")
    return [sitting.state, name_of(sitting.ref).rpartition("/")[0], wording.due(sitting.at, now), "; ".join(said)]


# --- agenda and minutes


def agenda_json(document: Document) -> dict[str, object]:
    """An agenda as `agenda --json` has it. `owner` and `who` are ids or null; `decision` is null until one is taken."""
    return {
        "sop": document.sop,
        "review": document.review,
        "title": document.title,
        "at": wording.instant(document.at),
        "since": wording.instant(document.since),
        "as_of": wording.instant(document.as_of),
        "generation": document.generation or None,
        "digest": document.digest,
        "chair": document.chair_id or None,
        "items": [_item_json(item) for item in document.items],
        "accepted": list(document.accepted),
        "healthy": list(document.healthy),
    }


def _item_json(item: MinutedItem) -> dict[str, object]:
    return {
        "id": item.id,
        "reason": item.reason,
        "state": item.state,
        "title": item.title,
        "text": item.text,
        "metric": item.metric or None,
        "segment": item.segment,
        "owner": item.owner_id or None,
        "duty": item.owner_duty or None,
        "response": item.response or None,
        "decision": item.decision or None,
        "until": wording.instant(item.until),
        "comment": item.decision_comment,
        "note": item.note,
        "earlier": list(item.earlier),
        "lines": list(item.lines),
        "actions": [_minuted_json(action) for action in item.actions],
    }


def _minuted_json(action: MinutedAction) -> dict[str, object]:
    what = {"id": action.id, "what": action.what, "who": action.who}
    return {**what, "due": action.due.isoformat(), "state": action.state}


def of_agenda(drawn: Minutes) -> str:
    """The agenda as lines: under each reason its items, with what was recorded on them so far."""
    document = drawn.document
    lines = [f"{drawn.heading}: {drawn.summary}", f"due {drawn.moment(document.at)} ({document.timezone})"]
    for heading, items in drawn.groups:
        lines += ["", f"{heading} ({len(items)})"]
        for item in items:
            lines += _item_lines(drawn, item)
    if not drawn.items:
        lines += ["", "nothing has to be talked about"]
    for heading, texts in (("Accepted for now", document.accepted), ("Healthy", document.healthy)):
        lines += ["", heading, *(f"  {text}" for text in texts)] if texts else []
    return "\n".join(lines)


def _item_lines(drawn: Minutes, item: MinutedItem) -> list[str]:
    state = told.state(item)
    said = [f"  {state}  {item.title}" if state else f"  {item.title}"]
    decision = ": ".join(filter(None, (drawn.decision(item), told.comment(item)))) if item.decision else ""
    more = [item.text, *(f"{what}: {which}" for what, which in drawn.terms(item)), *item.lines]
    more += [f"Note: {item.note}" if item.note else "", f"Decision: {decision}" if decision else ""]
    more += [f"Action: {', '.join(told.action_cells(action))}" for action in item.actions]
    more += [f"Earlier: {earlier}" for earlier in item.earlier]
    return said + [f"    {line}" for text in more if text for line in told.clean(text).split("\n")]


def minutes_json(minutes: Minutes) -> dict[str, Any]:
    """Minutes as `minutes --format json` has them: `document` is what was signed, `hash` null for a draft."""
    return {
        "document": json.loads(to_json(minutes.document)),
        "hash": minutes.hash or None,
        "signed_at": wording.instant(minutes.signed_at),
        "countersigned": _remark_json(minutes.countersigned) if minutes.countersigned else None,
        "corrections": [{**_remark_json(remark), "text": remark.text} for remark in minutes.corrections],
    }


def _remark_json(remark: Remark) -> dict[str, object]:
    return {"name": remark.name, "at": wording.instant(remark.at), "verified": remark.verified}


# --- actions


def action_json(action: Action, today: dt.date) -> dict[str, object]:
    """An open action as `actions --json` has it: `who` is an id, `sitting` names the one that agreed on it, or null."""
    return {
        "id": action.id,
        "what": action.what,
        "who": action.who,
        "due": action.due.isoformat(),
        "first_due": action.first_due.isoformat(),
        "overdue": overdue(action, today),
        "sop": action.sop or None,
        "metric": action.metric or None,
        "sitting": name_of(action.sitting) if action.sitting else None,
        "added_at": wording.instant(action.added.at),
    }


def of_actions(found: Sequence[Action], people: People, today: dt.date) -> str:
    """A line an action."""
    rows = []
    for action in found:
        late = f"overdue {wording.span(today - action.due)}" if overdue(action, today) else "open"
        who = known_as(people, action.who)
        rows.append(
            [late, wording.day(action.due, today), who, " ".join(action.what.split()), f"({action.sop or '–'})"]
        )
    return "\n".join(aligned(rows)) or "nothing is to be done"


# --- the ledger


def audit_json(length: int, head: str, flaws: Sequence[Flaw] | None) -> dict[str, object]:
    """The ledger as `audit --json` has it; `flaws` only where they were looked for."""
    found = {} if flaws is None else {"flaws": [{"seq": flaw.seq, "message": flaw.message} for flaw in flaws]}
    return {"events": length, "head": head, **found}


def of_audit(length: int, head: str, flaws: Sequence[Flaw] | None) -> str:
    """How long it is and how it ends, and a line a flaw."""
    lines = [f"{wording.counted(length, 'event')}, head {head}"]
    if flaws is None:
        lines.append("`audit verify` checks that they are what was recorded")
    else:
        lines += [flaw.message for flaw in flaws] or ["every event is what was recorded"]
    return "\n".join(lines)
