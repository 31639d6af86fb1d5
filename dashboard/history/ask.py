"""What screens ask of all series at once: how far each has come, and what the judged signals said last.

The number of queries does not grow with the number of metrics.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from dashboard.history import signal_outline
from dashboard.history.courses import Asked, answer
from dashboard.history.judge import Verdict
from dashboard.history.rules import instant

LAST = """
SELECT w.k, max(o."at") AS last_at, arg_max_null(o.value, o."at") AS last_value, arg_max_null(o.n, o."at") AS last_n
FROM observation o JOIN wanted w USING (metric, source, segment)
WHERE o."at" BETWEEN $earliest AND $latest
GROUP BY w.k
"""
LOOKED_BACK = (dt.timedelta(days=7), dt.timedelta(days=100))  # before all there is: most series spoke lately

EXACT_VALUES = """
SELECT w.k, o."at", o.value
FROM observation o JOIN wanted w ON o.metric = w.metric AND o.source = w.source AND o.segment = w.segment
    AND o."at" = w.until
WHERE o."at" BETWEEN $earliest AND $latest AND o.value IS NOT NULL AND NOT isnan(o.value)
    AND coalesce(o.n >= $least[w.k + 1], true)
"""

LAST_VALUES = """
SELECT w.k, max(o."at") AS at, arg_max(o.value, o."at") AS value
FROM observation o JOIN wanted w USING (metric, source, segment)
WHERE o."at" BETWEEN w.after AND w.until AND o."at" BETWEEN $earliest AND $latest
    AND o.value IS NOT NULL AND NOT isnan(o.value)
    AND coalesce(o.n >= $least[w.k + 1], true)
GROUP BY w.k
"""

SPARKS = """
SELECT w.k,
    least((epoch_us(o."at") - epoch_us($start::TIMESTAMP)) * $slots // $span, $slots - 1)::INTEGER AS slot,
    avg(o.value) AS value
FROM observation o JOIN wanted w USING (metric, source, segment)
WHERE o."at" > $start AND o."at" <= $end AND o.value IS NOT NULL
GROUP BY ALL
"""

PROFILES = """
WITH whole AS (
    SELECT * FROM observation WHERE value IS NOT NULL
    QUALIFY segment = '' OR NOT bool_or(segment = '') OVER (PARTITION BY metric)),
steps AS (
    SELECT metric, "at" - lag("at") OVER (PARTITION BY metric ORDER BY "at") AS step
    FROM (SELECT DISTINCT metric, "at" FROM whole))
SELECT w.metric, count(*) AS points, min("at") AS first_at, max("at") AS last_at,
    min(value) AS lowest, quantile_cont(value, 0.02) AS low, median(value) AS middle,
    quantile_cont(value, 0.98) AS high, max(value) AS highest,
    (SELECT median(epoch(step)) FROM steps s WHERE s.metric = w.metric) AS step
FROM whole w GROUP BY w.metric ORDER BY w.metric
"""


@dataclass(frozen=True)
class Profile:
    """What the values of a metric are like: of its whole population, or of all segments where there is none.

    `low` and `high` are the 2nd and 98th percentile; `step` the usual time between observations, in seconds.
    """

    metric: str
    points: int
    first_at: dt.datetime
    last_at: dt.datetime
    lowest: float
    low: float
    middle: float
    high: float
    highest: float
    step: float | None


@dataclass(frozen=True)
class Judged:
    """By which rules and as of when the stored breaches were judged, and the last instant of any observation."""

    by: str | None
    as_of: dt.datetime | None
    last_at: dt.datetime | None


Said = tuple[dt.datetime | None, float | None]
SILENCE: Said = (None, None)


def profiles(cursor: duckdb.DuckDBPyConnection) -> list[Profile]:
    """The profile of every metric that has a value at all."""
    return [Profile(*row) for row in cursor.execute(PROFILES).fetchall()]


def judged(cursor: duckdb.DuckDBPyConnection) -> Judged:
    """How the stored breaches came about."""
    row = cursor.execute("SELECT judged_by, judged_as_of, (SELECT max(last_at) FROM series) FROM meta").fetchall()
    return Judged(*row[0]) if row else Judged(None, None, None)


def stored(cursor: duckdb.DuckDBPyConnection) -> Verdict:
    """The breaches and pending runs judged at the last load."""
    breaches = cursor.execute("SELECT * FROM breach").df()
    return Verdict(breaches, cursor.execute("SELECT * FROM pending").df())


def last_observations(cursor: duckdb.DuckDBPyConnection, as_of: dt.datetime) -> pd.DataFrame:
    """Every series begun by `as_of`: metric, source, segment, first_at, last_at, last_value, last_n, as of then."""
    begun = cursor.execute(
        "SELECT metric, source, segment, first_at, last_at, last_value, last_n FROM series WHERE first_at <= ?", [as_of]
    ).df()
    going_on = begun["last_at"] > as_of
    found, late = [begun[~going_on]], begun[going_on]
    for back in (*LOOKED_BACK, None):
        if late.empty:
            break
        earliest = as_of - back if back else late["first_at"].min().to_pydatetime()
        wanted = [(k, *s, earliest, as_of) for k, *s in late[["metric", "source", "segment"]].itertuples()]
        last = answer(cursor, LAST, wanted, {"earliest": earliest, "latest": as_of}).set_index("k")
        found.append(late.loc[last.index].assign(**last))
        late = late.drop(last.index)
    return pd.concat(found).sort_index() if len(found) > 1 else begun


def last_signals(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> list[Said]:
    """For each question the last evidence of the signal in its range, as (when, signal); SILENCE if there is none."""
    values = [k for k, a in enumerate(asked) if a.rule.signal.kind == "value"]
    others = [k for k, a in enumerate(asked) if a.rule.signal.kind != "value"]
    said = [SILENCE] * len(asked)
    for k, course in zip(others, signal_outline.extremes(cursor, [asked[k] for k in others]), strict=True):
        said[k] = (instant(course.at[-1]), float(course.value[-1])) if course.total else SILENCE
    for k, last in _last_values(cursor, asked, values).items():
        said[k] = last
    return said


def sparks(
    cursor: duckdb.DuckDBPyConnection,
    series: Sequence[tuple[str, str, str]],
    start: dt.datetime,
    end: dt.datetime,
    slots: int,
) -> list[list[float | None]]:
    """For each series (metric, source, segment) the mean value in each of `slots` equal parts of (start, end]."""
    lines = np.full((len(series), slots), None, dtype=object)
    if series:
        wanted = [(k, *s, start, end) for k, s in enumerate(series)]
        bound = {"start": start, "end": end, "slots": slots, "span": (end - start) // dt.timedelta(microseconds=1)}
        found = answer(cursor, SPARKS, wanted, bound)
        lines[found["k"], found["slot"]] = found["value"]
    rows: list[list[float | None]] = lines.tolist()
    return rows


def _last_values(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked], which: Sequence[int]) -> dict[int, Said]:
    """The last evidence on the value itself: mostly what the series said last of all, or what ended the breach at the
    end of its range; else it is searched for."""
    found: dict[int, Said] = {}
    if not which:
        return found
    rows = cursor.execute("SELECT metric, source, segment, last_at, last_value, last_n FROM series").fetchall()
    newest = {row[:3]: row[3:] for row in rows}
    earlier = []
    for k in which:
        a = asked[k]
        series = (a.rule.metric, a.rule.source or "", a.segment)
        at, value, n = newest.get(series, (a.until, None, None))
        if a.after <= at <= a.until and value is not None and (n is None or n >= a.rule.min_n):
            found[k] = (at, value)
        else:
            earlier.append((k, *series, a.after, a.until))
    least = {"least": [a.rule.min_n for a in asked]}
    for query in (EXACT_VALUES, LAST_VALUES):
        earlier = [one for one in earlier if one[0] not in found]
        if earlier:
            reach = {"earliest": min(one[-2] for one in earlier), "latest": max(one[-1] for one in earlier)}
            for k, at, value in answer(cursor, query, earlier, {**least, **reach}).itertuples(index=False):
                found[k] = (at.to_pydatetime(), value)
    return found
