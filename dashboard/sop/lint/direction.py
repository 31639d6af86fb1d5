"""A threshold that guards the wrong side: the metric is better higher and only an upper bound is set, or the reverse.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        better: higher
        thresholds: [{id: recall-floor, level: warning, lower: 0.8}]

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        better: higher
        thresholds:
          - id: recall-floor
            level: warning
            upper: 0.8  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, remark, thresholds
from dashboard.sop.load import Library

NAME = "direction"
LEVEL: Severity = "warning"

_GUARDS = {"higher": "lower", "lower": "upper"}


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a threshold. A gap has a direction of its own: a ratio is better higher, a difference lower."""
    for version, i, metric, j, threshold in thresholds(library):
        better = metric.better
        if threshold.signal and threshold.signal.gap:
            better = "higher" if threshold.signal.as_ == "ratio" else "lower"
        if better not in _GUARDS or getattr(threshold, _GUARDS[better]) is not None:
            continue
        there = "upper" if better == "higher" else "lower"
        message = f"'{threshold.id}' of '{metric.id}' has only `{there}`, but {better} is better"
        message += f"; is `{_GUARDS[better]}` meant?"
        yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j, there)
