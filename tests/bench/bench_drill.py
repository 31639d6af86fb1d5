"""Decomposing ten million rows of segments against summing their values, by turns in one run."""

import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

from dashboard.history import merge
from dashboard.history.warehouse import Building, sole_writer
from dashboard.practice.moves import moved
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from tests import worlds

SEGMENTS, TIMES = 20, 15
START, END = dt.datetime(2024, 3, 16, 12), worlds.NOW
MIDDLE = START + (END - START) / 2


def build(root: Path, many: int) -> World:
    """The accuracy of 20 channels, `many` rows in all, and of the whole population."""
    worlds.make_world(root, load=False)
    warehouse = root / "data" / "warehouse"
    with sole_writer(warehouse), Building(warehouse, END) as building:
        each = many // SEGMENTS
        for channel in range(-1, SEGMENTS):
            building.con.execute(
                """INSERT INTO observation
                   SELECT 'accuracy', $segment, $start + to_microseconds(CAST(i * $step AS BIGINT)),
                          round(90 + $channel % 7 + 4 * sin(i / 37) + 4 * random(), 3), 100 + (i + $channel) % 50,
                          'v' || i * 5 // $each, 'numbers'
                   FROM range($each) t(i)""",
                {
                    "segment": f"channel=c{channel:02d}" if channel >= 0 else "",
                    "channel": channel,
                    "each": each,
                    "start": START,
                    "step": (END - START) / dt.timedelta(microseconds=1) / each,
                },
            )
        merge.begin(building.con)
        merge._run(building.con, "index", {})
    return open_world(Workspace(root))


def main(many: int = 10_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = build(Path(folder), many)
        asked = ("assistant", "accuracy", "channel", (START, MIDDLE), (MIDDLE, END), END)
        summed = "SELECT sum(value) FROM observation WHERE segment <> ''"
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(TIMES):
            for times, work in (
                (took[0], lambda: moved(world, *asked)),
                (took[1], lambda: world.warehouse.cursor().execute(summed).fetchall()),
            ):
                began = time.perf_counter()
                work()
                times.append(time.perf_counter() - began)
        ours, bare = map(statistics.median, took)
        move = moved(world, *asked)
        print(
            f"decomposing {many:,} rows in {len(move.parts)} segments {ours * 1000:.0f} ms = {ours / bare:.1f} × "
            f"sum(value) over them ({bare * 1000:.0f} ms); at most 5"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
