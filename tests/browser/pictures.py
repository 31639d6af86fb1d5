"""The README's pictures, taken of the real app on the bundled example: `make pictures`."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ROOT, Visit, launched, serving

METRIC = "metric?sop=support-assistant&metric=response-accuracy&segment=channel%3Dchat"
PICTURES = {
    "overview": ("", {}),
    "overview-dark": ("", {"color_scheme": "dark"}),
    "overview-phone": ("", {"viewport": {"width": 390, "height": 844}}),
    "metric": (METRIC, {}),
    "data": ("data", {}),
}


def main(folder: Path) -> None:
    """Write each picture to `folder`."""
    folder.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-m", "dashboard", "ingest"], cwd=ROOT, capture_output=True)
    with sync_playwright() as play, launched(play) as browser, serving(ROOT) as base:
        for name, (path, context) in PICTURES.items():
            visit = Visit(browser, base, **context)
            visit.go(path).wait_for_timeout(3000)  # the graph draws itself in a frame of its own
            visit.page.screenshot(path=str(folder / f"{name}.png"))
            print(folder / f"{name}.png")


if __name__ == "__main__":
    main(ROOT / "docs")
