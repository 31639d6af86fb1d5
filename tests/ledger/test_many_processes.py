"""Several processes at once on one ledger: nothing is lost, nothing overwritten, and who comes second is told."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.ledger.audit import verify
from dashboard.ledger.store import open_ledger
from tests.ledger.cast import ACTION, MONDAY, RECALL

ROOT = Path(__file__).parents[2]
MANY = 4


def worker(what: str, url: str, who: str, many: int = 1) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.ledger.worker", what, url, who, str(many)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def at_once(what: str, url: str, many: int = 1) -> dict[str, list[str]]:
    """What each of MANY processes printed, by who it acted for; they begin together."""
    with ExitStack() as stack:
        started = {f"p{n}": stack.enter_context(worker(what, url, f"p{n}", many)) for n in range(MANY)}
        for process in started.values():
            assert process.stdout.readline() == "ready\n"
        for process in started.values():
            process.stdin.write("go\n")
            process.stdin.flush()
        return {who: process.communicate()[0].splitlines() for who, process in started.items()}


def test_of_all_who_acknowledge_a_breach_at_once_one_wins_and_the_others_are_told_who(url, opening):
    opening()
    said = at_once("acknowledge", url)
    (winner,) = [who for who, lines in said.items() if lines == ["recorded 1"]]
    assert {who: lines for who, lines in said.items() if who != winner} == {
        who: [f"refused {winner}"] for who in said if who != winner
    }
    ledger = opening()
    assert ledger.state().handled_as(RECALL).acknowledged.by == winner
    assert ledger.length() == 1
    assert verify(ledger) == []


def test_acts_that_do_not_conflict_are_all_there(url, opening):
    opening()
    said = at_once("add", url, 25)
    lines = [line for spoken in said.values() for line in spoken]
    assert sorted(lines) == sorted(f"recorded {n}" for n in range(1, MANY * 25 + 1))
    ledger = opening()
    assert {*ledger.state().actions} == {f"{who}-{n}" for who in said for n in range(25)}
    assert verify(ledger) == []


def test_a_ledger_that_all_make_at_the_same_moment_is_one(url, opening):
    said = at_once("open", url)
    assert sorted(line for spoken in said.values() for line in spoken) == [f"recorded {n}" for n in range(1, MANY + 1)]
    assert verify(opening()) == []


@pytest.mark.parametrize("confirmed", [1, 60, 170])
def test_a_process_killed_among_a_thousand_acts_loses_none_that_was_confirmed(url, opening, confirmed):
    opening()
    with worker("add", url, "mei", 1000) as process:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        said = [process.stdout.readline() for _ in range(confirmed)]
        process.kill()
        said += [line for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -9
    assert confirmed <= len(said) < 1000
    ledger = open_ledger(url)
    assert said == [f"recorded {n}\n" for n in range(1, len(said) + 1)]
    assert {*ledger.state().actions} >= {f"mei-{n}" for n in range(len(said))}
    assert ledger.length() in (len(said), len(said) + 1)  # one may have been recorded and not have been said
    ledger.record(ACTION, "bo", MONDAY, MONDAY)
    assert verify(ledger) == []
    ledger.close()
