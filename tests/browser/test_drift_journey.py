"""A product manager asks whether a KPI drifted: reads it, looks at what moved near it, and goes on to that metric."""

import re

import pytest

from dashboard.practice.verdict import refresh
from dashboard.workspace import Workspace
from tests import worlds
from tests.browser.conftest import serving
from tests.practice.test_has_drifted import shifted

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.make_world(root, worlds.SOP, shifted())
    with serving(root) as address:
        yield address


def sentence_of(page, words):
    page.wait_for_function("words => document.querySelector('.sentence')?.innerText.includes(words)", arg=words)


def test_from_the_kpi_to_the_driver_that_moved_before_it_and_on_to_its_page(base, visit):
    seen = visit(base)
    page = seen.go("drift?days=28")
    sentence_of(page, "Customer satisfaction dropped 0.300 of 5")
    page.locator(".js-plotly-plot").wait_for()
    assert page.locator(".js-plotly-plot").count() == 1
    assert page.locator("img.spark").count() == 4
    page.locator(".row.moved", has_text="Response accuracy").click()
    page.wait_for_url(re.compile("focus=metric%3Aassistant%2Faccuracy"))
    sentence_of(page, "Response accuracy dropped 3.00 points")
    page.get_by_text("level changed Wed 18 Feb").wait_for()
    page.go_back()
    sentence_of(page, "Customer satisfaction dropped 0.300 of 5")
    page.locator(".log a", has_text="Response accuracy").click()
    sentence_of(page, "Response accuracy")
    page.get_by_test_id("stMain").get_by_role("link", name="Drill down").click()
    page.wait_for_url(re.compile(r"/drill\?.*metric=accuracy"))
    seen.settle()
    sentence_of(page, "Response accuracy")
    assert not seen.outside


def test_choosing_an_objective_writes_the_address_and_the_address_alone_shows_the_same(base, visit):
    seen = visit(base)
    page = seen.go("drift?days=28")
    page.get_by_test_id("stSelectbox").nth(1).click()
    page.get_by_role("option", name="An answer comes at once").click()
    page.wait_for_url(re.compile("objective=assistant%2Fquick"))
    sentence_of(page, "Answer latency: no sudden change of level")
    again = visit(base)
    sentence_of(again.go(page.url.removeprefix(f"{base}/")), "Answer latency: no sudden change of level")
    assert again.page.locator(".row.moved").count() == 1


def test_on_a_phone_what_is_looked_at_comes_first_and_nothing_is_wider_than_the_screen(base, visit):
    seen = visit(base, viewport={"width": 390, "height": 844})
    page = seen.go("drift?days=28")
    sentence_of(page, "Customer satisfaction")
    page.locator(".js-plotly-plot").wait_for()
    assert page.locator(".sentence").bounding_box()["y"] < page.locator(".row.moved").first.bounding_box()["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.locator(".row.moved .what").first.bounding_box()["width"] > 180
    table = page.locator(".figures").first
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


TOUCHING = """() => {
  const said = [...document.querySelectorAll('.js-plotly-plot .annotation text')]
    .map(text => [text.textContent, text.getBoundingClientRect()])
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 3 && b.top < a.bottom - 3
  return said.flatMap(([one, a], i) => said.slice(i + 1).filter(([, b]) => touch(a, b)).map(([other]) => [one, other]))
}"""


def test_on_a_phone_no_label_of_the_chart_touches_another(tmp_path, visit):
    rows = [(worlds.day(ago), "satisfaction", 4.4 + ago % 7 / 100 - 0.6 * (20 <= ago < 30)) for ago in range(90, 0, -1)]
    worlds.make_world(tmp_path, rows=rows)
    releases = "".join(f"{worlds.day(ago)},Release,release-{ago}\n" for ago in (150, 140, 30, 28, 26, 20))
    (tmp_path / "data" / "raw" / "releases.csv").write_text(f"at,title,model\n{releases}")
    refresh(Workspace(tmp_path), worlds.NOW)
    with serving(tmp_path) as base:
        page = visit(base, viewport={"width": 390, "height": 844}).go("drift?days=28")
        page.get_by_text("level changed Wed 25 Feb").wait_for()
        assert page.evaluate(TOUCHING) == []
