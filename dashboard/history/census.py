"""What the warehouse holds of each source."""

import datetime as dt
from dataclasses import dataclass

import duckdb

from dashboard.history import read
from dashboard.history.read import Load

ROWS = """
SELECT source, count(*) FROM observation GROUP BY source UNION ALL SELECT source, count(*) FROM event GROUP BY source
"""
LATEST = "SELECT source, metric, max(last_at) FROM series GROUP BY source, metric"
NEWEST_EVENT = 'SELECT source, max("at") FROM event GROUP BY source'
REASONS = """
SELECT source, reason, count(*) AS rows FROM quarantine GROUP BY source, reason ORDER BY source, rows DESC, reason
"""


@dataclass(frozen=True)
class Census:
    """Per source: its last load, how many observations or events it has, the newest instant, why rows were rejected.

    `latest` has the newest instant of each (source, metric).
    """

    loads: dict[str, Load]
    rows: dict[str, int]
    latest: dict[tuple[str, str], dt.datetime]
    newest_event: dict[str, dt.datetime]
    reasons: dict[str, tuple[tuple[str, int], ...]]


def census(connection: duckdb.DuckDBPyConnection) -> Census:
    """Counts everything, in a few queries whatever the number of sources."""
    reasons: dict[str, list[tuple[str, int]]] = {}
    for source, reason, rows in connection.execute(REASONS).fetchall():
        reasons.setdefault(source, []).append((reason, rows))
    return Census(
        loads={load.source: load for load in read.loads(connection)},
        rows=dict(connection.execute(ROWS).fetchall()),
        latest={(source, metric): at for source, metric, at in connection.execute(LATEST).fetchall()},
        newest_event=dict(connection.execute(NEWEST_EVENT).fetchall()),
        reasons={source: tuple(found) for source, found in reasons.items()},
    )
