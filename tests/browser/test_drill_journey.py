"""An ML engineer looks for where it broke: the segment, the model version, the release beside it, and the numbers."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.breaching(root)
    with serving(root) as address:
        yield address


def says(page, words):
    page.wait_for_function("words => document.body.innerText.includes(words)", arg=words)


def drag(page, start, end):
    """Drags across the first chart from one part of its width to another."""
    page.locator(".js-plotly-plot .nsewdrag").first.wait_for()
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + start * box["width"], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], box["y"] + 70, steps=6)
    page.mouse.up()


def saved(page, tmp_path, name):
    """The file that a button of the box gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_from_the_metric_to_the_segment_the_model_version_and_the_release(base, visit):
    seen = visit(base)
    page = seen.go("metric?sop=assistant&metric=accuracy")
    page.get_by_test_id("stMain").get_by_role("link", name="Drill down").click()
    page.wait_for_url(re.compile("/drill.*metric=accuracy"))
    says(page, "chat adds most to it: −3.59 points")
    broken = page.locator(".figures tr", has_text="● 87.0 %").last  # under model 2.0
    expect(broken).to_contain_text("chat")
    page.get_by_text("Before and after", exact=True).click()
    page.wait_for_url(re.compile("section=release"))
    says(page, "Release 2.0 · Tue 24 Feb")
    page.get_by_text("Segments", exact=True).click()
    page.wait_for_url(re.compile("section=segments"))
    page.get_by_role("link", name="Its breaches and owner").click()
    page.wait_for_url(re.compile("/metric.*metric=accuracy"))
    assert not seen.outside


def test_a_range_dragged_across_the_chart_is_followed_and_the_address_alone_shows_the_same(base, visit):
    seen = visit(base)
    page = seen.go("drill?sop=assistant&metric=accuracy&segment=channel%3Dchat&from=2026-02-01")
    drag(page, 0.45, 0.7)
    page.wait_for_url(re.compile("since=2026-.*until=2026-"))
    says(page, "dragged across the chart")
    says(page, "Release 2.0 · Tue 24 Feb · model 2.0")
    band = page.locator(".band").bounding_box()
    plot = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert band["x"] == pytest.approx(plot["x"] + 0.45 * plot["width"], abs=4)
    assert band["width"] == pytest.approx(0.25 * plot["width"], abs=6)
    looked_at = page.locator("[class*=st-key-range] .heading").inner_text()
    again = visit(base).go(page.url.removeprefix(f"{base}/"))
    says(again, looked_at.partition("\n")[0])
    page.get_by_role("button", name="Let go of the range").click()
    page.wait_for_url(lambda url: "since=" not in url)
    says(page, "since Response accuracy breaches")
    assert not seen.outside


def test_the_view_is_taken_along_as_table_picture_and_notebook(base, visit, tmp_path):
    seen = visit(base, accept_downloads=True)
    page = seen.go("drill?sop=assistant&metric=accuracy&segment=channel%3Dchat")
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_test_id("stPopover").get_by_role("button").click()
    assert saved(page, tmp_path, "PNG").read_bytes().startswith(b"\x89PNG")
    picture = saved(page, tmp_path, "SVG").read_text()
    assert picture.startswith("<svg")
    assert "channel=mail" in picture
    with saved(page, tmp_path, "CSV").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["segment"] for row in rows[:2]] == ["channel=chat", "channel=mail"]
    assert float(rows[0]["added"]) == pytest.approx(-3.6, abs=0.1)
    says(page, "read_only=True")
    assert not seen.outside


def test_on_a_phone_nothing_is_wider_than_the_screen(base, visit):
    for section in ("segments", "release", "fairness", "compare"):
        address = f"drill?sop=assistant&metric=accuracy&segment=channel%3Dchat&section={section}"
        page = visit(base, viewport={"width": 390, "height": 844}).go(address)
        page.locator(".js-plotly-plot").first.wait_for()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
