"""Opening the agenda of a review of 1,000 metrics, 200 of them breaching, against opening the overview of that world.

Both from values already judged, as every screen finds them; the ratio is one of medians measured in this one run.
"""

import csv
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.ledger import acts
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.agenda import agenda
from dashboard.practice.breach import breaches
from dashboard.practice.minutes.document import document, to_json
from dashboard.practice.overview import overview
from dashboard.practice.sittings import sitting
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace

METRICS, BREACHING, DAYS, ROUNDS = 1000, 200, 180, 31
NOW = dt.datetime(2026, 3, 16, 12)
LAST, THIS = (acts.SittingRef(sop="bench", review="weekly", at=dt.datetime(2026, 3, d, 10)) for d in (9, 16))

HEAD = """\
apiVersion: sop/v1
sop: bench
title: Bench
effective_from: 2025-01-01
owner: ana
changed: {by: ana, because: to measure}
objectives: [{id: right, statement: Right}]
reviews: [{id: weekly, title: Weekly, rrule: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10", chair: ana}]
responses: [{id: look, title: Look, steps: [{id: a, kind: investigate, do: Look, role: analysis, within: 4h}]}]
metrics:
"""
METRIC = """\
  - id: m-{k}
    title: Metric {k}
    objective: right
    aspect: accuracy
    source: numbers
    review: weekly
    owners: {{analysis: bo, backup: ana}}
    thresholds:
      - {{id: floor, level: critical, lower: 80, for: 2, respond: look}}
      - {{id: fall, level: warning, signal: {{change: 7d}}, lower: -0.5}}
"""
SOURCES = """\
as_of: 2026-03-16T12:00:00Z
sources:
  - {id: numbers, kind: file, path: raw/numbers.csv, holds: observations, layout: long,
     columns: {at: at, metric: metric, value: value}}
"""


def build(root: Path) -> World:
    """Daily values of each metric; every fifth fell below its floor 3 to 60 days ago, some of them further since."""
    for folder in (root / "sop" / "bench", root / "data" / "raw"):
        folder.mkdir(parents=True)
    people = "people: [{id: ana, name: Ana}, {id: bo, name: Bo}]\n"
    (root / "sop" / "people.yaml").write_text(people)
    law = HEAD + "".join(METRIC.format(k=k) for k in range(METRICS))
    (root / "sop" / "bench" / "2025-01-01.yaml").write_text(law)
    (root / "data" / "sources.yaml").write_text(SOURCES)
    with (root / "data" / "raw" / "numbers.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "metric", "value"])
        for k in range(METRICS):
            fell = 3 + k % 58 if k % (METRICS // BREACHING) == 0 else 0
            for ago in range(DAYS, 0, -1):
                value = 90 + (k + ago) % 7 if ago > fell else 70 - (ago < 4) * (k % 3)
                rows.writerow([f"{NOW - dt.timedelta(days=ago):%Y-%m-%d}", f"m-{k}", value])
    refresh(Workspace(root), NOW)
    return open_world(Workspace(root))


def ledger(world: World) -> Acts:
    """The last sitting signed, every tenth breach accepted in it, an action on each other one."""
    told: list[acts.AnyAct] = []
    for n, breach in enumerate(breaches(world, LAST.at)):
        if n % 10 == 0:
            told.append(acts.Accepted(breach=breach.ref, until=dt.datetime(2026, 4, 1)))
        else:
            told.append(
                acts.ActionAdded(
                    action=f"a{n}", what="Look", who="bo", due=dt.date(2026, 3, 10 + n % 15), sop="bench",
                    metric=breach.metric, sitting=LAST, item=f"breach|{n}", breach=breach.ref,
                )
            )  # fmt: skip
    told.append(acts.SittingSigned(sitting=LAST, generation="g", digest="d", document_hash="h"))
    return fold(NO_ACTS, (Event(n, LAST.at, LAST.at, "ana", True, act, str(n)) for n, act in enumerate(told, 1)))


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = build(Path(folder))
        known = ledger(world)
        meets = sitting(world, known, THIS, NOW)
        assert meets
        made = agenda(world, known, meets, NOW)
        open_ = [item for item in made.items if item.breach] + list(made.accepted)
        assert len(open_) >= BREACHING, f"only {len(open_)} are breaching"
        screens, agendas = [], []
        for _ in range(ROUNDS):
            screens.append(timed(lambda: overview(world, NOW, acts=known)))
            agendas.append(timed(lambda: agenda(world, known, meets, NOW)))
        screen, opened = statistics.median(screens), statistics.median(agendas)
        print(f"{METRICS} metrics, {len(open_)} open breaches, {len(made.items)} items")
        ratio = f"{opened / screen:.2f} × the overview ({screen * 1000:.0f} ms); at most 1.5"
        print(f"agenda {opened * 1000:.0f} ms = {ratio}")
        frozen = timed(lambda: to_json(document(world, known, made)))
        print(f"freezing all of it as minutes: {frozen:.1f} s")


if __name__ == "__main__":
    main()
