"""The versions of an SOP in time: what was, is and will be in force, who changed it and why, what cannot be read."""

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from dashboard.errors import Problem
from dashboard.practice.two_versions import Reason, reason
from dashboard.practice.world import World
from dashboard.sop.coverage import Coverage, coverage
from dashboard.sop.versions import Version

EditionState = Literal["past", "in force", "future", "broken"]


@dataclass(frozen=True)
class Edition:
    """One file of an SOP. `version`, `reason` and `since` are None for one that is broken, which `problems` explain.

    It is in force in [since, until) (naive UTC); `until` is None for the last.
    """

    file: str
    state: EditionState
    since: dt.datetime | None
    until: dt.datetime | None
    version: Version | None
    reason: Reason | None
    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """What the file is called: the day from which it is in force, as it says."""
        return PurePosixPath(self.file).stem


def version_line(world: World, sop: str, at: dt.datetime) -> tuple[Edition, ...]:
    """Every file of that SOP in the order of their days, as it stands at an instant (naive UTC)."""
    versions = world.library.sops[sop]
    current = versions.version_at(at)
    found = []
    for version, (_, since, until) in zip(versions.good, versions.spans(), strict=True):
        state: EditionState = "in force" if version is current else "past" if since <= at else "future"
        wrong = tuple(problem for problem in versions.problems if problem.file == version.file)
        agreed = (reason(world, version.sop), coverage(version.sop))
        found.append(Edition(version.file, state, since, until, version, *agreed, wrong))
    good = {version.file for version in versions.good}
    for file in sorted({problem.file for problem in versions.problems} - good):
        wrong = tuple(problem for problem in versions.problems if problem.file == file)
        found.append(Edition(file, "broken", None, None, None, None, (), wrong))
    return tuple(sorted(found, key=lambda edition: edition.name))


def file_text(world: World, file: str) -> bytes:
    """The file of a version as it is. Raises OSError if it cannot be read."""
    return (world.workspace.sop_dir.parent / file).read_bytes()
