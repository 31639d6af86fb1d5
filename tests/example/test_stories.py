"""The judge tells the stories of the worked examples, no fewer and no others."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The examples, loaded, in a folder of their own."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "sop", folder / "sop")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("warehouse"))
    return folder


def dashboard(workspace, *verb):
    """(exit status, the JSON document) of a verb of the command line."""
    command = [sys.executable, "-m", "dashboard", *verb, "--json", "--workspace", str(workspace)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def loaded(workspace):
    """What loading the examples reported."""
    return dashboard(workspace, "ingest")


def told():
    """The breaches that STORIES.md tells: (sop, metric, segment, threshold, level, since, ended or None)."""
    stories = set()
    for line in (ROOT / "data" / "STORIES.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not (ROOT / "sop" / cells[0]).is_dir() or not cells[0] or cells[-1] in ("stale", "pending"):
            continue
        if len(cells) == 8:
            sop, metric, segment, _, since, ended, threshold, level = cells
            stories.add((sop, metric, segment, threshold, level, instant(since), instant(ended)))
        elif len(cells) == 7:
            sop, metric, segment, _, since, threshold, level = cells
            stories.add((sop, metric, segment, threshold, level, instant(since), None))
    return stories


def instant(text):
    """'2026-11-04' or '2026-11-14 18:00' as the command line writes it."""
    day, _, time = text.partition(" ")
    return f"{day}T{time or '00:00'}:00Z"


def test_every_story_is_caught_and_nothing_else_fires(workspace, loaded):
    _, breaches = dashboard(workspace, "check", "--history")
    aspirational = {"claims-ambition", "loss-ambition", "missed-none"}
    caught = {
        (b["sop"], b["metric"], b["segment"], b["threshold"], b["level"], b["since"], b["ended_at"])
        for b in breaches
        if b["threshold"] not in aspirational
    }
    assert caught == told()


def test_the_open_breaches_each_have_an_owner_and_a_backup(workspace, loaded):
    status, breaches = dashboard(workspace, "check")
    assert status == 1
    assert len(breaches) == 13
    assert all(b["owner"] and b["backup"] and b["ended_at"] is None for b in breaches)


def test_the_thirteen_bad_rows_are_in_quarantine_and_the_restated_week_is_kept(loaded):
    status, report = loaded
    assert status == 1
    assert sum(s["rejected"] for s in report["sources"]) == 13
    assert {s["source"]: s["restated"] for s in report["sources"] if s["restated"]} == {"support-crm": 28}
    assert [s["refused"] for s in report["sources"] if s["refused"]] == []


def test_loading_the_same_files_again_changes_nothing(workspace, loaded):
    _, report = dashboard(workspace, "ingest")
    assert report["generation"] == loaded[1]["generation"]
    assert sum(s["loaded"] + s["restated"] for s in report["sources"]) == 0
