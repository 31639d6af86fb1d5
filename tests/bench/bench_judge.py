"""Judging 100 million points against summing them, and judging again after a day was appended.

The workload: 200 metrics in 5 segments, 100,000 points each, two thresholds a metric with `for` and `recover`, three
SOP versions, about 5 % of the points not recovered. Every figure is a ratio of medians measured in this one run.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

import dashboard.history
from dashboard.history.judge import judge
from dashboard.history.rejudge import rejudge
from dashboard.history.rules import Rule

SCHEMA = (Path(dashboard.history.__file__).parent / "schema.sql").read_text()
METRICS, SEGMENTS, POINTS = 200, 5, 100_000
START = dt.datetime(2024, 1, 1)
STEP = dt.timedelta(minutes=10)
DAY = 144


def build(con: duckdb.DuckDBPyConnection, metrics: int) -> None:
    """A sorted table in which about 1 point in 20 lies outside a recover bound, in stretches."""
    con.execute(SCHEMA)
    con.execute("SELECT setseed(0.5)")
    con.execute(f"""
        INSERT INTO observation
        SELECT 'metric-' || lpad((i // {SEGMENTS * POINTS})::VARCHAR, 4, '0'),
               'segment=' || (i // {POINTS}) % {SEGMENTS},
               TIMESTAMP '2024-01-01' + to_minutes((10 * (i % {POINTS}))::INT),
               round(100 + 4 * sin(i / 37) + 3 * sin(i / 1009) + 4 * random(), 3), 200, 'v1', 'bench'
        FROM range({metrics * SEGMENTS * POINTS}) t(i)
    """)
    con.execute("""
        INSERT INTO series SELECT metric, source, segment, min(rowid), count(*), min("at"), max("at"), NULL, NULL, NULL
        FROM observation GROUP BY ALL
    """)
    con.execute("INSERT INTO meta SELECT 'bench', now()::TIMESTAMP, count(*), NULL, NULL FROM observation")
    con.execute("CHECKPOINT")


def law(metrics: int) -> list[Rule]:
    """Two thresholds a metric, in three versions with slightly different bounds."""
    third = POINTS // 3
    cuts = [START, START + third * STEP, START + 2 * third * STEP, None]
    found = []
    for m in range(metrics):
        for i in range(3):
            common = dict(sop="bench", metric=f"metric-{m:04d}", source="bench", start=cuts[i], end=cuts[i + 1],
                          stage="enforced")  # fmt: skip
            high, low = 108.8 + i / 10, 94.2 - i / 10
            found.append(Rule(**common, threshold="ceiling", level="critical", upper=high, recover_upper=high - 0.5,
                              for_=2, recover_for=2))  # fmt: skip
            found.append(Rule(**common, threshold="floor", level="warning", lower=low, recover_lower=low + 0.5,
                              for_=dt.timedelta(minutes=20), recover_for=3))  # fmt: skip
    return found


def append_day(con: duckdb.DuckDBPyConnection) -> None:
    """A day of points behind every series, as loading leaves it: in the tail, and in `fresh`."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched (metric VARCHAR, source VARCHAR, segment VARCHAR);
        CREATE OR REPLACE TEMP TABLE fresh AS
            SELECT metric, source, segment, last_at + to_minutes((10 * k)::INT) AS "at",
                   round(100 + 4 * sin(k / 37) + 4 * random(), 3) AS value, 200::BIGINT AS n
            FROM series, range(1, {DAY + 1}) t(k);
        INSERT INTO observation SELECT metric, segment, "at", value, n, 'v1', source FROM fresh;
        UPDATE series SET last_at = last_at + INTERVAL 1 DAY;
    """)


def timed(action, times=3):
    """Median seconds, and the last result."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        result = action()
        took.append(time.perf_counter() - start)
    return statistics.median(took), result


def main(metrics: int = METRICS) -> None:
    rows = metrics * SEGMENTS * POINTS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        with duckdb.connect(path) as con:
            build(con, metrics)
        rules = law(metrics)
        as_of = START + POINTS * STEP
        with duckdb.connect(path) as con:
            timed(lambda: con.execute("SELECT sum(value) FROM observation").fetchall())
            scan, _ = timed(lambda: con.execute("SELECT sum(value) FROM observation").fetchall(), 5)
            full, verdict = timed(lambda: judge(con, rules, as_of))
            outside = con.execute("SELECT avg((value > 108.4 OR value < 94.6)::INT) FROM observation").fetchall()[0][0]
            print(f"judging {rows:,} points, {2 * metrics} thresholds in 3 versions, {outside:.1%} not recovered:")
            print(f"  {len(verdict.breaches):,} breaches in {full:.2f} s", end=" ")
            print(f"= {full / scan:.1f} × sum(value) ({scan:.3f} s); at most 20")
            rejudge(con, rules, as_of, from_scratch=True)
            con.execute("CHECKPOINT")
            append, again = [], []
            for day in range(1, 4):
                append.append(timed(lambda: append_day(con), 1)[0])
                again.append(timed(lambda d=day: rejudge(con, rules, as_of + d * dt.timedelta(days=1)), 1)[0])
            put, onward = statistics.median(append), statistics.median(again)
            load, _ = timed(lambda: con.execute("CREATE TABLE again AS FROM observation"), 1)
            print(f"appending a day ({metrics * SEGMENTS * DAY:,} points) {put:.3f} s, judging again {onward:.3f} s")
            print(
                f"  = {(put + onward) / (load + full):.1%} of copying the table ({load:.1f} s) and judging it all;",
                end=" ",
            )
            print(f"at most 5 %; judging alone {onward / full:.1%} of judging alone")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
