"""A metric that serves no objective, is no KPI of one and moves no other metric is measured for nobody.

Passing::

    objectives: [{id: find-them, statement: Find those who leave, kpis: [churn]}]
    metrics:
      - {id: recall, title: Recall, objective: find-them, aspect: accuracy, source: evaluation}
      - {id: churn, title: Churn, aspect: business, source: billing}
      - {id: latency, title: Latency, aspect: latency, source: evaluation, drives: [churn]}

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library

NAME = "no-objective"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric."""
    for version, i, metric in metrics(library):
        kpis = {kpi for objective in version.sop.objectives for kpi in objective.kpis}
        if metric.objective is None and metric.id not in kpis and not metric.drives:
            message = f"'{metric.id}' serves no objective and moves no other metric: what is it for?"
            yield remark(NAME, LEVEL, version, message, "metrics", i)
