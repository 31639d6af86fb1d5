"""A process that acts on a ledger. It says "ready", waits for a line, acts, and prints what came of each act.

usage: python -m tests.ledger.worker open|acknowledge|add URL WHO [HOW MANY]
"""

import sys

from dashboard.errors import DashboardError
from dashboard.ledger import acts
from dashboard.ledger.refusal import Refused
from dashboard.ledger.store import open_ledger
from tests.ledger.cast import ACKNOWLEDGED, MONDAY


def main(what: str, url: str, who: str, many: str = "1") -> None:
    ledger = open_ledger(url) if what != "open" else None
    seen = ledger.state().length if ledger else 0
    print("ready", flush=True)
    sys.stdin.readline()
    ledger = ledger or open_ledger(url)
    for i in range(int(many)):
        act = acts.ActionAdded(action=f"{who}-{i}", what="Look", who=who, due=MONDAY.date())
        try:
            event = ledger.record(ACKNOWLEDGED if what == "acknowledge" else act, who, MONDAY, MONDAY, seen=seen)
            print("recorded", event.seq, flush=True)
        except Refused as refused:
            print("refused", refused.mark.by if refused.mark else "", flush=True)
        except DashboardError as error:
            print("error", error, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
