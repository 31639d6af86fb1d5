"""Who agreed to what: the proposals of versions, their approvals, and what the file of each version is held to."""

from collections.abc import Iterator

from dashboard.ledger.acts import MACHINE
from dashboard.ledger.state import Mark, Proposal
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen
from dashboard.practice.proposals.life import life
from dashboard.practice.proposals.proposed import state_of
from dashboard.practice.proposals.recording import altered

PROPOSALS = (
    Column("proposal", "Proposal", 1),
    Column("sop", "SOP", 1),
    Column("effective_from", "For", 0.8),
    Column("base", "Made from", 0.8),
    Column("origin", "Came from", 1),
    Column("made_by", "", 0),
    Column("made_by_name", "Made by", 1),
    Column("made_at", "On", 1),
    Column("title", "Changes", 1.5),
    Column("because", "Because", 1.5),
    Column("revision", "Text", 0.4),
    Column("approvals", "Approvals", 0.7),
    Column("state", "State", 0.7),
    Column("enacted_at", "", 0),
)
LIFE = (
    Column("proposal", "Proposal", 1),
    Column("sop", "SOP", 1),
    Column("effective_from", "For", 0.8),
    Column("event", "What", 0.7),
    Column("by", "", 0),
    Column("by_name", "By", 1.2),
    Column("verified", "Signed in", 0.6),
    Column("at", "On", 1),
    Column("text", "In these words", 2.5),
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
    Column("agrees", "The file agrees", 0.6),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """What was proposed, approved or recorded in the period, and how each file in force compares to its record."""
    proposals = [p for p in seen.acts.proposals.values() if p.sop in seen.sops and _touched(seen, p)]
    proposals.sort(key=lambda p: p.made.seq)
    alone = [p for p in proposals if p.enacted and all(mark.by == p.written.by for mark in p.approvals)]
    gaps = [Remark(f"{p.sop}, version of {p.effective_from}: nobody but its author approved it.") for p in alone]
    return [
        Table("proposals", "Proposals", PROPOSALS, tuple(_proposal(seen, p) for p in proposals),
              "No version was proposed in this period."),
        Table("approvals", "Approvals and objections", LIFE,
              tuple(row for p in proposals for row in _life(seen, p)), "Nothing was approved in this period."),
        Table("recorded", "Files of versions as recorded", RECORDED, tuple(_recorded(seen)),
              "The file of no version in force was recorded; its digest stands with the versions."),
    ], [*_altered(seen), *gaps]  # fmt: skip


def _touched(seen: Seen, proposal: Proposal) -> bool:
    enacted = any(
        v.sop.effective_from == proposal.effective_from and proposal.enacted
        for v, *_ in seen.in_force(seen.world.library.sops[proposal.sop])
    )
    return enacted or seen.in_period(proposal.sop, *(mark.at for _, mark in proposal.changes))


def _proposal(seen: Seen, p: Proposal) -> Row:
    origin = p.origin.incident or (p.origin.sitting.review if p.origin.sitting else "")
    came = f"{p.origin.kind}: {origin}" if origin else p.origin.kind
    return (
        p.id, p.sop, p.effective_from, p.base, came, p.made.by, seen.name(p.made.by), p.made.at, p.title,
        p.written.text, p.revision, len(p.approvals), state_of(seen.world, p, seen.as_of),
        p.enacted.at if p.enacted else None,
    )  # fmt: skip


def _life(seen: Seen, p: Proposal) -> list[Row]:
    """Everything that was done to it, approvals of earlier texts among it."""
    return [
        (p.id, p.sop, p.effective_from, done.event, done.mark.by, _by(seen, done.mark), done.mark.verified,
         done.mark.at, done.mark.text)
        for done in life(seen.acts, p, seen.as_of)
    ]  # fmt: skip


def _by(seen: Seen, mark: Mark) -> str:
    return "by itself" if mark.by == MACHINE else seen.name(mark.by)


def _recorded(seen: Seen) -> list[Row]:
    """Every record of a version in force; the file is held to the last of them."""
    rows: list[Row] = []
    for versions in seen.versions:
        for version, *_ in seen.in_force(versions):
            day = version.sop.effective_from
            for record in seen.acts.versions.get((versions.id, day), ()):
                mark, agrees = record.mark, record.digest == version.digest
                rows.append(
                    (versions.id, day, mark.by, _by(seen, mark), mark.at, record.proposal, mark.text, record.digest,
                     agrees)
                )  # fmt: skip
    return rows


def _altered(seen: Seen) -> Iterator[Remark]:
    """Recorded versions whose file is another now, or gone: those that have not come into force by the end, too."""
    for found in altered(seen.world, seen.acts):
        if found.sop in seen.sops:
            what = "is not what was recorded" if found.version else "is gone, or cannot be read, and was recorded"
            on = wording.day(found.recorded.mark.at)
            yield Remark(f"The file of {found.sop}, version of {found.day}, {what} on {on}.", kind="doubt")


CHAPTER = Chapter(
    "approvals",
    "Approvals",
    "Who proposed which version, from what, who approved it, and whether the files in force are those that were "
    "recorded.",
    make,
)
