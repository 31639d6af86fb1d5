"""What could be better in the SOPs, by all that is known: the rules on the files, and those on numbers and acts, here.

One rule a file, listed here; a rule's docstring is its documentation.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

from dashboard.ledger.state import Acts
from dashboard.practice.lint import (
    altered_version,
    fires_weekly,
    never_fired,
    not_looked_at,
    not_reviewed,
    not_reviewed_since,
)
from dashboard.practice.world import World
from dashboard.sop.lint import NAMES, Finding, findings, heed
from dashboard.sop.lint.finding import Severity

__all__ = ["RULES", "Rule", "lint"]


class Rule(Protocol):
    """A module of this package: its name and level, and a function that finds."""

    NAME: str
    LEVEL: Severity

    def find(self, world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
        """Everything that the rule remarks on, as of `now` (naive UTC)."""
        ...


RULES: tuple[Rule, ...] = (altered_version, never_fired, fires_weekly, not_reviewed, not_looked_at, not_reviewed_since)


def lint(world: World, acts: Acts, now: dt.datetime) -> list[Finding]:
    """All findings by file and line; those that an SOP has silenced carry why (`because`)."""
    found = findings(world.library, now.date())
    found += [finding for rule in RULES for finding in rule.find(world, acts, now)]
    return heed(world.library, found, NAMES | {rule.NAME for rule in RULES})
