"""Writing an SOP: what is wrong with it shows while it is typed, and nothing typed is lost however slow the server."""

from pathlib import Path

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


def test_a_slip_is_marked_while_it_is_typed_and_nothing_typed_meanwhile_is_lost(tmp_path, visit):
    worlds.healthy(tmp_path)
    with serving(tmp_path, Path(__file__).with_name("writing_app.py")) as base:
        seen = visit(base)
        page = seen.go("?slow=0.5")
        editor, line = page.get_by_role("textbox", name="The text of assistant"), page.locator(".cm-activeLine")
        editor.press("Control+Home")
        page.keyboard.press("Shift+End")
        for typed in ("# one ", "two ", "three "):
            page.keyboard.type(typed)
            page.wait_for_timeout(440)  # long enough for it to be sent, not to be answered
        page.keyboard.press("Home")
        page.keyboard.type("0 ")
        page.locator("code").get_by_text("0 # one two three").wait_for()
        assert line.inner_text() == "0 # one two three "
        page.keyboard.type("1 ")  # the cursor is where it was
        assert line.inner_text() == "0 1 # one two three "
        page.keyboard.press("Control+Shift+k")
        editor.get_by_text("better").first.dblclick()
        page.keyboard.type("beter")
        page.locator(".cm-lintRange-error").get_by_text("beter").hover()
        page.locator(".cm-tooltip").get_by_text("unknown key 'beter'; did you mean 'better'?").wait_for()
        page.locator(".remarks").get_by_text("Unknown key").wait_for()
        assert not seen.outside
