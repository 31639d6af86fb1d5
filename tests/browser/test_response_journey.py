"""Whether we respond in time, and who cries wolf, in a real browser: at a desk, and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.responding import responding

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with serving(responding(tmp_path_factory.mktemp("responding")).workspace.root) as address:
        yield address


def test_from_the_slowest_incident_to_the_threshold_that_cries_wolf(base, visit):
    seen = visit(base)
    page = seen.go("response")
    expect(page.get_by_text("1 not acknowledged yet")).to_be_visible()
    slowest = page.locator(".feed.answer").first
    expect(slowest).to_contain_text("not acknowledged for 11 days")
    expect(slowest.get_by_role("link")).to_have_attribute("href", re.compile(r"incidents\?incident=wrong-answers-"))
    page.get_by_role("radio", name="By month").click()
    expect(page).to_have_url(re.compile("by=month"))
    expect(seen.settle().locator(".js-plotly-plot").first).to_contain_text("2026-03")
    page.get_by_role("radio", name="Crying wolf?").click()
    expect(page).to_have_url(re.compile("view=noise"))
    wolf = page.locator(".feed.answer").first
    expect(wolf).to_contain_text("fired 5 times")
    wolf.get_by_role("link", name="Customer satisfaction").click()
    expect(page).to_have_url(re.compile(r"metric\?sop=assistant&metric=satisfaction"))
    expect(seen.settle().get_by_text("Customer satisfaction").first).to_be_visible()
    # Streamlit itself asks for what is not there where a page is opened by its own address
    assert ([text for text in seen.said if "404" not in text], seen.outside) == ([], [])


def test_a_link_shows_the_same_view_and_a_phone_has_room_for_it(base, visit):
    seen = visit(base, viewport={"width": 390, "height": 844})
    page = seen.go("response?view=noise&days=90")
    expect(page.locator(".feed.answer").first).to_contain_text("With `for: 2` 4 of 5 would not have fired")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page = seen.go("response?by=team")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("ML team")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
