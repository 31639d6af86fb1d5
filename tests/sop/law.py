"""One good SOP, the people it names, and how to lay them out as files; each test breaks one thing."""

from pathlib import Path

from dashboard.sop.load import Library, read_sops

FILE = "sop/churn-predictor/2026-07-06.yaml"
SOURCES = {"billing", "evaluation"}

GOOD = """\
apiVersion: sop/v1
sop: churn-predictor
title: Churn predictor
effective_from: 2026-07-06
timezone: Europe/London
summary: Scores each subscriber's risk of leaving, nightly.
owner: growth-lead
changed: {by: growth-lead, because: "Lisbon outage showed recall mattered more than precision"}

objectives:
  - id: keep-subscribers
    statement: Fewer paying subscribers leave.
    kpis: [monthly-churn]

metrics:
  - id: monthly-churn
    title: Monthly churn
    objective: keep-subscribers
    aspect: business
    kind: quantitative
    unit: "%"
    better: lower
    source: billing
    reported: daily
    stale_after: 3d
    drives: []
    segments: [plan, region]
    min_n: 50
    owners:
      monitoring: ana
      analysis: data-science
      decision: growth-lead
      backup: bo
      escalation:
        - {after: 4h, to: growth-lead}
        - {after: 1d, to: cto}
    review: weekly-growth
    thresholds:
      - id: churn-ceiling
        level: critical
        stage: enforced
        upper: 3.0
        for: 2
        recover: {upper: 2.8, for: 2}
        respond: win-back
      - id: churn-jump
        level: warning
        signal: {change: 28d}
        upper: 0.15
  - id: recall
    title: Recall
    aspect: accuracy
    source: evaluation
    drives: [monthly-churn]
    segments: [region]
    thresholds:
      - {id: recall-floor, level: warning, lower: 0.7, for: 3d}
  - id: recall-parity
    title: Recall parity across regions
    aspect: fairness
    thresholds:
      - id: four-fifths
        level: critical
        signal: {gap: region, of: recall, as: ratio}
        lower: 0.8

reviews:
  - id: weekly-growth
    title: Weekly growth review
    rrule: FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=0
    duration: 30m
    chair: growth-lead
    attendees: [ana, data-science]
    remind: 1d
    escalate: {after: 2d, to: cto}

responses:
  - id: win-back
    title: Churn above the ceiling
    runbook: https://wiki.example/churn
    steps:
      - {id: segment, kind: investigate, do: Find the plan that moved, role: analysis, within: 4h}
      - {id: offer, kind: fix, do: Open the retention offer, role: decision, within: 1d}
"""

PEOPLE = """\
people:
  - {id: ana, name: Ana Souza, team: data-science, absences: [{from: 2026-07-20, until: 2026-07-31, deputy: bo}]}
  - {id: bo, name: Bo Lind, email: bo@example.com}
  - {id: cy, name: Cy Rao, until: 2026-06-30, replaced_by: bo}
  - {id: growth-lead, name: Gwen Lead}
  - {id: cto, name: Tove Ott}
  - {id: data-science, name: Data science, members: [ana, bo]}
"""


def broken(text: str, old: str, new: str) -> str:
    """The text with one thing in it changed; it must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def place_of(snippet: str, text: str) -> tuple[int, int]:
    """(line, column), from 1, of the first occurrence of a snippet."""
    before = text[: text.index(snippet)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def library(root: Path, files: dict[str, str | bytes], sources: set[str] | None = SOURCES) -> Library:
    """Lays out files (path from the folder that holds `sop/` → text) and reads them."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sops(root / "sop", sources)


def good(**changes: str | bytes) -> dict[str, str | bytes]:
    """The files of a good library, with `sop` or `people` replaced."""
    return {FILE: changes.get("sop", GOOD), "sop/people.yaml": changes.get("people", PEOPLE)}
