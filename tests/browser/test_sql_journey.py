"""Asking the numbers: an example, a chart, a link, a query of one's own stopped; and nobody else waits for it."""

import re
import time

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
BURN = "SELECT count(*) FROM range(100000000000) a WHERE hash(range) = 3"
OWN = "SELECT metric, count(*) AS n FROM observation GROUP BY metric"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.breaching(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_SQL_SECONDS", "300")  # a busy machine takes its time to look at what goes on meanwhile
        with serving(root) as address:
            yield address


def editor(page):
    return page.get_by_role("textbox", name="Query")


def ask(page, query):
    editor(page).fill(query)
    page.keyboard.press("Escape")  # the list of what it could go on with
    page.get_by_role("button", name="Run").click()


def test_from_an_example_to_a_chart_and_a_link_that_shows_the_same(base, visit):
    seen = visit(base)
    page = seen.go("sql")
    page.get_by_role("button", name="Did a metric change with the model version?").click()
    editor(page).get_by_text("GROUP BY metric, model_version").wait_for()
    editor(page).press("Control+Enter")
    page.get_by_text("· generation").wait_for()
    page.get_by_text("Chart", exact=True).click()
    page.locator(".js-plotly-plot").wait_for()
    page.wait_for_url(re.compile("view=chart"))
    again = visit(base)
    again.go(page.url.removeprefix(f"{base}/")).locator(".js-plotly-plot").wait_for()
    assert not seen.outside


def test_a_query_is_completed_and_run_from_the_keyboard_and_what_is_wrong_is_marked(base, visit):
    seen = visit(base)
    page = seen.go("sql")
    editor(page).focus()
    options = page.get_by_role("option", selected=True)
    for typed, option in (
        ("SELECT max(o.va", "value"), (") AS most, max(at", '"at"'), (") FROM obs", "observation"),
    ):  # fmt: skip
        page.keyboard.type(typed)
        options.filter(has_text=option.strip('"')).wait_for()
        page.wait_for_timeout(150)  # the list takes no key that was pressed before it could be seen
        page.keyboard.press("Tab")
        assert option in editor(page).inner_text()
    page.keyboard.type(" o")
    page.keyboard.press("Control+Enter")
    page.get_by_text("1 row").wait_for()
    page.keyboard.type("X")
    page.keyboard.press("Control+Enter")
    page.locator(".cm-lintRange-error").filter(has_text="o").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")  # leaves it
    assert page.evaluate("() => document.activeElement.textContent.includes('Run')")
    assert not seen.outside


def test_the_answer_is_taken_along_as_a_file(base, visit):
    page = visit(base).go("sql")
    ask(page, OWN)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    text = download.value.path().read_text()
    assert text.startswith('"metric","n"\n')
    assert '"accuracy",180' in text


def test_own_queries_are_remembered_by_the_browser_and_asked_again(base, visit):
    seen = visit(base)
    page = seen.go("sql")
    ask(page, OWN)
    page.get_by_text("3 rows").wait_for()
    ask(page, "SELECT 1 AS one")
    page.get_by_text("1 row").wait_for()
    page = seen.go("sql")
    page.get_by_role("button", name="Your queries").click()
    page.get_by_role("button", name="SELECT metric, count").click()
    page.get_by_text("3 rows").wait_for()
    assert editor(page).inner_text() == OWN
    assert visit(base).go("sql").get_by_role("button", name="Your queries").is_disabled()


def test_while_queries_burn_others_are_served_and_they_are_stopped_at_once(base, visit):
    other = visit(base)
    burning = [visit(base).go("sql") for _ in range(3)]
    for page in burning:
        ask(page, BURN)
    burning[1].get_by_text("Running for").wait_for()
    burning[2].get_by_text("Waiting for its turn").wait_for()
    other.go("data").get_by_text("from 2 sources").wait_for()
    assert burning[1].get_by_text("Running for").is_visible()
    for page in burning:
        began = time.monotonic()
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_role("alert").get_by_text("The query was stopped").wait_for()
        assert time.monotonic() - began < 5


def test_on_a_phone_nothing_is_wider_than_the_screen(base, visit):
    page = visit(base, viewport={"width": 390, "height": 844}).go("sql")
    ask(page, OWN)
    page.get_by_text("3 rows").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
