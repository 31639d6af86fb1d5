"""The README's pictures, taken of the real app on the bundled example: `make pictures`."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ROOT, Visit, launched, serving

METRIC = "metric?sop=support-assistant&metric=response-accuracy&segment=channel%3Dchat"
REVIEW = "review?sitting=support-assistant/support-weekly"
LAB = "lab?sop=support-assistant&metric=response-accuracy&threshold=accuracy-floor&lower=87.5"
BREACH = "breach|support-assistant/response-accuracy/accuracy-floor/channel=chat/2026-11-04T00:00:00Z"
PICTURES = {
    "overview": ("", {}),
    "overview-dark": ("", {"color_scheme": "dark"}),
    "overview-phone": ("", {"viewport": {"width": 390, "height": 844}}),
    "metric": (METRIC, {}),
    "data": ("data", {}),
    "drift": ("drift", {}),
    "drill": ("drill?sop=support-assistant&metric=response-accuracy", {}),
    "diagram": ("diagram?sop=support-assistant", {}),
    "lab": (LAB, {}),
    "minutes": (f"{REVIEW}/2026-11-09T09:00Z", {}),
    "actions": ("actions", {}),
    "past": ("past", {}),
}


def main(folder: Path) -> None:
    """Write each picture to `folder`."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as copy, sync_playwright() as play, launched(play) as browser:
        example(Path(copy))
        with serving(Path(copy)) as base:
            pictures(folder, browser, base)


def example(root: Path) -> None:
    """A copy of the bundled example: what is done to it for a picture is not done to yours."""
    shutil.copytree(ROOT / "sop", root / "sop")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("warehouse", "ledger"))
    subprocess.run(
        [sys.executable, "-m", "dashboard", "ingest", "--workspace", str(root)], cwd=ROOT, capture_output=True
    )


def pictures(folder: Path, browser: Browser, base: str) -> None:
    """All of them."""
    for name, (path, context) in PICTURES.items():
        visit = Visit(browser, base, **context)
        visit.go(path)
        if name == "past":
            visit.page.get_by_role("tab", name="How reviews go").click()
        taken(visit, folder / f"{name}.png")
    visit = Visit(browser, base)
    review(visit)
    taken(visit, folder / "review.png")
    visit = Visit(browser, base)
    proposal(visit)
    taken(visit, folder / "proposal.png")


def taken(visit: Visit, path: Path) -> None:
    """The picture, as a file."""
    visit.settle().wait_for_timeout(3000)  # the graph draws itself in a frame of its own
    visit.page.screenshot(path=str(path))
    print(path)


def proposal(visit: Visit) -> None:
    """What the lab found, proposed, as whoever owns the procedure sees it."""
    page = visit.go(LAB)
    page.get_by_role("button", name="Propose this threshold").click()
    acting(visit, "Mei Tanaka")
    page.get_by_role("textbox", name="Why").fill("Customers complain from 87.5 % down, and 86 % fires days later.")
    page.get_by_role("button", name="Propose it").click()
    visit.settle()
    acting(visit, "Priya Nair")


def acting(visit: Visit, name: str) -> None:
    """Who is at the browser from here on."""
    visit.settle().get_by_role("combobox", name=re.compile("You are")).click()
    visit.page.get_by_role("option", name=name).click()
    visit.settle()


def review(visit: Visit) -> None:
    """The review that is due, under way: the chair has opened it, and something is written down."""
    page = visit.go(f"{REVIEW}/2026-11-16T09:00Z&item={quote(BREACH)}")
    acting(visit, "Priya Nair")
    page.get_by_role("button", name="Open the sitting").click()
    page.get_by_role("textbox", name="Note").press_sequentially(
        "Mei rebuilds the index on Tuesday; nothing new is released until then."
    )
    page.locator(".point.chosen", has_text="noted").wait_for()
    page.get_by_role("radio", name="Act", exact=True).click()
    page.locator(".item h2").click()


if __name__ == "__main__":
    main(ROOT / "docs")
