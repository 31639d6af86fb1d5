"""One person who watches, analyses, decides and is their own backup is nobody's second opinion.

So it is where who watches is the backup too, and the escalation comes back to the same person.

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
    """One finding a metric all of whose duties, or all of whose escalation, stay with one person; a team is not one."""
    teams = {party.id for party in library.people.people if party.members}
    teams |= {party.team for party in library.people.people if party.team}
    for version, i, metric in metrics(library):
        owners = metric.owners
        holders = {getattr(owners, duty) for duty in (*DUTIES, "backup")}
        reached = {owners.monitoring, owners.backup, *(hop.to for hop in owners.escalation)}
        every, itself = len(holders) == 1, len(reached) == 1 and owners.escalation
        if (every or itself) and owners.backup not in {None, PLACEHOLDER, *teams}:
            party = library.people.get(owners.backup)
            name = party.name if party else owners.backup
            message = f"{name} holds every duty of '{metric.id}' and is the backup too"
            if not every:
                message = f"{name} watches '{metric.id}', is the backup, and is whom it escalates to"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")
