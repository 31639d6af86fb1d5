"""What is critical needs an answer agreed beforehand: an enforced critical threshold names its response.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-floor, level: critical, lower: 0.8, respond: retrain}
          - {id: recall-goal, level: critical, stage: aspirational, lower: 0.9}
    responses:
      - {id: retrain, title: Retrain}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-floor, level: critical, lower: 0.8}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, remark, unanswered
from dashboard.sop.load import Library

NAME = "critical-without-response"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a threshold."""
    for version, i, metric, j, threshold in unanswered(library, "critical"):
        message = f"'{threshold.id}' of '{metric.id}' is critical and names no response (`respond`)"
        yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j)
