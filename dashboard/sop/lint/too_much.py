"""One person who watches or analyses very many metrics attends to few of them; a team, or a second person, can.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation, owners: {monitoring: ana, analysis: ana}}

Failing::

    metrics:
      - {id: m1, title: M, aspect: cost, source: billing, owners: &ana {monitoring: ana}}  # here
      - {id: m2, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m3, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m4, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m5, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m6, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m7, title: M, aspect: cost, source: billing, owners: {analysis: ana}}
      - {id: m8, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m9, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m10, title: M, aspect: cost, source: billing, owners: *ana}
      - {id: m11, title: M, aspect: cost, source: billing, owners: *ana}
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, metrics, remark
from dashboard.sop.load import Library
from dashboard.sop.versions import Version

NAME = "too-much"
LEVEL: Severity = "advice"

MOST = 10


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a person who watches or analyses more than MOST metrics of all SOPs, where they first do."""
    held: dict[str, dict[tuple[str, str], tuple[Version, int]]] = defaultdict(dict)
    for version, i, metric in metrics(library):
        for id in {metric.owners.monitoring, metric.owners.analysis} - {None, PLACEHOLDER}:
            held[str(id)][version.sop.sop, metric.id] = version, i
    for id, places in held.items():
        party = library.people.get(id)
        if len(places) > MOST and not (party and party.members):
            version, i = next(iter(places.values()))
            message = (
                f"{party.name if party else id} watches or analyses {len(places)} metrics; can somebody share them?"
            )
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")
