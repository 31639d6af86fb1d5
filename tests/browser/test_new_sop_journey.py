"""A new procedure, as a product manager begins it: asked step by step, written, and there to be read."""

import re

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.healthy(root)
    with serving(root) as address:
        yield address


def choose(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).first.click()


def test_from_the_first_question_to_the_procedure(base, visit):
    seen = visit(base)
    page = seen.go("sop")
    page.get_by_role("link", name="New SOP").first.click()
    page.wait_for_url(re.compile("new-sop"))
    title = page.get_by_label("What is the AI system called?")
    title.fill("Night triage")
    title.press("Enter")
    draft = page.get_by_test_id("stCode")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stCode]')?.innerText.includes('sop: night-triage')"
    )
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What is it called?").fill("Answer accuracy")
    page.get_by_role("textbox", name="What do the rows of its source call it?").fill("accuracy")
    page.get_by_role("button", name="Add this metric").click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stCode]')?.innerText.includes('title: Answer accuracy')"
    )
    page.get_by_role("radio", name="5 Thresholds").click()
    bound = page.get_by_role("spinbutton", name="Act (critical) below")
    bound.fill("88")
    bound.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-testid=stCode]')?.innerText.includes('lower: 88')")
    assert "level: critical" in draft.inner_text()
    page.get_by_role("radio", name="7 Improvement").click()
    choose(page, "You are", "Mei Tanaka")
    page.wait_for_function("() => !document.querySelector('.st-key-write button')?.disabled")
    page.get_by_role("button", name="Write it").click()
    page.get_by_role("link", name="To the procedure").click()
    page.wait_for_url(re.compile("sop[?].*sop=night-triage"))
    page.get_by_text("in force").first.wait_for()
    assert not seen.outside
