"""What begins by itself begins with the first look at a page, once, and never instead of the page."""

import pytest

from dashboard.ledger.acts import MACHINE
from dashboard.practice.acting import acts_of
from dashboard.workspace import LEDGER_VARIABLE, Workspace
from tests import worlds
from tests.ui.opening import open_page, rerun, words


@pytest.fixture
def root(tmp_path):
    return worlds.breaching(tmp_path).workspace.root


def test_the_first_look_opens_the_incident_and_no_other_does(root, monkeypatch):
    app = open_page("overview", root, monkeypatch)
    [incident] = acts_of(Workspace(root)).incidents.values()
    assert (incident.response, incident.opened.by) == ("wrong-answers", MACHINE)
    length = acts_of(Workspace(root)).length
    rerun(app)
    open_page("metric", root, monkeypatch)
    assert acts_of(Workspace(root)).length == length


def test_who_looks_at_the_past_begins_nothing(root, monkeypatch):
    app = open_page("overview", root, monkeypatch, as_of="2026-03-12")
    assert "Response accuracy" in words(app)
    assert acts_of(Workspace(root)).length == 0


def test_a_ledger_that_cannot_be_written_is_told_and_the_page_is_there(root, monkeypatch):
    monkeypatch.setenv(LEDGER_VARIABLE, "sqlite:////proc/none/ledger.sqlite")
    said = words(open_page("overview", root, monkeypatch))
    assert "No incident could be opened:" in said
    assert "Response accuracy" in said
