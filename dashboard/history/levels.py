"""The table `change_point` of a generation in the making: where the level of each of its series changed.

A series is looked at again when anything of it changed since the last time; the result is that of looking at all.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import duckdb
import pandas as pd

from dashboard.history import blocks, coarse, drift, seasons, signals
from dashboard.history.blocks import Series
from dashboard.history.rules import instant
from dashboard.history.sql import creation
from dashboard.history.tracks import Key

LeastN = Mapping[Key, int]  # (metric, source) → the sample size below which an observation is no evidence


class ChangePoint(NamedTuple):
    """One row of the table; `at` is naive UTC, the rest as in `drift.Change`."""

    metric: str
    segment: str
    at: dt.datetime
    before: float
    after: float
    confidence: float
    source: str


def update(con: duckdb.DuckDBPyConnection, least_n: LeastN, as_of: dt.datetime, from_scratch: bool) -> None:
    """Brings `change_point` up to date with the observations up to `as_of`.

    Without `from_scratch` it relies on the temporary tables `fresh` and `touched`, which tell what changed since the
    last time (see rejudge.py).
    """
    made_by = digest(least_n)
    before = _last(con)
    if from_scratch or before is None or before[0] != made_by or before[1] > as_of:
        for table in ("change_point", "drift"):
            con.execute(f"DROP TABLE IF EXISTS {table}")
            con.execute(creation(table))
        con.execute("INSERT INTO drift VALUES (?, ?)", [made_by, as_of])
        again = blocks.index(con)
    else:
        again = _changed(con, before[1])
        gone = pd.DataFrame([(s.metric, s.source, s.segment) for s in again], columns=["metric", "source", "segment"])
        con.register("again", gone.astype(str))
        con.execute("DELETE FROM change_point c USING again a "
                    "WHERE c.metric = a.metric AND c.source = a.source AND c.segment = a.segment")  # fmt: skip
        con.unregister("again")
        con.execute("UPDATE drift SET as_of = ?", [as_of])
    found = change_points(con, again, least_n, as_of)
    if found:
        con.register("found", pd.DataFrame(found).astype({"at": "datetime64[us]"}))
        con.execute("INSERT INTO change_point BY NAME SELECT * FROM found")
        con.unregister("found")


def change_points(
    cursor: duckdb.DuckDBPyConnection, series: Sequence[Series], least_n: LeastN, as_of: dt.datetime
) -> list[ChangePoint]:
    """The rows of `change_point` of these series, from their observations up to `as_of` (included)."""
    tail = blocks.tail(cursor, {s.metric for s in series})
    found = []
    for group in blocks.grouped(sorted(series, key=lambda s: (s.first_row, s.rows))):
        block = blocks.read(cursor, group, tail, as_of, with_n=any(least_n.get(s.key) for s in group))
        for i, s in enumerate(group):
            at, value, n = block.arrays(i)
            known = signals.evidence(value, n, least_n.get(s.key, 0))
            for new in coarse.new_levels(at[known], value[known]):
                when = instant(new.at)
                found.append(ChangePoint(s.metric, s.segment, when, new.before, new.after, new.confidence, s.source))
    return found


def digest(least_n: LeastN) -> str:
    """A fingerprint of what change points are found by: the sample sizes that the SOPs ask for, and how it is done."""
    how = (drift.STEP, seasons.SEASON, seasons.TREND, coarse.MANY)
    return hashlib.sha256(repr((how, sorted(item for item in least_n.items() if item[1]))).encode()).hexdigest()[:16]


def stored(cursor: duckdb.DuckDBPyConnection, least_n: LeastN, as_of: dt.datetime) -> list[ChangePoint] | None:
    """The table `change_point`, if it says what looking at everything up to `as_of` would; else None."""
    last = _last(cursor)
    newest = cursor.execute("SELECT max(last_at) FROM series").fetchall()[0][0]
    if last is None or last[0] != digest(least_n):
        return None
    if newest is not None and min(as_of, last[1]) < newest and as_of != last[1]:
        return None
    columns = 'metric, segment, "at", before, after, confidence, source'
    return [ChangePoint(*row) for row in cursor.execute(f"SELECT {columns} FROM change_point").fetchall()]  # noqa: S608


def _last(con: duckdb.DuckDBPyConnection) -> tuple[str, dt.datetime] | None:
    """By what, and as of when, the change points were found; None in a generation from before there were any."""
    if not con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'drift'").fetchall()[0][0]:
        return None
    rows = con.execute("SELECT made_by, as_of FROM drift").fetchall()
    return rows[0] if rows else None


def _changed(con: duckdb.DuckDBPyConnection, before: dt.datetime) -> list[Series]:
    """The series that anything arrived for, or that went on after the last look, when that was still to come."""
    rows: Iterable[tuple[str, str, str]] = con.execute(
        "SELECT metric, source, segment FROM fresh UNION SELECT metric, source, segment FROM touched "
        "UNION SELECT metric, source, segment FROM series WHERE last_at > ?", [before]
    ).fetchall()  # fmt: skip
    changed = set(rows)
    return [s for s in blocks.index(con) if (s.metric, s.source, s.segment) in changed]
