"""The versions of one SOP, in the order in which they come into force."""

import datetime as dt
from dataclasses import dataclass

from dashboard.errors import Problem
from dashboard.sop.model import Sop
from dashboard.yamlfile import Positions


@dataclass(frozen=True)
class Use:
    """One metric, response or review (`kind`: the list it stands in) of a version that is taken from the library.

    `id` is what the version calls it, `definition` what the library does, at `line` of `file`; `own` are the keys that
    the version states itself.
    """

    kind: str
    id: str
    definition: str
    file: str
    line: int
    own: tuple[str, ...]


@dataclass(frozen=True)
class Version:
    """One file that states one version, with the definitions of the library that it uses.

    `file` is its path as shown, `digest` what it is held to (`digest.py`).
    """

    sop: Sop
    file: str
    digest: str
    positions: Positions
    uses: tuple[Use, ...] = ()

    def use(self, kind: str, id: str) -> Use | None:
        """Where the metric ("metrics"), review or response of that id comes from; None if from the version itself."""
        return next((use for use in self.uses if (use.kind, use.id) == (kind, id)), None)

    def problem(self, message: str, *path: str | int) -> Problem:
        """What is wrong at a place of the version: in its file, where it uses what was brought in from the library."""
        if file := self.positions.file(*path):
            line, _ = self.positions.of(*path)
            return Problem(self.file, *self.positions.here(*path), f"{message} ({file}:{line})")
        return Problem(self.file, *self.positions.of(*path), message)

    @property
    def effective_at(self) -> dt.datetime:
        """The instant (naive UTC) from which it is in force, until the next version is."""
        return self.sop.effective_at


@dataclass(frozen=True)
class Versions:
    """One SOP: `good` versions, earliest first, and the `problems` of all its files, the broken ones included."""

    id: str
    good: tuple[Version, ...]
    problems: tuple[Problem, ...]

    @property
    def newest(self) -> Version | None:
        """The good version with the last `effective_from`, be it past or future."""
        return self.good[-1] if self.good else None

    def version_at(self, at: dt.datetime) -> Version | None:
        """The version in force at an instant (naive UTC), with its file; None before the first."""
        return next((v for v in reversed(self.good) if v.effective_at <= at), None)

    def in_force(self, at: dt.datetime) -> Sop | None:
        """What the SOP says at an instant (naive UTC); None before the first version."""
        version = self.version_at(at)
        return version.sop if version else None

    def spans(self) -> list[tuple[Sop, dt.datetime, dt.datetime | None]]:
        """Each version with the [start, end) in which it is in force, naive UTC; the last has no end."""
        ends = [*(version.effective_at for version in self.good[1:]), None]
        return [(version.sop, version.effective_at, end) for version, end in zip(self.good, ends, strict=False)]
