"""A warning that nobody answers goes no further than its owner: the metric names no escalation.

Of metrics that can become critical, `critical-without-escalation` speaks.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, escalation: [{after: 1d, to: cy}]}
        thresholds: [{id: recall-watch, level: warning, lower: 0.8}]

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana}  # here
        thresholds: [{id: recall-watch, level: warning, lower: 0.8}]
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-escalation"
LEVEL: Severity = "advice"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric whose enforced thresholds are all warnings."""
    for version, i, metric in metrics(library):
        levels = {threshold.level for threshold in metric.thresholds if threshold.stage == "enforced"}
        if levels == {"warning"} and not metric.owners.escalation:
            message = f"a warning of '{metric.id}' goes no further if its owner does not act (`escalation`)"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")
