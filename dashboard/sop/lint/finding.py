"""What a lint rule is, and what it says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dashboard.sop.load import Library
from dashboard.sop.model import Metric, Sop, Threshold
from dashboard.sop.versions import Version

Severity = Literal["error", "warning", "advice"]

PLACEHOLDER = "to-be-named"  # the party that `init` names until somebody takes the duty


@dataclass(frozen=True, order=True)
class Finding:
    """One remark of one rule. `line` counts from 1; 0 where the remark is about the whole file.

    `path` leads to what it is about in the SOP; `because` is why the SOP has silenced it, None if it has not. `version`
    is the file of the SOP where that uses what stands at the line: a definition of the library.
    """

    file: str
    line: int
    rule: str
    level: Severity
    message: str
    path: tuple[str | int, ...] = field(default=(), compare=False)
    because: str | None = field(default=None, compare=False)
    version: str = field(default="", compare=False)

    @property
    def of(self) -> str:
        """The file of the SOP that it is about."""
        return self.version or self.file

    def thing(self, sop: Sop) -> tuple[str, str] | None:
        """The metric, response, review or objective it is about, as ('metrics', id); None: the SOP itself."""
        if len(self.path) < 2 or not isinstance(self.path[1], int) or self.path[0] == "lint":
            return None
        return str(self.path[0]), str(getattr(sop, str(self.path[0]))[self.path[1]].id)


class Rule(Protocol):
    """A module of this package: its name and level, and a function that finds. Its docstring is its documentation."""

    NAME: str
    LEVEL: Severity

    def find(self, library: Library, today: dt.date) -> Iterator[Finding]:
        """Everything in the library that the rule remarks on, as of a day."""
        ...


def newest(library: Library) -> Iterator[Version]:
    """The newest good version of each SOP: what is past cannot be improved any more."""
    for versions in library.sops.values():
        if versions.newest:
            yield versions.newest


def metrics(library: Library) -> Iterator[tuple[Version, int, Metric]]:
    """Every metric of the newest versions, with its index in its file."""
    for version in newest(library):
        for i, metric in enumerate(version.sop.metrics):
            yield version, i, metric


def thresholds(library: Library) -> Iterator[tuple[Version, int, Metric, int, Threshold]]:
    """Every threshold of the newest versions, with the indexes of its metric and its own."""
    for version, i, metric in metrics(library):
        for j, threshold in enumerate(metric.thresholds):
            yield version, i, metric, j, threshold


def unanswered(library: Library, level: str) -> Iterator[tuple[Version, int, Metric, int, Threshold]]:
    """The enforced thresholds of a level that name no response, as `thresholds` gives them."""
    for found in thresholds(library):
        threshold = found[-1]
        if threshold.level == level and threshold.stage == "enforced" and threshold.respond is None:
            yield found


def remark(rule: str, level: Severity, version: Version, message: str, *path: str | int) -> Finding:
    """A finding at the line of what stands at `path` in the version's file, or in that of a definition it uses."""
    line = version.positions.of(*path)[0]
    if file := version.positions.file(*path):
        told = f"{message} (as {version.sop.sop} uses it)"
        return Finding(file, line, rule, level, told, path, version=version.file)
    return Finding(version.file, line, rule, level, message, path)
