"""A better bound, from the lab to a version in force: tried, proposed, approved by somebody else, and judged by."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.practice.breach import breaches
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.browser.conftest import serving
from tests.worlds import NOW

pytestmark = pytest.mark.browser
LAB = "lab?sop=assistant&metric=accuracy&threshold=floor&lower=84&margin=0.5"
METRIC = "metric?sop=assistant&metric=accuracy&segment=channel%3Dchat"


def come_in(visit, base, path, name):
    """Opens a path as somebody, whom the browser remembers."""
    seen = visit(base)
    seen.context.add_cookies([{"name": "dashboard_acting", "value": name, "url": base}])
    seen.go(path)
    return seen, seen.page


def propose(seen):
    """From the lab to the draft."""
    seen.page.get_by_role("button", name="Propose this threshold").click()
    seen.page.wait_for_url(re.compile("proposals[?]draft=assistant"))
    seen.settle()
    expect(seen.page.locator(".verdicts")).to_contain_text("1 → 0")


def history(root):
    return [b.ref for b in breaches(open_world(Workspace(root)), NOW, history=True)]


def test_a_bound_is_found_in_the_lab_proposed_approved_and_in_force(tmp_path, visit):
    worlds.breaching(tmp_path)
    judged, day = history(tmp_path), "2026-03-23"
    with serving(tmp_path) as base:
        author, page = come_in(visit, base, LAB, "mei")
        propose(author)
        why = page.get_by_role("textbox", name="Why")
        why.press_sequentially("88 told of no")
        page.reload()
        expect(why).to_have_value("88 told of no", timeout=15_000)
        expect(page.locator(".verdicts")).to_contain_text("1 → 0")  # nothing of the draft is lost
        why.press("End")
        why.press_sequentially(" trouble")
        page.get_by_role("button", name="Propose it").click()
        expect(page.locator(".proposal")).to_contain_text("88 told of no trouble", timeout=15_000)
        assert page.get_by_role("button", name="Approve").count() == 0
        address = page.url.removeprefix(f"{base}/")

        owner, other = come_in(visit, base, address, "cto")
        other.get_by_role("button", name="Approve").click()
        expect(other.locator(".proposal")).to_contain_text("approved in force from Mon 23 Mar", timeout=15_000)
        expect(page.locator(".proposal")).to_contain_text("approved", timeout=15_000)  # who proposed it sees it happen
        assert (
            "lower: 84, for: 2, recover: {lower: 84.5}" in (tmp_path / "sop" / "assistant" / f"{day}.yaml").read_text()
        )
        assert history(tmp_path) == judged

        sources = tmp_path / "data" / "sources.yaml"  # a week and a half goes by
        sources.write_text(sources.read_text().replace("as_of: 2026-03-16", "as_of: 2026-03-26"))
        owner.go(address)
        expect(other.locator(".proposal")).to_contain_text("in force since Mon 23 Mar")
        owner.go(METRIC)
        chart = other.locator(".js-plotly-plot").first
        expect(chart).to_contain_text("≥ 84 %")
        steps = chart.evaluate("p => p.data.map(t => t.y).filter(Array.isArray).map(y => y.join())")
        assert any("88" in y and "84" in y for y in steps)
        assert not author.outside
        assert not owner.outside
    assert history(tmp_path) == judged
