"""The last rows of a series, for a table on a screen: as many as can be looked at, however many there are."""

import datetime as dt

import duckdb
import pyarrow as pa

LATEST = """
SELECT metric, segment, "at", value, n, model_version, source FROM observation
WHERE metric = ? AND source = ? AND segment = ? AND "at" BETWEEN ? AND ? ORDER BY "at" DESC LIMIT ?
"""


def latest(
    cursor: duckdb.DuckDBPyConnection,
    metric: str,
    source: str,
    segment: str,
    start: dt.datetime,
    end: dt.datetime,
    most: int,
) -> pa.Table:
    """At most `most` observations of one series in the range (naive UTC), the latest first, as the export has them."""
    return cursor.sql(LATEST, params=[metric, source, segment, start, end, most]).to_arrow_table()
