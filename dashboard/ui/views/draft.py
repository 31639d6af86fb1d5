"""A new SOP on its way: how far it is, what is missing, what to do when it is written. Values in, HTML out; escaped."""

from collections.abc import Sequence
from html import escape

from dashboard.practice.beginning.answers import STEPS
from dashboard.practice.beginning.checking import Checked
from dashboard.sop.lint.finding import Finding
from dashboard.ui.theme import ICON
from dashboard.ui.views.remarks import TONE

MOST = 8
METRICS, OF_METRICS = 1, range(2, 6)  # steps, from 0: owners, reviews, thresholds and responses are those of metrics


def missing(refused: str | None, found: Checked | None, step: int | None) -> str:
    """Why it cannot be written yet; what lint remarks on at one step (from 0), or at all of them."""
    if refused or found is None:
        said = refused or "not checked yet"
        return _list("pending", [f"{ICON['pending']} {said[:1].upper()}{said[1:]}."])
    if found.problems:
        return _list("critical", [f"{ICON['critical']} {problem}" for problem in found.problems])
    steps = [step] if step is not None else range(len(STEPS))
    lines = [_remark(n, finding, step is None) for n in steps for finding in found.remarks.get(n, ())]
    if step in OF_METRICS and found.version and not found.version.sop.metrics:  # then nothing is right there yet
        lines = [_remark(METRICS, finding, True) for finding in found.remarks.get(METRICS, ())]
    lines = list(dict.fromkeys(lines))  # of two thresholds it is said once
    if not lines:
        said = "Nothing is missing" + (" at this step" if step is not None else "")
        return f'<div class="calm ok"><b>{ICON["ok"]} {said}</b></div>'
    return _list("warning", lines)


def written(file: str, told: Sequence[str]) -> str:
    """It is there: where, and what comes next."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in told)
    return f'<div class="calm ok"><h3>{ICON["ok"]} Written</h3><p><code>{escape(file)}</code></p><ol>{lines}</ol></div>'


def _remark(step: int, finding: Finding, named: bool) -> str:
    where = f"{STEPS[step].name}: " if named else ""
    return f"{ICON[TONE[finding.level]]} {where}{finding.message[:1].upper()}{finding.message[1:]}"


def _list(tone: str, lines: Sequence[str]) -> str:
    rest = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    said = "".join(f"<li>{escape(line)}</li>" for line in [*lines[:MOST], *rest])
    return f'<div class="calm {tone}"><ul class="missing">{said}</ul></div>'
