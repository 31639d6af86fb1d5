"""A response without steps tells nobody what to do.

Passing::

    metrics: []
    responses:
      - id: retrain
        title: Retrain
        steps: [{id: look, kind: investigate, do: Find the segment, role: analysis}]

Failing::

    metrics: []
    responses:
      - {id: retrain, title: Retrain}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.load import Library

NAME = "response-without-steps"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a response."""
    for version in newest(library):
        for i, response in enumerate(version.sop.responses):
            if not response.steps:
                yield remark(NAME, LEVEL, version, f"response '{response.id}' has no steps", "responses", i)
