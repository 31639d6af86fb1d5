"""What the command line does with the streams that it is given: pipes, disks, encodings, terminals."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worlds import bad_rows, make_world

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return str(make_world(tmp_path_factory.mktemp("streams"), rows=bad_rows()).workspace.root)


def run(*arguments, encoding="utf-8", **streams):
    """Runs a verb as a process of its own, its output in that encoding."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    command = [sys.executable, "-m", "dashboard", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, **streams)


def test_an_output_without_the_signs_shows_their_codes(workspace):
    done = run("check", "--workspace", workspace, encoding="ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"(acceptable \\u2265 88 %)" in done.stdout


def test_json_is_the_same_in_any_encoding(workspace):
    plain, wide = (run("lint", "--workspace", workspace, "--json", encoding=e).stdout for e in ("ascii", "utf-8"))
    assert plain == wide
    assert json.loads(plain)


def test_a_reader_that_has_seen_enough_is_no_error_to_speak_of(workspace):
    reading, writing = os.pipe()
    os.close(reading)
    done = run("check", "--workspace", workspace, stdout=writing)
    os.close(writing)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_full_disk_is_told_in_one_line(workspace):
    with Path("/dev/full").open("w") as full:
        done = run("check", "--workspace", workspace, stdout=full)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in done.stderr


def test_progress_is_for_a_terminal_and_cron_stays_quiet(tmp_path):
    make_world(tmp_path, rows=bad_rows(), load=False)
    ours, theirs = pty.openpty()
    assert run("ingest", "--workspace", str(tmp_path), stderr=theirs).returncode == 0
    os.close(theirs)
    assert b"%" in os.read(ours, 4096)
    os.close(ours)
    make_world(tmp_path / "second", rows=bad_rows(), load=False)
    assert run("ingest", "--workspace", str(tmp_path / "second")).stderr == b""
