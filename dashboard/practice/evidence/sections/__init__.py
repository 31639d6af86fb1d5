"""The sections of the evidence, in the order in which they are read. To add one: its file, and a line here."""

from dashboard.practice.evidence.section import Chapter
from dashboard.practice.evidence.sections import (
    approvals,
    breaches,
    holders,
    incidents,
    ledger,
    quarantine,
    revisions,
    sittings,
    versions,
)

CHAPTERS: tuple[Chapter, ...] = (
    versions.CHAPTER,
    approvals.CHAPTER,
    holders.CHAPTER,
    breaches.CHAPTER,
    incidents.CHAPTER,
    sittings.CHAPTER,
    revisions.CHAPTER,
    quarantine.CHAPTER,
    ledger.CHAPTER,
)
