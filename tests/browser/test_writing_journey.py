"""Writing an SOP: what is wrong with it shows while it is typed, and nothing typed is lost however slow the server."""

from pathlib import Path

import pytest

from dashboard.ui import editor
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
        page.evaluate("() => document.querySelector('.stButton button').click()")  # without leaving the editor
        page.locator("code").get_by_text("0 1 # one two three").wait_for()
        seen.settle()
        assert editor.inner_text().startswith("0 1 # one two three")  # moved, with what was not sent yet
        editor.press("Control+Home")
        page.keyboard.press("Control+Shift+k")
        editor.get_by_text("better").first.dblclick()
        page.keyboard.type("beter")
        page.locator(".cm-lintRange-error").get_by_text("beter").hover()
        page.locator(".cm-tooltip").get_by_text("unknown key 'beter'; did you mean 'better'?").wait_for()
        page.locator(".remarks").get_by_text("Unknown key").wait_for()
        assert not seen.outside


TEXT = """\
owner: mei
metrics:
  - id: speed
    owners:
      escalation: [{after: 4h, to: bo}]
    thresholds:
      - {id: floor, signal: {mean: 7d}}
      -
    drives:
    - speed
"""
PLACES = {  # the line above which stands what is written, the line up to the cursor → the place whose words are meant
    (1, "own"): "", (1, "owner: m"): ".owner", (3, "  - id: x"): "metrics.id", (4, "    ow"): "metrics",
    (5, "      mon"): "owners", (5, "      backup: "): "owners.backup", (5, "      escalation: [{a"): "escalation",
    (5, "      escalation: [{after: 4h, to: b"): "escalation.to", (6, "    # th"): None,
    (7, "      - {id: floor, le"): "thresholds", (7, "      - {id: floor, level: c"): "thresholds.level",
    (7, "      - {id: floor, signal: {g"): "signal", (7, "      - {id: floor, signal: {mean: 7d}, re"): "thresholds",
    (8, "      - le"): "thresholds", (8, "        respond: "): "thresholds.respond",
    (9, "    drives: [s"): "metrics.drives", (9, "    drives: [speed, "): "metrics.drives",
    (10, "    - s"): "metrics.drives", (11, "rev"): "",
}  # fmt: skip


def test_the_words_are_those_of_the_place_in_the_text(browser):
    source = (Path(editor.__file__).parent / "source" / "place.js").read_text(encoding="utf-8")
    # every place has one word, its own name
    places = {*PLACES.values(), "objectives", "metrics.drives"} - {None}
    page = browser.new_page()
    found = page.evaluate(
        """async ([source, words, text, cases]) => {
          const { choices } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
          const lines = text.split("\\n");
          return cases.map(([line, typed]) => choices(words, (n) => lines[n - 1], line, typed).found?.[0][0] ?? null);
        }""",
        [source, {place: [[place, ""]] for place in places}, TEXT, list(PLACES)],
    )
    page.close()
    assert dict(zip(PLACES, found, strict=True)) == PLACES
