"""From the first look to the breach, its owner and back, as a reader does it."""

import re
from itertools import pairwise

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


def sentence_of(page, title):
    page.wait_for_function("title => document.querySelector('.sentence b')?.innerText === title", arg=title)


def test_the_first_screen_answers_without_scrolling(base, visit):
    seen = visit(base)
    page = seen.go()
    sentence_of(page, "Response accuracy")
    page.frame_locator("iframe").locator("canvas").wait_for()
    for place in (
        ".sentence",
        ".stPlotlyChart",
        ".owner-card",
        ".row.critical",
        ".row.warning",
        ".row.stale",
        "iframe",
    ):
        box = page.locator(place).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800, place
    assert not seen.outside
    assert not seen.said
    assert seen.bytes < 250_000


def test_a_row_focuses_and_the_browser_goes_back(base, visit):
    seen = visit(base)
    page = seen.go()
    box = page.locator(".row.warning").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 30, box["y"] + box["height"] / 2)
    sentence_of(page, "Customer satisfaction")
    assert "focus=metric%3Aassistant%2Fsatisfaction" in page.url
    page.go_back()
    sentence_of(page, "Response accuracy")
    assert "focus" not in page.url


# How often lines of the chart are drawn until the picture is still.
DRAWINGS = """row => new Promise(done => {
  let drawn = 0;
  const lines = record => record.attributeName === "d" && record.target.classList.contains("js-line");
  const watch = new MutationObserver(records => drawn += records.some(lines));
  watch.observe(document.body, {subtree: true, attributes: true});
  row.click();
  setTimeout(() => done(drawn), 1500);
})"""


def test_a_chart_is_drawn_once_a_click(base, visit):
    page = visit(base, viewport={"width": 1277, "height": 800}).go()
    sentence_of(page, "Response accuracy")
    page.wait_for_timeout(1000)
    assert page.evaluate(DRAWINGS, page.locator(".row.warning").element_handle()) == 1


def test_a_row_can_be_reached_and_pressed_by_keyboard(base, visit):
    page = visit(base).go()
    button = page.get_by_role("button", name=re.compile("Answer latency: stale"))
    button.focus()
    page.keyboard.press("Enter")
    sentence_of(page, "Answer latency")


def test_a_box_of_the_graph_focuses_again_after_something_else_was_chosen(base, visit):
    seen = visit(base)
    page = seen.go()
    frame = page.locator("iframe").first
    page.frame_locator("iframe").locator("canvas").wait_for()
    page.wait_for_timeout(1000)  # the canvas is painted some frames after it is there

    def press_objective():
        box = frame.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2 - 188, box["y"] + box["height"] / 2 + 24)

    press_objective()
    page.wait_for_url(re.compile("focus=objective"))
    page.locator("button.row.warning").click()
    page.wait_for_url(re.compile("focus=metric"))
    seen.settle()
    press_objective()
    page.wait_for_url(re.compile("focus=objective"))
    assert not seen.said


def test_on_a_phone_a_row_wraps_as_one_and_nothing_runs_off_the_side(base, visit):
    page = visit(base, viewport={"width": 390, "height": 844}).go()
    sentence_of(page, "Response accuracy")
    rows = [page.locator(".row").nth(i).bounding_box() for i in range(3)]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in rows)
    assert all(one["y"] + one["height"] <= other["y"] + 1 for one, other in pairwise(rows))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_dark_theme_has_its_own_colours(base, visit):
    page = visit(base, color_scheme="dark").go()
    sentence_of(page, "Response accuracy")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(20, 23, 28)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.row.critical .icon')).color") == "rgb(255, 143, 149)"
    )


def test_the_alerting_rules_are_downloaded_from_below_the_list(base, visit, tmp_path):
    page = visit(base).go("?sop=assistant")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Prometheus rules").click()
    begun.value.save_as(tmp_path / "rules.yml")
    assert begun.value.suggested_filename == "assistant-rules.yml"
    assert "- alert: AccuracyFloor" in (tmp_path / "rules.yml").read_text()
