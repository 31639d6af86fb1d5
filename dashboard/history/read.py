"""Reading one series, and what stands beside it, for screens.

All instants are naive UTC, ranges include both ends, and frames have datetime64[us]. Each function drains the cursor it
is given. In the sorted part of the table a series is a stretch of rows: reading it costs what it holds. Of a long one
the outline is read.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from dashboard.history import outline as outlines  # DuckDB takes a name of ours for a missing table's
from dashboard.history.rules import micros
from dashboard.history.sql import parts

_SQL = parts("read.sql")
_MICROSECOND = dt.timedelta(microseconds=1)
_EPOCH = dt.datetime(1970, 1, 1)


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
    the first, the last, the lowest and the highest of each of at most `pixels` columns, so that no spike is lost.

    Columns are of one width and counted from 1970, so that cells of an outline lie whole in them.
    """
    params = _bounds(cursor, metric, source, segment, start, end)
    if _count(cursor, params) <= 4 * pixels:
        return _ask(cursor, "whole", params).df()
    width = column(start, end, pixels)
    if params["cell"] and width >= params["cell"]:
        width = -(-width // params["cell"]) * params["cell"]
        return _ask(cursor, "outlined_reduced", params | {"width": width}).df()
    return _ask(cursor, "reduced", params | {"width": width}).df()


def column(start: dt.datetime, end: dt.datetime, pixels: int) -> int:
    """The least width of a pixel column, in microseconds, that cuts the range into at most `pixels` of them, wherever
    in a column it begins."""
    span = max((end - start) // _MICROSECOND, 1)
    return -(-span // (pixels - 1)) if pixels > 1 else 2 * abs(micros(end)) + span


def count(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> int:
    """How many observations one series has in the range."""
    return _count(cursor, _bounds(cursor, metric, source, segment, start, end))


def exported(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> pa.Table:
    """Every observation of one series in the range: metric, segment, at, value, n, model_version, source."""
    return _rows(cursor, "whole", _bounds(cursor, metric, source, segment, start, end))


def latest(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime,
    most: int,
) -> pa.Table:  # fmt: skip
    """At most `most` observations of one series in the range, the latest first, as the export has them."""
    params = _bounds(cursor, metric, source, segment, start, end) | {"most": most}
    if params["cell"]:
        params["last"] = _ask(cursor, "outlined_last", params).fetchall()[0][0]
        params["first"] = max(params["first"], params["last"] - most + 1)
    return _rows(cursor, "latest", params)


def segments(cursor: duckdb.DuckDBPyConnection, metric: str, source: str) -> list[str]:
    """The segments that the metric has been observed in, '' (the whole population) first."""
    query = "SELECT segment FROM series WHERE metric = ? AND source = ? ORDER BY segment"
    return [segment for (segment,) in cursor.execute(query, [metric, source]).fetchall()]


def model_versions(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segment: str, start: dt.datetime, end: dt.datetime
) -> pd.DataFrame:
    """model_version, first_at, last_at of each model version seen in the range, the earliest first."""
    params = _bounds(cursor, metric, source, segment, start, end)
    return _ask(cursor, "outlined_versions" if params["cell"] else "model_versions", params).df()


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
) -> dict[str, Any]:
    """What the queries above are asked with; a series that is not there has no rows.

    `cell`: of a long series, the width of the cells of its outline (microseconds), those from `head` to before `foot`
    lying whole in the range; 0 where it is not long, or of a generation made before there were outlines.
    """
    named = {"metric": metric, "source": source, "segment": segment}
    first, rows, sorted_rows = cursor.execute(_SQL["bounds"], named).fetchall()[0]
    first, rows, cell = first or 0, rows or 0, 0
    if rows >= outlines.LONG:
        with contextlib.suppress(duckdb.CatalogException):
            cell = cursor.execute(_SQL["cell"], named).fetchall()[0][0] or 0
    found = {**named, "first": first, "last": first + rows - 1, "sorted": sorted_rows, "start": start, "end": end}
    step = cell or 1
    # No cell begins in 1970 itself, because division cuts towards it from both sides.
    head = min((-(-micros(start) // step) or 1) * step, micros(end) + 1)
    foot = max(((micros(end) + 1) // step or -1) * step, head)
    return {**found, "cell": cell, "head": _EPOCH + head * _MICROSECOND, "foot": _EPOCH + foot * _MICROSECOND}


def _count(cursor: duckdb.DuckDBPyConnection, params: Mapping[str, Any]) -> int:
    rows = _ask(cursor, "outlined_count" if params["cell"] else "count", params).fetchall()
    return sum(count for (count,) in rows)


def _rows(cursor: duckdb.DuckDBPyConnection, part: str, params: Mapping[str, Any]) -> pa.Table:
    """The rows that a query has of one series, with the names of the series."""
    rows = cursor.sql(_SQL[part], params=_named(_SQL[part], params)).to_arrow_table()
    at, value, n, version = rows.columns
    names = [pa.array([params[name]] * rows.num_rows, pa.string()) for name in ("metric", "segment", "source")]
    return pa.table({"metric": names[0], "segment": names[1], "at": at, "value": value, "n": n,
                     "model_version": version, "source": names[2]})  # fmt: skip


def _ask(cursor: duckdb.DuckDBPyConnection, part: str, params: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    sql = (_SQL["outlined"] if part.startswith("outlined_") else "") + _SQL[part]
    return cursor.execute(sql, _named(sql, params))


def _named(sql: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters that the statement names; DuckDB refuses any others."""
    return {name: params[name] for name in set(re.findall(r"\$(\w+)", sql))}
