"""One tree of errors. Each says what, where, and the nearest right answer; none reaches a user as a traceback.

Findings (a bad row, a lint remark, a problem in a file) are values: `Problem`. Failures are exceptions.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one file. `line` and `column` count from 1; 0 where there is none to name."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class DashboardError(Exception):
    """Something could not be done: `str(error)` says it to a person, `retry` whether trying again can help."""

    retry = False


class FileProblems(DashboardError):
    """A file that cannot be used, with every problem found in it (never empty)."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class WorkspaceError(DashboardError):
    """The workspace lacks something, or does not know what it was asked for."""


class SourceRefused(DashboardError):
    """A source, or one file of it, whose shape is not what its mapping says; its last good data stays in force."""


class EditRefused(DashboardError):
    """A change of a text that cannot be made: its place is gone, says something else by now, or cannot change alone."""


class QueryFailed(DashboardError):
    """A query in SQL that could not be answered. `line` and `column` count from 1; 0 where there is none to name."""

    def __init__(self, message: str, line: int = 0, column: int = 0):
        self.message, self.line, self.column = message, line, column
        super().__init__(f"line {line}, column {column}: {message}" if line else message)


class Busy(DashboardError):
    """Another process is doing this at the moment."""

    retry = True


def nearest(word: str, known: Iterable[str]) -> str:
    """`"; did you mean 'upper'?"` for a word close to a known one, else the known ones if few, else nothing."""
    options = sorted(set(known))
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known: {', '.join(options)}" if 0 < len(options) <= 16 else ""
