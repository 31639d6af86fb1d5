"""Loading a CSV of 10 million rows with all checks and change points against a bare CREATE TABLE AS of DuckDB; reading
and reducing one metric's 100,000 points, and one of 10 million; memory.

Give a number of millions of rows to load another size, as `python -m tests.bench.bench_load 100`, and with it the peak
memory of that load. Every ratio is one of times measured in this one run.
"""

import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from dashboard.history import levels, read
from dashboard.history.ingest import ingest
from dashboard.history.merge import Changes
from dashboard.history.sources.config import Source
from dashboard.history.warehouse import current, open_generation

SOURCE = Source.model_validate({
    "id": "bench", "kind": "file", "path": "big.csv", "holds": "observations",
    "columns": {"at": "date", "metric": "metric", "value": "value", "n": "n", "model_version": "model",
                "segments": ["channel", "locale"]},
})  # fmt: skip
METRICS = 100
START, END = dt.datetime(2025, 1, 1), dt.datetime(2045, 1, 1)


def write(path: Path, millions: int) -> None:
    """The rows of a nightly export: all series of one instant after those of the one before."""
    with duckdb.connect() as con:
        con.execute(f"""
            COPY (SELECT strftime(TIMESTAMP '2025-01-01' + to_minutes(i // 1000), '%Y-%m-%dT%H:%M:%SZ') AS date,
                         'metric-' || i % {METRICS} AS metric, round(0.8 + 0.1 * random(), 6) AS value,
                         (100 + random() * 900)::INT AS n, 'v' || i // 1_000_000 AS model,
                         ['', 'chat', 'mail', 'phone', 'web'][i // 100 % 5 + 1] AS channel,
                         ['', 'de'][i // 500 % 2 + 1] AS locale
                  FROM range({millions} * 1_000_000) t(i)) TO '{path}' (HEADER)
        """)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bare(path: Path, into: Path) -> None:
    with duckdb.connect(str(into)) as con:
        con.execute(f"CREATE TABLE x AS SELECT * FROM read_csv('{path}')")


def main() -> None:
    millions = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    feeds = {"bench": {f"metric-{m}": ("channel", "locale") for m in range(METRICS)}}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        write(data / "big.csv", millions)
        base = timed(lambda: bare(data / "big.csv", data / "bare.duckdb"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        looked = []

        def look(con: duckdb.DuckDBPyConnection, changes: Changes) -> None:
            looked.append(timed(lambda: levels.update(con, {}, END, changes.from_scratch)))

        full = timed(lambda: ingest(data, [SOURCE], feeds, START, look))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"bare CREATE TABLE AS of {millions} million rows: {base:.1f} s")
        print(f"load with all checks: {full:.1f} s, {full / base:.2f} times (at most 4); "
              f"{sum(looked) / base:.2f} of it for the change points")  # fmt: skip
        print(f"peak memory: {peak / 1e6:.1f} GB (at most 8), {before / 1e6:.1f} of it before the load")
        again = timed(lambda: ingest(data, [SOURCE], feeds, START, None))
        print(f"the same again: {again:.1f} s, {again / base:.2f} times")
        with open_generation(current(data / "warehouse")) as warehouse:
            series = ("metric-7", "bench", "channel=chat")
            counts = [timed(lambda: read.observations(warehouse.cursor(), *series, START, END, 1200)) for _ in range(5)]
            rows = read.exported(warehouse.cursor(), *series, START, END).num_rows
            print(f"reading and reducing one series of {rows:,}: {statistics.median(counts) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
