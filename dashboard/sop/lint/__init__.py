"""What could be better in the SOPs: rules that read the library and remark, one rule a file, listed here."""

import datetime as dt

from dashboard.sop.lint import (
    absent_owner,
    broken,
    critical_without_escalation,
    critical_without_response,
    departed_owner,
    direction,
    fairness_without_min_n,
    impatient,
    no_backup,
    no_escalation,
    no_frequency,
    no_metrics,
    no_objective,
    no_review,
    no_thresholds,
    one_person,
    proposed_threshold,
    response_without_holder,
    response_without_steps,
    too_much,
    unfilled_duty,
    unowned,
    unused,
    warning_beyond_critical,
    warning_without_response,
)
from dashboard.sop.lint.finding import Finding, Rule
from dashboard.sop.lint.silence import heed
from dashboard.sop.load import Library

__all__ = ["NAMES", "RULES", "Finding", "Rule", "findings", "heed", "lint"]

RULES: tuple[Rule, ...] = (
    broken,
    unowned,
    no_metrics,
    unfilled_duty,
    departed_owner,
    absent_owner,
    no_backup,
    one_person,
    no_escalation,
    too_much,
    no_objective,
    no_frequency,
    no_thresholds,
    no_review,
    critical_without_response,
    critical_without_escalation,
    warning_without_response,
    response_without_holder,
    direction,
    warning_beyond_critical,
    fairness_without_min_n,
    impatient,
    response_without_steps,
    unused,
    proposed_threshold,
)


NAMES = frozenset(rule.NAME for rule in RULES)


def findings(library: Library, today: dt.date) -> list[Finding]:
    """All that the rules find, silenced or not, by file and line. `today` says who has left and who is away."""
    return sorted(finding for rule in RULES for finding in rule.find(library, today))


def lint(library: Library, today: dt.date) -> list[Finding]:
    """What the rules find and the SOPs have not silenced, by file and line."""
    return [finding for finding in heed(library, findings(library, today), NAMES) if finding.because is None]
