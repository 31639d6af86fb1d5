"""Somebody who holds a duty is away today, and no deputy stands in.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana}

    people:
      - {id: ana, name: Ana, absences: [{from: 2026-07-01, until: 2026-07-10, deputy: bo}]}
      - {id: bo, name: Bo}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners:
          monitoring: ana  # here

    people:
      - {id: ana, name: Ana, absences: [{from: 2026-07-01, until: 2026-07-10}]}
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.load import Library
from dashboard.sop.model import DUTIES

NAME = "absent-owner"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a duty (or backup) whose holder is absent today without a deputy."""
    for version, i, metric in metrics(library):
        for duty in (*DUTIES, "backup"):
            party = library.people.get(getattr(metric.owners, duty))
            for absence in party.absences if party else ():
                if absence.from_ <= today <= absence.until and absence.deputy is None:
                    message = f"{party.name if party else ''} is away until {absence.until} and has no deputy"
                    yield remark(NAME, LEVEL, version, message, "metrics", i, "owners", duty)
