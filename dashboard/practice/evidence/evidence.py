"""The evidence over a period: every section, what it was made from, and what has to be known first."""

import datetime as dt
from dataclasses import dataclass, field

from dashboard.errors import WorkspaceError
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.evidence.audited import Audit
from dashboard.practice.evidence.frameworks import Frameworks, frameworks
from dashboard.practice.evidence.section import Remark, Section
from dashboard.practice.evidence.sections import CHAPTERS
from dashboard.practice.evidence.seen import Period, Seen
from dashboard.practice.world import World

PEOPLE = "sop/people.yaml"
ORDER = ("doubt", "gap", "holds", "note")


@dataclass(frozen=True)
class Evidence:
    """The file for an auditor. Instants in it are naive UTC, told on paper in `timezone`.

    `enclosed` are files as they are, by their path: the versions in force, people.yaml, the minutes as they were
    signed.
    """

    period: Period
    sops: tuple[tuple[str, str], ...]  # id and title
    timezone: str
    made_at: dt.datetime
    generation: str
    digest: str
    ledger_length: int
    ledger_head: str
    sections: tuple[Section, ...]
    frameworks: Frameworks
    enclosed: dict[str, bytes] = field(repr=False)

    @property
    def name(self) -> str:
        """What its files are called: 'evidence-credit-risk-2026-07-01-2026-09-30'."""
        which = self.sops[0][0] if len(self.sops) == 1 else "all"
        return f"evidence-{which}-{self.period.first}-{self.period.last}"

    @property
    def title(self) -> str:
        """'Evidence: Credit risk', or how many procedures."""
        return f"Evidence: {self.sops[0][1] if len(self.sops) == 1 else wording.counted(len(self.sops), 'procedure')}"

    @property
    def remarks(self) -> list[tuple[Section, Remark]]:
        """What has to be known first: doubts, then gaps, then the rest, each with its section."""
        told = [(section, remark) for section in self.sections for remark in section.remarks]
        return sorted(told, key=lambda one: ORDER.index(one[1].kind))

    @property
    def doubtful(self) -> bool:
        """Whether it, or what it is made of, is not what was recorded."""
        return any(remark.kind == "doubt" for _, remark in self.remarks)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What there is to say of it as a whole, as (what, which)."""
        return [
            ("Period", self.period.words),
            ("Procedures", "; ".join(f"{title} ({id})" for id, title in self.sops)),
            ("As known at", f"{wording.moment(self.local(self.made_at))} ({self.timezone})"),
            ("Times", "UTC" if self.timezone == "UTC" else f"{self.timezone}; in the tables of the ZIP, UTC"),
            ("Numbers", f"generation {self.generation}" if self.generation else "none were loaded"),
            ("SOP files", f"digest {self.digest}"),
            ("Ledger", f"{wording.counted(self.ledger_length, 'event')}, the last one's hash {self.ledger_head}"
             if self.ledger_length else "none yet"),
        ]  # fmt: skip

    def local(self, instant: dt.datetime) -> dt.datetime:
        """A naive UTC instant on the clocks of its zone, naive."""
        return wording.local(instant, self.timezone).replace(tzinfo=None)


def evidence(world: World, acts: Acts, audit: Audit, sop: str, period: Period, as_of: dt.datetime) -> Evidence:
    """The evidence of that SOP ('': of all) over the period, as known at the naive UTC instant `as_of`.

    Raises WorkspaceError for an SOP that there is not, and for a period that ends before it begins or has not begun.
    """
    known = world.library.sops
    if sop:
        world.law(sop)
    if not known:
        raise WorkspaceError(f"{world.workspace.root} has no SOP: there is nothing to give evidence of")
    if period.last < period.first:
        raise WorkspaceError(f"the period ends on {period.last}, before it begins on {period.first}")
    seen = Seen(world, acts, audit, (sop,) if sop else tuple(known), period, as_of)
    if period.first > wording.local(as_of, seen.timezone).date():
        raise WorkspaceError(f"the period begins on {period.first}, which is still to come; it is {as_of:%Y-%m-%d}")
    titles = world.titles
    return Evidence(
        period=period,
        sops=tuple((id, titles.get(id, id)) for id in seen.sops),
        timezone=seen.timezone,
        made_at=as_of,
        generation=world.generation or "",
        digest=world.digest,
        ledger_length=audit.length,
        ledger_head=audit.head if audit.length else "",
        sections=tuple(chapter.of(seen) for chapter in CHAPTERS),
        frameworks=frameworks(),
        enclosed=dict(sorted(_enclosed(seen).items())),
    )


def _enclosed(seen: Seen) -> dict[str, bytes]:
    found = {}
    root = seen.world.workspace.sop_dir.parent
    files = [version.file for versions in seen.versions for version, *_ in seen.in_force(versions)]
    for file in (*files, PEOPLE):
        path = root / file
        if path.is_file():
            found[file] = path.read_bytes()
    for ref, text in seen.audit.documents.items():
        if ref.sop in seen.sops and seen.in_period(ref.sop, ref.at):
            found[f"minutes/{_file_name(ref)}.json"] = text.encode()
    return found


def _file_name(ref: SittingRef) -> str:
    """A name for a file that no text of a user can lead elsewhere."""
    plain = "".join(c if c.isalnum() and c.isascii() else "-" for c in f"{ref.sop}-{ref.review}")
    return f"{plain}-{ref.at:%Y-%m-%dT%H%MZ}"
