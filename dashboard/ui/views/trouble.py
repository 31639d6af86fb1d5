"""What is wrong with the files of a workspace, said where nobody can miss it. Values in, HTML out; all escaped."""

from collections.abc import Sequence
from html import escape

from dashboard.errors import Problem

SHOWN = 12


def trouble(problems: Sequence[Problem], goes_on: str = "") -> str:
    """Every problem with its file, line and column; `goes_on` says what works nevertheless."""
    lines = "\n".join(escape(str(problem)) for problem in problems[:SHOWN])
    rest = f"\n… and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    count = "One problem" if len(problems) == 1 else f"{len(problems)} problems"
    return (
        f'<div class="calm critical" role="alert"><b>{count} in the files of this workspace.</b> {escape(goes_on)}'
        f"<pre>{lines}{rest}</pre></div>"
    )
