"""Several processes that look at once: of each incident and each hop there is one."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from dashboard.ledger.audit import verify
from tests.practice.incidents.told import CHAT, LOW

ROOT = Path(__file__).parents[3]
MANY = 4


def test_of_all_who_see_a_breach_at_once_one_opens_its_incident(breaching, url, opening):
    opening()
    command = [sys.executable, "-m", "tests.practice.incidents.opener", str(breaching.workspace.root), url]
    with ExitStack() as stack:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started = [stack.enter_context(subprocess.Popen(command, cwd=ROOT, **pipes)) for _ in range(MANY)]
        for process in started:
            assert process.stdout.readline() == "ready\n"
        for process in started:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [line for process in started for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in started] == [0] * MANY
    assert sorted(said) == ["escalated", "escalated", "incident_opened"]
    state = opening().state()
    assert [i.breaches for i in state.incidents.values()] == [(CHAT, LOW)]
    assert [e.hop for e in state.handled_as(CHAT).escalations] == [1, 2]
    assert verify(opening()) == []
