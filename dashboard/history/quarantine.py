"""What could not be an observation or event: written down with its file, line, column, value and reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import duckdb
import pyarrow as pa

from dashboard.history.sources.table import Table

_BATCH = 50_000
_SCHEMA = pa.schema([
    ("source", pa.string()), ("file", pa.string()), ("line", pa.int64()), ("column", pa.string()),
    ("value", pa.string()), ("reason", pa.string()), ("raw", pa.string()),
])  # fmt: skip
Row = tuple[str, str, int, str | None, str | None, str, str]


@dataclass(frozen=True)
class Bad:
    """The record of that number (from 0) cannot be used: because of this column (None: all of it), its value, why."""

    record: int
    column: str | None
    value: str | None
    reason: str


def hold(con: duckdb.DuckDBPyConnection, source: str, table: Table, bad: Sequence[Bad]) -> int:
    """Puts what is bad in the file just read, and what its reader refused, aside until the whole source is read.

    Returns how many rows that is.
    """
    con.execute("CREATE TEMP TABLE IF NOT EXISTS held AS FROM quarantine LIMIT 0")
    rows = _placed(con, source, table, bad)
    held = 0
    while batch := list(islice(rows, _BATCH)):
        arrays = [pa.array(column, kind) for column, kind in zip(zip(*batch, strict=True), _SCHEMA.types, strict=True)]
        con.register("held_rows", pa.table(arrays, schema=_SCHEMA))
        con.execute("INSERT INTO held FROM held_rows")
        con.unregister("held_rows")
        held += len(batch)
    return held


def release(con: duckdb.DuckDBPyConnection, source: str, files: Sequence[str] | None) -> None:
    """What is held of a source takes the place of what was in quarantine from these files (None: from all)."""
    con.execute(
        "DELETE FROM quarantine WHERE source = $source AND ($files IS NULL OR list_contains($files, file))",
        {"source": source, "files": files},
    )
    con.execute("INSERT INTO quarantine FROM held WHERE source = ?", [source])
    drop(con)


def drop(con: duckdb.DuckDBPyConnection) -> None:
    """Forgets what is held."""
    con.execute("DROP TABLE IF EXISTS held")


def _placed(con: duckdb.DuckDBPyConnection, source: str, table: Table, bad: Sequence[Bad]) -> Iterator[Row]:
    of_record: dict[int, list[Bad]] = {}
    for one in bad:
        of_record.setdefault(one.record, []).append(one)
    for place in table.places(con, sorted(of_record)):
        if place.record is None:
            yield source, table.shown, place.line, None, None, place.reason or "", place.raw
            continue
        # A wide file's bad time is bad for each of its metrics, and still one thing wrong.
        for one in dict.fromkeys(of_record[place.record]):
            yield source, table.shown, place.line, one.column, one.value, one.reason, place.raw
