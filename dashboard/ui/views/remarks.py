"""Lint's remarks beside what they are about. Values in, HTML out; all text is escaped."""

from collections.abc import Sequence
from html import escape

from dashboard.practice.remarks import Beside
from dashboard.practice.standing import State
from dashboard.sop.lint import Finding
from dashboard.sop.lint.finding import Severity
from dashboard.ui.theme import ICON

TONE: dict[Severity, State] = {"error": "critical", "warning": "warning", "advice": "accepted"}


def remark_list(found: Sequence[Beside]) -> str:
    """A card a thing, with what is remarked on it and the line of the file; what is silenced with why, quietly."""
    return f'<div class="changes">{"".join(map(_beside, found))}</div>'


def _beside(beside: Beside) -> str:
    kind = f" <small>{escape(beside.kind)}</small>"
    lines = "".join(map(_finding, beside.findings))
    return f'<section><h4>{escape(beside.title)}{kind}</h4><ul class="remarks">{lines}</ul></section>'


def _finding(finding: Finding) -> str:
    place = f"line {finding.line} · " if finding.line else ""
    said = escape(finding.message[:1].upper() + finding.message[1:])
    detail = f"<small>{place}{escape(finding.rule)}</small>"
    if finding.because is not None:
        return (
            f'<li class="silenced"><span>– silenced</span><span>{said} {detail}'
            f"<small>because: {escape(finding.because)}</small></span></li>"
        )
    tone = TONE[finding.level]
    return f'<li class="{tone}"><span class="tone">{ICON[tone]} {finding.level}</span><span>{said} {detail}</span></li>'
