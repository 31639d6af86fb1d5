"""How it was reviewed: every sitting that was due, who signed it, what was decided and what is to be done."""

from collections.abc import Sequence

from dashboard.ledger.acts import name_of
from dashboard.ledger.state import Action
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen
from dashboard.practice.sittings import Sitting, is_kept, kept_since, sittings

SITTINGS = (
    Column("sitting", "", 0),
    Column("sop", "SOP", 1),
    Column("title", "Review", 1.35),
    Column("due_at", "Due", 0.9),
    Column("state", "State", 0.85),
    Column("chair", "Chair", 0.9),
    Column("attended", "Attended", 1.6),
    Column("signed_by", "", 0),
    Column("signed_by_name", "Signed by", 1),
    Column("signed_as", "", 0),
    Column("verified", "Signed in", 0.75),
    Column("signed_at", "On", 0.9),
    Column("countersigned_by_name", "Second signature", 1.1),
    Column("decisions", "Decided", 0.8),
    Column("actions", "Actions", 0.8),
    Column("corrections", "Corrected", 0.95),
    Column("document_sha256", "SHA-256 of the minutes", 1, digest=True),
)
DECISIONS = (
    Column("sitting", "", 0),
    Column("review", "Review", 1),
    Column("due_at", "Sitting", 0.9),
    Column("about", "About", 1.6),
    Column("decision", "Decision", 0.8),
    Column("until", "Until", 0.9),
    Column("by", "", 0),
    Column("by_name", "By", 0.9),
    Column("at", "On", 0.9),
    Column("text", "In these words", 2.4),
)
ACTIONS = (
    Column("action", "", 0),
    Column("sop", "SOP", 1),
    Column("what", "What", 2.4),
    Column("who", "", 0),
    Column("who_name", "Who", 1),
    Column("added_at", "Agreed on", 0.9),
    Column("due", "Due", 0.9),
    Column("first_due", "First due", 0.9),
    Column("state", "State", 0.6),
    Column("closed_at", "Closed on", 0.9),
    Column("sitting", "", 0),
    Column("agreed_in", "Agreed in", 1.2),
)
DECIDED = {"accept": "accepted", "act": "act", "change_sop": "change the SOP", "no_action": "no action"}


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The sittings due in the period, the decisions of those, and the actions agreed on in it, wherever."""
    starts, ends = zip(*(seen.bounds(sop) for sop in seen.sops), strict=True) if seen.sops else ((), ())
    kept, found = kept_since(seen.acts), []
    if starts:
        due = sittings(seen.world, seen.acts, min(starts), max(ends), seen.as_of)
        mine = (s for s in due if s.ref.sop in seen.sops and seen.in_period(s.ref.sop, s.at))
        found = [s for s in mine if s.ref in seen.acts.sittings or (s.state == "missed" and is_kept(kept, s.ref))
                 or s.state == "overdue"]  # fmt: skip
    decisions = [row for s in found for row in _decisions(seen, s)]
    return [
        Table("sittings", "Sittings", SITTINGS, tuple(_sitting(seen, s) for s in found),
              "No review was due in this period."),
        Table("decisions", "Decisions", DECISIONS, tuple(decisions), "No decision was taken in these sittings."),
        Table("actions", "Actions agreed on", ACTIONS, tuple(_actions(seen)), "No action was agreed in this period."),
    ], _gaps(found)  # fmt: skip


def _gaps(found: Sequence[Sitting]) -> list[Remark]:
    of = wording.counted(len(found), "sitting")
    unsigned = [s for s in found if s.state in ("missed", "overdue")]
    lacking = [s for s in found if s.state == "signed" and s.countersign and not s.proceedings.countersigned]
    gaps = [Remark(f"Not signed: {len(unsigned)} of {of}.")] if unsigned else []
    return gaps + ([Remark(f"Without the second signature: {len(lacking)} of {of}.")] if lacking else [])


def _sitting(seen: Seen, s: Sitting) -> Row:
    held = s.proceedings
    signed = held.signed if s.state == "signed" else None
    return (
        name_of(s.ref), s.ref.sop, s.title, s.at, s.state, s.chair.name if s.chair else "nobody",
        ", ".join(seen.name(id) for id in held.attendees), signed.by if signed else None,
        seen.name(signed.by) if signed else "", held.signed_as if signed else "", signed.verified if signed else None,
        signed.at if signed else None, seen.name(held.countersigned.by) if held.countersigned else "",
        len(held.decisions), len(held.actions), len(held.corrections), held.document_hash if signed else "",
    )  # fmt: skip


def _decisions(seen: Seen, s: Sitting) -> list[Row]:
    rows: list[Row] = []
    for d in sorted(s.proceedings.decisions.values(), key=lambda d: d.mark.seq):
        about = seen.audit.titles.get((s.ref, d.item)) or (d.breach.metric if d.breach else d.item)
        rows.append(
            (name_of(s.ref), s.title, s.at, about, DECIDED.get(d.decision, d.decision), d.until, d.mark.by,
             seen.name(d.mark.by), d.mark.at, d.mark.text)
        )  # fmt: skip
    return rows


def _actions(seen: Seen) -> list[Row]:
    mine = [a for a in seen.acts.actions.values() if a.sop in seen.sops and seen.in_period(a.sop, a.added.at)]
    return [
        (a.id, a.sop, a.what, a.who, seen.name(a.who), a.added.at, a.due, a.first_due, a.state,
         a.closed.at if a.closed else None, name_of(a.sitting) if a.sitting else "", _where(a))
        for a in sorted(mine, key=lambda a: a.added.seq)
    ]  # fmt: skip


def _where(action: Action) -> str:
    if action.sitting:
        return f"{action.sitting.review}, {wording.day(action.sitting.at)}"
    return f"incident {action.incident}" if action.incident else "outside a sitting"


CHAPTER = Chapter(
    "sittings",
    "Reviews and signatures",
    "Every sitting that was due, whether it was held and signed and by whom, its decisions, and the actions agreed on; "
    "the signed minutes are enclosed as they were signed.",
    make,
)
