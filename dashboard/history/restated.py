"""What an auditor asks of the numbers: values that were restated, and rows that were turned away; and how many."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

RESTATED = """
WITH wanted AS (SELECT unnest($metrics) AS metric, unnest($sources) AS source),
said AS (
    SELECT r.*, r.rowid AS place, lead(r.value) OVER later AS next_value, lead(r.n) OVER later AS next_n,
        lead(r.model_version) OVER later AS next_model, lead(r.restated_at) OVER later IS NOT NULL AS again
    FROM revision r JOIN wanted USING (metric, source)
    WINDOW later AS (PARTITION BY r.metric, r.source, r.segment, r."at" ORDER BY r.restated_at, r.rowid))
SELECT s.metric, s.segment, s."at", s.value, s.n, if(s.again, s.next_value, o.value) AS value_after,
    if(s.again, s.next_n, o.n) AS n_after, s.model_version,
    if(s.again, s.next_model, o.model_version) AS model_after, s.source, s.restated_at, count(*) OVER () AS total
FROM said s LEFT JOIN observation o
    ON o.metric = s.metric AND o.source = s.source AND o.segment = s.segment AND o."at" = s."at"
WHERE s."at" >= $start AND s."at" < $end OR s.restated_at >= $start AND s.restated_at < $end
ORDER BY s.metric, s.segment, s."at", s.restated_at, s.place LIMIT $most
"""

TURNED_AWAY = """
SELECT *, count(*) OVER () AS total FROM quarantine WHERE list_contains($sources, source)
ORDER BY source, file, line, "column" LIMIT $most
"""


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in `total`."""

    rows: tuple[tuple[Any, ...], ...]
    total: int


def restated(
    cursor: duckdb.DuckDBPyConnection,
    series: Sequence[tuple[str, str]],
    start: dt.datetime,
    end: dt.datetime,
    most: int,
) -> Listed:
    """Values of these (metric, source) that are of [start, end), or were restated in it (naive UTC); at most `most`.

    A row: metric, segment, at, value and n before, value and n after, model version before and after, source,
    restated_at.
    """
    metrics, sources = ([one[k] for one in series] for k in (0, 1))
    bound = {"metrics": metrics, "sources": sources, "start": start, "end": end, "most": most}
    return _listed(cursor.execute(RESTATED, bound).fetchall()) if series else Listed((), 0)


def turned_away(cursor: duckdb.DuckDBPyConnection, sources: Sequence[str], most: int) -> Listed:
    """At most `most` rows of the quarantine of these sources, in the order of the files: the columns of the table."""
    return _listed(cursor.execute(TURNED_AWAY, {"sources": [*sources], "most": most}).fetchall())


def _listed(rows: list[tuple[Any, ...]]) -> Listed:
    return Listed(tuple(row[:-1] for row in rows), rows[0][-1] if rows else 0)
