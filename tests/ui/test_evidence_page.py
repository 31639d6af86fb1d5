"""What can we show an auditor, and does it hold?"""

import sqlite3

import pytest

from tests import worlds
from tests.evidencing import evidencing
from tests.ui.opening import open_page, rerun, words

PERIOD = {"from": "2026-01-01", "to": "2026-03-15"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return evidencing(tmp_path_factory.mktemp("evidencing")).workspace.root


def test_what_it_holds_and_what_has_to_be_known_of_it(root, monkeypatch):
    said = words(open_page("evidence", root, monkeypatch, sop="assistant", **PERIOD))
    assert "✓ holds The ledger's chain is verified: 16 events." in said  # one more: to look opens what is due
    assert "Incidents 1 · Steps of their playbooks 2 · Post-mortems 1" in said
    assert "▲ gap Not signed: 1 of 2 sittings." in said
    assert "Times are UTC. The table of articles" in said
    assert "It is no legal advice" in said
    assert "Not all of this can be relied on" not in said


def test_a_section_of_the_address_is_shown_and_its_tables_can_be_downloaded(root, monkeypatch):
    app = open_page("evidence", root, monkeypatch, section="incidents", **PERIOD)
    said = words(app)
    assert "A stale index" in said
    assert "Helps with EU AI Act (Regulation (EU) 2024/1689): Article 9, Article 72" in said
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Everything as ZIP", "PDF", "HTML", "CSV", "CSV", "CSV"]


def test_the_last_quarter_unless_the_address_says_another(root, monkeypatch):
    app = open_page("evidence", root, monkeypatch)
    assert [d.isoformat() for d in app.date_input[0].value] == ["2025-10-01", "2025-12-31"]
    assert "No version was in force in this period." in words(app)
    app.get("button_group")[0].set_value("This quarter")
    app = rerun(app)
    assert (app.query_params["from"], app.query_params["to"]) == ("2026-01-01", "2026-03-16")
    assert "Versions in force 2" in words(app)


@pytest.mark.parametrize("address", [{"from": "x"}, {"from": "2026-03-01", "to": "2026-02-01"}, {"to": "2026-02-01"}])
def test_an_address_that_makes_no_sense_is_said_and_left_out(root, monkeypatch, address):
    app = open_page("evidence", root, monkeypatch, sop="<b>", section="nope", **address)
    assert "The address asks for no period" in words(app)
    assert "Everything as ZIP" in [button.proto.label for button in app.get("download_button")]


def test_a_ledger_that_was_altered_is_said_loudly(tmp_path, monkeypatch):
    root = evidencing(tmp_path).workspace.root
    ledger = sqlite3.connect(root / "data" / "ledger" / "ledger.sqlite")
    ledger.execute("UPDATE event SET by = 'mei' WHERE seq = 5")
    ledger.commit()
    ledger.close()
    said = words(open_page("evidence", root, monkeypatch, **PERIOD))
    assert "● Not all of this can be relied on The ledger and its verification: The ledger is not what was" in said


def test_a_ledger_that_cannot_be_read_gives_no_evidence(tmp_path, monkeypatch):
    world = worlds.healthy(tmp_path)
    (world.workspace.data_dir / "ledger").mkdir()
    (world.workspace.data_dir / "ledger" / "ledger.sqlite").write_text("no database at all")
    app = open_page("evidence", tmp_path, monkeypatch, **PERIOD)
    assert "There is no evidence to give as things stand" in words(app)
    assert not app.get("download_button")


def test_without_numbers_that_is_said_and_without_an_sop_there_is_nothing(tmp_path, monkeypatch):
    world = worlds.empty(tmp_path)
    said = words(open_page("evidence", tmp_path, monkeypatch, **PERIOD))
    assert "No numbers are loaded: whether anything was breached is not known." in said
    for file in (world.workspace.sop_dir / "assistant").iterdir():
        file.unlink()
    app = open_page("evidence", tmp_path, monkeypatch)
    assert not app.get("download_button")


def test_what_cannot_be_read_is_in_doubt(tmp_path, monkeypatch):
    worlds.broken(tmp_path)
    said = words(open_page("evidence", tmp_path, monkeypatch, **PERIOD))
    assert "Not all of this can be relied on" in said
    assert "2026-03-01.yaml" in said
