"""What the files of versions are held to: each is recorded as it is found in force, and said to be another if it is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.errors import WorkspaceError
from dashboard.ledger.acts import MACHINE, VersionRecorded
from dashboard.ledger.event import Event
from dashboard.ledger.refusal import Refused
from dashboard.ledger.state import Acts, Recorded
from dashboard.ledger.store import Ledger, hash_of
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.proposals.draft import text_of
from dashboard.practice.world import World
from dashboard.sop.versions import Version


@dataclass(frozen=True)
class Altered:
    """A version whose file is no longer what was recorded: another (`version`), or gone or unreadable (None)."""

    sop: str
    day: dt.date
    recorded: Recorded
    version: Version | None


def unrecorded(world: World, acts: Acts, at: dt.datetime) -> Iterator[Version]:
    """The versions that are, or were, in force at the naive UTC instant `at`, and of which no file was recorded."""
    for versions in world.library.sops.values():
        for version in versions.good:
            if version.effective_at <= at and (versions.id, version.sop.effective_from) not in acts.versions:
                yield version


def record_versions(world: World, ledger: Ledger, at: dt.datetime, recorded_at: dt.datetime) -> list[Event]:
    """Records those, and returns what it recorded. Raises LedgerError, or Busy."""
    events = []
    for version in list(unrecorded(world, ledger.state(), at)):
        try:
            text = text_of(world, version)
            events.append(ledger.record(record_of(version, text), MACHINE, at, recorded_at, document=text))
        except (
            Refused,
            WorkspaceError,
        ):  # somebody else was faster; or its file went, which is recorded when it is back
            continue
    return events


def record_versions_here(world: World, at: dt.datetime, recorded_at: dt.datetime) -> list[Event]:
    """`record_versions` in the ledger of the workspace, which is made for the first. Raises LedgerError, or Busy."""
    if not any(unrecorded(world, acts_of(world.workspace), at)):
        return []
    ledger = open_acts(world.workspace)
    try:
        return record_versions(world, ledger, at, recorded_at)
    finally:
        ledger.close()


def record_of(version: Version, text: str, proposal: str = "", because: str = "") -> VersionRecorded:
    """The act that says what the file of a version is."""
    return VersionRecorded(
        sop=version.sop.sop, effective_from=version.sop.effective_from, digest=version.digest, proposal=proposal,
        text=because, document_hash=hash_of(text),
    )  # fmt: skip


def altered(world: World, acts: Acts) -> tuple[Altered, ...]:
    """Every recorded version whose file is not, or no longer, what was recorded last."""
    found = []
    for (sop, day), kept in sorted(acts.versions.items(), key=lambda item: item[0]):
        versions = world.library.sops.get(sop)
        version = next((v for v in versions.good if v.sop.effective_from == day), None) if versions else None
        if version is None or version.digest != kept[-1].digest:
            found.append(Altered(sop, day, kept[-1], version))
    return tuple(found)
