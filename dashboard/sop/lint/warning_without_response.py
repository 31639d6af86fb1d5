"""A warning that names no response is seen, and what to do then is everybody's guess.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-watch, level: warning, lower: 0.8, respond: retrain}
          - {id: recall-goal, level: warning, stage: aspirational, lower: 0.9}
    responses:
      - {id: retrain, title: Retrain}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-watch, level: warning, lower: 0.8}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, remark, unanswered
from dashboard.sop.load import Library

NAME = "warning-without-response"
LEVEL: Severity = "advice"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding an enforced warning threshold; of critical ones `critical-without-response` speaks."""
    for version, i, metric, j, threshold in unanswered(library, "warning"):
        message = f"'{threshold.id}' of '{metric.id}' warns and names no response (`respond`)"
        yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j)
