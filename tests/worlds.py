"""Small worlds to test in: one assistant, five people, numbers as each story needs them.

`make_world` builds any; `healthy`, `breaching`, `empty`, `broken` are the four that every page must stand in. The clock
stands at NOW, Monday 16 March 2026, noon.
"""

import csv
import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace

NOW = dt.datetime(2026, 3, 16, 12)
DAYS = 60
KEPT = tempfile.TemporaryDirectory()  # what was loaded, by the files that it was loaded from
Row = tuple[object, ...]  # at, metric, value, n, channel, model; what is left out at the end is empty

PEOPLE = """\
people:
  - {id: mei, name: Mei Tanaka, email: mei@example.com, team: ml}
  - {id: ola, name: Ola Berg, email: ola@example.com}
  - {id: bo, name: Bo Lind}
  - {id: cto, name: Chris Otto}
  - {id: ml, name: ML team, members: [mei, bo]}
"""

SOP = """\
apiVersion: sop/v1
sop: assistant
title: Assistant
effective_from: 2026-01-01
summary: Answers customers.
owner: cto
changed: {by: cto, because: first version}
objectives:
  - {id: right, statement: Customers get a right answer, kpis: [satisfaction]}
  - {id: quick, statement: An answer comes at once}
metrics:
  - id: accuracy
    title: Response accuracy
    objective: right
    aspect: accuracy
    unit: "%"
    better: higher
    source: numbers
    reported: daily
    segments: [channel]
    min_n: 50
    drives: [satisfaction]
    owners:
      monitoring: mei
      analysis: ml
      decision: cto
      backup: ola
      escalation: [{after: 4h, to: bo}, {after: 1w, to: cto}]
    thresholds:
      - {id: floor, level: critical, lower: 88, for: 2, recover: {lower: 89}, respond: wrong-answers}
      - {id: hope, level: warning, stage: aspirational, lower: 99}
  - id: satisfaction
    title: Customer satisfaction
    objective: right
    aspect: feedback
    unit: of 5
    better: higher
    source: numbers
    reported: daily
    owners: {monitoring: ola, analysis: ola, decision: cto, backup: mei}
    thresholds:
      - {id: low, level: warning, lower: 4, respond: wrong-answers}
      - {id: falling, level: warning, signal: {change: 7d}, lower: -0.2}
  - id: latency
    title: Answer latency
    objective: quick
    aspect: latency
    unit: s
    better: lower
    source: numbers
    reported: daily
    stale_after: 3d
    owners: {monitoring: bo, analysis: bo, decision: cto, backup: mei}
    thresholds:
      - {id: ceiling, level: critical, upper: 4, for: 3d}
  - id: parity
    title: Parity of channels
    objective: right
    aspect: fairness
    unit: ratio
    better: higher
    owners: {monitoring: ola, analysis: mei, decision: cto, backup: bo}
    thresholds:
      - {id: four-fifths, level: critical, signal: {gap: channel, of: accuracy, as: ratio}, lower: 0.8, for: 2}
responses:
  - id: wrong-answers
    title: Wrong answers
    runbook: https://wiki.example/wrong
    steps:
      - {id: find, kind: investigate, do: Find the channel that moved, role: analysis, within: 4h}
      - {id: undo, kind: rollback, do: Go back to the last release, role: decision, within: 1d}
"""

# The same with a weekly review of everything, chaired by Chris, due at NOW; and one of latency that asks for a second
# signature, due on Fridays.
REVIEWED = (
    SOP.replace("    owners:\n      monitoring: mei", "    review: weekly\n    owners:\n      monitoring: mei")
    .replace("    owners: {monitoring: ola", "    review: weekly\n    owners: {monitoring: ola")
    .replace("    owners: {monitoring: bo", "    review: speed\n    owners: {monitoring: bo")
    + """\
reviews:
  - id: weekly
    title: Weekly review
    rrule: FREQ=WEEKLY;BYDAY=MO;BYHOUR=12;BYMINUTE=0
    chair: cto
    attendees: [ml, ola]
    remind: 1d
    escalate: {after: 2d, to: ola}
  - id: speed
    title: Speed review
    rrule: FREQ=WEEKLY;BYDAY=FR;BYHOUR=9;BYMINUTE=30
    duration: 15m
    chair: bo
    attendees: [mei]
    countersign: true
    escalate: {after: 1d, to: cto}
"""
)

SOURCES = """\
as_of: {as_of}
sources:
  - id: numbers
    title: Nightly export
    kind: file
    path: raw/numbers.csv
    holds: observations
    layout: long
    columns: {{at: at, metric: metric, value: value, n: n, model_version: model, segments: [channel]}}
  - id: releases
    kind: file
    path: raw/releases.csv
    holds: deployments
    sop: assistant
    columns: {{at: at, title: title, model_version: model}}
"""


def make_world(
    tmp_path: Path,
    sop_yaml: str | Sequence[str] = SOP,
    rows: Iterable[Row] = (),
    people: str = PEOPLE,
    sources: str = SOURCES,
    now: dt.datetime = NOW,
    load: bool = True,
) -> World:
    """A world in `tmp_path` by one SOP (or several versions of one) and rows; `load=False` leaves it never loaded."""
    texts = [sop_yaml] if isinstance(sop_yaml, str) else sop_yaml
    for text in texts:
        keys = dict(line.split(": ", 1) for line in text.splitlines() if line.startswith(("sop:", "effective_from:")))
        path = tmp_path / "sop" / keys["sop"] / f"{keys['effective_from']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "sop" / "people.yaml").write_text(people)
    write_numbers(tmp_path, rows)
    (tmp_path / "data" / "raw" / "releases.csv").write_text(
        f"at,title,model\n{(now - dt.timedelta(days=20)):%Y-%m-%d},Release 2.0,2.0\n"
    )
    (tmp_path / "data" / "sources.yaml").write_text(sources.format(as_of=f"{now:%Y-%m-%dT%H:%M:%SZ}"))
    workspace = Workspace(tmp_path)
    if load:
        _load(workspace, now)
    return open_world(workspace)


def _load(workspace: Workspace, now: dt.datetime) -> None:
    """Loads and judges; what was made of the very same files before is taken again.

    A test that changes how things are loaded has to load them itself.
    """
    made = workspace.data_dir / "warehouse"
    if made.exists():
        refresh(workspace, now)
        return
    files = sorted(path for path in workspace.root.rglob("*") if path.is_file())
    said = [(str(path.relative_to(workspace.root)), path.read_bytes()) for path in files]
    kept = Path(KEPT.name) / hashlib.sha256(repr((now, said)).encode()).hexdigest()
    if not kept.exists():
        refresh(workspace, now)
        shutil.copytree(made, kept)
    else:
        shutil.copytree(kept, made)


def write_numbers(root: Path, rows: Iterable[Row]) -> None:
    """The rows as data/raw/numbers.csv."""
    path = root / "data" / "raw" / "numbers.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["at", "metric", "value", "n", "channel", "model"])
        writer.writerows([*row, *[""] * (6 - len(row))] for row in rows)


def day(ago: int, now: dt.datetime = NOW) -> str:
    """The date `ago` days before now, as the file has it."""
    return f"{now - dt.timedelta(days=ago):%Y-%m-%d}"


def good_rows() -> list[Row]:
    """Every metric within its bounds, daily for 60 days up to yesterday."""
    rows: list[Row] = []
    for ago in range(DAYS, 0, -1):
        model = "1.0" if ago > 20 else "2.0"
        wave = (ago % 7) / 10
        rows += [(day(ago), "accuracy", 92 + wave, 1000, "", model)]
        rows += [(day(ago), "accuracy", 91 + wave, 500, "chat", model), (day(ago), "accuracy", 93, 500, "mail", model)]
        rows += [(day(ago), "satisfaction", 4.4 + wave / 10), (day(ago), "latency", 2 + wave)]
    return rows


def bad_rows() -> list[Row]:
    """Chat accuracy critical for 12 days, satisfaction in warning since yesterday, latency silent for 6 days."""
    rows: list[Row] = []
    for at, metric, value, *rest in good_rows():
        if metric == "accuracy" and rest[1:2] == ["chat"] and str(at) >= day(12):
            value = 84.1
        if metric == "satisfaction" and str(at) >= day(1):
            value = 3.9
        if metric == "latency" and str(at) >= day(5):
            continue
        rows.append((at, metric, value, *rest))
    return rows


def healthy(tmp_path: Path) -> World:
    """Nothing is breaching."""
    return make_world(tmp_path, rows=good_rows())


def breaching(tmp_path: Path) -> World:
    """One critical breach, one warning, one silent series."""
    return make_world(tmp_path, rows=bad_rows())


def reviewed(tmp_path: Path) -> World:
    """As `breaching`, with the two reviews: one due now, one overdue."""
    return make_world(tmp_path, REVIEWED, rows=bad_rows())


INCIDENTS = """
  - id: trouble
    kind: file
    path: raw/incidents.csv
    holds: incidents
    sop: assistant
    columns: {{at: at, until: until, title: title, metric: metric, segments: [channel]}}
"""


def troubled(tmp_path: Path) -> World:
    """As `breaching`, with incidents loaded: two of accuracy, of which its floor told of one, and one of latency."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "incidents.csv").write_text(
        "at,until,title,metric,channel\n"
        f"{day(10)},,Chat gone wrong,accuracy,chat\n"
        f"{day(40)},{day(39)},Quiet trouble,accuracy,chat\n"
        f"{day(30)},,Slow,latency,\n"
    )
    return make_world(tmp_path, rows=bad_rows(), sources=SOURCES + INCIDENTS)


def empty(tmp_path: Path) -> World:
    """An SOP, and nothing ever loaded."""
    return make_world(tmp_path, load=False)


def broken(tmp_path: Path) -> World:
    """As `breaching`, with a newest version that cannot be read, a second SOP that never could, no usable sources."""
    make_world(tmp_path, rows=bad_rows())
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nsop: assistant\nmetrics: 7\n")
    (tmp_path / "sop" / "ranker").mkdir()
    (tmp_path / "sop" / "ranker" / "2026-01-01.yaml").write_text("sop: [ranker\n")
    sources = tmp_path / "data" / "sources.yaml"
    sources.write_text(sources.read_text().replace("holds: deployments", "holds: deploymints"))
    return open_world(Workspace(tmp_path))
