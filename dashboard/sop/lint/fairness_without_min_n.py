"""A group of three people is unlike any other by chance: a comparison of groups needs a smallest sample, `min_n`.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, segments: [region], min_n: 50}
      - id: parity
        title: Parity
        aspect: fairness
        thresholds: [{id: four-fifths, level: critical, lower: 0.8, signal: {gap: region, of: recall}}]

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, segments: [region]}
      - id: parity  # here
        title: Parity
        aspect: fairness
        thresholds: [{id: four-fifths, level: critical, lower: 0.8, signal: {gap: region, of: recall}}]
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library
from dashboard.sop.model import Metric, Sop

NAME = "fairness-without-min-n"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric of fairness, or with a gap, where neither it nor what it compares gives a `min_n`."""
    for version, i, metric in metrics(library):
        if not metric.min_n and _compares_any(version.sop, metric):
            message = f"'{metric.id}' compares groups however small they are; give a smallest sample (`min_n`)"
            yield remark(NAME, LEVEL, version, message, "metrics", i)


def _compares_any(sop: Sop, metric: Metric) -> bool:
    compared = [sop.metric(t.signal.of) for t in metric.thresholds if t.signal and t.signal.of]
    return any(of is None or not of.min_n for of in compared) if compared else metric.aspect == "fairness"
