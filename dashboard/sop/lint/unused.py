"""A response, objective or review that nothing in the SOP refers to is either left over or forgotten.

Passing::

    metrics:
      - id: recall
        title: Recall
        objective: find-them
        aspect: accuracy
        source: evaluation
        review: weekly
        thresholds: [{id: recall-floor, level: warning, lower: 0.8, respond: retrain}]
    objectives: [{id: find-them, statement: Find those who leave}]
    reviews: [{id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO}]
    responses: [{id: retrain, title: Retrain}]

Failing::

    metrics: []
    reviews:
      - {id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.load import Library

NAME = "unused"
LEVEL: Severity = "advice"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a part."""
    for version in newest(library):
        sop = version.sop
        responses = {threshold.respond for metric in sop.metrics for threshold in metric.thresholds}
        objectives = {metric.objective for metric in sop.metrics} | {o.id for o in sop.objectives if o.kpis}
        reviews = {metric.review for metric in sop.metrics}
        for i, response in enumerate(sop.responses):
            if response.id not in responses:
                message = f"no threshold responds with '{response.id}'"
                yield remark(NAME, LEVEL, version, message, "responses", i)
        for i, objective in enumerate(sop.objectives):
            if objective.id not in objectives:
                message = f"no metric serves the objective '{objective.id}'"
                yield remark(NAME, LEVEL, version, message, "objectives", i)
        for i, review in enumerate(sop.reviews):
            if review.id not in reviews:
                yield remark(NAME, LEVEL, version, f"no metric is looked at in '{review.id}'", "reviews", i)
