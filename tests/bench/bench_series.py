"""Ten million points in one series against a thousand: reading and reducing it, and all that the metric page asks.

Every ratio is one of times measured by turns in this one run.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from dashboard.history import merge, outline, read, signal_outline
from dashboard.history import rejudge as judging
from dashboard.history.warehouse import Building, sole_writer
from dashboard.practice.numbers import SHOWN, model_versions, numbers
from dashboard.practice.profile import profile
from dashboard.practice.trend import trend
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from tests import worlds

MICROSECOND = dt.timedelta(microseconds=1)
FEW, PIXELS, TIMES = 1_000, 480, 15
START, END = dt.datetime(2024, 3, 16, 12), worlds.NOW
METRIC = """\
  - id: {id}
    title: {id}
    aspect: latency
    unit: s
    better: lower
    source: numbers
    reported: daily
    owners: {{monitoring: bo, analysis: bo, decision: cto, backup: mei}}
    thresholds:
      - {{id: ceiling, level: critical, upper: 108, for: 3}}
      - {{id: slow, level: warning, signal: {{mean: 7d}}, upper: 130}}
      - {{id: jump, level: warning, signal: {{change: 28d}}, upper: 5}}
"""
SOP = worlds.SOP[: worlds.SOP.index("metrics:")].replace(", kpis: [satisfaction]", "") + "metrics:\n"
SOP = SOP.replace("2026-01-01", "2024-01-01")  # all points are judged


def build(root: Path, many: int) -> World:
    """A world with the series `few` and `many` over the same two years, in breach for the last hundredth of them."""
    rules = worlds.make_world(root, SOP + METRIC.format(id="few") + METRIC.format(id="many"), load=False).rules
    warehouse = root / "data" / "warehouse"
    with sole_writer(warehouse), Building(warehouse, END) as building:
        con = building.con
        for id, points in (("few", FEW), ("many", many)):
            con.execute(
                """INSERT INTO observation
                   SELECT $id, '', $start + to_microseconds(CAST(i * $step AS BIGINT)),
                          round(100 + 4 * sin(i / 37) + 4 * random() + 20 * (i >= $points * 0.99)::INT, 3), 200,
                          'v' || i // ($points // 5), 'numbers'
                   FROM range($points) t(i)""",
                {"id": id, "points": points, "start": START, "step": (END - START) / MICROSECOND / points},
            )
        merge.begin(con)
        merge._run(con, "index", {})
        began = time.perf_counter()
        outline.draw(con, resorted=True)
        print(f"drawing the outline, at a load: {time.perf_counter() - began:.1f} s")
        began = time.perf_counter()
        judging.rejudge(con, rules, END, from_scratch=True)
        judged = time.perf_counter() - began
        began = time.perf_counter()
        signal_outline.draw(con, rules, from_scratch=True)
        took = time.perf_counter() - began
        print(f"drawing those of the two signals: {took:.1f} s = {took / judged:.2f} × judging ({judged:.1f} s)")
    return open_world(Workspace(root))


def by_turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of each."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES):
        for times, work in zip(took, (one, other), strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return statistics.median(took[0]), statistics.median(took[1])


def main(many: int = 10_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = build(Path(folder), many)
        plain = replace(world, rules=tuple(rule for rule in world.rules if rule.signal.kind == "value"))
        tenth = END - (END - START) / 10
        for each in (world, plain):
            verdict(each, END)  # judged at a load
        cursor: Callable[[], duckdb.DuckDBPyConnection] = world.warehouse.cursor
        asks = {
            "reading and reducing": lambda id: read.observations(cursor(), id, "numbers", "", START, END, PIXELS),
            "a tenth of the time": lambda id: read.observations(cursor(), id, "numbers", "", tenth, END, PIXELS),
            "its trend, thresholds on the value alone": lambda id: trend(
                plain, "assistant", id, "", START, END, END, PIXELS
            ),
            "its trend, with a mean and a change": lambda id: trend(
                world, "assistant", id, "", START, END, END, PIXELS
            ),
            "a tenth of that": lambda id: trend(world, "assistant", id, "", tenth, END, END, PIXELS),
            "its model versions": lambda id: model_versions(world, "assistant", id, "", START, END, END),
            "its profile": lambda id: profile(world, "assistant", id, END),
            "its latest numbers": lambda id: numbers(world, "assistant", id, "", START, END, END, SHOWN),
        }
        for name, work in asks.items():
            long, short = by_turns(lambda w=work: w("many"), lambda w=work: w("few"))
            print(
                f"{name}: {many:,} points {long * 1000:.0f} ms = {long / short:.1f} × {FEW:,} ({short * 1000:.0f} ms)"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
