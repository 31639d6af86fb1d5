"""A metric that does not say how often it is reported is taken for a daily one, and is stale or late by that.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, reported: weekly}

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-frequency"
LEVEL: Severity = "advice"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric with a source; one made of gaps is reported as often as what it compares."""
    for version, i, metric in metrics(library):
        if metric.source is not None and "reported" not in metric.model_fields_set:
            message = f"'{metric.id}' does not say how often it is reported (`reported`); it counts as daily"
            yield remark(NAME, LEVEL, version, message, "metrics", i)
