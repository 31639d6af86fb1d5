"""What is to be done, as those see it who do it."""

import datetime as dt

import pytest

from dashboard.ledger.acts import ActionAdded, ActionDone
from dashboard.practice.acting import acts_of, open_acts
from dashboard.workspace import Workspace
from tests import worlds
from tests.ui.opening import open_page, rerun, words
from tests.worlds import NOW

AGREED = (("index", "Rebuild the index", "mei", "2026-03-10"), ("write", "Write to support", "ola", "2026-03-18"),
          ("cache", "Cache the prompts", "ml", "2026-04-20"))  # fmt: skip


@pytest.fixture
def root(tmp_path):
    worlds.reviewed(tmp_path)
    ledger = open_acts(Workspace(tmp_path))
    for id, what, who, due in AGREED:
        act = ActionAdded(
            action=id, what=what, who=who, due=dt.date.fromisoformat(due), sop="assistant", metric="accuracy"
        )
        ledger.record(act, "cto", NOW - dt.timedelta(days=7), NOW)
    return tmp_path


def as_(who, root, monkeypatch, **query):
    app = open_page("actions", root, monkeypatch, **query)
    app.session_state["acting as"] = who
    return rerun(app)


def button(app, label):
    return next(b for b in app.button if b.label == label)


def action(root, id):
    return acts_of(Workspace(root)).actions[id]


def test_the_longest_overdue_comes_first_and_says_so(root, monkeypatch):
    said = words(open_page("actions", root, monkeypatch))
    assert said.index("Rebuild the index 6 days overdue") < said.index("Write to support due in 2 days")
    assert "Cache the prompts due in 35 days" in said


def test_mine_are_my_own_and_my_teams(root, monkeypatch):
    said = words(as_("bo", root, monkeypatch, view="mine"))
    assert "Cache the prompts" in said
    assert "Write to support" not in said


def test_nobody_chosen_has_nothing_of_their_own(root, monkeypatch):
    assert "Who are you?" in words(open_page("actions", root, monkeypatch, view="mine"))


def test_overdue_shows_what_is_overdue_alone(root, monkeypatch):
    said = words(open_page("actions", root, monkeypatch, view="overdue"))
    assert "Rebuild the index" in said
    assert "Write to support" not in said


def test_done_is_done_with_a_comment_and_can_be_opened_again(root, monkeypatch):
    app = as_("mei", root, monkeypatch, action="index")
    app.text_input[0].input("Rebuilt on Sunday")
    rerun(button(app, "Done").click())
    assert action(root, "index").state == "done"
    app = as_("mei", root, monkeypatch, view="closed")
    assert "done Rebuilt on Sunday Mei Tanaka (not verified)" in words(app)
    rerun(button(app, "Open again").click())
    assert action(root, "index").state == "open"


def test_moved_keeps_the_day_that_was_agreed_first(root, monkeypatch):
    app = as_("mei", root, monkeypatch, action="index")
    app.date_input[0].set_value(dt.date(2026, 3, 27))
    rerun(app)
    rerun(button(app, "Move").click())
    assert action(root, "index").due == dt.date(2026, 3, 27)
    assert "by Fri 27 Mar, first agreed for Tue 10 Mar" in words(as_("mei", root, monkeypatch, action="index"))


def test_moving_it_to_the_day_it_has_records_nothing(root, monkeypatch):
    app = as_("mei", root, monkeypatch, action="index")
    before = acts_of(Workspace(root)).length
    rerun(button(app, "Move").click())
    assert acts_of(Workspace(root)).length == before


def test_reassigned_says_from_whom_to_whom(root, monkeypatch):
    app = as_("mei", root, monkeypatch, action="index")
    next(s for s in app.selectbox if s.label == "Who").set_value("ola")
    rerun(app)
    rerun(button(app, "Reassign").click())
    assert action(root, "index").who == "ola"
    assert "Mei Tanaka → Ola Berg" in words(as_("mei", root, monkeypatch, action="index"))


def test_of_two_who_close_it_the_second_is_told_by_whom_it_was(root, monkeypatch):
    app = as_("mei", root, monkeypatch, action="index")
    open_acts(Workspace(root)).record(ActionDone(action="index"), "ola", NOW, NOW)
    rerun(button(app, "Drop").click())
    assert "already done by Ola Berg" in words(app)
    assert action(root, "index").state == "done"


def test_without_a_name_nothing_can_be_changed(root, monkeypatch):
    assert button(open_page("actions", root, monkeypatch), "Done").disabled


def test_an_empty_ledger_leads_to_the_reviews(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    assert "No open actions" in words(open_page("actions", tmp_path, monkeypatch))
