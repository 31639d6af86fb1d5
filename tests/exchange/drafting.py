"""Files of other systems → the SOP that the draft states."""

import datetime as dt
from pathlib import Path

from dashboard.practice.exchange.draft import Draft, sop_yaml
from dashboard.practice.exchange.importing import read_files
from dashboard.sop.model import Sop
from dashboard.yamlfile import parse

RULE = """\
groups:
  - name: assistant
    rules:
      - alert: HighLatency
        expr: latency_p95 > 4
"""


def draft(folder: Path, *texts: str) -> Draft:
    """What the texts amount to, as files called a.yml, b.yml…"""
    files = []
    for i, text in enumerate(texts):
        files.append(folder / f"{'abcdef'[i]}.yml")
        files[-1].write_text(text, encoding="utf-8")
    return read_files(files)


def sop_of(made: Draft) -> Sop:
    """The draft as our loader reads it."""
    return parse(sop_yaml(made, "s", dt.date(2026, 1, 1), "files").encode(), Sop, "s.yaml")[0]


def why(made: Draft) -> list[tuple[int, str, str, bool]]:
    """(line, rule, reason, whether in part) of everything left out."""
    return [(left.line, left.rule, left.why, left.part) for left in made.left_out]


def rule(more: str = "", expr: str = "latency_p95 > 4", name: str = "HighLatency") -> str:
    """A rule file of one rule; `more` are further keys of it, one a line."""
    lines = "".join(f"        {line}\n" for line in more.splitlines())
    return f"groups:\n  - name: assistant\n    rules:\n      - alert: {name}\n        expr: {expr}\n{lines}"
