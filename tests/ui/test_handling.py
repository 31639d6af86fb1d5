"""A breach is acknowledged, or accepted until a date, outside of a meeting; and its story is told."""

import datetime as dt

import pytest

from dashboard.ledger.acts import Acknowledged
from dashboard.practice.acting import acts_of, open_acts
from dashboard.workspace import Workspace
from tests import worlds
from tests.practice.incidents.told import CHAT
from tests.ui.opening import figure, open_page, rerun, words
from tests.worlds import NOW

QUERY = {"sop": "assistant", "metric": "accuracy", "segment": "channel=chat"}


@pytest.fixture
def root(tmp_path):
    worlds.breaching(tmp_path)
    return tmp_path


def as_(who, root, monkeypatch):
    app = open_page("metric", root, monkeypatch, **QUERY)
    app.session_state["acting as"] = who
    return rerun(app)


def button(app, label):
    return next(b for b in app.button if b.label == label)


def handled(root):
    return acts_of(Workspace(root)).handled_as(CHAT)


def test_a_named_person_acknowledges_with_a_comment_and_takes_it_back(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    assert "Nobody has acknowledged it yet." in words(app)
    app.text_input[0].input("Looking at the chat release")
    rerun(button(app, "Acknowledge").click())
    assert (handled(root).acknowledged.by, handled(root).acknowledged.text) == ("mei", "Looking at the chat release")
    assert "Acknowledged by Mei Tanaka, Mon 16 Mar 12:00: “Looking at the chat release”" in words(app)
    rerun(button(app, "Take the acknowledgement back").click())
    assert handled(root).acknowledged is None


def test_a_breach_that_its_incident_covers_takes_back_the_acknowledgement_of_that(root, monkeypatch):
    as_("mei", root, monkeypatch)
    [id] = acts_of(Workspace(root)).incidents
    ledger = open_acts(Workspace(root))
    ledger.record(Acknowledged(breach=CHAT), "ola", NOW, NOW)
    ledger.close()
    app = open_page("metric", root, monkeypatch, sop="assistant", metric="satisfaction")
    app.session_state["acting as"] = "mei"
    app = rerun(app)
    assert "Acknowledged by Ola Berg" in words(app)
    rerun(button(app, "Take the acknowledgement back").click())
    assert acts_of(Workspace(root)).incidents[id].acknowledged is None
    assert handled(root).acknowledged is None


def test_accepted_until_a_day_is_said_and_ends_when_somebody_ends_it(root, monkeypatch):
    app = as_("cto", root, monkeypatch)
    next(d for d in app.date_input if "until" in d.label).set_value(dt.date(2026, 4, 1))
    rerun(app)
    rerun(button(app, "Accept").click())
    assert "◇ Accepted until Wed 1 Apr by Chris Otto" in words(app)
    assert "accepted until Wed 1 Apr, breaching since" in words(app)
    assert "fired Thu 5 Mar · accepted until Wed 1 Apr" in words(app)
    rerun(button(app, "It is accepted no longer").click())
    assert "critical since" in words(app)


def test_without_a_name_nothing_is_recorded(root, monkeypatch):
    assert button(open_page("metric", root, monkeypatch, **QUERY), "Acknowledge").disabled


def test_a_past_day_is_looked_at_and_not_acted_on(root, monkeypatch):
    app = open_page("metric", root, monkeypatch, **QUERY, as_of="2026-03-12")
    assert not [b for b in app.button if b.label == "Acknowledge"]


def test_the_story_is_told_in_order_and_stands_on_the_time_axis(root, monkeypatch):
    app = as_("mei", root, monkeypatch)
    rerun(button(app, "Acknowledge").click())
    told = words(app).partition("since the first point")[2]
    assert told.index("fired") < told.index("acknowledged Mei Tanaka")
    hovers = [text for trace in figure(app)["data"] for text in trace.get("text", []) if "Acknowledged" in str(text)]
    assert hovers and "Mei Tanaka" in hovers[0]
