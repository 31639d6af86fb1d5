"""What was decided before, and how reviews go."""

import datetime as dt

import pytest

from dashboard.ledger.acts import ActionAdded, Attended, Noted, SittingOpened, SittingRef, SittingSigned
from dashboard.ledger.store import hash_of
from dashboard.practice.acting import open_acts
from dashboard.workspace import Workspace
from tests import worlds
from tests.ui.opening import figure, open_page, words
from tests.worlds import NOW

DAY = dt.timedelta(days=1)
LAST = SittingRef(sop="assistant", review="weekly", at=NOW - 7 * DAY)


@pytest.fixture
def root(tmp_path):
    worlds.reviewed(tmp_path)
    ledger = open_acts(Workspace(tmp_path))
    for act in (
        SittingOpened(sitting=LAST),
        Attended(sitting=LAST, people=("cto", "mei")),
        Noted(sitting=LAST, item="other", text="The catalogue <b>moved</b> on Sunday"),
        ActionAdded(action="a", what="Ask the vendor", who="mei", due=NOW.date(), sitting=LAST, item="other"),
    ):
        ledger.record(act, "cto", LAST.at, LAST.at)
    signature = SittingSigned(sitting=LAST, generation="g", digest="d", document_hash=hash_of("{}"))
    ledger.record(signature, "cto", LAST.at, LAST.at, document="{}")
    return tmp_path


def test_a_signed_sitting_says_who_signed_and_what_came_of_it(root, monkeypatch):
    said = words(open_page("past", root, monkeypatch))
    assert "✓ signed Weekly review Assistant Mon 9 Mar signed by Chris Otto 1 action" in said


def test_a_search_finds_the_words_and_shows_where(root, monkeypatch):
    said = words(open_page("past", root, monkeypatch, text="catalogue MOVED"))
    assert "The catalogue <b>moved</b> on Sunday" in said
    assert "Nothing was said about that" in words(open_page("past", root, monkeypatch, text="catalogue Tuesday"))


def test_charts_count_what_was_held_on_time(root, monkeypatch):
    app = open_page("past", root, monkeypatch)
    held = next(m.value for m in app.markdown if "Held on time" in m.value)
    assert "1 of" in held
    on_time = next(t for t in figure(app)["data"] if t["name"] == "on time")
    assert sum(on_time["y"]) == 1


def test_before_the_first_review_it_says_where_to_begin(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    assert "No review has been held yet" in words(open_page("past", tmp_path, monkeypatch))
