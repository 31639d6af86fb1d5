"""Generations: published whole or not at all, whatever happens to the process that builds them."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.errors import WorkspaceError
from dashboard.history.warehouse import Building, current, open_generation, sole_writer
from tests.history.feeding import NOW, Feed

ROOT = Path(__file__).parents[2]
INGEST = """
import sys
from pathlib import Path
from tests.history.feeding import Feed
Feed(Path(sys.argv[1])).ingest(progress=lambda doing, done: print(doing, flush=True))
"""


def publish(directory, now=NOW):
    with sole_writer(directory), Building(directory, now) as building:
        building.con.execute("INSERT INTO load VALUES (?, ?, 0, 0, 0, NULL)", [building.generation, now])
    return building.generation


def loads(directory):
    with open_generation(current(directory)) as warehouse:
        return [row[0] for row in warehouse.cursor().execute("SELECT source FROM load ORDER BY rowid").fetchall()]


def test_there_is_no_generation_before_the_first(tmp_path):
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None


def test_each_generation_begins_with_what_the_one_before_held_and_knows_its_name(tmp_path):
    names = [publish(tmp_path), publish(tmp_path)]
    assert names == ["20260706T090000Z-1", "20260706T090000Z-2"]
    assert loads(tmp_path) == names
    with open_generation(current(tmp_path)) as warehouse:
        assert warehouse.generation == names[1]
        assert warehouse.cursor().execute("SELECT generation, made_at FROM meta").fetchall() == [(names[1], NOW)]


def test_a_published_generation_cannot_be_written_to(tmp_path):
    publish(tmp_path)
    with open_generation(current(tmp_path)) as warehouse, pytest.raises(Exception, match="read-only"):
        warehouse.cursor().execute("DELETE FROM load")


def test_the_last_two_generations_are_kept_and_nothing_of_the_building(tmp_path):
    names = [publish(tmp_path, NOW + dt.timedelta(days=k)) for k in range(4)]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".lock", f"{names[2]}.duckdb", f"{names[3]}.duckdb", "CURRENT"]


def test_a_build_that_fails_or_is_not_worth_it_leaves_nothing_behind(tmp_path):
    first = publish(tmp_path)
    with pytest.raises(ZeroDivisionError), Building(tmp_path, NOW):
        raise ZeroDivisionError
    with Building(tmp_path, NOW) as building:
        building.worth = False
    assert loads(tmp_path) == [first]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "20260706T090000Z-1.duckdb", "CURRENT"]


def test_what_killed_builds_left_is_swept_away_and_never_taken_for_a_generation(tmp_path):
    first = publish(tmp_path)
    (tmp_path / "building-x.duckdb").write_text("half")
    (tmp_path / "building.tmp").mkdir()
    (tmp_path / "building.tmp" / "spill").write_text("")
    (tmp_path / "20260101T000000Z-2.duckdb").write_text("published but for the pointer")
    second = publish(tmp_path)
    assert loads(tmp_path) == [first, second]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".lock", "20260706T090000Z-1.duckdb", "20260706T090000Z-2.duckdb", "CURRENT",
    ]  # fmt: skip


@pytest.mark.parametrize("pointer", ["gone-1.duckdb", "../../etc/passwd", ""])
def test_a_pointer_to_nothing_says_what_to_do(tmp_path, pointer):
    (tmp_path / "CURRENT").write_text(pointer)
    with pytest.raises(WorkspaceError, match="which is not there; remove it and ingest again"):
        current(tmp_path)


def test_a_broken_generation_says_what_to_do(tmp_path):
    publish(tmp_path)
    path = current(tmp_path)
    path.write_text("not a database")
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_generation(path)


def start(root):
    return subprocess.Popen([sys.executable, "-c", INGEST, str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_killed_at_any_instant_the_last_generation_is_intact_and_the_next_ingest_completes(tmp_path):
    """Real processes, killed from before their first step to after their last."""
    rows = "".join(
        f"2026-07-{1 + k % 28:02}T{k % 24:02}:{k % 60:02}:00,accuracy,{k},1,v,c{k},\n" for k in range(40_000)
    )
    feed = Feed(tmp_path)
    feed.put("0.csv", "2026-07-01,accuracy,1,1,v,,\n")
    feed.ingest()
    feed.put("1.csv", rows)
    began = time.monotonic()
    reference = Feed(tmp_path / "reference")
    reference.put("1.csv", rows)
    whole = start(reference.data.parent)
    whole.communicate()
    assert whole.returncode == 0
    took = time.monotonic() - began
    killed = 0
    for k in range(10):
        process = start(tmp_path)
        first = process.stdout.readline()  # imports are done, work has begun
        assert first
        time.sleep(took * k / 16)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        count = feed.ask("SELECT count(*) FROM observation")[0][0]
        assert count in (1, 40_001)
        if count > 1:  # it was done already: begin again with more
            break
    assert killed >= 3
    feed.ingest()
    assert feed.ask("SELECT count(*), count(DISTINCT segment) FROM observation") == [(40_001, 40_001)]
    assert not list((feed.data / "warehouse").glob("building*"))


def test_a_killed_ingest_lets_go_of_the_lock(tmp_path):
    feed = Feed(tmp_path)
    feed.put("0.csv", "2026-07-01,accuracy,1,1,v,,\n")
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import sys, time\nfrom pathlib import Path\nfrom dashboard.history.warehouse import sole_writer\n"
         "with sole_writer(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)",
         str(feed.data / "warehouse")], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    assert feed.ingest().published
