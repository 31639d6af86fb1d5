"""An incident on its page: whose it is, its playbook, its end, and what it taught."""

import datetime as dt

import pytest

from dashboard.ledger import acts as did
from dashboard.ledger.acts import MACHINE, IncidentOpened
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.breach import breaches
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.ui.opening import open_page, rerun, words
from tests.worlds import NOW

HOUR = dt.timedelta(hours=1)


def opened(root, ago=2 * HOUR):
    """The incident of the critical breach of the chat channel, opened some time ago."""
    world = open_world(Workspace(root))
    breach = next(b for b in breaches(world, NOW) if b.metric == "accuracy" and b.enforced)
    act = IncidentOpened(
        incident="wrong-1", sop="assistant", title="Wrong answers", level="critical", response="wrong-answers",
        version=dt.date(2026, 1, 1), breaches=(breach.ref,),
    )  # fmt: skip
    record(root, act, MACHINE, ago)


def record(root, act, by="mei", ago=HOUR):
    open_acts(Workspace(root)).record(act, by, NOW - ago, NOW)


@pytest.fixture
def root(tmp_path):
    worlds.breaching(tmp_path)
    opened(tmp_path)
    return tmp_path


def as_(who, root, monkeypatch, **query):
    app = open_page("incidents", root, monkeypatch, **query)
    app.session_state["acting as"] = who
    return rerun(app)


def button(app, label, n=0):
    return [b for b in app.button if b.label == label][n]


def field(app, label):
    return next(f for f in (*app.text_input, *app.text_area) if f.label == label)


def incident(root):
    return acts_of(Workspace(root)).incidents["wrong-1"]


def test_it_says_how_bad_whose_and_what_to_do_first(root, monkeypatch):
    said = words(open_page("incidents", root, monkeypatch))
    assert "critical · open, nobody has acknowledged it" in said
    assert "Opened Mon 16 Mar 10:00 by the dashboard, by the SOP in force from Thu 1 Jan" in said
    assert "Response accuracy · channel=chat: 84.1 % against ≥ 88 %, since Wed 4 Mar" in said
    assert "Find the channel that moved investigate · Mei Tanaka (analysis) · due in 2 hours (Mon 16 Mar 14:00)" in said


def test_who_does_nothing_is_passed_by(root, monkeypatch):
    """It fired eleven days ago and nobody acknowledged it: it went to Bo after 4 hours, to Chris after a week."""
    said = words(open_page("incidents", root, monkeypatch))
    assert "Chris Otto acts now is next: nobody acknowledged it within 7 days of its firing" in said


def test_acknowledged_it_is_theirs_who_have_the_next_step(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    rerun(button(app, "Acknowledge").click())
    assert incident(root).acknowledged.by == "mei"
    assert "Mei Tanaka acts now has the next step: Find the channel that moved" in words(app)
    rerun(button(app, "Take it back").click())
    assert incident(root).state == "open"


def test_the_checklist_is_ticked_skipped_for_a_reason_undone_and_given_away(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    rerun(button(app, "Done").click())
    assert incident(root).state == "in progress"
    assert "Find the channel that moved investigate · done Mon 16 Mar 12:00 by Mei Tanaka (not verified)" in words(app)
    rerun(button(app, "Skip for this reason").click())
    assert "a step is skipped for a reason" in words(app)
    [f for f in app.text_input if f.label == "Comment or reason"][1].input("No release was made")
    rerun(button(app, "Skip for this reason").click())
    assert incident(root).steps["undo"].skipped.text == "No release was made"
    rerun(button(app, "Undo", 1).click())
    assert incident(root).steps["undo"].closed is None
    [s for s in app.selectbox if s.label == "Who does it"][1].set_value("ola")
    rerun(app)
    rerun(button(app, "Reassign", 1).click())
    assert incident(root).steps["undo"].who == "ola"
    assert "Go back to the last release rollback · Ola Berg" in words(app)


def test_an_overdue_step_says_so(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    opened(tmp_path, 6 * HOUR)
    said = words(open_page("incidents", tmp_path, monkeypatch))
    assert "overdue 2 hours ago (Mon 16 Mar 10:00)" in said
    assert "1 step overdue" in said


def test_resolved_it_asks_for_its_post_mortem_and_reviewed_it_is_closed(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    rerun(button(app, "Resolve").click())
    assert "a resolution needs words for why" in words(app)
    field(app, "Why").input("Back on release 1.0")
    rerun(button(app, "Resolve").click())
    assert "resolved, its post-mortem is to be written" in words(app)
    rerun(button(app, "Reviewed").click())
    assert "it has no post-mortem yet" in words(app)
    field(app, "What happened").input("Chat gave wrong answers for twelve days")
    field(app, "Cause").input("Release 2.0 read a stale index")
    field(app, "What we ask of the SOP").input("Fire on the first day")
    next(g for g in app.button_group if g.label == "We change").set_value(["thresholds"])
    rerun(app)
    rerun(button(app, "Save the post-mortem").click())
    written = incident(root).post_mortem
    assert (written.cause, written.lessons, written.sop_change) == (
        "Release 2.0 read a stale index", ("thresholds",), "Fire on the first day",
    )  # fmt: skip
    field(app, "What").input("Alarm on a stale index")
    rerun(app)
    rerun(button(app, "Add").click())
    action = acts_of(Workspace(root)).actions[incident(root).actions[0]]
    assert (action.what, action.incident, action.sop) == ("Alarm on a stale index", "wrong-1", "assistant")
    rerun(button(app, "Reviewed").click())
    assert incident(root).state == "reviewed"
    said = words(as_("mei", root, monkeypatch, incident="wrong-1"))
    assert "Asked of the SOP Fire on the first day" in said
    assert "reviewed Mei Tanaka" in said


def test_a_deployment_near_in_time_is_suggested_linked_and_unlinked(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    assert "near in time: 8 days before it began" in " ".join(m.value.replace("\\", "") for m in app.markdown)
    rerun(button(app, "Link").click())
    assert [event.title for event in incident(root).events] == ["Release 2.0"]
    assert "deployment Release 2.0" in words(app)
    rerun(button(app, "Unlink").click())
    assert incident(root).events == ()


def test_a_breach_of_its_response_joins_and_somebody_takes_it_out_and_adds_it_again(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    assert [ref.metric for ref in incident(root).breaches] == ["accuracy", "satisfaction"]
    rerun(next(b for b in app.button if b.label.startswith("Take out satisfaction")).click())
    assert [ref.metric for ref in incident(root).breaches] == ["accuracy"]
    choice = next(s for s in app.selectbox if s.label == "An open breach")
    choice.set_value(next(o for o in choice.options if "satisfaction" in o.lower()))
    rerun(app)
    rerun(button(app, "Add the breach").click())
    assert [ref.metric for ref in incident(root).breaches] == ["accuracy", "satisfaction"]


def test_opened_by_hand_it_is_shown_at_once(tmp_path, monkeypatch):
    worlds.healthy(tmp_path)
    app = as_("ola", tmp_path, monkeypatch)
    assert "No response is under way" in words(app)
    rerun(button(app, "Open it").click())
    assert "needs a title" in words(app)
    field(app, "What is wrong").input("A customer published our answers")
    rerun(app)
    rerun(button(app, "Open it").click())
    (found,) = acts_of(Workspace(tmp_path)).incidents.values()
    assert (found.title, found.level, found.opened.by) == ("A customer published our answers", "warning", "ola")
    assert "It follows no response of the SOP" in words(app)


def test_of_two_who_acknowledge_the_second_is_told_of_the_first(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    record(root, did.IncidentAcknowledged(incident="wrong-1"), "ola", dt.timedelta())
    rerun(button(app, "Acknowledge").click())
    assert "already acknowledged by Ola Berg" in words(app)


def test_mine_are_those_that_wait_for_me(root, monkeypatch):
    assert "Wrong answers" in words(as_("cto", root, monkeypatch, view="mine"))
    assert "Nothing waits for you" in words(as_("bo", root, monkeypatch, view="mine"))
    assert "Who are you?" in words(open_page("incidents", root, monkeypatch, view="mine"))


def test_without_a_name_nothing_can_be_changed(root, monkeypatch):
    app = open_page("incidents", root, monkeypatch)
    assert all(button(app, label).disabled for label in ("Acknowledge", "Resolve", "Done", "Link"))


def test_an_incident_that_is_not_there_is_said(root, monkeypatch):
    assert "There is no incident of the name" in words(open_page("incidents", root, monkeypatch, incident="nope"))


def test_files_with_problems_are_said_beside_what_still_works(tmp_path, monkeypatch):
    worlds.broken(tmp_path)
    said = words(open_page("incidents", tmp_path, monkeypatch))
    assert "5 problems in the files" in said
    assert "critical · open, nobody has acknowledged it" in said


@pytest.mark.parametrize("world", [worlds.empty, worlds.healthy])
def test_a_world_without_one_says_when_one_opens(world, tmp_path, monkeypatch):
    world(tmp_path)
    assert "No response is under way" in words(open_page("incidents", tmp_path, monkeypatch))
