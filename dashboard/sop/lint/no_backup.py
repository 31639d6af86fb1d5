"""A metric without a backup waits for its owner to come back.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, backup: bo}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-backup"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric."""
    for version, i, metric in metrics(library):
        if metric.owners.backup in (None, PLACEHOLDER):
            message = f"'{metric.id}' has no backup: nobody steps in when its owner is away"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")
