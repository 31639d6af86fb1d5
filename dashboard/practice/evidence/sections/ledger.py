"""Whether the record can be trusted, and the record itself: the ledger's chain, and every act of the period."""

from collections.abc import Iterator

from dashboard.ledger.acts import MACHINE, Change, name_of
from dashboard.ledger.event import Event
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

CHECKED = (Column("what", "What", 1), Column("result", "Result", 3))
FLAWS = (Column("event", "Event", 0.4), Column("flaw", "What is wrong", 4))
NOTED = (
    Column("sitting", "Signed minutes", 2),
    Column("event", "Event", 0.5),
    Column("hash", "Its hash, as the minutes noted it", 3),
    Column("agrees", "Agrees", 0.5),
)
ACTS = (
    Column("seq", "No.", 0.4),
    Column("at", "At", 0.9),
    Column("recorded_at", "", 0),
    Column("by", "", 0),
    Column("by_name", "By", 0.9),
    Column("verified", "Signed in", 0.65),
    Column("act", "Act", 1.1),
    Column("about", "About", 2.4),
    Column("said", "In these words", 2.4),
    Column("hash", "", 0),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The verification, of the whole ledger; and the acts of the period that concern these SOPs."""
    audit = seen.audit
    hashes = {event.seq: event.hash for event in audit.events}
    noted = [(name_of(n.sitting), n.seq, n.hash, hashes.get(n.seq) == n.hash) for n in audit.noted
             if n.sitting.sop in seen.sops]  # fmt: skip
    return [
        Table("verification", "Verification of the chain", CHECKED, tuple(_checked(seen)), ""),
        Table("flaws", "Flaws", FLAWS, tuple((f.seq, f.message) for f in audit.flaws),
              "Every event is what was recorded." if audit.length else "There is no ledger yet: nothing was recorded."),
        Table("noted", "Heads noted by signed minutes", NOTED, tuple(noted), "No minutes were signed."),
        Table("acts", "Acts of the period", ACTS, tuple(_acts(seen)), "Nothing was recorded in this period."),
    ], [_verdict(seen)]  # fmt: skip


def _verdict(seen: Seen) -> Remark:
    audit = seen.audit
    if audit.flaws:
        more = f", and {len(audit.flaws) - 1} more" if len(audit.flaws) > 1 else ""
        return Remark(f"The ledger is not what was recorded: {audit.flaws[0].message}{more}.", kind="doubt")
    if not audit.length:
        return Remark("There is no ledger yet: nobody's acts are recorded.")
    return Remark(f"The ledger's chain is verified: {wording.counted(audit.length, 'event')}.", kind="holds")


def _checked(seen: Seen) -> Iterator[Row]:
    audit = seen.audit
    yield "Events", audit.length
    yield "Hash of the last", audit.head or "–"
    result = wording.counted(len(audit.flaws), "flaw") if audit.flaws else "every event is what was recorded"
    yield "Chain", result if audit.length else "there is no ledger yet"
    yield "Checked on", audit.at
    yield "Held to", f"what {wording.counted(len(audit.noted), 'sitting')} noted when signed"


def _acts(seen: Seen) -> Iterator[Row]:
    for event in seen.audit.events:
        sop = _sop(seen, event)
        of_these = any(seen.in_period(one, event.at) for one in ((sop,) if sop else seen.sops) if one in seen.sops)
        if of_these:
            by = "by itself" if event.by == MACHINE else seen.name(event.by)
            yield (event.seq, event.at, event.recorded_at, event.by, by, event.verified,
                   event.act.kind.replace("_", " "), _about(event), event.act.said, event.hash)  # fmt: skip


def _sop(seen: Seen, event: Event) -> str:
    """The SOP that the act is about; '' where it is about none in particular."""
    act, acts = event.act, seen.acts
    for name in ("breach", "sitting"):
        if ref := getattr(act, name, None):
            return str(ref.sop)
    if stated := getattr(act, "sop", ""):
        return str(stated)
    for name, known in (("incident", acts.incidents), ("action", acts.actions), ("proposal", acts.proposals)):
        if (id := getattr(act, name, "")) and id in known:
            return str(known[id].sop)
    notice = acts.notices.get(getattr(act, "notice", ""))
    return next((sop for change in notice.changes if (sop := _told_of(seen, change))), "") if notice else ""


def _told_of(seen: Seen, change: Change) -> str:
    if ref := change.breach or change.sitting:
        return ref.sop
    incident = seen.acts.incidents.get(change.incident)
    return incident.sop if incident else ""


def _about(event: Event) -> str:
    """What the act is about, as it is named."""
    act = event.act
    for name in ("breach", "sitting"):
        if ref := getattr(act, name, None):
            return name_of(ref)
    names = ("incident", "action", "proposal", "notice", "title", "effective_from")
    return " · ".join(str(value) for name in names if (value := getattr(act, name, "")))


CHAPTER = Chapter(
    "ledger",
    "The ledger and its verification",
    "Whether the chain of hashes holds from the first event to the last, held to the heads that every signed minutes "
    "noted, and every act of the period as it was recorded.",
    make,
)
