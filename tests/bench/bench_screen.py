"""A click on the overview against a click on a bare Streamlit page with one chart of as many points, in one browser,
by turns; and what the first screen of the example weighs."""

import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ROOT, Visit, launched, serving

CLICKS = 40

# From the click until the document's last change before half a second of stillness, in ms.
WATCH = """button => new Promise(done => {
  const start = performance.now();
  let last = start;
  const watch = new MutationObserver(() => last = performance.now());
  const all = {subtree: true, childList: true, attributes: true, characterData: true};
  watch.observe(document.querySelector('[data-testid="stMain"]'), all);
  button.click();
  const timer = setInterval(() => {
    if (last === start || performance.now() - last < 500) return;
    clearInterval(timer);
    watch.disconnect();
    done(last - start);
  }, 20);
})"""


def clicked(page: Page, button) -> float:
    """Milliseconds from a click to the new picture."""
    return page.evaluate(WATCH, button.element_handle())


def main() -> None:
    subprocess.run([sys.executable, "-m", "dashboard", "ingest"], cwd=ROOT, capture_output=True)
    with (
        sync_playwright() as play,
        launched(play) as browser,
        serving(ROOT) as ours,
        serving(ROOT, Path(__file__).with_name("bare_page.py")) as bare,
    ):
        overview, plain = Visit(browser, ours), Visit(browser, bare)
        overview.go()
        overview.page.wait_for_timeout(3000)
        weight = overview.bytes
        plain.go()
        plain.page.wait_for_timeout(1000)
        rows = overview.page.locator("button.row")
        took, plainly = [], []
        for i in range(CLICKS):
            took.append(clicked(overview.page, rows.nth(1 + i % 5)))
            plainly.append(clicked(plain.page, plain.page.get_by_role("button", name="Next")))
        click, base = statistics.median(took), statistics.median(plainly)
        print(f"a click on the overview {click:.0f} ms = {click / base:.2f} × a bare page ({base:.0f} ms); at most 1.5")
        print(f"first screen {weight / 1024:.0f} KiB over the websocket; at most 250")


if __name__ == "__main__":
    main()
