"""From a metric that fires to the post-mortem, in a real browser; and what happens if nobody does anything."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests import worlds
from tests.browser.conftest import serving
from tests.worlds import NOW, SOP, day, good_rows

pytestmark = pytest.mark.browser
PATIENT = SOP.replace("{after: 4h, to: bo}", "{after: 2d, to: bo}")


def fallen():
    """Accuracy in chat below its floor for two days: it fired yesterday."""
    for at, metric, value, *rest in good_rows():
        fell = metric == "accuracy" and rest[1:2] == ["chat"] and str(at) >= day(2)
        yield (at, metric, 84.1 if fell else value, *rest)


def it_is(now: dt.datetime, root):
    """Sets the clock of the workspace."""
    sources = root / "data" / "sources.yaml"
    sources.write_text(re.sub(r"as_of: \S+", f"as_of: {now:%Y-%m-%dT%H:%M:%SZ}", sources.read_text()))


def be(seen, name):
    """Says who is at this browser."""
    page = seen.page
    page.get_by_role("combobox", name=re.compile("You are")).click()
    page.get_by_role("option", name=name, exact=True).click()
    page.wait_for_function("() => document.cookie.includes('dashboard_acting')")  # the browser remembers
    return seen.settle()


def press(seen, label):
    """Presses the first button of that name, and waits for what comes of it."""
    seen.page.get_by_role("button", name=label, exact=True).first.click()
    return seen.settle()


def test_a_metric_fires_and_its_owner_takes_it_to_the_post_mortem(tmp_path, visit):
    worlds.make_world(tmp_path, PATIENT, rows=good_rows())
    with serving(tmp_path) as base:
        mei = visit(base)
        page = mei.go("incidents?view=mine")
        be(mei, "Mei Tanaka")
        expect(page.locator(".calm")).to_contain_text("Nothing waits for you")

        worlds.write_numbers(tmp_path, fallen())
        mei.go("data")
        press(mei, "Load now")
        page = mei.go()
        expect(page.locator(".sentence")).to_contain_text("Response accuracy")
        expect(page.locator(".owner-card")).to_contain_text("Mei Tanaka")
        page.locator(".owner-card").get_by_role("link", name="Wrong answers").click()
        mei.settle()
        expect(page).to_have_url(re.compile("incidents"))

        page = mei.go("incidents?view=mine")
        expect(page.locator(".row.case")).to_contain_text("Mei Tanaka acts now")
        press(mei, "Acknowledge")
        expect(page.locator(".item .heading")).to_contain_text("acknowledged, 0 of 2 steps")
        press(mei, "Done")
        expect(page.locator(".step").first).to_contain_text("done Mon 16 Mar 12:00 by Mei Tanaka")
        page.get_by_role("button", name="More").last.click()
        page.get_by_label("Comment or reason").last.fill("The index was rebuilt instead")
        press(mei, "Skip for this reason")
        expect(page.locator(".step").last).to_contain_text("The index was rebuilt instead")
        page.keyboard.press("Escape")
        page.get_by_label("Why", exact=True).fill("Chat is back at 92 %")
        press(mei, "Resolve")
        expect(page.locator(".item .heading")).to_contain_text("its post-mortem is to be written")

        page.get_by_label("What happened").fill("Chat gave wrong answers for two days")
        page.get_by_label("Cause").fill("A stale index")
        page.get_by_role("button", name="the thresholds").click()
        page.get_by_label("What we ask of the SOP").fill("Fire on the first day")
        press(mei, "Save the post-mortem")
        expect(page.locator(".calm")).to_contain_text("Cause A stale index")
        page.get_by_placeholder("One more: what is to be done").fill("Alarm on a stale index")
        press(mei, "Add")
        expect(page.locator(".lines", has_text="Alarm on a stale index")).to_be_visible()
        press(mei, "Reviewed")
        expect(page.locator(".item .heading")).to_contain_text("reviewed")
        page = mei.go("actions?view=all")
        expect(page.locator(".row.task")).to_contain_text("Alarm on a stale index")
        assert not mei.outside


def test_who_does_nothing_is_passed_by_and_the_next_one_sees_it_as_theirs(tmp_path, visit):
    worlds.make_world(tmp_path, PATIENT, rows=fallen())
    with serving(tmp_path) as base:
        bo = visit(base)
        page = bo.go("incidents?view=mine")
        be(bo, "Bo Lind")
        expect(page.locator(".calm")).to_contain_text("Nothing waits for you")
        it_is(NOW + dt.timedelta(days=2), tmp_path)
        page = bo.go("incidents?view=mine")
        expect(page.locator(".owner-card")).to_contain_text("Bo Lind acts now")
        expect(page.locator(".owner-card")).to_contain_text("nobody acknowledged it within 2 days of its firing")
        expect(page.locator(".log")).to_contain_text("escalated")
        page = bo.go()
        expect(page.locator(".owner-card")).to_contain_text("Bo Lind acts · escalation")
