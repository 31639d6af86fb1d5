"""One file opened as a table: what stands after FROM, the columns of it, and where in the file a record stood."""

import glob
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dashboard.errors import SourceRefused, nearest

MOST_RAW = 2000  # characters of a bad record that are kept


@dataclass(frozen=True)
class Column:
    """A column of the file: the SQL that yields it, and its DuckDB type ('VARCHAR' where the file holds text)."""

    sql: str
    type: str


@dataclass(frozen=True)
class Place:
    """Where a record stood: its number among those read (from 0), its line in the file (from 1), its text.

    `record` is None, and `reason` says why, for one that was not read at all.
    """

    record: int | None
    line: int
    raw: str
    reason: str | None = None


class Table(ABC):
    """A file opened for reading. `relation` is put after FROM, with `params` bound; records keep their order."""

    relation: str
    params: dict[str, Any]
    broken: tuple[str, str] | None = None  # condition under which a record has no cells at all, and the reason

    def __init__(self, path: Path, shown: str):
        self.path = path
        self.shown = shown
        self.columns: Mapping[str, Column] = {}

    def column(self, name: str) -> Column:
        """The column of that name. Raises SourceRefused, with the nearest right name."""
        if name not in self.columns:
            raise SourceRefused(f"{self.shown}: no column '{name}'{nearest(name, self.columns)}")
        return self.columns[name]

    @abstractmethod
    def places(self, con: duckdb.DuckDBPyConnection, wanted: Sequence[int]) -> Iterator[Place]:
        """The places of the wanted records (ascending numbers), and those of all that could not be read."""

    def retry(self, con: duckdb.DuckDBPyConnection, error: duckdb.Error | None) -> bool:
        """Whether what was just read, or ended in this error, must be read again: the table has put itself right."""
        return False

    def close(self) -> None:
        """Lets go of what was taken for reading."""
        return


def exactly(path: Path) -> str:
    """The path as DuckDB takes it, which would read `*`, `?` and `[` as patterns of other files' names."""
    return glob.escape(str(path))


def identifier(name: str) -> str:
    """A column name as SQL."""
    return '"' + name.replace('"', '""') + '"'
