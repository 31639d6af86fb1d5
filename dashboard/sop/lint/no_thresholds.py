"""A metric without a threshold is looked at, and never says that something is wrong.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds: [{id: recall-floor, level: warning, lower: 0.8}]

Failing::

    metrics:
      - id: recall  # here
        title: Recall
        aspect: accuracy
        source: evaluation
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-thresholds"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric."""
    for version, i, metric in metrics(library):
        if not metric.thresholds:
            yield remark(NAME, LEVEL, version, f"'{metric.id}' has no threshold", "metrics", i)
