"""What was outside its bounds: every breach, how soon it was answered, and what came of it."""

import datetime as dt
from collections.abc import Sequence

from dashboard.ledger.state import Mark
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

HOUR = dt.timedelta(hours=1)
BREACHES = (
    Column("sop", "", 0),
    Column("metric", "", 0),
    Column("segment", "", 0),
    Column("threshold", "", 0),
    Column("stage", "", 0),
    Column("what", "What", 1.5),
    Column("level", "Level", 0.7),
    Column("since", "Since", 0.9),
    Column("fired_at", "Fired", 0.9),
    Column("ended_at", "Ended", 0.9),
    Column("signal", "", 0),
    Column("worst", "", 0),
    Column("worst_words", "Worst; acceptable", 1.1),
    Column("points", "", 0),
    Column("acting", "", 0),
    Column("acting_name", "Whose", 0.9),
    Column("acknowledged_by", "", 0),
    Column("acknowledged_at", "", 0),
    Column("acknowledged_words", "Acknowledged", 1.1),
    Column("hours_to_acknowledge", "After", 0.7, hours=True),
    Column("escalations", "Escalated", 0.6),
    Column("incident", "", 0),
    Column("hours_to_resolve", "Resolved after", 0.7, hours=True),
    Column("outcome", "Outcome", 1.6),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The breaches of the period, in the order of their firing."""
    found = seen.breaches
    enforced = [b for b in found if b.enforced]
    still = sum(b.ended_at is None for b in enforced)
    unseen = [b for b in enforced if _acknowledged(b) is None]
    gaps = [Remark(f"Had not ended when this was made: {still} of {_counted(enforced)}.", kind="note")] if still else []
    gaps += [Remark(f"Never acknowledged: {len(unseen)} of {_counted(enforced)}.")] if unseen else []
    table = Table("breaches", "Breaches", BREACHES, tuple(_row(seen, b) for b in found),
                  "No threshold was breached in this period.")  # fmt: skip
    return [table], gaps if seen.world.warehouse else [_no_numbers()]


def _counted(found: Sequence[Breach]) -> str:
    return "1 enforced breach" if len(found) == 1 else f"{len(found):,} enforced breaches"


def _no_numbers() -> Remark:
    return Remark("No numbers are loaded: whether anything was breached is not known.", kind="doubt")


def _row(seen: Seen, b: Breach) -> Row:
    acknowledged, incident = _acknowledged(b), b.followed.incident
    held = wording.bounds(b.lower, b.upper, b.unit, b.signal)
    worst = wording.value(b.worst, b.unit, b.signal, (b.lower, b.upper))
    resolved = incident.resolved if incident else None
    name = f"{wording.titled(b.title, b.segment)} ({b.threshold})"
    return (
        b.sop, b.metric, b.segment, b.threshold, b.stage, name if len(seen.sops) == 1 else f"{name}, {b.sop}",
        b.level if b.enforced else f"{b.level}, aspired to", b.since, b.fired_at, b.ended_at, b.signal, float(b.worst),
        f"{worst}; {held}", b.points, b.ownership.acting.party, b.ownership.acting.name,
        acknowledged.by if acknowledged else None, acknowledged.at if acknowledged else None,
        f"by {seen.name(acknowledged.by)}" if acknowledged else ("no" if b.enforced else "not asked for"),
        _hours(b.fired_at, acknowledged.at) if acknowledged else None, len(b.followed.escalations),
        incident.id if incident else None, _hours(b.fired_at, resolved.at) if resolved else None, _outcome(seen, b),
    )  # fmt: skip


def _acknowledged(b: Breach) -> Mark | None:
    """The acknowledgement of the breach itself, else of the incident that it belongs to."""
    return b.followed.acknowledged or (b.followed.incident.acknowledged if b.followed.incident else None)


def _outcome(seen: Seen, b: Breach) -> str:
    """'recovered; accepted until Tue 1 Dec 2026 by Ola Berg: the vendor repairs it; incident win-back-… resolved'"""
    said = [(b.ended_because or "ended") if b.ended_at else "still open"]
    for accepted in b.followed.acceptances:
        because = f": {accepted.mark.text}" if accepted.mark.text else ""
        said.append(f"accepted until {wording.day(accepted.until)} by {seen.name(accepted.mark.by)}{because}")
    if incident := b.followed.incident:
        said.append(f"incident {incident.id} {incident.state}")
    return "; ".join(said)


def _hours(start: dt.datetime, end: dt.datetime) -> float:
    return max((end - start) / HOUR, 0.0)


CHAPTER = Chapter(
    "breaches",
    "Breaches",
    "Every breach that was open at some time in the period, judged by the version in force at each point: since when, "
    "how bad, whose it was, how soon it was answered, and what came of it.",
    make,
)
