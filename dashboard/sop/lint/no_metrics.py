"""A procedure without a metric measures nothing, and nothing of it can breach.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}

Failing::

    metrics: []  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.load import Library

NAME = "no-metrics"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding an SOP."""
    for version in newest(library):
        if not version.sop.metrics:
            yield remark(NAME, LEVEL, version, "nothing is measured yet: name a metric", "metrics")
