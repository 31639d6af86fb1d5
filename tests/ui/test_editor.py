"""The code editor: what is sent to the browser, what is heard from it, and the bundle that does the rest."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ui import editor
from tests import worlds
from tests.ui.opening import edited, rerun, words

HERE = Path(editor.__file__).parent


def page():
    import streamlit as st

    from dashboard.ui import editor

    st.button("Fill", on_click=lambda: editor.write("e", "SELECT 2"))
    st.button("Read", on_click=lambda: st.session_state.update(read=editor.written("e")))
    now = editor.written("e", "SELECT 1")
    marks = [editor.Mark(1, 8, "error", "no such thing")] if "bad" in now else []
    editor.edit("e", language="sql", label="Query", problems=marks, on_run=lambda: st.session_state.update(ran=True))


@pytest.fixture
def app():
    return rerun(AppTest.from_function(page, default_timeout=30))


def browser(app, what="typed", **sent):
    """As the browser would: what it has sent is in the component's own state."""
    app.session_state["e in the browser"] = {what: sent}
    return rerun(app)


def button(app, label):
    return next(b for b in app.button if b.label == label)


def test_what_is_typed_is_the_text_and_what_is_wrong_with_it_is_sent_back(app):
    assert (edited(app, "e")["text"], edited(app, "e")["problems"]) == ("SELECT 1", [])
    browser(app, text="SELECT bad", revision=1, heard=1)
    assert app.session_state["e"] == "SELECT bad"
    sent = edited(app, "e")
    assert (sent["text"], sent["revision"], sent["heard"]) == ("SELECT bad", 1, 1)
    assert sent["problems"] == [{"line": 1, "column": 8, "level": "error", "message": "no such thing"}]


def test_a_text_that_the_program_sets_is_of_a_new_revision_and_what_was_typed_before_it_is_not_heard(app):
    rerun(button(app, "Fill").click())
    assert (edited(app, "e")["text"], edited(app, "e")["revision"]) == ("SELECT 2", 2)
    browser(app, text="SELECT 1, typed before", revision=1, heard=5)
    assert app.session_state["e"] == "SELECT 2"
    browser(app, text="SELECT 2, typed after", revision=2, heard=6)
    assert app.session_state["e"] == "SELECT 2, typed after"
    rerun(button(app, "Fill").click())
    assert (edited(app, "e")["text"], edited(app, "e")["revision"]) == ("SELECT 2", 3)


def test_a_button_pressed_right_after_the_last_key_reads_what_was_typed(app):
    app.session_state["e in the browser"] = {"typed": {"text": "SELECT 3", "revision": 1, "heard": 1}}
    rerun(button(app, "Read").click())
    assert app.session_state["read"] == "SELECT 3"
    app.session_state["e in the browser"] = {"typed": {"text": "SELECT 4", "revision": 1, "heard": 2}}
    rerun(button(app, "Fill").click())
    assert app.session_state["e"] == "SELECT 2"


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": 1, "revision": 1, "heard": 1}, {"text": "x", "revision": "1", "heard": 1},
     {"text": "x", "revision": 1, "heard": 0}, {"text": "x", "revision": 1, "heard": None}],
)  # fmt: skip
def test_what_no_editor_of_ours_would_send_is_not_heard(app, sent):
    browser(app, **sent)
    assert app.session_state["e"] == "SELECT 1"


def test_line_ends_stay_those_of_the_text(app):
    app.session_state["e"] = "SELECT 1\r\nFROM x\r\n"
    rerun(app)
    browser(app, text="SELECT 1\nFROM y\n", revision=2, heard=1)
    assert app.session_state["e"] == "SELECT 1\r\nFROM y\r\n"


def writing_page():
    import streamlit as st

    from dashboard.ui.open import world
    from dashboard.ui.sections.writing import writing
    from tests.worlds import SOP

    text, remarks = writing(world(), "assistant", SOP, "draft")
    st.session_state["back"] = (text, [remark.message for remark in remarks])


def test_an_sop_is_written_with_its_mistakes_marked_and_listed(tmp_path, monkeypatch):
    worlds.healthy(tmp_path)
    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path))
    app = rerun(AppTest.from_function(writing_page, default_timeout=30))
    assert edited(app, "draft")["text"] == worlds.SOP
    assert ["mei", "Mei Tanaka", ""] in edited(app, "draft")["words"]["owners.backup"]
    text = app.session_state["draft"] = worlds.SOP.replace("better: higher", "beter: <b>higher</b>", 1)
    rerun(app)
    message = "unknown key 'beter'; did you mean 'better'?"
    assert app.session_state["back"] == (text, [message])
    [mark] = edited(app, "draft")["problems"]
    assert (mark["level"], mark["message"], mark["column"]) == ("error", message, 5)
    assert text.splitlines()[mark["line"] - 1] == "    beter: <b>higher</b>"
    assert "● 1 error ● error U" + message[1:] + f" line {mark['line']}" in words(app)


def test_the_bundle_is_made_of_the_source_and_the_versions_that_are_locked_and_asks_no_other_host():
    source = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((HERE / "source").glob("*.js"))))
    bundle = (HERE / "codemirror.js").read_text(encoding="utf-8")
    lock = json.loads((HERE / "source" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert f"from sources {source.hexdigest()} and" in bundle[:200], "make editor"
    made = re.findall(r"(\S+)@(\d\S*)", bundle.partition("*/")[0])
    assert len(made) > 10
    for name, version in made:
        assert lock[f"node_modules/{name}"]["version"] == version
        assert f"{name} {version} (MIT)" in (HERE / "codemirror.LICENSES.txt").read_text(encoding="utf-8")
    assert len(bundle.encode()) < 475_000
    assert set(re.findall(r"https?://[^\"'`/]+", bundle)) <= {"http://www.w3.org"}  # the name of SVG
