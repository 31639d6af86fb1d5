"""A weekly review in a real browser, from the agenda to the signed minutes, with somebody else following along."""

import re

import pytest
from playwright.sync_api import expect

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
SITTING = "review?sitting=assistant/weekly/2026-03-16T12:00Z"


@pytest.fixture
def root(tmp_path):
    worlds.reviewed(tmp_path)
    return tmp_path


@pytest.fixture
def base(root):
    with serving(root) as address:
        yield address


def enter(seen, name):
    """Opens the sitting's page and says who is there."""
    page = seen.go(SITTING)
    who(page).click()
    page.get_by_role("option", name=name).click()
    expect(who(page)).to_have_value(name)
    return seen.settle()


def who(page):
    return page.get_by_role("combobox", name=re.compile("You are"))


def note(page):
    return page.get_by_role("textbox", name="Note")


def test_a_review_from_the_agenda_to_the_signed_minutes_with_a_second_browser(base, visit):
    chair, other = visit(base), visit(base)
    page = enter(chair, "Chris Otto")
    expect(page.locator(".item h2")).to_contain_text("Customer satisfaction")
    watching = enter(other, "Mei Tanaka")
    page.get_by_role("button", name="Open the sitting").click()
    expect(page.locator(".ticking")).to_contain_text("of 30:00")
    expect(watching.locator(".ticking")).to_contain_text("of 30:00", timeout=15_000)

    page.keyboard.press("ArrowRight")
    expect(page.locator(".item h2")).to_contain_text("Response accuracy")
    expect(page).to_have_url(re.compile("item=breach"))
    chair.settle()
    note(page).press_sequentially("The index is stale.")
    other_line = watching.locator(".point", has_text="Response accuracy")
    expect(other_line).to_contain_text("noted", timeout=15_000)  # a pause in typing was enough
    page.get_by_role("radio", name="Act", exact=True).click()
    expect(other_line).to_contain_text("Act", timeout=15_000)
    page.get_by_placeholder("One more: what is to be done").fill("Rebuild the index")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".lines", has_text="Rebuild the index")).to_be_visible()
    other_line.click()
    expect(watching.locator(".lines", has_text="Rebuild the index")).to_be_visible()
    expect(note(watching)).to_have_value("The index is stale.")

    page.locator(".point", has_text="Attendance and signature").click()
    draft = page.frame_locator("iframe[srcdoc]")
    expect(draft.locator("body")).to_contain_text("Draft, not signed")
    page.get_by_role("button", name="Sign the minutes").click()
    minutes = page.frame_locator("iframe[srcdoc]")
    expect(minutes.locator("body")).to_contain_text("by Chris Otto as chair", timeout=15_000)
    expect(watching.frame_locator("iframe[srcdoc]").locator("body")).to_contain_text("by Chris Otto", timeout=15_000)
    for label, begins in (("HTML", b"<!doctype html>"), ("PDF", b"%PDF-"), ("Markdown", b"#")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        content = download.value.path().read_bytes()
        assert content.startswith(begins)
    page.reload()
    expect(page.frame_locator("iframe[srcdoc]").locator("body")).to_contain_text("The index is stale.", timeout=15_000)
    expect(who(page)).to_have_value("Chris Otto")  # this browser knows who it was
    assert not chair.outside
    assert not other.outside


def test_what_is_being_typed_outlives_a_reload(base, visit):
    seen = visit(base)
    page = enter(seen, "Chris Otto")
    page.get_by_role("button", name="Open the sitting").click()
    note(page).press_sequentially("Half a sent")
    page.get_by_placeholder("One more: what is to be done").press_sequentially("Rebuild th")
    page.reload()
    expect(note(page)).to_have_value("Half a sent", timeout=15_000)
    expect(page.get_by_placeholder("One more: what is to be done")).to_have_value("Rebuild th", timeout=15_000)


def test_what_is_being_typed_outlives_the_server(root, visit):
    with serving(root) as base:
        seen = visit(base)
        page = enter(seen, "Chris Otto")
        page.get_by_role("button", name="Open the sitting").click()
        note(page).press_sequentially("Typed before the fall")
        port = int(base.rpartition(":")[2])
    with serving(root, port=port):
        page.reload()
        expect(note(page)).to_have_value("Typed before the fall", timeout=20_000)
        expect(page.locator(".point.chosen")).to_contain_text("noted", timeout=15_000)  # and it is recorded by now


def test_on_a_phone_nothing_runs_off_the_side(base, visit):
    page = enter(visit(base, viewport={"width": 390, "height": 844}), "Chris Otto")
    page.get_by_role("button", name="Open the sitting").click()
    note(page).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keys_typed_into_a_note_do_not_turn_the_page(base, visit):
    page = enter(visit(base), "Chris Otto")
    page.get_by_role("button", name="Open the sitting").click()
    note(page).press_sequentially("abc")
    note(page).press("ArrowLeft")
    note(page).press("ArrowRight")
    page.wait_for_timeout(800)
    expect(page.locator(".item h2")).to_contain_text("Customer satisfaction")
