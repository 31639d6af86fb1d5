"""Whether 1,000 metrics drifted, 200 of them having fallen, against opening the overview of that world.

Both as every screen finds them; the ratio is one of medians measured in this one run.
"""

import statistics
import tempfile
from pathlib import Path

from dashboard.practice.has_drifted import drifted
from dashboard.practice.overview import overview
from tests.bench.bench_agenda import BREACHING, METRICS, NOW, build, timed

ROUNDS = 15
LIMIT = 1.5  # × the overview


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = build(Path(folder))
        found = drifted(world, NOW, 90)
        fell = sum(bool(one.against) for one in found)
        assert len(found) == METRICS
        screens, asked = [], []
        for _ in range(ROUNDS):
            screens.append(timed(lambda: overview(world, NOW)))
            asked.append(timed(lambda: drifted(world, NOW, 90)))
        screen, question = statistics.median(screens), statistics.median(asked)
        print(f"{METRICS} metrics, {BREACHING} fell, {fell} found to have changed for the worse")
        ratio = f"{question / screen:.2f} × the overview ({screen * 1000:.0f} ms); at most {LIMIT}"
        print(f"drift {question * 1000:.0f} ms = {ratio}")


if __name__ == "__main__":
    main()
