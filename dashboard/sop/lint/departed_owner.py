"""Somebody named in the SOP has left: what they held passes on, step by step, until a new version names who holds it.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana}

    people:
      - {id: ana, name: Ana, until: 2026-07-06}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners:
          monitoring: ana  # here

    people:
      - {id: ana, name: Ana, until: 2026-07-05, replaced_by: bo}
      - {id: bo, name: Bo}
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.check import party_references
from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.load import Library

NAME = "departed-owner"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a place that names somebody whose last day is before today; who made the version may have left."""
    for version in newest(library):
        for path, id in party_references(version.sop):
            party = library.people.get(id)
            if path[0] != "changed" and party and party.until and party.until < today:
                heir = library.people.get(party.replaced_by)
                hint = f"name {heir.name} ('{heir.id}') instead" if heir else "name who has taken over"
                yield remark(NAME, LEVEL, version, f"{party.name} left on {party.until}; {hint}", *path)
