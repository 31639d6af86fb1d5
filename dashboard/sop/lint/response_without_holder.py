"""A response whose step falls to a role that nobody holds for the metric is a step that nobody takes.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {analysis: ana}
        thresholds: [{id: recall-floor, level: critical, lower: 0.8, respond: retrain}]
    responses:
      - {id: retrain, title: Retrain, steps: [{id: look, kind: investigate, do: Look, role: analysis}]}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {analysis: ana, decision: to-be-named}
        thresholds:
          - id: recall-floor
            level: critical
            lower: 0.8
            respond: retrain  # here
    responses:
      - id: retrain
        title: Retrain
        steps:
          - {id: look, kind: investigate, do: Look, role: analysis}
          - {id: go, kind: rollback, do: Go back, role: decision}
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, remark, thresholds
from dashboard.sop.load import Library

NAME = "response-without-holder"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a threshold whose response has such steps, naming the roles."""
    for version, i, metric, j, threshold in thresholds(library):
        response = version.sop.response(threshold.respond)
        roles = dict.fromkeys(step.role for step in response.steps) if response else {}
        free = [role for role in roles if getattr(metric.owners, role) in (None, PLACEHOLDER)]
        if response and free:
            message = f"'{response.id}' has steps for {' and '.join(free)}, which nobody holds for '{metric.id}'"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j, "respond")
