"""A process that opens what is due. It says "ready", waits for a line, opens, and prints what it recorded.

usage: python -m tests.practice.incidents.opener WORKSPACE URL
"""

import sys
from pathlib import Path

from dashboard.ledger.store import open_ledger
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests.worlds import NOW


def main(workspace: str, url: str) -> None:
    world, ledger = open_world(Workspace(Path(workspace))), open_ledger(url)
    print("ready", flush=True)
    sys.stdin.readline()
    for event in open_due(world, ledger, NOW, NOW):
        print(event.act.kind, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
