"""The process that stays: it goes on whatever fails, is alone, and ends when it is asked to. As its own process."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.notify.servers import hook
from tests.practice.telling.conftest import NOTIFICATIONS, REACHED
from tests.worlds import NOW, bad_rows, good_rows, make_world, write_numbers

ROOT = Path(__file__).parents[2]


class Watch:
    """A watch in a process of its own; what it says is read line by line."""

    def __init__(self, root, *arguments, **environment):
        command = [sys.executable, "-m", "dashboard", "watch", "--workspace", str(root), *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, text=True, bufsize=1,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def said(self, text, within=30):
        """Waits until a line says that."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if any(text in line for line in self.lines):
                return True
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was not said:\n" + "\n".join(self.lines))

    def end(self, number=signal.SIGTERM):
        """Asks it to end; (exit status, seconds that took)."""
        begun = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(10), time.monotonic() - begun


@pytest.fixture
def watching(tmp_path):
    made = []

    def start(*arguments, **environment):
        made.append(Watch(tmp_path, *arguments, **environment))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()
        one.process.stdout.close()


def reach(root, url):
    settings = NOTIFICATIONS.replace("json://127.0.0.1:1/each?for={email}", url)
    (root / "data" / "notifications.yaml").write_text(settings)


def test_it_loads_judges_tells_and_ends_when_it_is_asked(tmp_path, watching):
    make_world(tmp_path, rows=bad_rows(), people=REACHED, load=False)
    with hook() as server:
        reach(tmp_path, server.url)
        one = watching()
        one.said("loaded 296 new")
        one.said("told Mei Tanaka (each): Critical, fired: Response accuracy · channel=chat")
        one.said("told Ola Berg")
        status, took = one.end()
        assert (status, one.lines[-1], len(server.got)) == (0, "stopped", 4)
        assert took < 3
    assert one.lines[0].startswith(f"watching {tmp_path}, every 5 minutes")


def test_a_second_one_says_that_one_is_enough(tmp_path, watching):
    make_world(tmp_path, rows=good_rows())
    watching().said("watching")
    other = watching()
    assert other.process.wait(20) == 2
    other.said(f"another watch is running on {tmp_path}; one is enough")


def test_what_fails_is_said_once_and_the_rest_goes_on(tmp_path, watching):
    make_world(tmp_path, rows=bad_rows(), people=REACHED, load=False)
    (tmp_path / "data" / "raw" / "releases.csv").write_text("at,name\n")  # not what its mapping says
    with hook(*[500] * 50) as server:
        reach(tmp_path, server.url)
        one = watching()
        one.said("source 'releases' is refused, its last good data stays")
        one.said("loaded 295 new")
        one.said("Mei Tanaka was not told (each): the server answered 500 (Internal Server Error); it is tried again")
        assert one.end(signal.SIGINT)[0] == 0
        assert "Traceback" not in "\n".join(one.lines)


def test_a_ledger_that_cannot_be_opened_does_not_end_it(tmp_path, watching):
    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    reach(tmp_path, "json://127.0.0.1:1/x?for={email}")
    one = watching(DASHBOARD_LEDGER="sqlite:////proc/nowhere/ledger.sqlite")
    one.said("the ledger cannot be made")
    assert one.process.poll() is None
    assert one.end()[0] == 0


def test_sources_that_cannot_be_read_do_not_end_it(tmp_path, watching):
    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    sources = tmp_path / "data" / "sources.yaml"
    sources.write_text(sources.read_text().replace("holds: deployments", "holds: deploymints"))
    one = watching()
    one.said("'deploymints' is not a value of `holds`")
    one.said("nobody is told: there is no data/notifications.yaml")
    assert one.process.poll() is None
    assert one.end()[0] == 0


def test_it_finishes_the_message_that_it_is_sending(tmp_path, watching):
    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    with hook(0) as server:  # the first answer takes longer than a second
        reach(tmp_path, server.url.replace("rto=0.5", "rto=9"))
        one = watching()
        one.said("watching")
        until = time.monotonic() + 20
        while server.answers and time.monotonic() < until:
            time.sleep(0.05)
        status, took = one.end()
        assert status == 0 and took < 4
    from dashboard.practice.acting import acts_of
    from dashboard.workspace import Workspace

    notices = acts_of(Workspace(tmp_path)).notices.values()
    assert len(notices) == 1
    assert all(notice.outcome for notice in notices)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--every", "often"), "--every: 'often' is not a duration; write it like 30m, 4h, 3d or 2w"),
        (("--every", "0m"), "--every: '0m' is not a duration"),
    ],
)
def test_an_interval_that_is_none_is_refused(tmp_path, watching, arguments, said):
    make_world(tmp_path, rows=good_rows())
    one = watching(*arguments)
    assert one.process.wait(20) == 2
    one.said(said)


def test_round_after_round_it_tells_what_is_new_alone(tmp_path, capsys):
    from dashboard.cli import watching as verb
    from dashboard.workspace import Workspace

    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    stop = threading.Event()
    with hook() as server:
        reach(tmp_path, server.url)
        said = verb._round(Workspace(tmp_path), lambda: NOW, stop, frozenset())
        assert (len(server.got), said) == (4, frozenset())
        verb._round(Workspace(tmp_path), lambda: NOW, stop, said)
        assert len(server.got) == 4
        write_numbers(tmp_path, good_rows())
        verb._round(Workspace(tmp_path), lambda: NOW, stop, said)
        assert [m["title"] for m in server.got[4:]].count("Recovered: Customer satisfaction") == 0
        assert len(server.got) == 8
    (tmp_path / "data" / "notifications.yaml").unlink()
    for known in (frozenset(), frozenset({"nobody is told: there is no data/notifications.yaml, which says where "
                                          "people are reached"})):  # fmt: skip
        capsys.readouterr()
        verb._round(Workspace(tmp_path), lambda: NOW, stop, known)
        assert ("nobody is told" in capsys.readouterr().err) is not bool(known)
