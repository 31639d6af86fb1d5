"""Small SOPs to write rules of."""

import datetime as dt
from pathlib import Path

from dashboard.practice.exchange.to_prometheus import Rules, prometheus_rules
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from tests.worlds import PEOPLE

AT = dt.datetime(2026, 1, 2)
HEAD = """\
apiVersion: sop/v1
sop: s
title: S
effective_from: 2026-01-01
metrics:
"""
SOURCES = """\
sources:
  - id: x
    kind: file
    path: raw/*.csv
    holds: observations
    layout: long
    columns: {at: at, metric: metric, value: value}
"""


def metric(id: str = "m", thresholds: str = "", more: str = "") -> str:
    """A metric as YAML; `thresholds` are flow mappings, one a line."""
    lines = "".join(f"      - {line.strip()}\n" for line in thresholds.strip().splitlines())
    more = "".join(f"    {line.strip()}\n" for line in more.strip().splitlines())
    reported = "" if "reported:" in more else "    reported: hourly\n"
    source = "" if "source:" in more else "    source: x\n"
    held = f"    thresholds:\n{lines}" if lines else ""
    return f"  - id: {id}\n    title: Metric {id}\n    aspect: accuracy\n{source}{reported}{more}{held}"


def world(root: Path, *metrics: str, tail: str = "", people: str = PEOPLE) -> World:
    """A workspace with one SOP of these metrics."""
    path = root / "sop" / "s" / "2026-01-01.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(metrics) + tail)
    (root / "sop" / "people.yaml").write_text(people)
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "sources.yaml").write_text(SOURCES)
    opened = open_world(Workspace(root))
    assert not opened.problems, opened.problems
    return opened


def rules(root: Path, *metrics: str, tail: str = "") -> Rules:
    """Its rules on the second day of 2026."""
    return prometheus_rules(world(root, *metrics, tail=tail), AT)
