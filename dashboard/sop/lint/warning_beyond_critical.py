"""A warning comes before what it warns of: its bound lies within the critical one of the same signal.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-floor, level: critical, lower: 0.8}
          - {id: recall-watch, level: warning, lower: 0.85}
          - {id: recall-falls, level: warning, lower: -0.1, signal: {change: 28d}}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        thresholds:
          - {id: recall-floor, level: critical, lower: 0.8}
          - id: recall-watch
            level: warning
            lower: 0.75  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, remark, thresholds
from dashboard.sop.load import Library
from dashboard.sop.model import Metric, Threshold

NAME = "warning-beyond-critical"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a warning bound that lies further out than a critical one; aspirational thresholds are left alone."""
    for version, i, metric, j, warning in thresholds(library):
        if warning.level != "warning" or warning.stage != "enforced":
            continue
        for side, critical in _within(metric, warning):
            message = f"'{warning.id}' of '{metric.id}' warns after '{critical.id}' is critical already"
            message += f": {side} {getattr(warning, side):g} lies beyond {getattr(critical, side):g}"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j, side)


def _within(metric: Metric, warning: Threshold) -> Iterator[tuple[str, Threshold]]:
    """The sides on which a critical threshold of the same signal lies within the warning, with that threshold."""
    rivals = [t for t in metric.thresholds if t.level == "critical" and t.stage == "enforced"]
    for side, outward in (("lower", -1), ("upper", 1)):
        bound = getattr(warning, side)
        for critical in rivals:
            limit = getattr(critical, side)
            alike = critical.signal == warning.signal and bound is not None and limit is not None
            if alike and (bound - limit) * outward > 0:
                yield side, critical
                break
