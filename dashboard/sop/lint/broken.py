"""A file that cannot be used as it stands: every problem found when it was read.

Passing::

    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}

Failing::

    metrics:
      - {id: recall, title: Recall, aspect: acuracy, source: evaluation}  # here
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import Finding, Severity
from dashboard.sop.load import Library

NAME = "broken"
LEVEL: Severity = "error"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding a problem; of a broken version no other rule speaks."""
    for problem in library.problems:
        yield Finding(problem.file, problem.line, NAME, LEVEL, problem.message)
