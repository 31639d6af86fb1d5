"""A metric needs a named holder for each duty: who monitors it, who analyses a breach, who decides.

Passing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, analysis: bo, decision: cy}

Failing::

    metrics:
      - id: recall
        title: Recall
        aspect: accuracy
        source: evaluation
        owners: {monitoring: ana, analysis: to-be-named}  # here
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, metrics, remark
from dashboard.sop.load import Library
from dashboard.sop.model import DUTIES

NAME = "unfilled-duty"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a metric, naming the duties that nobody holds."""
    for version, i, metric in metrics(library):
        free = [duty for duty in DUTIES if getattr(metric.owners, duty) in (None, PLACEHOLDER)]
        if free:
            message = f"nobody is named for {_listed(free)} of '{metric.id}'"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "owners")


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
