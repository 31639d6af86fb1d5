"""Looking closer at a metric, as a reader does it: another segment, a period drawn on the chart, and back."""

import re

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.breaching(root)
    with serving(root) as address:
        yield address


def sentence_of(page, words):
    page.wait_for_function("words => document.querySelector('.sentence')?.innerText.includes(words)", arg=words)


def plot(page):
    chart = page.locator(".js-plotly-plot").first
    chart.wait_for()
    return chart.bounding_box()


def test_choosing_a_segment_changes_chart_and_address_and_the_address_alone_shows_the_same(base, visit):
    seen = visit(base)
    page = seen.go("metric?sop=assistant&metric=accuracy")
    sentence_of(page, "channel=chat")
    loud = page.locator(".js-plotly-plot .scatterlayer path.point[style*='rgb(196, 38, 46)']")
    assert loud.count() == 12
    page.get_by_test_id("stSelectbox").nth(2).click()
    page.get_by_role("option", name="channel=mail").click()
    sentence_of(page, "channel=mail")
    page.wait_for_url(re.compile("segment=channel%3Dmail"))
    page.wait_for_function("() => !document.querySelector(\".scatterlayer path.point[style*='rgb(196, 38, 46)']\")")
    again = visit(base)
    sentence_of(again.go(page.url.removeprefix(f"{base}/")), "channel=mail")
    assert not seen.outside


def test_a_period_drawn_on_the_chart_is_looked_at_and_the_browser_goes_back(base, visit):
    page = visit(base).go("metric?sop=assistant&metric=accuracy")
    box = plot(page)
    page.mouse.move(box["x"] + 500, box["y"] + 120)
    page.mouse.down()
    page.mouse.move(box["x"] + 760, box["y"] + 140, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile("from=2026-.*to=2026-"))
    page.get_by_role("button", name="Back out").wait_for()
    page.go_back()
    page.wait_for_url(lambda url: "from=" not in url)
    page.get_by_role("button", name="Back out").wait_for(state="detached")


def test_on_a_phone_nothing_is_wider_than_the_screen(base, visit):
    page = visit(base, viewport={"width": 390, "height": 844}).go("metric?sop=assistant&metric=accuracy")
    box = plot(page)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
