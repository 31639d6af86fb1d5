"""A metric that no review looks at is discussed by nobody until it breaks.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, review: weekly}
    reviews:
      - {id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO}

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-review"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric."""
    for version, i, metric in metrics(library):
        if metric.review is None:
            yield remark(NAME, LEVEL, version, f"no review looks at '{metric.id}'", "metrics", i)
