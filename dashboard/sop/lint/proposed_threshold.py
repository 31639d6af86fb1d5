"""A threshold that `init` proposed from the history waits for somebody to agree to it, and to rename it.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds: [{id: recall-floor, level: warning, lower: 0.8}]

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-floor-proposed, level: warning, lower: 0.8}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, remark, thresholds
from dashboard.sop.load import Library

NAME = "proposed-threshold"
LEVEL: Severity = "advice"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a threshold whose id ends with '-proposed'."""
    for version, i, metric, j, threshold in thresholds(library):
        if threshold.id.endswith("-proposed"):
            agreed = threshold.id.removesuffix("-proposed")
            message = f"'{threshold.id}' of '{metric.id}' is only proposed; agree on it, and call it '{agreed}'"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j)
