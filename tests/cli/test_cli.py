"""Outputs and exit statuses of the verbs: 0 clean, 1 findings, 2 could not run."""

import datetime as dt
import json

import pytest

from dashboard.cli import instant, main
from dashboard.errors import WorkspaceError
from tests import worlds
from tests.worlds import NOW, SOP, bad_rows, good_rows, make_world, write_numbers

BREACH = ["sop", "metric", "segment", "threshold", "level", "since", "fired_at", "ended_at", "worst", "points",
          "owner", "backup", "response", "acknowledged_by", "accepted_until", "incident", "expected",
          "escalated_to"]  # fmt: skip


@pytest.fixture
def run(capsys):
    """Runs a verb; gives (status, standard output, standard error)."""

    def running(*arguments):
        status = main([str(a) for a in arguments], NOW)
        return (status, *capsys.readouterr())

    return running


@pytest.fixture(scope="module")
def breaching(tmp_path_factory):
    return worlds.breaching(tmp_path_factory.mktemp("breaching")).workspace.root


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("healthy"), SOP.replace("lower: 99", "lower: 9"), good_rows())
    return world.workspace.root


def test_check_lists_open_breaches_worst_first_and_exits_1(run, breaching):
    status, out, err = run("check", "--workspace", breaching, "--json")
    found = json.loads(out)
    assert (status, err) == (1, "")
    assert all(list(breach) == BREACH for breach in found)
    incident = found[0].pop("incident")
    assert incident.startswith("wrong-answers-20260316-")
    assert [b.get("incident") for b in found] == [None, incident, None, None, None]
    assert found[0] == {
        "sop": "assistant",
        "metric": "accuracy",
        "segment": "channel=chat",
        "threshold": "floor",
        "level": "critical",
        "since": "2026-03-04T00:00:00Z",
        "fired_at": "2026-03-05T00:00:00Z",
        "ended_at": None,
        "worst": 84.1,
        "points": 12,
        "owner": "ml",
        "backup": "ola",
        "response": "wrong-answers",
        "acknowledged_by": None,
        "accepted_until": None,
        "expected": "cto",
        "escalated_to": "cto",
    }
    assert [b["threshold"] for b in found] == ["floor", "low", "hope", "hope", "hope"]


def test_check_says_it_in_words(run, breaching):
    _, out, _ = run("check", "--workspace", breaching)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "as of Mon 16 Mar 2026 12:00"
    assert lines[1].startswith(
        "critical Response accuracy · channel=chat 84.1 % (acceptable ≥ 88 %) since Wed 4 Mar, 12 days "
        "— ML team (analysis), backup Ola Berg, now Chris Otto, who is next: "
        "nobody acknowledged it within 7 days of its firing "
        "[wrong-answers-20260316-"
    )
    assert "— Ola Berg (analysis), backup Mei Tanaka [wrong-answers-" in lines[2]


def test_check_of_a_past_day_and_of_all_history(run, breaching):
    asked = ("check", "--workspace", breaching, "--json", "--as-of", "2026-03-04T12:00:00+02:00")
    assert "floor" not in {b["threshold"] for b in json.loads(run(*asked)[1])}
    history = json.loads(run("check", "--workspace", breaching, "--json", "--history")[1])
    assert len(history) >= 5
    assert {b["ended_at"] for b in history if b["threshold"] == "floor"} == {None}


def test_a_healthy_workspace_is_clean(run, healthy):
    assert run("check", "--workspace", healthy, "--json") == (0, "[]\n", "")
    status, out, _ = run("check", "--workspace", healthy)
    assert (status, out) == (0, "nothing is breaching as of Mon 16 Mar 2026 12:00\n")


def test_a_goal_not_reached_is_listed_and_is_no_finding(run, tmp_path):
    world = make_world(tmp_path, rows=good_rows())
    status, out, _ = run("check", "--workspace", world.workspace.root, "--json")
    assert (status, {b["threshold"] for b in json.loads(out)}) == (0, {"hope"})


def test_a_broken_version_is_told_the_rest_is_checked_and_it_is_a_finding(run, tmp_path):
    world = make_world(tmp_path, SOP.replace("lower: 99", "lower: 9"), good_rows())
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text(SOP.replace("upper: 4", "uper: 4"))
    status, out, err = run("check", "--workspace", world.workspace.root, "--json")
    assert (status, json.loads(out)) == (1, [])
    assert "sop/assistant/2026-03-01.yaml:55:40: " in err
    assert "unknown key 'uper'; did you mean 'upper'?" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "--workspace", "/nowhere/at/all"), "no such folder: /nowhere/at/all"),
        (("check", "--as-of", "yesterday"), "--as-of: 'yesterday' is not an instant"),
        (("check", "--as-of", ""), "--as-of: '' is not an instant"),
        (("check", "--as-off", "2026-01-01"), "no option '--as-off'; did you mean '--as-of'?"),
        (("check", "--as-off=2026-01-01"), "no option '--as-off'; did you mean '--as-of'?"),
        (("lint", "--history"), "no option '--history'; known: --help, --json, --workspace"),
        (("check", "2026-01-01"), "'2026-01-01' is one argument too many"),
        (("check", "--workspace", ""), "--workspace names no folder"),
        (("--workspace", "/tmp", "init", "mine", "--from", "a.csv"), "init takes no --workspace"),
        (("chekc",), "no verb 'chekc'; did you mean 'check'?"),
        (("tell",), "no verb 'tell'; --help lists them"),
        ((), "required: VERB"),
    ],
)
def test_what_could_not_run_exits_2_with_one_line_on_standard_error(capsys, breaching, arguments, said):
    where = [] if "--workspace" in arguments or len(arguments) < 2 else ["--workspace", str(breaching)]
    try:
        status = main([*arguments, *where], NOW)
    except SystemExit as left:
        status = left.code
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_check_before_any_ingest_says_what_to_run(run, tmp_path):
    worlds.empty(tmp_path)
    status, out, err = run("check", "--workspace", tmp_path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"run `python -m dashboard ingest --workspace {tmp_path}`" in err


def test_ingest_without_sources_leaves_the_numbers_in_force(run, tmp_path):
    make_world(tmp_path, rows=good_rows())
    (tmp_path / "data" / "sources.yaml").rename(tmp_path / "data" / "elsewhere.yaml")
    before = (tmp_path / "data" / "warehouse" / "CURRENT").read_text()
    status, out, err = run("ingest", "--workspace", tmp_path, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"there is no {tmp_path / 'data' / 'sources.yaml'}" in err
    assert (tmp_path / "data" / "warehouse" / "CURRENT").read_text() == before


def test_the_workspace_can_stand_before_the_verb(run, breaching):
    assert run("--workspace", breaching, "check", "--json") == run("check", "--json", "--workspace", breaching)


@pytest.mark.parametrize("verb", ["ingest", "check"])
def test_sources_that_cannot_be_read_stop_what_needs_them(run, tmp_path, verb):
    worlds.broken(tmp_path)
    status, out, err = run(verb, "--workspace", tmp_path, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "data/sources.yaml:13:12: 'deploymints' is not a value of `holds`" in err


def test_a_folder_that_is_no_workspace_is_refused(run, tmp_path):
    status, _, err = run("ingest", "--workspace", tmp_path)
    assert (status, "neither sop/ nor data/" in err) == (2, True)


def test_ingest_reports_each_source_and_twice_changes_nothing(run, tmp_path):
    make_world(tmp_path, rows=good_rows(), load=False)
    status, out, err = run("ingest", "--workspace", tmp_path, "--json")
    first = json.loads(out)
    assert (status, err) == (0, "")
    assert {k: first[k] for k in ("loaded", "restated", "rejected")} == {"loaded": 301, "restated": 0, "rejected": 0}
    assert first["sources"][0] == {"source": "numbers", "loaded": 300, "restated": 0, "rejected": 0, "refused": None}
    again = json.loads(run("ingest", "--workspace", tmp_path, "--json")[1])
    assert (again["generation"], again["loaded"]) == (first["generation"], 0)


def test_ingest_exits_1_for_rejected_rows_and_for_a_refused_source(run, tmp_path):
    make_world(tmp_path, rows=[*good_rows(), ("2026-03-16", "accuracy", "n/a")], load=False)
    status, out, _ = run("ingest", "--workspace", tmp_path, "--json")
    assert (status, json.loads(out)["rejected"]) == (1, 1)
    (tmp_path / "data" / "raw" / "releases.csv").write_text("at,name,model\n")
    write_numbers(tmp_path, good_rows())
    status, out, _ = run("ingest", "--workspace", tmp_path, "--json")
    refused = json.loads(out)["sources"][1]["refused"]
    assert (status, "no column 'title'" in refused) == (1, True)
    assert "refused: " in run("ingest", "--workspace", tmp_path)[1]


def test_lint_lists_findings_of_sops_and_sources(run, tmp_path):
    worlds.broken(tmp_path)
    status, out, _ = run("lint", "--workspace", tmp_path, "--json")
    found = json.loads(out)
    assert status == 1
    assert all(list(f) == ["rule", "level", "file", "line", "message", "silenced"] for f in found)
    broken = {f["file"] for f in found if f["rule"] == "broken"}
    assert broken == {"sop/assistant/2026-03-01.yaml", "sop/ranker/2026-01-01.yaml", "data/sources.yaml"}
    assert "data/sources.yaml:13: error: " in run("lint", "--workspace", tmp_path)[1]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-07-06", dt.datetime(2026, 7, 6)),
        ("2026-07-06T12:00:00Z", dt.datetime(2026, 7, 6, 12)),
        ("2026-07-06T12:00+02:00", dt.datetime(2026, 7, 6, 10)),
    ],
)
def test_instants_are_utc_unless_they_say_otherwise(text, meant):
    assert instant(text) == meant


@pytest.mark.parametrize("text", ["", "now", "2026-13-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(WorkspaceError, match="write it like"):
        instant(text)


def test_the_clock_of_a_real_workspace_is_now(run, tmp_path):
    sources = worlds.SOURCES.replace("as_of: {as_of}\n", "")
    make_world(tmp_path, rows=bad_rows(), sources=sources)
    assert run("check", "--workspace", tmp_path)[1].startswith("as of Mon 16 Mar 2026 12:00")
