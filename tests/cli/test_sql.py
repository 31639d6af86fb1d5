"""`sql`: a query answered without a screen."""

import io
import json

import pytest

from dashboard.cli import main
from tests import worlds
from tests.worlds import NOW


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return worlds.breaching(tmp_path_factory.mktemp("breaching")).workspace.root


@pytest.fixture
def run(capsys, root):
    def running(*arguments, workspace=root):
        return (main(["sql", *arguments, "--workspace", str(workspace)], NOW), *capsys.readouterr())

    return running


def test_rows_come_as_an_aligned_table(run):
    status, out, err = run("SELECT metric, count(*) AS n FROM observation GROUP BY metric ORDER BY metric")
    assert (status, err) == (0, "")
    assert out.splitlines() == ["metric          n", "accuracy      180", "latency        55", "satisfaction   60"]


def test_as_json_from_standard_input(run, monkeypatch, root):
    monkeypatch.setattr("sys.stdin", io.StringIO('SELECT max("at") AS last\nFROM observation;\n'))
    status, out, err = run("-", "--json")
    generation = (root / "data" / "warehouse" / "CURRENT").read_text().strip().removesuffix(".duckdb")
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "generation": generation,
        "columns": ["last"],
        "rows": [["2026-03-15T00:00:00Z"]],
        "cut_short": None,
    }


def test_rows_that_are_left_out_are_told_on_standard_error(run):
    status, out, err = run("SELECT * FROM range(10001)", "--json")
    found = json.loads(out)
    assert (status, len(found["rows"])) == (0, 10_000)
    assert found["cut_short"].startswith("these are the first 10,000 rows")
    assert err == f"{found['cut_short']}\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT vale FROM observation", "line 1, column 8: Referenced column \"vale\" not found"),
        ("DROP TABLE breach", "DROP is not possible here"),
        ("SELECT * FROM read_text('/etc/passwd')", "no files, no other databases, no network"),
        ("SELECT repeat('x', 2000000000)", "needed more than the 768 MB of memory"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_exits_2_with_one_line(run, query, said):
    status, out, err = run(query)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "1e3", "99999"])
def test_a_time_limit_that_is_none_is_refused(run, monkeypatch, seconds):
    monkeypatch.setenv("DASHBOARD_SQL_SECONDS", seconds)
    status, out, err = run("SELECT 1")
    assert (status, out) == (2, "")
    assert f"DASHBOARD_SQL_SECONDS is '{seconds}'; write a whole number of seconds" in err


def test_a_query_may_take_as_long_as_the_environment_says(run, monkeypatch):
    monkeypatch.setenv("DASHBOARD_SQL_SECONDS", "1")
    status, _, err = run("SELECT count(*) FROM range(100000000000) a WHERE hash(range) = 3")
    assert (status, "stopped after 1 second," in err) == (2, True)


def test_before_any_ingest_it_says_what_to_run(run, tmp_path):
    worlds.empty(tmp_path)
    status, out, err = run("SELECT 1", workspace=tmp_path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"run `python -m dashboard ingest --workspace {tmp_path}`" in err


def test_files_that_are_broken_do_not_keep_it_from_the_numbers(run, tmp_path):
    worlds.broken(tmp_path)
    assert run("SELECT count(*) AS n FROM load", workspace=tmp_path)[:2] == (0, "n\n2\n")
