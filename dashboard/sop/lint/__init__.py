"""What could be better in the SOPs: rules that read the library and remark, one rule a file, listed here."""

import datetime as dt

from dashboard.sop.lint import (
    absent_owner,
    broken,
    critical_without_escalation,
    critical_without_response,
    departed_owner,
    direction,
    impatient,
    no_backup,
    no_review,
    no_thresholds,
    one_person,
    proposed_threshold,
    response_without_steps,
    unfilled_duty,
    unused,
)
from dashboard.sop.lint.finding import Finding, Rule
from dashboard.sop.load import Library

__all__ = ["RULES", "Finding", "Rule", "lint"]

RULES: tuple[Rule, ...] = (
    broken,
    unfilled_duty,
    departed_owner,
    absent_owner,
    no_backup,
    one_person,
    no_thresholds,
    no_review,
    critical_without_response,
    critical_without_escalation,
    direction,
    impatient,
    response_without_steps,
    unused,
    proposed_threshold,
)


def lint(library: Library, today: dt.date) -> list[Finding]:
    """All findings of all rules, by file and line. `today` says who has left and who is away."""
    return sorted(finding for rule in RULES for finding in rule.find(library, today))
