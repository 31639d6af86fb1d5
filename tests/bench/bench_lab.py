"""Moving a bound in the lab over 100,000 points: judging it, and the redraw against a bare page with one chart.

The redraw is a press on the step of the bound (a bound not tried before, so that nothing is answered from memory) until
the page's last change, in one browser with a bare page by turns; judging it is measured in the same run.
"""

import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.history import merge
from dashboard.history.warehouse import Building, sole_writer
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.lab.curve import curve
from dashboard.practice.lab.threshold import Edit
from dashboard.practice.lab.trial import trial
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.bench.bench_screen import clicked
from tests.bench.bench_series import METRIC, SOP
from tests.browser.conftest import Visit, launched, serving

POINTS, CLICKS = 100_000, 20
START, END = dt.datetime(2024, 3, 16, 12), worlds.NOW
THRESHOLD = ("assistant", "many", "ceiling")


def build(root: Path) -> None:
    """One series of 100,000 points over two years, beyond its bound for a while now and then."""
    worlds.make_world(root, SOP + METRIC.format(id="many"), load=False)
    warehouse = root / "data" / "warehouse"
    with sole_writer(warehouse), Building(warehouse, END) as building:
        con = building.con
        con.execute(
            """INSERT INTO observation
               SELECT 'many', '', $start + to_microseconds(CAST(i * $step AS BIGINT)),
                      round(100 + 4 * sin(i / 37) + 3 * sin(i / 1009) + 4 * random(), 3), 200, 'v1', 'numbers'
               FROM range($points) t(i)""",
            {"start": START, "step": (END - START) / dt.timedelta(microseconds=1) / POINTS, "points": POINTS},
        )
        merge.begin(con)
        merge._run(con, "index", {})
        con.execute("UPDATE meta SET sorted_rows = $points", {"points": POINTS})


def judging(root: Path) -> tuple[float, float, int]:
    """Median milliseconds of judging a moved bound and of the whole curve, and the breaches of the last bound."""
    world = open_world(Workspace(root))
    trial(world, *THRESHOLD, Edit(), END, NO_ACTS)
    moved, curved, found = [], [], None
    for i in range(CLICKS):
        start = time.perf_counter()
        found = trial(world, *THRESHOLD, Edit(upper=107 + i / 50), END, NO_ACTS)
        moved.append(time.perf_counter() - start)
        start = time.perf_counter()
        curve(world, *THRESHOLD, Edit(for_=2 + i), "upper", END, NO_ACTS)
        curved.append(time.perf_counter() - start)
    return 1000 * statistics.median(moved), 1000 * statistics.median(curved), len(found.tried.breaches)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        build(root)
        judged, curved, breaches = judging(root)
        with (
            sync_playwright() as play,
            launched(play) as browser,
            serving(root) as ours,
            serving(root, Path(__file__).with_name("bare_page.py")) as bare,
        ):
            lab, plain = Visit(browser, ours), Visit(browser, bare)
            lab.go("lab?sop=assistant&metric=many&threshold=ceiling&upper=107")
            plain.go()
            lab.page.wait_for_timeout(2000)
            step = lab.page.locator(".st-key-bound").get_by_test_id("stNumberInputStepUp")
            took, plainly = [], []
            for _ in range(CLICKS):
                took.append(clicked(lab.page, step))
                plainly.append(clicked(plain.page, plain.page.get_by_role("button", name="Next")))
            redraw, base = statistics.median(took), statistics.median(plainly)
    print(
        f"judging a moved bound over {POINTS:,} points ({breaches} breaches) {judged:.0f} ms, a curve {curved:.0f} ms"
    )
    print(f"a moved bound redrawn in {redraw:.0f} ms = {redraw / base:.2f} × a bare page ({base:.0f} ms)")
    print(f"  on top of a bare page and of judging {redraw - base - judged:.0f} ms; at most 100")


if __name__ == "__main__":
    main()
