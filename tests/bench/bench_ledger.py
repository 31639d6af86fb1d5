"""What the ledger costs: folding 100,000 events against bare reading of their rows, and one act against a bare insert.

The events are those of 10 years of 4 weekly reviews, each with 8 of its 40 metrics breaching: acknowledged, talked
about, decided, accepted or acted on. Every figure is a ratio of times measured in this one run.
"""

import datetime as dt
import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import insert, select, update

from dashboard.ledger import acts
from dashboard.ledger.acts import ACT, AnyAct, BreachRef, SittingRef
from dashboard.ledger.audit import verify
from dashboard.ledger.event import BEGINNING, seal
from dashboard.ledger.fold import fold
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.state import NO_ACTS
from dashboard.ledger.store import COLUMNS, Ledger, open_ledger

EVENTS = 100_000
START = dt.datetime(2016, 1, 4, 10)
WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)


def decade() -> Iterator[tuple[dt.datetime, AnyAct]]:
    """Acts without end: each week a sitting of each of 4 reviews, and what is done about its breaches around it."""
    for week in range(1_000_000):
        for review in range(4):
            at = START + week * WEEK + review * dt.timedelta(hours=1)
            sitting = SittingRef(sop=f"sop-{review}", review="weekly", at=at)
            yield at, acts.SittingOpened(sitting=sitting)
            yield at, acts.Attended(sitting=sitting, people=("mei", "ana", "bo"))
            for item in range(8):
                metric = f"metric-{(week * 8 + item) % 40}"
                breach = BreachRef(
                    sop=f"sop-{review}", metric=metric, threshold="ceiling", segment="channel=chat,locale=de",
                    since=at - 3 * DAY, fired_at=at - 2 * DAY,
                )  # fmt: skip
                name = f"breach:{metric}/ceiling/channel=chat"
                action = f"{week}-{review}-{item}"
                yield at - DAY, acts.Acknowledged(breach=breach, comment="Looking at the release of Thursday")
                yield at, acts.Noted(sitting=sitting, item=name, text="The new model is slower where the text is long.")
                decision = "accept" if item % 2 else "act"
                until = at + WEEK if item % 2 else None
                yield at, acts.Decided(sitting=sitting, item=name, decision=decision, until=until, breach=breach)
                if item % 2:
                    yield at + DAY, acts.AcceptanceEnded(breach=breach, comment="It got worse")
                    yield at + DAY, acts.Accepted(breach=breach, until=at + WEEK)
                else:
                    yield at, acts.ActionAdded(
                        action=action, what="Find which texts, and whether the cache helps", who="ana",
                        due=(at + WEEK).date(), sitting=sitting, item=name, breach=breach,
                    )  # fmt: skip
                    yield at + 5 * DAY, acts.ActionDone(action=action, comment="It does")


def fill(path: Path, count: int) -> None:
    """A ledger of so many events, written at once."""
    ledger = open_ledger(f"sqlite:///{path}")
    rows, hash = [], BEGINNING
    for seq, (at, act) in zip(range(1, count + 1), decade(), strict=False):
        data = ACT.dump_json(act).decode()
        hash = seal(seq, at, at, "mei", True, data, hash)
        rows.append(dict(seq=seq, at=at, recorded_at=at, by="mei", verified=True, kind=act.kind, data=data, hash=hash))
    with ledger.engine.begin() as connection:
        connection.execute(insert(EVENT), rows)
        connection.execute(update(HEAD).values(length=count, hash=hash))
    ledger.close()


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Median seconds that it takes."""
    took = []
    for _ in range(times):
        gc.collect()
        began = time.perf_counter()
        made = work()
        took.append(time.perf_counter() - began)
        del made  # to let go of what was made is not part of making it
    return statistics.median(took)


def reading(path: Path) -> None:
    """Folding, beside what it cannot do without."""
    ledger = open_ledger(f"sqlite:///{path}")
    query = select(*COLUMNS).order_by(EVENT.c.seq)

    def read() -> list[str]:
        with ledger.engine.connect() as connection:
            return [row.data for row in connection.execute(query)]

    texts = read()
    rows = timed(read)
    parsed = timed(lambda: [json.loads(text) for text in texts])
    folded = timed(lambda: (fresh := Ledger(ledger.engine), fresh.state()))
    events = list(ledger.events())
    alone = timed(lambda: fold(NO_ACTS, events))
    print(f"{EVENTS:,} events folded in {alone:.2f} s; with reading and parsing their rows {folded:.2f} s")
    print(f"  = {folded / rows:.1f} × bare reading of the rows ({rows:.2f} s) = {folded / parsed:.1f} ×", end=" ")
    print(f"json.loads of them ({parsed:.2f} s)")
    ledger.state()
    again = timed(lambda: [ledger.state() for _ in range(100)]) / 100
    asked = timed(lambda: [ledger.length() for _ in range(100)]) / 100
    print(f"  asked again {again * 1e3:.2f} ms = {again / folded:.3%}; only for the length {asked * 1e3:.2f} ms")
    audited = timed(lambda: verify(ledger), 1)
    print(f"  the audit of all {audited:.1f} s = {audited / folded:.1f} × the fold")
    ledger.close()


def writing(path: Path, acts_made: int = 200) -> None:
    """One act after another into the ledger that is full already, beside a bare insert and commit."""
    bare = sqlite3.connect(path.with_name("bare.sqlite"), isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, at, recorded_at, by, verified, kind, data, hash)")
    ledger = open_ledger(f"sqlite:///{path}")
    ledger.state()
    ours, theirs = [], []
    for i in range(acts_made):
        act = acts.ActionAdded(action=f"new-{i}", what="One more", who="bo", due=START.date())
        began = time.perf_counter()
        event = ledger.record(act, "mei", START, START)
        ours.append(time.perf_counter() - began)
        values = (i, str(START), str(START), "mei", True, act.kind, ACT.dump_json(act).decode(), event.hash)
        began = time.perf_counter()
        bare.execute("BEGIN")
        bare.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        bare.execute("COMMIT")
        theirs.append(time.perf_counter() - began)
    ledger.close()
    bare.close()
    mine, its = statistics.median(ours), statistics.median(theirs)
    print(f"one act on top of {EVENTS:,}: {mine * 1e3:.2f} ms = {mine / its:.1f} × a bare insert ({its * 1e3:.2f} ms)")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        fill(path, EVENTS)
        reading(path)
        writing(path)


if __name__ == "__main__":
    sys.exit(main())
