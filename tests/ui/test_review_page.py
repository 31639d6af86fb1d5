"""The review as people hold it: opened, stepped through, written down, signed, read again."""

import datetime as dt
import sqlite3

import pytest
import streamlit as st

from dashboard.ledger.acts import Acknowledged, ActionAdded, Noted, SittingRef
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.breach import breaches
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.ui.opening import open_page, rerun, words
from tests.worlds import NOW

WEEKLY = SittingRef(sop="assistant", review="weekly", at=NOW)
NAME = "assistant/weekly/2026-03-16T12:00Z"
SPEED = "assistant/speed/2026-03-13T09:30Z"


@pytest.fixture
def reviewed(tmp_path):
    worlds.reviewed(tmp_path)
    return tmp_path


@pytest.fixture
def sit(reviewed, monkeypatch):
    """`sit(who, **query)`: the page of the weekly sitting as this person sees it."""

    def start(who: str | None = "cto", **query):
        app = open_page("review", reviewed, monkeypatch, **{"sitting": NAME, **query})
        if who:
            app.session_state["acting as"] = who
            rerun(app)
        return app

    return start


def button(app, label, number=0):
    return [b for b in app.button if b.label == label][number]


def opened(app):
    rerun(button(app, "Open the sitting").click())
    return app


def acts(root):
    return acts_of(Workspace(root))


def test_each_review_has_a_line_the_overdue_one_first(reviewed, monkeypatch):
    app = open_page("review", reviewed, monkeypatch)
    said = words(app)
    assert said.index("Speed review") < said.index("Weekly review")
    assert "● overdue Speed review Assistant Fri 13 Mar 09:30" in said
    assert "unsigned, it went to Chris Otto 2 days ago" in said
    assert "▲ due Weekly review Assistant Mon 16 Mar 12:00" in said
    rerun([b for b in app.button if b.label == "Hold it"][1].click())
    assert app.query_params["sitting"] == NAME


def test_a_world_without_reviews_says_how_to_agree_on_one(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    assert "No review is agreed on" in words(open_page("review", tmp_path, monkeypatch))


def test_a_review_without_any_numbers_still_has_an_agenda(tmp_path, monkeypatch):
    worlds.make_world(tmp_path, worlds.REVIEWED, load=False)
    app = open_page("review", tmp_path, monkeypatch, sitting=NAME)
    assert "Anything else" in words(app)


def test_in_a_broken_world_the_last_good_version_holds_its_review(tmp_path, monkeypatch):
    worlds.make_world(tmp_path, worlds.REVIEWED, rows=worlds.bad_rows())
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nsop: assistant\nmetrics: 7\n")
    said = words(open_page("review", tmp_path, monkeypatch, sitting=NAME))
    assert "2026-03-01.yaml" in said
    assert "Response accuracy" in said


@pytest.mark.parametrize("name", ["nonsense", "assistant/weekly/2026-03-17T12:00Z", "assistant/weekly/soon", "a/b/c/d"])
def test_a_sitting_that_there_is_not_is_said_in_words(reviewed, monkeypatch, name):
    app = open_page("review", reviewed, monkeypatch, sitting=name)
    assert f"There is no sitting “{name}”" in words(app)


def test_the_agenda_puts_exceptions_first_and_the_healthy_last(sit):
    said = words(sit(None))
    order = [
        "New",
        "Customer satisfaction",
        "Still open",
        "Response accuracy",
        "Anything else",
        "Attendance and signature",
    ]
    places = [said.index(what) for what in order]
    assert places == sorted(places)
    assert "Answer latency" not in said  # it belongs to the other review


def test_who_has_not_said_who_they_are_opens_nothing(sit, reviewed):
    app = sit(None)
    rerun(button(app, "Open the sitting").click())
    assert "Say who you are first" in words(app)
    assert acts(reviewed).sittings == {}


def test_opening_begins_with_everybody_whom_the_sop_invites(sit, reviewed):
    opened(sit())
    held = acts(reviewed).proceedings(WEEKLY)
    assert held.opened.by == "cto"
    assert not held.opened.verified
    assert held.attendees == ("cto", "mei", "bo", "ola")


def test_a_note_is_recorded_when_it_is_typed_and_stays_when_the_page_is_opened_again(sit, reviewed):
    app = opened(sit())
    rerun(app.text_area[0].input("The index is stale."))
    (note,) = acts(reviewed).proceedings(WEEKLY).notes.values()
    assert (note.text, note.by) == ("The index is stale.", "cto")
    assert sit("mei").text_area[0].value == "The index is stale."


def test_of_two_who_change_one_note_the_second_is_told_and_loses_nothing(sit, reviewed):
    app = opened(sit())
    rerun(app.text_area[0].input("first"))
    item = next(iter(acts(reviewed).proceedings(WEEKLY).notes))
    theirs = Noted(sitting=WEEKLY, item=item, text="Mei was quicker")
    open_acts(Workspace(reviewed)).record(theirs, "mei", NOW, NOW)
    rerun(app.text_area[0].input("second"))
    assert "changed meanwhile by Mei Tanaka" in words(app)
    assert acts(reviewed).proceedings(WEEKLY).notes[item].text == "Mei was quicker"
    assert "second" in app.caption[0].value
    rerun(button(app, "Use mine").click())
    assert acts(reviewed).proceedings(WEEKLY).notes[item].text == "second"
    assert app.text_area[0].value == "second"


def test_a_decision_is_recorded_at_once_and_taken_back_when_pressed_again(sit, reviewed):
    app = opened(sit())
    rerun(app.button_group[0].set_value("act"))
    (decision,) = acts(reviewed).proceedings(WEEKLY).decisions.values()
    assert decision.decision == "act"
    assert decision.breach.metric == "satisfaction"
    rerun(app.button_group[0].set_value(None))
    assert not acts(reviewed).proceedings(WEEKLY).decisions


def test_accepting_asks_until_when_and_silences_the_breach_until_then(sit, reviewed, monkeypatch):
    app = opened(sit())
    rerun(app.button_group[0].set_value("accept"))
    assert not acts(reviewed).proceedings(WEEKLY).decisions  # it needs a date
    rerun(app.date_input[0].set_value(dt.date(2026, 3, 30)))
    rerun(button(app, "Accept").click())
    (decision,) = acts(reviewed).proceedings(WEEKLY).decisions.values()
    assert decision.until == dt.datetime(2026, 3, 30)
    assert "Customer satisfaction Accepted" in words(app)
    overview = words(open_page("overview", reviewed, monkeypatch))
    assert "Customer satisfaction accepted until Mon 30 Mar" in overview
    assert "Customer satisfaction warning" not in overview


def test_an_action_needs_what_who_and_when_and_stands_on_its_item(sit, reviewed):
    app = opened(sit())
    rerun(button(app, "Add").click())
    assert "An action says what, who and by when" in words(app)
    rerun(app.text_input[0].input("Rebuild the index"))
    rerun(next(s for s in app.selectbox if s.label == "Who").set_value("mei"))
    rerun(button(app, "Add").click())
    (action,) = acts(reviewed).actions.values()
    assert (action.what, action.who, action.due, action.metric) == (
        "Rebuild the index", "mei", dt.date(2026, 3, 23), "satisfaction",
    )  # fmt: skip
    assert "Rebuild the index Mei Tanaka · Mon 23 Mar" in words(app)
    assert app.text_input[0].value == ""


def test_next_and_previous_step_through_the_agenda(sit):
    app = sit()
    assert "1 of " in words(app)
    rerun(button(app, "Next").click())
    assert "2 of " in words(app)
    rerun(button(app, "Previous").click())
    assert "1 of " in words(app)


def test_only_the_chair_signs(sit):
    app = opened(sit("mei"))
    app.query_params["item"] = "sign"
    rerun(app)
    assert button(app, "Sign the minutes").disabled
    assert "Chris Otto" in app.caption[-1].value


def signed(sit, reviewed):
    app = opened(sit())
    rerun(app.text_area[0].input("The index is stale."))
    app.query_params["item"] = "sign"
    rerun(app)
    rerun(button(app, "Sign the minutes").click())
    return app


def test_what_is_signed_is_shown_as_it_was_and_nothing_more_is_written(sit, reviewed):
    app = signed(sit, reviewed)
    held = acts(reviewed).proceedings(WEEKLY)
    assert held.signed.by == "cto"
    assert held.signed_as == "chair"
    page = app.get("iframe")[0].proto.srcdoc
    assert "The index is stale." in page
    assert "Draft" not in page
    assert not app.text_area or app.text_area[0].label != "Note"
    worlds.write_numbers(reviewed, worlds.good_rows())  # all was well after all
    worlds.refresh(Workspace(reviewed), NOW)
    again = sit(None).get("iframe")[0].proto.srcdoc
    assert again == page


def test_a_note_written_meanwhile_keeps_the_chair_from_signing_unseen(sit, reviewed):
    app = opened(sit())
    app.query_params["item"] = "sign"
    rerun(app)
    theirs = Noted(sitting=WEEKLY, item="other", text="One more thing")
    open_acts(Workspace(reviewed)).record(theirs, "mei", NOW, NOW)
    rerun(button(app, "Sign the minutes").click())
    assert "changed meanwhile by Mei Tanaka" in words(app)
    assert not acts(reviewed).proceedings(WEEKLY).signed
    rerun(button(app, "Sign the minutes").click())
    assert acts(reviewed).proceedings(WEEKLY).signed


def test_minutes_that_were_altered_are_said_to_be_and_not_shown(sit, reviewed):
    signed(sit, reviewed)
    with sqlite3.connect(reviewed / "data" / "ledger" / "ledger.sqlite") as database:
        database.execute("UPDATE event SET document = replace(document, 'stale', 'fresh') WHERE document IS NOT NULL")
    st.cache_resource.clear()  # as another process, or this one a day later, sees it
    app = sit(None)
    assert "the document is not the one that was signed" in words(app)
    assert not app.get("iframe")


def test_an_action_on_a_metric_that_is_gone_is_still_talked_about(sit, reviewed):
    last = SittingRef(sop="assistant", review="weekly", at=NOW - dt.timedelta(days=7))
    act = ActionAdded(action="a", what="Ask why", who="mei", due=NOW.date(), sop="assistant", metric="gone",
                      sitting=last, item="other")  # fmt: skip
    open_acts(Workspace(reviewed)).record(act, "cto", last.at, last.at)
    app = opened(sit())
    assert "Ask why" in words(app)
    assert "no metric 'gone'" in app.caption[0].value
    rerun(button(app, "Done").click())
    assert acts(reviewed).actions["a"].state == "done"


def test_a_correction_is_added_and_the_signed_text_stays(sit, reviewed):
    app = signed(sit, reviewed)
    rerun(app.text_area[0].input("It was the catalogue, not the index."))
    rerun(button(app, "Add the correction").click())
    page = app.get("iframe")[0].proto.srcdoc
    assert "It was the catalogue, not the index." in page
    assert "The index is stale." in page


def test_a_second_person_countersigns_where_the_sop_asks_for_it(sit, reviewed, monkeypatch):
    app = opened(sit("bo", sitting=SPEED))
    app.query_params["item"] = "sign"
    rerun(app)
    rerun(button(app, "Sign the minutes").click())
    assert button(app, "Countersign").disabled  # who signed cannot
    assert "✓ signed Speed review Assistant Fri 13 Mar 09:30" in words(open_page("review", reviewed, monkeypatch))
    assert "waits for a second signature" in words(open_page("review", reviewed, monkeypatch))
    app.session_state["acting as"] = "ola"
    rerun(app)
    rerun(button(app, "Countersign").click())
    held = acts(reviewed).sittings[next(r for r in acts(reviewed).sittings if r.review == "speed")]
    assert held.countersigned.by == "ola"
    assert not [b for b in app.button if b.label == "Countersign"]
    assert "waits for a second signature" not in words(open_page("review", reviewed, monkeypatch))


def test_hostile_words_are_words(sit, reviewed):
    app = opened(sit())
    rerun(app.text_area[0].input("<script>alert(1)</script>"))
    rerun(app.text_input[0].input("<img src=x onerror=alert(1)>"))
    rerun(button(app, "Add").click())
    html = "".join(e.proto.body for e in app.get("html"))
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_an_act_from_outside_is_on_the_item_in_the_meeting(sit, reviewed):
    low = next(b for b in breaches(open_world(Workspace(reviewed)), NOW) if b.threshold == "low")
    open_acts(Workspace(reviewed)).record(Acknowledged(breach=low.ref, comment="On it"), "mei", NOW, NOW)
    assert "Acknowledged by Mei Tanaka, Mon 16 Mar 12:00: “On it”" in words(sit())
