"""Finding a better bound, as a chair does it: try one, see what it would have said, take what is proposed."""

import re

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.troubled(root)
    with serving(root) as address:
        yield address


def sentence_of(page, words):
    page.wait_for_function("words => document.querySelector('.sentence')?.innerText.includes(words)", arg=words)


def test_from_a_breach_to_a_better_bound_to_the_line_for_the_sop(base, visit):
    seen = visit(base)
    page = seen.go("metric?sop=assistant&metric=accuracy")
    page.locator("ul.log").get_by_role("link", name="floor").first.click()
    page.wait_for_url(re.compile("lab[?].*threshold=floor"))
    sentence_of(page, "1 breach as stated now")
    assert "Quiet trouble" in page.locator(".told .critical").inner_text()
    bound = page.get_by_role("spinbutton", name="exactly")
    bound.fill("84")
    bound.press("Enter")
    page.wait_for_url(re.compile("lower=84"))
    sentence_of(page, "1 → 0 breaches, 1 fewer; tells of 2 → 0 of 3 known incidents")
    margin = page.get_by_role("spinbutton", name="recovers inside by")
    margin.fill("0")
    margin.press("Enter")
    page.wait_for_url(re.compile("margin=0"))
    page.get_by_role("button", name="Tell of all 3 known").click()
    sentence_of(page, "tells of 2 → 3 of 3 known incidents")
    page.wait_for_function("() => !document.querySelector('.told .critical')")
    line = page.get_by_test_id("stCode").inner_text()
    assert line.startswith("- {id: floor, level: critical, lower: 91")
    again = visit(base)
    again.go(page.url.removeprefix(f"{base}/"))
    sentence_of(again.page, "tells of 2 → 3 of 3 known incidents")
    assert again.page.get_by_test_id("stCode").inner_text() == line
    assert not seen.outside


def test_a_place_on_the_curve_is_tried_when_it_is_pressed(base, visit):
    page = visit(base).go("lab?sop=assistant&metric=accuracy&threshold=floor")
    sentence_of(page, "1 breach as stated now")
    place = page.get_by_role("group", name="Breaches by bound").get_by_role("button").first
    place.click()
    page.wait_for_url(re.compile("lower=8"))
    sentence_of(page, "1 → 0 breaches")


def test_a_place_pressed_by_key_has_the_keyboard_again(base, visit):
    page = visit(base).go("lab?sop=assistant&metric=accuracy&threshold=floor")
    sentence_of(page, "1 breach as stated now")
    place = page.get_by_role("group", name="Breaches by bound").get_by_role("button").first
    bound = place.get_attribute("data-node")
    place.press("Enter")
    sentence_of(page, "1 → 0 breaches")
    page.wait_for_function("bound => document.activeElement?.dataset.node === bound", arg=bound)


WHERE = """() => {
  const chart = document.querySelector(".st-key-course .js-plotly-plot"), axis = chart._fullLayout.yaxis;
  const top = chart.getBoundingClientRect().top + axis._offset;
  return [...document.querySelectorAll(".over .bounds i")].map((line) => {
    const drawn = line.getBoundingClientRect(), value = parseFloat(line.innerText.replace(/[^0-9.]/g, ""));
    return [line.innerText, (drawn.top + drawn.bottom) / 2 - top - axis.d2p(value)];
  });
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bounds_lie_where_the_axis_of_the_chart_has_their_values(base, visit, width):
    page = visit(base, viewport={"width": width, "height": 800}).go(
        "lab?sop=assistant&metric=accuracy&threshold=floor&lower=90.5"
    )
    page.wait_for_function("() => document.querySelector('.st-key-course .js-plotly-plot')?._fullLayout")
    places = page.evaluate(WHERE)
    assert [name for name, _ in places] == ["now ≥ 88 %", "tried ≥ 90.5 %"]
    assert all(abs(off) <= 0.3 for _, off in places), places


def test_on_a_phone_nothing_is_wider_than_the_screen(base, visit):
    page = visit(base, viewport={"width": 390, "height": 844}).go("lab?sop=assistant&metric=accuracy&threshold=floor")
    sentence_of(page, "1 breach as stated now")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
