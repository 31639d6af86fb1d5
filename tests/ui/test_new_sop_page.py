"""The guide to a new SOP: seven steps, a draft that is checked as it grows, and a file at the end."""

import datetime as dt
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.sop.load import read_sops
from tests import worlds
from tests.ui.opening import APP, rerun, words

LIBRARY = """\
metrics:
  - id: latency-p95
    title: Latency p95
    aspect: latency
    better: lower
    reported: hourly
    thresholds: [{id: ceiling, level: critical, upper: 3, respond: too-slow}]
responses:
  - {id: too-slow, title: Too slow, steps: [{id: look, kind: investigate, do: Look, role: analysis, within: 1h}]}
reviews: [{id: weekly, title: Weekly review, rrule: FREQ=WEEKLY;BYDAY=MO}]
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    root = tmp_path_factory.mktemp("law")
    worlds.empty(root)
    (root / "sop" / "library").mkdir()
    (root / "sop" / "library" / "house.yaml").write_text(LIBRARY)
    return root


@pytest.fixture
def opened(law, monkeypatch):
    def run(**query) -> AppTest:
        monkeypatch.setenv("DASHBOARD_WORKSPACE", str(law))
        app = AppTest.from_file(APP, default_timeout=30)
        app.run()  # a page with an address of its own is known after the first run
        app.switch_page("ui/pages/new_sop.py")
        app.query_params.update(query)
        return rerun(app)

    return run


def field(app, kind: str, label: str):
    return next(each for each in getattr(app, kind) if each.label == label)


def say(app, label: str, value, kind: str = "text_input"):
    rerun(field(app, kind, label).set_value(value))


def press(app, label: str):
    rerun(next(each for each in app.button if each.label == label).click())


def draft(app) -> str:
    return app.code[0].value


def test_from_the_first_question_to_a_version_that_is_in_force(opened, law):
    app = opened()
    assert "Give it a title" in words(app)
    say(app, "What is the AI system called?", "Triage: <b>night</b>")
    assert "sop: triage-b-night-b" in draft(app)
    say(app, "Its id", "triage")
    say(app, "What should be true while it runs? One objective a line.", "Nobody waits\nNobody is missed", "text_area")
    assert "Nobody waits" in draft(app)
    press(app, "Next")
    say(app, "Is it defined in the library?", "latency-p95", "selectbox")
    press(app, "Add this metric")
    assert "- {use: too-slow}" in draft(app)  # what its threshold responds with came along
    say(app, "What is it called?", "Missed")
    say(app, "Which way is better?", "lower", "selectbox")
    press(app, "Add this metric")
    press(app, "Next")
    assert "Nobody is named for monitoring, analysis and decision of 'missed'" in words(app)
    for question in ("Who sees it first?", "Who finds out why?", "Who decides what is done?"):
        say(app, question, "mei", "selectbox")
    say(app, "Who stands in?", "bo", "selectbox")
    say(app, "Who is called when nobody answers?", "cto", "selectbox")
    press(app, "The same for all as for the first")
    assert "Nobody is named" not in words(app)
    assert draft(app).count("backup: bo") == 2
    press(app, "Next")
    say(app, "Is it held as the library says?", "weekly", "selectbox")
    say(app, "Who leads it, and signs?", "cto", "selectbox")
    press(app, "Add this review")
    press(app, "Next")
    assert "From the library: critical above 3" in [c.value.replace("\\", "") for c in app.caption]
    say(app, "Act (critical) above", 5.0, "number_input")
    press(app, "Next")
    assert re.search("'missed-critical' .*respon", words(app))
    say(app, "What has happened then?", "Somebody was missed")
    say(app, "What is looked into first?", "Read the case")
    press(app, "Add this response")
    asked = next(each.label for each in app.selectbox if each.label.startswith("Missed"))
    assert asked.replace("\\", "") == "Missed above 5 (critical): what is done?"
    say(app, asked, "somebody-was-missed", "selectbox")
    press(app, "Next")
    write = next(each for each in app.button if each.label == "Write it")
    assert write.disabled  # nobody says who writes it
    say(app, "You are", "mei", "selectbox")
    say(app, "Whose is this procedure: who sees to it that it is looked at again?", "cto", "selectbox")
    say(app, "Why does it begin now? Whoever reads it in a year will want to know.", "It goes live", "text_area")
    press(app, "Write it")
    assert "Written" in words(app)
    [version] = read_sops(law / "sop", {"numbers"}).sops["triage"].good
    assert version.sop.effective_from == dt.date(2026, 3, 16)
    assert (version.sop.owner, version.sop.changed.by, version.sop.changed.because) == ("cto", "mei", "It goes live")
    assert [(m.id, m.review, m.owners.backup) for m in version.sop.metrics] == [
        ("latency-p95", "triage-b-night-b", "bo"),
        ("missed", "triage-b-night-b", "bo"),
    ]
    assert [(t.upper, t.respond) for m in version.sop.metrics for t in m.thresholds] == [
        (3.0, "too-slow"),
        (5.0, "somebody-was-missed"),
    ]


def test_what_cannot_be_is_said_beside_the_step_and_nothing_is_written(opened, law):
    app = opened()
    say(app, "What is the AI system called?", "Mine")
    say(app, "Its id", "assistant")
    assert "There is an SOP 'assistant' already" in words(app)
    say(app, "Its id", "Not an id")
    assert "is not an id" in words(app)
    say(app, "Its id", "mine")
    press(app, "Next")
    press(app, "Add this metric")
    assert "Say what the metric is called." in words(app)
    say(app, "What is it called?", "Recall")
    press(app, "Add this metric")
    say(app, "What is it called?", "Recall")
    press(app, "Add this metric")
    assert "There is a metric 'recall' already." in words(app)
    press(app, "Remove")
    assert "metrics: []" in draft(app)
    press(app, "Cancel")
    assert field(app, "text_input", "What is the AI system called?").value == ""
    assert not (law / "sop" / "mine").exists()


def test_without_metrics_or_an_owner_no_step_that_needs_them_says_that_nothing_is_missing(opened):
    app = opened()
    say(app, "What is the AI system called?", "Night triage")
    press(app, "Next")
    assert "Nothing is measured yet: name a metric" in words(app)
    for _ in ("owners", "reviews", "thresholds", "responses"):
        press(app, "Next")
        assert "Metrics: Nothing is measured yet: name a metric" in words(app)
    press(app, "Next")
    assert "Improvement: Nobody owns this procedure: name its owner" in words(app)
    assert "Nothing is missing" not in words(app)


def test_what_was_answered_is_there_again_after_another_page(opened):
    app = opened()
    say(app, "What is the AI system called?", "Kept")
    press(app, "Next")
    app.switch_page("ui/pages/sop.py")
    rerun(app)
    app.switch_page("ui/pages/new_sop.py")
    rerun(app)
    assert "title: Kept" in draft(app)
    assert any("2. Metrics" in m.value for m in app.markdown)


def test_like_an_example_of_the_product_with_what_is_unknown_here_to_be_named(opened, law):
    app = opened(like="shop-recommender")
    say(app, "What is the AI system called?", "Another shop")
    say(app, "You are", "mei", "selectbox")
    assert "no source 'to-be-named' in sources.yaml" in words(app)
    press(app, "Write it")
    said = words(app)
    assert "It is not in force yet" in said
    assert "another-shop" in said
    text = next((law / "sop" / "another-shop").glob("*.yaml")).read_text()
    assert "title: Another shop" in text
    assert "luis-ortega" not in text
    assert "use: weekly" not in text or "escalate" in text  # its definition is not the one of this library


def test_a_workspace_without_anything_can_begin(law, tmp_path, monkeypatch):
    for folder in ("sop", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=30)
    app.run()
    app.switch_page("ui/pages/new_sop.py")
    app.query_params["step"] = "3"
    rerun(app)
    assert any("Nobody is in sop/people.yaml yet" in c.value for c in app.caption)
    app.query_params["step"] = "seven"
    rerun(app)
    assert any("3. Owners" in m.value for m in app.markdown)  # an address that says nothing leaves one where one is
