"""A critical breach that its owner does not see must reach somebody else: the metric names an escalation.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, escalation: [{after: 4h, to: cy}]}
        thresholds: [{id: recall-floor, level: critical, lower: 0.8}]

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana}
        thresholds:
          - {id: recall-floor, level: critical, lower: 0.8}  # here
          - {id: recall-cliff, level: critical, lower: 0.5}
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "critical-without-escalation"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric, at its first enforced critical threshold."""
    for version, i, metric in metrics(library):
        critical = [j for j, t in enumerate(metric.thresholds) if t.level == "critical" and t.stage == "enforced"]
        if critical and not metric.owners.escalation:
            message = f"'{metric.id}' can become critical, and nobody is told if its owner does not act (`escalation`)"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", critical[0])
