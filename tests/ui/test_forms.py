"""The forms over a draft, filled in as a person would: what they give back, and what they tell beside a field."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.sop.editing import MISSING, edits, value_at
from tests import worlds
from tests.ui.opening import rerun
from tests.worlds import REVIEWED

ACCURACY = ("metrics", "accuracy")
RED = ":red[:material/error: "
FLOOR = (*ACCURACY, "thresholds", "floor")


HOUSE = """\
reviews:
  - id: house
    title: As the house meets
    rrule: FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=0
    remind: 1d
metrics:
  - id: speed
    title: Speed
    aspect: latency
    unit: s
    thresholds:
      - {id: slow, level: warning, upper: 3}
      - {id: slower, level: critical, upper: 5}
"""
USING = REVIEWED.replace("reviews:\n", "reviews:\n  - {use: house, chair: cto}\n").replace(
    "  - id: parity\n", "  - use: speed   # of the house\n    source: numbers\n  - id: parity\n"
)


def harness():
    import datetime as dt

    import streamlit as st

    from dashboard.practice.proposals.draft import drafted
    from dashboard.ui.asked import now
    from dashboard.ui.forms import forms
    from dashboard.ui.open import world
    from dashboard.ui.views.versions import compared

    here = world()
    text = st.session_state["draft"] = forms(st.session_state["draft"], here, "form")
    text = text.replace("effective_from: 2026-01-01", "effective_from: 2026-05-01")
    found = drafted(here, "assistant", dt.date(2026, 5, 1), text)
    if found.comparison:
        st.html(compared(found.comparison, now(here)))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    (folder / "sop" / "library").mkdir(parents=True)
    (folder / "sop" / "library" / "house.yaml").write_text(HOUSE)
    worlds.make_world(folder, REVIEWED, load=False)
    return folder


@pytest.fixture
def opened(root, monkeypatch):
    """Opens the forms at what is to be changed: the thing's kind, then its id."""

    def run(kind="Owners", id=None, text=REVIEWED):
        monkeypatch.setenv("DASHBOARD_WORKSPACE", str(root))
        app = AppTest.from_function(harness, default_timeout=30)
        app.session_state["draft"] = app.session_state["base"] = text
        rerun(app)
        if kind != "Owners":
            rerun(app.segmented_control(key="form kind").set_value(kind))
        return rerun(app.selectbox[0].set_value(id)) if id else app

    return run


def fill(app, label, value, which=0):
    found = [w for w in (*app.text_input, *app.selectbox, *app.multiselect, *app.checkbox) if w.label == label]
    return rerun(found[which].set_value(value))


def press(app, label, which=0):
    return rerun([b for b in app.button if b.label == label][which].click())


def draft(app):
    return app.session_state["draft"]


def made(app):
    """path → what it says now, of everything that the draft says otherwise than the base."""
    return {edit.path: edit.after for edit in edits(app.session_state["base"], draft(app))}


def told(app):
    """What is told to be wrong."""
    return [re.sub(r"\\(.)", r"\1", m.value)[len(RED) : -1] for m in app.markdown if m.value.startswith(RED)]


def shown(app):
    return re.sub(r"<[^>]+>", " ", " ".join(h.proto.body for h in app.get("html")))


@pytest.mark.parametrize("kind", ["Owners", "Thresholds", "Review", "Response"])
def test_a_form_that_is_only_looked_at_changes_no_byte(opened, kind):
    app = opened(kind)
    assert draft(app) == REVIEWED
    assert told(app) == []
    assert "→" not in shown(app)


def test_owners_are_named_by_their_names_and_what_changed_is_told_at_once(opened):
    app = fill(opened(), "Monitors it", "ola")
    app = fill(app, "Stands in for them", "")
    app = fill(app, "Stands in the review", "speed")
    assert made(app) == {
        (*ACCURACY, "owners", "monitoring"): "ola",
        (*ACCURACY, "owners", "backup"): MISSING,
        (*ACCURACY, "review"): "speed",
    }
    assert "Monitoring of Response accuracy Mei Tanaka → Ola Berg" in shown(app)
    assert "ML team (team)" in next(s for s in app.selectbox if s.label == "Monitors it").options
    assert draft(app).count("\n") == REVIEWED.count("\n") - 1


def test_hops_are_changed_added_and_removed(opened):
    app = press(fill(opened(), "After", "6h"), "Add a hop")
    app = fill(app, "To", "ola", 2)
    path = (*ACCURACY, "owners", "escalation")
    hops = [{"after": "6h", "to": "bo"}, {"after": "1w", "to": "cto"}, {"after": "1d", "to": "ola"}]
    assert value_at(draft(app), path) == hops
    assert "escalation: [{after: 6h, to: bo}, {after: 1w, to: cto}, {after: 1d, to: ola}]" in draft(app)
    app = press(app, "Remove", 1)
    assert value_at(draft(app), path) == [hops[0], hops[2]]
    assert [t.value for t in app.text_input if t.label == "After"] == ["6h", "1d"]
    bare = opened("Owners", "latency")
    assert value_at(draft(press(bare, "Add a hop")), ("metrics", "latency", "owners", "escalation")) == [
        {"after": "1d", "to": "mei"}
    ]


def test_what_is_wrong_stands_beside_its_field_and_is_not_taken_over(opened):
    app = fill(opened(), "After", "soon")
    assert told(app) == ["'soon' is not a duration; write it like 30m, 4h, 3d or 2w"]
    assert draft(app) == REVIEWED
    app = fill(app, "After", "5h")
    assert told(app) == []
    assert made(app) == {
        (*ACCURACY, "owners", "escalation"): [{"after": "5h", "to": "bo"}, {"after": "1w", "to": "cto"}]
    }


def test_a_threshold_is_moved_and_what_cannot_be_is_told(opened):
    app = fill(opened("Thresholds"), "Acceptable from, in %", "90")
    assert told(app) == ["impossible bounds: recover lower 89 is below lower 90"]
    assert draft(app) == REVIEWED
    app = fill(app, "Recovered from, in %", "90.5")
    assert made(app) == {(*FLOOR, "lower"): 90, (*FLOOR, "recover", "lower"): 90.5}
    assert "{id: floor, level: critical, lower: 90, for: 2, recover: {lower: 90.5}, respond: wrong-answers}" in draft(
        app
    )
    assert "Critical lower bound of Response accuracy 88 % → 90 %" in shown(app)
    app = fill(app, "Acceptable from, in %", "ninety")
    assert told(app) == ["lower must be a number, not 'ninety'"]
    app = fill(fill(app, "Acceptable from, in %", ""), "Recovered from, in %", "")
    assert told(app) == ["a threshold needs a lower or an upper bound"]
    assert made(app)[*FLOOR, "lower"] == 90


def test_what_is_held_against_the_bounds_is_chosen_with_its_window_or_its_groups(opened):
    app = fill(opened("Thresholds"), "Held against the bounds", "mean")
    assert value_at(draft(app), (*FLOOR, "signal")) == {"mean": "7d"}
    app = fill(app, "Window", "")
    assert told(app) == ["a window of time is needed, like 7d"]
    app = fill(app, "Window", "14d")
    assert made(app) == {(*FLOOR, "signal"): {"mean": "14d"}}
    app = fill(app, "Held against the bounds", "gap")
    assert told(app) == ["a gap is of a metric, between the groups of one of the dimensions that it is split by"]
    app = fill(fill(app, "Of the metric", "accuracy"), "Between the groups of", "channel")
    assert told(app) == ["impossible bounds: lowest / highest is at most 1, so it never reaches lower 88"]
    app = fill(fill(app, "Acceptable from, as a ratio", "0.8"), "Recovered from, as a ratio", "")
    assert value_at(draft(app), FLOOR) == {
        "id": "floor", "level": "critical", "signal": {"gap": "channel", "of": "accuracy"}, "lower": 0.8, "for": 2,
        "respond": "wrong-answers",
    }  # fmt: skip
    assert told(app) == []


def test_a_threshold_comes_by_its_button_and_goes_by_another(opened):
    app = fill(opened("Thresholds", "latency"), "Threshold", "")
    assert [b.disabled for b in app.button if b.label == "Add the threshold"] == [True]
    app = fill(fill(app, "Id", "ceiling"), "Acceptable up to, in s", "9")
    assert told(app) == ["'ceiling' stands twice"]
    app = fill(app, "Id", "far")
    assert draft(app) == REVIEWED
    app = press(app, "Add the threshold")
    new = {"id": "far", "level": "warning", "upper": 9}
    assert made(app) == {("metrics", "latency", "thresholds", "far"): new}
    assert "      - {id: far, level: warning, upper: 9}\n" in draft(app)
    assert [s.value for s in app.selectbox if s.label == "Threshold"] == ["far"]
    app = fill(app, "Level", "critical")
    assert value_at(draft(app), ("metrics", "latency", "thresholds", "far", "level")) == "critical"
    app = press(app, "Remove this threshold")
    assert draft(app) == REVIEWED
    assert [s.value for s in app.selectbox if s.label in ("Metric", "Threshold")] == ["latency", "ceiling"]


def test_a_review_meets_as_people_say_it(opened):
    app = fill(opened("Review"), "Meets", ("month", 1))
    app = fill(app, "On the", (-1, "FR"))
    assert value_at(draft(app), ("reviews", "weekly", "rrule")) == "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=12;BYMINUTE=0"
    app = fill(app, "Meets", ("", 0))
    app = fill(app, "Recurrence rule", "FREQ=SOMETIMES")
    assert told(app)[0].startswith("a review recurs daily, weekly, monthly or yearly")
    app = fill(app, "Recurrence rule", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9")
    app = fill(app, "Attended by", ["ola", "bo"])
    app = fill(app, "Title", "Twice a week")
    app = fill(app, "A second person signs too", True)
    app = fill(app, "Takes", "")
    assert made(app) == {
        ("reviews", "weekly", "rrule"): "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9",
        ("reviews", "weekly", "attendees"): ["ola", "bo"],
        ("reviews", "weekly", "title"): "Twice a week",
        ("reviews", "weekly", "countersign"): True,
    }
    app = fill(app, "If nobody has signed after", "")
    assert told(app) == ["this needs a value"]
    app = fill(app, "It goes to", "")
    assert told(app) == []
    assert "escalate" not in value_at(draft(app), ("reviews", "weekly"))
    assert told(fill(app, "Title", " ")) == ["title is empty"]


def test_the_steps_of_a_response_are_changed_moved_added_and_removed(opened):
    steps = ("responses", "wrong-answers", "steps")
    app = fill(opened("Response"), "1. What to do", "Find the channel, and the day")
    app = fill(app, "Within", "2d", 1)
    assert made(app) == {(*steps, "find", "do"): "Find the channel, and the day", (*steps, "undo", "within"): "2d"}
    app = press(app, "Later", 0)
    assert [step["id"] for step in value_at(draft(app), steps)] == ["undo", "find"]
    assert [t.value for t in app.text_input if t.label == "1. What to do"] == ["Go back to the last release"]
    app = press(app, "Add a step")
    assert value_at(draft(app), (*steps, "step-1", "do")) == "Say what to do"
    app = fill(app, "Id", "find", 2)
    assert told(app) == ["'find' stands twice"]
    app = fill(fill(app, "Id", "tell", 2), "Kind", "communicate", 2)
    app = press(app, "Remove", 1)
    assert [step["id"] for step in value_at(draft(app), steps)] == ["undo", "tell"]
    assert "step \N{LEFT DOUBLE QUOTATION MARK}Find" not in draft(app)
    assert "Response Wrong answers lost a step: Find the channel that moved" in shown(app)


def test_what_uses_a_definition_is_shown_whole_and_says_only_what_is_changed(opened):
    app = opened("Review", "house", USING)
    assert [t.value for t in app.text_input if t.label in ("Title", "Reminds them before")] == [
        "As the house meets",
        "1d",
    ]
    assert draft(app) == USING
    app = fill(app, "On", "WE")
    assert "  - {use: house, rrule: FREQ=WEEKLY;BYDAY=WE;BYHOUR=9;BYMINUTE=0, chair: cto}\n" in draft(app)
    assert value_at(draft(fill(app, "Reminds them before", "")), ("reviews", "house", "remind")) is None
    app = fill(opened("Thresholds", "speed", USING), "Acceptable up to, in s", "4")
    assert made(app) == {
        ("metrics", "speed", "thresholds"): [
            {"id": "slow", "level": "warning", "upper": 4}, {"id": "slower", "level": "critical", "upper": 5},
        ]
    }  # fmt: skip
    app = press(app, "Remove this threshold")
    assert value_at(draft(app), ("metrics", "speed", "thresholds")) == [
        {"id": "slower", "level": "critical", "upper": 5}
    ]


def test_a_text_from_elsewhere_fills_the_fields_anew(opened):
    app = fill(opened(), "After", "6h")
    app.session_state["draft"] = REVIEWED.replace("{after: 4h", "{after: 9h")
    rerun(app)
    assert [t.value for t in app.text_input if t.label == "After"] == ["9h", "1w"]
    assert value_at(draft(app), (*ACCURACY, "owners", "escalation"))[0]["after"] == "9h"


def test_text_that_cannot_be_read_is_left_as_it_is_and_said_where(opened):
    app = opened(text=REVIEWED + "\tx: 1\n")
    said = re.sub(r"\\(.)", r"\1", app.error[0].value)
    assert said.startswith("The draft cannot be read: mend it in its YAML")
    assert f"line {REVIEWED.count(chr(10)) + 1}: a tab cannot indent" in said
    assert draft(app) == REVIEWED + "\tx: 1\n"


def test_a_draft_that_names_nobody_known_or_has_no_parts_can_be_looked_at(opened):
    app = opened(text=REVIEWED.replace("monitoring: mei", "monitoring: ghost"))
    assert next(s for s in app.selectbox if s.label == "Monitors it").value == "ghost"
    assert told(app) == []
    bare = REVIEWED[: REVIEWED.index("responses:")]
    app = opened("Response", text=bare)
    assert "The draft has no responses yet: add one in its YAML, then change it here." in [c.value for c in app.caption]


@pytest.mark.parametrize(
    ("old", "new"),
    [("owners:\n      monitoring: mei", "owners: 7\n    x:\n      monitoring: mei"), ("{after: 4h, to: bo}", "cto"),
     ("thresholds:\n", "thresholds: none\n    y:\n"), ("    segments: [channel]", "    segments: channel"),
     ("id: accuracy\n", "id: latency\n")],
)  # fmt: skip
def test_a_part_that_is_not_written_as_the_format_has_it_is_left_to_its_yaml(opened, old, new):
    text = REVIEWED.replace(old, new, 1)
    app = opened(text=text)
    assert app.error[0].value.startswith("This metric is not written as the format has it")
    assert draft(app) == text


def test_owners_shared_through_an_alias_are_written_out_where_they_become_others(opened):
    text = REVIEWED.replace("owners: {monitoring: ola, analysis: ola,", "owners: &o {monitoring: ola, analysis: ola,")
    text = text.replace("owners: {monitoring: bo, analysis: bo, decision: cto, backup: mei}", "owners: *o")
    app = fill(opened("Owners", "latency", text), "Monitors it", "bo")
    assert draft(app) == text.replace("*o", "{monitoring: bo, analysis: ola, decision: cto, backup: mei}")
    app = fill(opened("Owners", "satisfaction", text), "Monitors it", "bo")
    assert "owners holds again in line" in re.sub(r"\\(.)", r"\1", app.error[0].value)
    assert draft(app) == text
