"""What `evidence` makes: the forms, the period, the exit status, and what goes wrong."""

import io
import json
import sqlite3
import zipfile

import pytest

from dashboard.cli import main
from tests import worlds
from tests.evidencing import evidencing
from tests.worlds import NOW

PERIOD = ("--from", "2026-01-01", "--to", "2026-03-15")


@pytest.fixture
def run(capfdbinary):
    """Runs the verb; gives (status, standard output as bytes, standard error)."""

    def running(*arguments):
        status = main(["evidence", *map(str, arguments)], NOW)
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return running


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return evidencing(tmp_path_factory.mktemp("evidencing")).workspace.root


def test_a_zip_and_what_has_to_be_known_of_it(run, root, tmp_path):
    made = tmp_path / "file.zip"
    status, said, told = run("--workspace", root, "--sop", "assistant", *PERIOD, "-o", made)
    assert status == 0  # gaps are no findings: the file is what was recorded
    assert said.decode().startswith(f"{made}: Thu 1 Jan 2026 to Sun 15 Mar 2026, 9 sections, ")
    assert told.splitlines()[0].startswith("gap: ")
    assert "holds: The ledger and its verification: The ledger's chain is verified: 15 events." in told
    assert "evidence-assistant-2026-01-01-2026-03-15/MANIFEST.sha256" in zipfile.ZipFile(made).namelist()


def test_each_form_by_its_name_or_by_the_end_of_the_files(run, root, tmp_path):
    document = json.loads(run("--workspace", root, *PERIOD, "--json")[1])
    assert (document["from"], document["doubtful"], len(document["sections"])) == ("2026-01-01", False, 9)
    for form, begins in (("pdf", b"%PDF-"), ("html", b"<!doctype html>")):
        made = tmp_path / f"file.{form}"
        assert run("--workspace", root, *PERIOD, "-o", made)[0] == 0
        assert made.read_bytes().startswith(begins)
    packed = run("--workspace", root, *PERIOD, "--format", "zip")[1]
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None


def test_the_last_whole_quarter_unless_a_period_is_given(run, root):
    document = json.loads(run("--workspace", root, "--json")[1])
    assert (document["from"], document["to"]) == ("2025-10-01", "2025-12-31")
    document = json.loads(run("--workspace", root, "--json", "--from", "2026-03-01")[1])
    assert (document["from"], document["to"]) == ("2026-03-01", "2026-03-16")


def test_a_ledger_that_is_not_what_was_recorded_is_a_finding(run, tmp_path):
    root = evidencing(tmp_path).workspace.root
    ledger = sqlite3.connect(root / "data" / "ledger" / "ledger.sqlite")
    ledger.execute("UPDATE event SET by = 'mei' WHERE seq = 5")
    ledger.commit()
    ledger.close()
    status, said, told = run("--workspace", root, *PERIOD, "--json")
    assert (status, json.loads(said)["doubtful"]) == (1, True)
    assert told.startswith("doubt: The ledger and its verification: The ledger is not what was recorded: event 5")


def test_a_file_that_cannot_be_read_is_a_finding(run, tmp_path):
    world = worlds.broken(tmp_path)
    world.workspace.sources_file.write_text("sources: []\n")
    status, said, told = run("--workspace", tmp_path, *PERIOD, "--json")
    assert (status, json.loads(said)["doubtful"]) == (1, True)
    assert "sop/assistant/2026-03-01.yaml" in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--sop", "asistant"), "there is no SOP 'asistant'; did you mean 'assistant'?"),
        (("--from", "yesterday"), "--from: 'yesterday' is not a day; write it like 2026-07-06"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "--to: 2026-01-01 is before --from 2026-02-01"),
        (("--from", "2026-02-01", "--to", "2026-03-17"), "--to: 2026-03-17 is still to come; today is 2026-03-16"),
        (("--from", "2026-04-01"), "--from: 2026-04-01 is still to come; today is 2026-03-16"),
        (("--to", "2026-02-01"), "evidence takes --from with --to: it says on which day the period begins"),
        (("-o", "file.docx"), "--output: 'file.docx' ends in no form of evidence; known: html, json, pdf, zip"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(run, root, asked, said):
    assert run("--workspace", root, *asked) == (2, b"", f"{said}\n")
