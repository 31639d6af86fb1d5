"""Sums over many series of a metric, and means over equal stretches of one: what comparisons are made of.

Only evidence counts: a value that is known, and no n below the least that is asked for. Spans are half-open: from their
beginning to before their end, naive UTC. Each function drains the cursor it is given. In the sorted part of the table a
series is a stretch of rows, and summing it costs little more than reading it; the tail is summed once for all.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from dashboard.history.sql import parts

_SQL = parts("pooled.sql")
SUMS = {False: "sums", True: "sums_by_version"}
AT_ONCE = 32  # series in one statement: several share the processors better than one by one
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Pool:
    """The evidence of one series in one span: how many observations, how many of them with a sample size, the sum of
    those sizes, and of value x size over them; of the values where sizes come to nothing, else it may be left out; and
    when the first was (None: not known)."""

    rows: int = 0
    sized: int = 0
    n: float = 0.0
    weighted: float = 0.0
    total: float = 0.0
    first_at: dt.datetime | None = None

    def __add__(self, other: "Pool") -> "Pool":
        return Pool(
            self.rows + other.rows,
            self.sized + other.sized,
            self.n + other.n,
            self.weighted + other.weighted,
            self.total + other.total,
            min((at for at in (self.first_at, other.first_at) if at), default=None),
        )

    @property
    def mean(self) -> float | None:
        """The mean weighted by n where n is known, else the plain mean; None without evidence."""
        if self.n > 0:
            return self.weighted / self.n
        return self.total / self.rows if self.rows else None


Pools = dict[tuple[str, str | None], Pool]


def pooled(
    cursor: duckdb.DuckDBPyConnection, metric: str, source: str, segments: Collection[str], span: Span, least: int = 0,
    by_version: bool = False,
) -> Pools:  # fmt: skip
    """(segment, model version) → Pool of what there is of these segments in the span; `least`: see the module.

    The model version is None unless told apart `by_version`, and then where there is none.
    """
    named: dict[str, Any] = {"metric": metric, "source": source}
    known = cursor.execute(_SQL["places"], named).fetchall()
    window = {"start": span[0], "end": span[1], "least": least}
    sums: Pools = defaultdict(Pool)
    there = [(segment, first, first + rows - 1) for segment, first, rows in known if segment in segments and rows]
    for key, pool in _summed(cursor, SUMS[by_version], there, window):
        sums[key] += pool
    if not by_version:  # to sum what a weighted mean does not need would cost as much as summing the sizes
        unsized = [place for place in there if sums[place[0], None].rows and not sums[place[0], None].n]
        for key, pool in _summed(cursor, "totals", unsized, window):
            sums[key] += pool
    tail = {**named, **window, "sorted": _tail(cursor), "segments": list(segments)}
    for *told, version, segment in cursor.execute(_SQL["tail_sums"], tail).fetchall():
        sums[segment, version if by_version else None] += _pool(told)
    return {key: pool for key, pool in sums.items() if pool.rows}


def _summed(
    cursor: duckdb.DuckDBPyConnection, part: str, there: Sequence[tuple[str, int, int]], window: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, str | None], Pool]]:
    """What a part of the SQL says of series (segment, first and last row) in the sorted part."""
    for start in range(0, len(there), AT_ONCE):
        batch = there[start : start + AT_ONCE]
        places = {
            name: row
            for i, (_, *place) in enumerate(batch)
            for name, row in zip((f"first{i}", f"last{i}"), place, strict=True)
        }
        sql = " UNION ALL ".join(_SQL[part].replace("#", str(i)) for i in range(len(batch)))
        for *told, version, i in cursor.execute(sql, {**places, **window}).fetchall():
            yield (batch[i][0], version), _pool(told)


def course(
    cursor: duckdb.DuckDBPyConnection,
    metric: str,
    source: str,
    segment: str,
    span: Span,
    width: dt.timedelta,
    least: int = 0,
) -> pd.DataFrame:
    """at (the first instant in it), value (mean), n (sum), points of each stretch of `width` that has evidence, in
    order of time. Stretches are counted from 1970."""
    places = {s: (first, rows) for s, first, rows in
              cursor.execute(_SQL["places"], {"metric": metric, "source": source}).fetchall()}  # fmt: skip
    first, rows = places.get(segment, (0, 0))
    params = {"metric": metric, "source": source, "segment": segment, "first": first, "last": first + rows - 1,
              "start": span[0], "end": span[1], "least": least, "sorted": _tail(cursor),
              "width": max(width // dt.timedelta(microseconds=1), 1)}  # fmt: skip
    return cursor.execute(_SQL["course"], params).df()


NOTEBOOK = {
    "sums": _SQL["notebook"].strip(),
    "versions": _SQL["notebook_versions"].strip(),
    "numbers": _SQL["notebook_numbers"].strip(),
    "pairs": _SQL["notebook_pairs"].strip(),
}
"""Statements on the public tables alone that give the same numbers: `sums` of $segments of $metric from its $sources,
from $start to before $middle and from there to before $end; `versions`, the same by model version; `numbers`, one
series as it was loaded; `pairs` of two series in steps of $width microseconds."""


def _tail(cursor: duckdb.DuckDBPyConnection) -> int:
    rows = cursor.execute(_SQL["tail"]).fetchall()
    return int(rows[0][0]) if rows else 0


def _pool(sums: Sequence[Any]) -> Pool:
    rows, sized, n, weighted, total, first_at = sums
    return Pool(int(rows), int(sized), float(n or 0.0), float(weighted or 0.0), float(total or 0.0), first_at)
