"""A metric that counts as stale sooner than its next observation is expected is stale most of the time.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, reported: weekly, stale_after: 10d}

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, reported: weekly, stale_after: 3d}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "impatient"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric whose `stale_after` is shorter than its reporting frequency."""
    for version, i, metric in metrics(library):
        if metric.stale_after is not None and metric.stale_after < metric.frequency:
            message = f"'{metric.id}' counts as stale before its next observation is due; lengthen `stale_after`"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "stale_after")
