"""What `check` begins, and what `incidents` lists: outputs, exit statuses, and what goes wrong."""

import datetime as dt
import json

import pytest

from dashboard.cli import main
from dashboard.ledger import acts
from dashboard.practice.acting import acts_of, open_acts
from dashboard.workspace import LEDGER_VARIABLE, Workspace
from tests import worlds
from tests.worlds import NOW, SOP, good_rows, make_world

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def run(capsys):
    """Runs a verb; gives (status, standard output, standard error)."""

    def running(*arguments, at=NOW):
        status = main([str(a) for a in arguments], at)
        return (status, *capsys.readouterr())

    return running


@pytest.fixture
def root(tmp_path):
    return worlds.breaching(tmp_path).workspace.root


def record(root, by, act, at=NOW):
    ledger = open_acts(Workspace(root))
    ledger.record(act, by, at, at)
    ledger.close()


def id_of(root):
    [id] = acts_of(Workspace(root)).incidents
    return id


def test_check_opens_an_incident_once_and_records_the_hops(run, root):
    first = json.loads(run("check", "--workspace", root, "--json")[1])
    length = acts_of(Workspace(root)).length
    again = json.loads(run("check", "--workspace", root, "--json")[1])
    assert first == again
    assert (length, acts_of(Workspace(root)).length) == (4, 4)  # the version, the incident, two hops
    assert [(b["incident"], b["expected"], b["escalated_to"]) for b in first if b["threshold"] in ("floor", "low")] == [
        (id_of(root), "cto", "cto"),
        (id_of(root), "ola", None),
    ]


@pytest.mark.parametrize("looking", [("--as-of", "2026-03-16T12:00:00Z"), ("--history",)])
def test_who_looks_at_another_instant_or_all_history_begins_nothing(run, root, looking):
    status, out, _ = run("check", "--workspace", root, "--json", *looking)
    assert (status, {b["incident"] for b in json.loads(out)}) == (1, {None})
    assert acts_of(Workspace(root)).length == 0


def test_of_a_healthy_workspace_the_version_in_force_is_recorded_once(run, tmp_path):
    make_world(tmp_path, rows=good_rows())
    assert [run("check", "--workspace", tmp_path)[0] for _ in range(2)] == [0, 0]
    acts = acts_of(Workspace(tmp_path))
    assert (acts.length, [*acts.versions]) == (1, [("assistant", dt.date(2026, 1, 1))])
    assert run("incidents", "--workspace", tmp_path) == (0, "no incident is under way\n", "")


def test_a_ledger_that_cannot_be_used_is_told_and_the_breaches_are_too(run, root, monkeypatch):
    monkeypatch.setenv(LEDGER_VARIABLE, "sqlite:////proc/none/ledger.sqlite")
    status, out, err = run("check", "--workspace", root, "--json")
    assert (status, json.loads(out)[0]["threshold"]) == (2, "floor")
    assert err.startswith("no incident could be opened: ")
    assert len(err.splitlines()) == 1


def test_a_clock_set_back_is_told_in_a_word(run, root):
    run("check", "--workspace", root)
    sources = root / "data" / "sources.yaml"
    sources.write_text(sources.read_text().replace("2026-03-16T12:00:00Z", "2026-03-16T06:00:00Z"))
    status, _, err = run("check", "--workspace", root)
    assert status == 1
    assert err == ("the clock was set back: the last act in the ledger is of 2026-03-16T12:00:00Z, and it is "
                   "2026-03-16T06:00:00Z; what was done in between counts again from then on\n")  # fmt: skip
    assert acts_of(Workspace(root)).length == 4


def test_incidents_are_listed_with_who_is_expected_and_what_comes_next(run, root):
    run("check", "--workspace", root)
    status, out, err = run("incidents", "--workspace", root, "--json")
    assert (status, err) == (1, "")
    assert json.loads(out) == [
        {
            "id": id_of(root),
            "sop": "assistant",
            "response": "wrong-answers",
            "version": "2026-01-01",
            "title": "Wrong answers",
            "level": "critical",
            "state": "open",
            "opened": "2026-03-16T12:00:00Z",
            "acknowledged_by": None,
            "resolved": None,
            "expected": "cto",
            "next_step": "find",
            "next_step_due": "2026-03-16T16:00:00Z",
            "overdue": [],
            "post_mortem": False,
            "breaches": [
                {"name": "assistant/accuracy/floor/channel=chat/2026-03-04T00:00:00Z", "open": True},
                {"name": "assistant/satisfaction/low//2026-03-15T00:00:00Z", "open": True},
            ],
        }
    ]


def test_incidents_in_words(run, root):
    run("check", "--workspace", root)
    record(root, "ola", acts.IncidentAcknowledged(incident=id_of(root)))
    _, out, _ = run("incidents", "--workspace", root)
    assert " ".join(out.split()) == (
        f"critical {id_of(root)} Wrong answers acknowledged opened Mon 16 Mar 12:00 "
        "2 of 2 breaching Mei Tanaka has the next step: Find the channel that moved; "
        "due in 4 hours (Mon 16 Mar 16:00); acknowledged by Ola Berg"
    )


def test_one_that_is_over_is_no_finding_and_one_that_is_reviewed_is_listed_with_all(run, root):
    run("check", "--workspace", root)
    id = id_of(root)
    record(root, "ola", acts.IncidentResolved(incident=id, comment="Rolled back"))
    status, out, _ = run("incidents", "--workspace", root, "--json")
    assert (status, [i["state"] for i in json.loads(out)]) == (0, ["resolved"])
    written = acts.PostMortemWritten(incident=id, happened="a", cause="b", lessons=("nothing",))
    record(root, "ola", written)
    record(root, "cto", acts.IncidentReviewed(incident=id))
    assert run("incidents", "--workspace", root, "--json") == (0, "[]\n", "")
    status, out, _ = run("incidents", "--workspace", root, "--json", "--all")
    assert [(i["state"], i["expected"]) for i in json.loads(out)] == [("reviewed", None)]


def test_a_role_that_nobody_holds_is_told_loudly(run, tmp_path):
    gone = "".join(f"  - {{id: {id}, name: {id.title()}, until: 2026-02-01}}\n" for id in ("mei", "ola", "bo", "cto"))
    people = f"people:\n{gone}  - {{id: ml, name: ML, members: [mei, bo]}}\n"
    make_world(tmp_path, SOP, worlds.bad_rows(), people=people)
    assert "NOBODY FOUND: falls to Cto" in run("check", "--workspace", tmp_path)[1]
    assert "NOBODY FOUND: falls to Cto" in run("incidents", "--workspace", tmp_path)[1]
