"""From a text to a version of the SOP: proposed, revised, approved by who has to, written as the next file."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.errors import FileProblems, WorkspaceError
from dashboard.ledger.acts import Origin, ProposalApproved, ProposalMade, ProposalRevised
from dashboard.ledger.state import Acts, Proposal
from dashboard.ledger.store import Ledger, hash_of
from dashboard.practice import wording
from dashboard.practice.new_file import write_new
from dashboard.practice.ownership import day_of
from dashboard.practice.proposals.agreeing import lacking, objection_to
from dashboard.practice.proposals.commits import commit
from dashboard.practice.proposals.draft import Draft, drafted, file_of
from dashboard.practice.proposals.recording import record_of
from dashboard.practice.world import World
from dashboard.sop import editing
from dashboard.sop.model import Party
from dashboard.sop.versions import Version
from dashboard.workspace import commits

DIGITS = 4  # of the end of an id


@dataclass(frozen=True)
class Doing:
    """Who does something, and when: `at` in the time of the world, `wall` on the clock, both naive UTC.

    `seen` is the length of the ledger that they were looking at.
    """

    by: str
    at: dt.datetime
    wall: dt.datetime
    verified: bool = False
    seen: int | None = None


@dataclass(frozen=True)
class Written:
    """What somebody wants an SOP to be: the text, the day from which, why, and the digest of the version it was made
    from. `effective_from` and `changed` of the text are set to what is said here."""

    text: str
    day: dt.date
    because: str
    base_digest: str


def propose(world: World, ledger: Ledger, sop: str, wanted: Written, origin: Origin, doing: Doing) -> str:
    """Proposes that text, and returns the id of the proposal.

    Raises FileProblems if it cannot be a version, WorkspaceError if the day or the person cannot be, or there is a
    newer version than it was made from; Refused, or LedgerError.
    """
    draft = ready(world, sop, wanted, doing)
    base = newest_of(world, sop)
    id = _free(ledger.state(), sop, wanted.day, draft.text)
    act = ProposalMade(
        proposal=id, sop=sop, base=base.sop.effective_from, base_digest=base.digest, effective_from=wanted.day,
        origin=origin, title=draft.title, text=wanted.because.strip(), document_hash=hash_of(draft.text),
    )  # fmt: skip
    ledger.record(act, doing.by, doing.at, doing.wall, doing.verified, doing.seen, draft.text)
    return id


def revise(world: World, ledger: Ledger, proposal: Proposal, wanted: Written, doing: Doing) -> None:
    """Puts another text in its place. Raises as `propose` does."""
    draft = ready(world, proposal.sop, wanted, doing)
    base = newest_of(world, proposal.sop)
    act = ProposalRevised(
        proposal=proposal.id, base=base.sop.effective_from, base_digest=base.digest, effective_from=wanted.day,
        title=draft.title, text=wanted.because.strip(), document_hash=hash_of(draft.text),
    )  # fmt: skip
    ledger.record(act, doing.by, doing.at, doing.wall, doing.verified, doing.seen, draft.text)


def ready(world: World, sop: str, wanted: Written, doing: Doing) -> Draft:
    """The text as it would be the version of that day. Raises FileProblems or WorkspaceError where it cannot be one."""
    newest = newest_of(world, sop)
    law = newest.sop
    if refused := objection_to(world, law, doing.by, doing.at):
        raise WorkspaceError(refused)
    if wanted.base_digest != newest.digest:
        raise WorkspaceError(f"the version from {law.effective_from} is not the one that this was begun from: "
                             "bring it up to date first")  # fmt: skip
    if late := too_late(world, sop, wanted.day, doing.at):
        raise WorkspaceError(late)
    because = " ".join(wanted.because.split())
    if not because:
        raise WorkspaceError("say why: the version carries its reason, and whoever approves it reads it")
    draft = drafted(world, sop, wanted.day, editing.next_version(wanted.text, wanted.day, doing.by, because))
    if draft.problems:
        raise FileProblems(draft.problems)
    if draft.comparison is not None and not draft.comparison.told:
        raise WorkspaceError(f"nothing is agreed otherwise in it than in the version of {law.effective_from}")
    return draft


def too_late(world: World, sop: str, day: dt.date, at: dt.datetime) -> str | None:
    """Why no version can be in force from that day; None if one can: no day that has begun is judged anew by it."""
    newest = newest_of(world, sop).sop
    today = day_of(newest, at)
    if day <= today:
        past = "is past" if day < today else "has begun"
        return f"{wording.day(day, today)} {past}: what was judged stays judged; choose a later day"
    if day <= newest.effective_from:
        known = wording.day(newest.effective_from, today)
        return f"what follows the version from {known} needs a later day than that"
    return None


def moved_on(world: World, proposal: Proposal) -> str | None:
    """Why it is not made from the version that is the newest now; None if it is."""
    newest = newest_of(world, proposal.sop)
    if newest.sop.effective_from != proposal.base:
        return f"there is a version from {wording.day(newest.sop.effective_from)}, which it was not made from"
    if newest.digest != proposal.base_digest:
        return f"the file of {wording.day(proposal.base)}, which it was made from, is another since"
    return None


def approve(world: World, ledger: Ledger, proposal: Proposal, words: str, doing: Doing) -> Path | None:
    """Records the approval; of one that is agreed by it, writes the version and returns its file.

    Raises WorkspaceError if the person has no say or it can no longer be a version, Refused, or LedgerError.
    """
    law = newest_of(world, proposal.sop).sop
    if refused := objection_to(world, law, doing.by, doing.at):
        raise WorkspaceError(refused)
    if reason := moved_on(world, proposal) or too_late(world, proposal.sop, proposal.effective_from, doing.at):
        raise WorkspaceError(f"{reason}; revise it first")
    act = ProposalApproved(proposal=proposal.id, revision=proposal.revision, text=words.strip())
    ledger.record(act, doing.by, doing.at, doing.wall, doing.verified, doing.seen)
    return enact(world, ledger, proposal.id, replace(doing, seen=None))


def enact(world: World, ledger: Ledger, id: str, doing: Doing) -> Path | None:
    """Makes a version of a proposal that is agreed, and returns its file; None if it is not agreed yet.

    The version is recorded first, with its text, then written: whatever happens between the two, the file can be
    written again from what was recorded. Raises as `approve` does.
    """
    proposal = ledger.state().proposals[id]
    law = newest_of(world, proposal.sop).sop
    if proposal.state != "open" or lacking(world, law, proposal, doing.at):
        return None
    if reason := moved_on(world, proposal) or too_late(world, proposal.sop, proposal.effective_from, doing.at):
        raise WorkspaceError(f"it is approved, but {reason}; revise it first")
    text = proposed_text(ledger, proposal)
    draft = drafted(world, proposal.sop, proposal.effective_from, text)
    if draft.version is None:
        raise FileProblems(draft.problems)
    path = file_of(world, proposal.sop, proposal.effective_from)
    if path.exists():
        raise WorkspaceError(f"{draft.version.file} is there already, and is not in the ledger; move it away first")
    act = record_of(draft.version, text, proposal.id, proposal.written.text)
    ledger.record(act, doing.by, doing.at, doing.wall, doing.verified, document=text)
    write_new(path, text)
    if commits():
        author = world.library.people.get(proposal.written.by) or Party(
            id=proposal.written.by, name=proposal.written.by
        )
        commit(
            path,
            f"{draft.version.sop.title}: version from {proposal.effective_from}\n\n{proposal.written.text}",
            author,
        )
    return path


def written_again(world: World, ledger: Ledger, sop: str, day: dt.date) -> Path:
    """Writes the file of a version as it was recorded last, where it is gone. Raises WorkspaceError, or LedgerError."""
    kept = ledger.state().versions.get((sop, day))
    if not kept:
        raise WorkspaceError(f"no version of {day} of '{sop}' is recorded")
    path = file_of(world, sop, day)
    write_new(path, ledger.document(kept[-1].mark.seq) or "")
    return path


def proposed_text(ledger: Ledger, proposal: Proposal) -> str:
    """The text of a proposal as it stands. Raises LedgerError."""
    return ledger.document(proposal.written.seq) or ""


def newest_of(world: World, sop: str) -> Version:
    """The newest version of an SOP. Raises WorkspaceError if there is none that can be read."""
    newest = world.law(sop).newest
    if newest is None:
        raise WorkspaceError(f"'{sop}' has no version that can be read: mend its files first")
    return newest


def _free(acts: Acts, sop: str, day: dt.date, text: str) -> str:
    """A free id: `shop-recommender-20260801-3fa9`."""
    digest = hash_of(text)
    stem = f"{sop[:100]}-{day:%Y%m%d}-"
    return next(id for n in range(DIGITS, len(digest)) if (id := stem + digest[:n]) not in acts.proposals)
