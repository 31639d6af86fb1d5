"""Dragging a range across the chart of the drill-down, and choosing another segment, against the same on a bare
Streamlit page with such a chart, in one browser, by turns."""

import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ROOT, Visit, launched, serving

TIMES = 15
ADDRESS = "drill?sop=support-assistant&metric=response-accuracy&segment=channel%3D"

# Once armed, the time from when the mouse is let go of to the document's last change before half a second of stillness.
ARM = """() => {
  window.took = new Promise(done => {
    document.addEventListener('mouseup', () => {
      const start = performance.now();
      let last = start;
      const watch = new MutationObserver(() => last = performance.now());
      const all = {subtree: true, childList: true, attributes: true, characterData: true};
      watch.observe(document.querySelector('[data-testid="stMain"]'), all);
      const timer = setInterval(() => {
        if (last === start || performance.now() - last < 500) return;
        clearInterval(timer);
        watch.disconnect();
        done(last - start);
      }, 20);
    }, {once: true, capture: true});
  });
}"""


def drag(page: Page, turn: int) -> float:
    """Milliseconds from letting go of a range dragged across the chart to the new picture."""
    box = page.locator(".js-plotly-plot").first.bounding_box()
    x, y = box["x"] + 200 + 40 * (turn % 9), box["y"] + 120
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 130 + turn % 7, y + 8, steps=5)
    page.evaluate(ARM)
    page.mouse.up()
    return page.evaluate("window.took")


def choose(page: Page, place: int, turn: int) -> float:
    """Milliseconds from choosing another option of a drop-down to the new picture."""
    page.get_by_test_id("stSelectbox").nth(place).click()
    option = page.get_by_role("option").nth(1 + turn % 3)
    option.wait_for()
    page.evaluate(ARM)
    option.click()
    return page.evaluate("window.took")


def main() -> None:
    subprocess.run([sys.executable, "-m", "dashboard", "ingest"], cwd=ROOT, capture_output=True)
    with (
        sync_playwright() as play,
        launched(play) as browser,
        serving(ROOT) as ours,
        serving(ROOT, Path(__file__).with_name("bare_drill.py")) as bare,
    ):
        drill, plain = Visit(browser, ours), Visit(browser, bare)
        drill.go(ADDRESS + "chat")
        plain.go()
        for visit in (drill, plain):
            visit.page.locator(".js-plotly-plot").first.wait_for()
            visit.page.wait_for_timeout(3000)
        for name, ours_does, bare_does in (
            ("dragging a range", lambda i: drag(drill.page, i), lambda i: drag(plain.page, i)),
            ("choosing a segment", lambda i: choose(drill.page, 2, i), lambda i: choose(plain.page, 0, i)),
        ):
            took, plainly = [], []
            for turn in range(TIMES):
                took.append(ours_does(turn))
                plainly.append(bare_does(turn))
            one, base = statistics.median(took), statistics.median(plainly)
            print(
                f"{name} {one:.0f} ms = {one / base:.2f} × a bare page with such a chart ({base:.0f} ms); at most 1.5"
            )


if __name__ == "__main__":
    main()
