"""A procedure needs somebody who sees to it that it is looked at again: its owner approves what changes it.

Passing::

    owner: ana
    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}

Failing::

    owner: to-be-named  # here
    metrics:
      - {id: recall, title: Recall, aspect: accuracy, source: evaluation}
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.sop.lint.finding import PLACEHOLDER, Finding, Severity, newest, remark
from dashboard.sop.load import Library

NAME = "unowned"
LEVEL: Severity = "warning"


def find(library: Library, today: dt.date) -> Iterator[Finding]:
    """One finding an SOP."""
    for version in newest(library):
        if version.sop.owner in (None, PLACEHOLDER):
            yield remark(NAME, LEVEL, version, "nobody owns this procedure: name its owner", "owner")
