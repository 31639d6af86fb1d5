"""Who agreed to what: the proposals of versions, their approvals, and what the file of each version is held to."""

from dashboard.ledger.state import Proposal
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

PROPOSALS = (
    Column("proposal", "Proposal", 1),
    Column("sop", "SOP", 1),
    Column("effective_from", "For", 0.8),
    Column("base", "Made from", 0.8),
    Column("origin", "Came from", 1),
    Column("made_by", "", 0),
    Column("made_by_name", "Made by", 1),
    Column("made_at", "On", 1),
    Column("because", "Because", 2),
    Column("revision", "Text", 0.4),
    Column("approvals", "Approvals", 0.7),
    Column("state", "State", 0.7),
    Column("enacted_at", "", 0),
)
APPROVALS = (
    Column("proposal", "Proposal", 1),
    Column("sop", "SOP", 1),
    Column("effective_from", "For", 0.8),
    Column("by", "", 0),
    Column("by_name", "Approved by", 1.2),
    Column("verified", "Signed in", 0.6),
    Column("at", "On", 1),
    Column("text", "In these words", 2),
)
RECORDED = (
    Column("sop", "SOP", 0.9),
    Column("effective_from", "Version of", 0.7),
    Column("by", "", 0),
    Column("by_name", "Recorded by", 0.9),
    Column("at", "On", 1),
    Column("proposal", "From proposal", 0.9),
    Column("because", "Because", 1.2),
    Column("recorded_sha256", "SHA-256 as recorded", 2),
    Column("agrees", "The file is that", 0.6),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """What was proposed, approved or recorded in the period, and how each file in force compares to its record."""
    proposals = [p for p in seen.acts.proposals.values() if p.sop in seen.sops and _touched(seen, p)]
    proposals.sort(key=lambda p: p.made.seq)
    recorded, doubts = _recorded(seen)
    alone = [p for p in proposals if p.enacted and not any(mark.by not in p.authors for mark in p.approvals)]
    gaps = [Remark(f"{p.sop}, version of {p.effective_from}: nobody but its authors approved it.") for p in alone]
    return [
        Table("proposals", "Proposals", PROPOSALS, tuple(_proposal(seen, p) for p in proposals),
              "No version was proposed in this period."),
        Table("approvals", "Approvals", APPROVALS, tuple(row for p in proposals for row in _approvals(seen, p)),
              "Nothing was approved in this period."),
        Table("recorded", "Files of versions as recorded", RECORDED, tuple(recorded),
              "The file of no version in force was recorded; its digest stands with the versions."),
    ], [*doubts, *gaps]  # fmt: skip


def _touched(seen: Seen, proposal: Proposal) -> bool:
    start, end = seen.bounds(proposal.sop)
    marks = [mark for _, mark in proposal.changes]
    enacted = any(
        v.sop.effective_from == proposal.effective_from and proposal.enacted
        for v, *_ in seen.in_force(seen.world.library.sops[proposal.sop])
    )
    return enacted or any(start <= mark.at < end for mark in marks)


def _proposal(seen: Seen, p: Proposal) -> Row:
    origin = p.origin.incident or (p.origin.sitting.review if p.origin.sitting else "")
    came = f"{p.origin.kind}: {origin}" if origin else p.origin.kind
    return (
        p.id, p.sop, p.effective_from, p.base, came, p.made.by, seen.name(p.made.by), p.made.at, p.written.text,
        p.revision, len(p.approvals), p.state, p.enacted.at if p.enacted else None,
    )  # fmt: skip


def _approvals(seen: Seen, p: Proposal) -> list[Row]:
    return [
        (p.id, p.sop, p.effective_from, mark.by, seen.name(mark.by), mark.verified, mark.at, mark.text)
        for mark in p.approvals
    ]


def _recorded(seen: Seen) -> tuple[list[Row], list[Remark]]:
    """Every record of a version in force; the file is held to the last of them."""
    rows: list[Row] = []
    doubts = []
    for versions in seen.versions:
        for version, *_ in seen.in_force(versions):
            day = version.sop.effective_from
            records = seen.acts.versions.get((versions.id, day), ())
            for record in records:
                agrees = record.digest == version.digest
                mark = record.mark
                rows.append(
                    (versions.id, day, mark.by, seen.name(mark.by), mark.at, record.proposal, mark.text, record.digest,
                     agrees)
                )  # fmt: skip
            if records and records[-1].digest != version.digest:
                doubts.append(Remark(f"{version.file} is not what was recorded: it was changed since.", kind="doubt"))
    return rows, doubts


CHAPTER = Chapter(
    "approvals",
    "Approvals",
    "Who proposed which version, from what, who approved it, and whether the files in force are those that were "
    "recorded.",
    make,
)
