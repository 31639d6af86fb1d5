"""Generations of the warehouse: database files that never change once published, and the pointer to the one in force.

`CURRENT` holds a file name and is replaced atomically; what it names is complete, synced, and read-only from then on.
The next generation is built beside it under another name, by one process at a time.
"""

import contextlib
import datetime as dt
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import duckdb

from dashboard.errors import Busy, WorkspaceError
from dashboard.history.sql import schema

CURRENT = "CURRENT"
KEPT = 2
MEMORY_LIMIT = "5GB"
_NAME = re.compile(r"^\d{8}T\d{6}Z-(\d+)\.duckdb$")


class Warehouse:
    """One published generation, open for reading. `generation` is its name."""

    def __init__(self, path: Path):
        self.path = path
        self.generation = path.stem
        self._connection = duckdb.connect(str(path), read_only=True)
        self._connection.execute("SET TimeZone = 'UTC'")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same file: an unfinished result blocks nobody else."""
        cursor = self._connection.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        return cursor

    def close(self) -> None:
        """Lets go of the file; cursors taken from it end too."""
        self._connection.close()

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def current(directory: Path) -> Path | None:
    """The file of the generation in force in this warehouse directory; None before the first ingest.

    Raises WorkspaceError if the pointer names a file that is not there.
    """
    try:
        name = (directory / CURRENT).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    path = directory / name
    if not _NAME.match(name) or not path.is_file():
        raise WorkspaceError(f"{directory / CURRENT} names '{name}', which is not there; remove it and ingest again")
    return path


def open_generation(path: Path) -> Warehouse:
    """Opens a published generation for reading. Raises WorkspaceError if the file cannot be used."""
    try:
        return Warehouse(path)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise WorkspaceError(f"{path} cannot be opened ({reason}); remove it and ingest again") from None


@contextlib.contextmanager
def sole_writer(directory: Path) -> Iterator[None]:
    """Holds the warehouse's lock: one ingest at a time. A killed process lets go of it by dying. Raises Busy."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another ingest is writing to {directory}; try again when it has finished") from None
        yield


class Building:
    """The next generation while it is made: `with sole_writer(…): with Building(…) as building: building.con …`.

    Left without an exception, it is published if `worth` is still true; otherwise nothing has happened.
    `generation` is its name from the start.
    """

    def __init__(self, directory: Path, now: dt.datetime):
        self.directory = directory
        self.previous = current(directory)
        match = _NAME.match(self.previous.name) if self.previous else None
        self.generation = f"{now:%Y%m%dT%H%M%SZ}-{int(match[1]) + 1 if match else 1}"
        self.worth = True
        self._now = now
        self._file = directory / f"building-{self.generation}.duckdb"

    def __enter__(self) -> "Building":
        self._sweep()
        if self.previous:
            shutil.copyfile(self.previous, self._file)
        self.con = duckdb.connect(
            str(self._file),
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(self.directory / "building.tmp"),
                "preserve_insertion_order": "true",
            },
        )
        self.con.execute("SET TimeZone = 'UTC'")
        if not self.previous:
            self.con.execute(schema())
            self.con.execute("INSERT INTO meta VALUES ('', ?, 0, NULL, NULL)", [self._now])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None and self.worth:
                self.con.execute("UPDATE meta SET generation = ?, made_at = ?", [self.generation, self._now])
                self.con.execute("CHECKPOINT")
        finally:
            self.con.close()
        if kind is None and self.worth:
            self._publish()
        self._sweep()

    def _publish(self) -> None:
        final = self.directory / f"{self.generation}.duckdb"
        _sync(self._file)
        self._file.rename(final)
        _sync(self.directory)
        pointer = self.directory / f"building.{CURRENT}"
        pointer.write_text(final.name + "\n")
        _sync(pointer)
        pointer.replace(self.directory / CURRENT)
        _sync(self.directory)
        self._drop_superseded()

    def _sweep(self) -> None:
        """What a killed build left behind, or this one has no more use for."""
        for left in self.directory.glob("building*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    def _drop_superseded(self) -> None:
        """Keeps the last generations. Readers of a removed file keep what they have open until they close it."""
        found = [(int(match[1]), path) for path in self.directory.iterdir() if (match := _NAME.match(path.name))]
        in_force = int(self.generation.rpartition("-")[2])
        # A number above the one in force was published half-way by a killed build; CURRENT never named it.
        for number, path in found:
            if number <= in_force - KEPT or (number >= in_force and path.stem != self.generation):
                path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
