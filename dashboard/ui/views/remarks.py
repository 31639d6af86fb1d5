"""Lint's remarks beside what they are about. Values in, HTML out; all text is escaped."""

from collections.abc import Sequence
from html import escape

from dashboard.practice.proposals.writing import Remark
from dashboard.practice.remarks import Beside
from dashboard.practice.standing import State
from dashboard.sop.lint import Finding
from dashboard.sop.lint.finding import Severity
from dashboard.ui.theme import ICON

TONE: dict[Severity, State] = {"error": "critical", "warning": "warning", "advice": "accepted"}
MANY: dict[Severity, str] = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}
MOST = 40  # remarks on a text; who has so many begins with the first


def remark_list(found: Sequence[Beside]) -> str:
    """A card a thing, with what is remarked on it and the line of the file; what is silenced with why, quietly."""
    return f'<div class="changes">{"".join(map(_beside, found))}</div>'


def _beside(beside: Beside) -> str:
    kind = f" <small>{escape(beside.kind)}</small>"
    lines = "".join(map(_finding, beside.findings))
    return f'<section><h4>{escape(beside.title)}{kind}</h4><ul class="remarks">{lines}</ul></section>'


def remarks_by_line(found: Sequence[Remark]) -> str:
    """What there is to say of a text that is being written, by its lines; or that there is nothing."""
    if not found:
        said = "and lint, as far as it reads the text alone, has nothing to remark"
        return f'<p class="ok"><span class="tone">✓ Nothing is wrong with it</span>, {said}.</p>'
    counts = [(level, sum(remark.level == level for remark in found)) for level in TONE]
    said = " · ".join(f"{ICON[TONE[level]]} {n:,} {MANY[level] if n > 1 else level}" for level, n in counts if n)
    lines = "".join(_remark(one.level, one.message, one.line, one.rule) for one in found[:MOST])
    more = f'<p class="muted">… and {len(found) - MOST:,} more below them.</p>' if len(found) > MOST else ""
    return f'<div class="changes"><section><h4>{said}</h4><ul class="remarks">{lines}</ul>{more}</section></div>'


def _finding(finding: Finding) -> str:
    if finding.because is None:
        return _remark(finding.level, finding.message, finding.line, finding.rule)
    said, because = _said(finding.message, finding.line, finding.rule), escape(finding.because)
    return f'<li class="silenced"><span>– silenced</span><span>{said}<small>because: {because}</small></span></li>'


def _remark(level: Severity, message: str, line: int, rule: str) -> str:
    tone = TONE[level]
    word = f'<span class="tone">{ICON[tone]} {level}</span>'
    return f'<li class="{tone}">{word}<span>{_said(message, line, rule)}</span></li>'


def _said(message: str, line: int, rule: str) -> str:
    detail = " · ".join(filter(None, (line and f"line {line}", rule)))
    return f"{escape(message[:1].upper() + message[1:])} <small>{escape(detail)}</small>"
