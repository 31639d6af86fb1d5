"""Reading one series, and what stands beside it, for screens.

All instants are naive UTC, ranges include both ends, and frames have datetime64[us]. Each function drains the cursor it
is given. In the sorted part of the table a series is a stretch of rows: reading it costs what it holds.
"""

import datetime as dt
from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from dashboard.history.sql import parts

_SQL = parts("read.sql")
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Load:
    """How a source stands: when it was last loaded, what came of it, and why it is refused (None: it is not)."""

    source: str
    loaded_at: dt.datetime
    loaded: int
    restated: int
    rejected: int
    refused: str | None


def observations(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime,
    pixels: int,
) -> pd.DataFrame:  # fmt: skip
    """at, value, n, model_version of one series in order of time; where there are more than 4 points a pixel column,
    the first, the last, the lowest and the highest of each column, so that no spike is lost."""
    params = _bounds(cursor, metric, source, segment, start, end)
    if sum(count for (count,) in cursor.execute(_SQL["count"], params).fetchall()) <= 4 * pixels:
        return cursor.execute(_SQL["whole"], params).df()
    span = max((end - start) // _MICROSECOND, 1)
    return cursor.execute(_SQL["reduced"], params | {"pixels": pixels, "span": span}).df()


def exported(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> pa.Table:
    """Every observation of one series in the range: metric, segment, at, value, n, model_version, source."""
    rows = cursor.sql(_SQL["whole"], params=_bounds(cursor, metric, source, segment, start, end)).to_arrow_table()
    at, value, n, version = rows.columns
    names = [pa.array([name] * rows.num_rows, pa.string()) for name in (metric, segment, source)]
    return pa.table({"metric": names[0], "segment": names[1], "at": at, "value": value, "n": n,
                     "model_version": version, "source": names[2]})  # fmt: skip


def segments(cursor: duckdb.DuckDBPyConnection, metric: str, source: str) -> list[str]:
    """The segments that the metric has been observed in, '' (the whole population) first."""
    query = "SELECT segment FROM series WHERE metric = ? AND source = ? ORDER BY segment"
    return [segment for (segment,) in cursor.execute(query, [metric, source]).fetchall()]


def model_versions(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> pd.DataFrame:
    """model_version, first_at, last_at of each model version seen in the range, the earliest first."""
    return cursor.execute(_SQL["model_versions"], _bounds(cursor, metric, source, segment, start, end)).df()


def events(cursor: duckdb.DuckDBPyConnection, sop: str, start: dt.datetime, end: dt.datetime) -> pd.DataFrame:
    """The events of the SOP, and those of no SOP in particular, that touch the range, in order of time: the columns of
    the table `event`."""
    return cursor.execute(_SQL["events"], {"sop": sop, "start": start, "end": end}).df()


def revisions(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> pd.DataFrame:
    """at, value, n, model_version, restated_at: what observations of the series said before they were restated."""
    params = {"metric": metric, "source": source, "segment": segment, "start": start, "end": end}
    return cursor.execute(_SQL["revisions"], params).df()


def loads(cursor: duckdb.DuckDBPyConnection) -> list[Load]:
    """How each source stands that was ever loaded or refused, by name."""
    rows = cursor.execute("SELECT source, loaded_at, loaded, restated, rejected, refused FROM load ORDER BY source")
    return [Load(*row) for row in rows.fetchall()]


def extents(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """source, metric, series, rows, first_at, last_at: how much there is of each metric a source feeds."""
    return cursor.execute(_SQL["extents"]).df()


def quarantine(
    cursor: duckdb.DuckDBPyConnection, source: str | None = None, limit: int = 1000, offset: int = 0
) -> pd.DataFrame:
    """source, file, line, column, value, reason, raw of what could not be used, of one source or all, in the order of
    the files."""
    return cursor.execute(_SQL["quarantine"], {"source": source, "limit": limit, "offset": offset}).df()


def _bounds(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> dict[str, object]:
    """What the queries above are asked with; a series that is not there has no rows."""
    named = {"metric": metric, "source": source, "segment": segment}
    found = cursor.execute(_SQL["bounds"], named).fetchall()[0]
    first, rows, sorted_rows = found[0] or 0, found[1] or 0, found[2]
    return {**named, "first": first, "last": first + rows - 1, "sorted": sorted_rows, "start": start, "end": end}
