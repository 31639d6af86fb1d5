"""One person who watches, analyses, decides and is their own backup is nobody's second opinion.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, analysis: ana, decision: ana, backup: bo}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, analysis: ana, decision: ana, backup: ana}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, metrics, remark
from dashboard.sop.load import Library
from dashboard.sop.model import DUTIES

NAME = "one-person"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric whose duties and backup are all held by the same person; a team is not one person."""
    teams = {party.id for party in library.people.people if party.members}
    teams |= {party.team for party in library.people.people if party.team}
    for version, i, metric in metrics(library):
        holders = {getattr(metric.owners, duty) for duty in (*DUTIES, "backup")}
        if len(holders) == 1 and not holders & {None, PLACEHOLDER, *teams}:
            party = library.people.get(metric.owners.backup)
            name = party.name if party else metric.owners.backup
            message = f"{name} holds every duty of '{metric.id}' and is the backup too"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")
