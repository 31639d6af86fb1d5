"""The tables that a query can ask, and what became of one. Values in, HTML out; all text is escaped."""

from collections.abc import Sequence
from html import escape

from dashboard.errors import QueryFailed
from dashboard.history.console.asking import Answer
from dashboard.history.console.contract import Table
from dashboard.practice import wording
from dashboard.practice.answer_report import cut_short


def tables(known: Sequence[Table]) -> str:
    """Each table with what a row of it is; opened, its columns."""
    return "".join(_table(table) for table in known)


def _table(table: Table) -> str:
    rows = "".join(
        f"<li><code>{escape(c.name)}</code> <i>{escape(c.type.lower())}{' or empty' if c.optional else ''}</i>"
        f"<small>{escape(c.about)}</small></li>"
        for c in table.columns
    )
    return (
        f'<details class="table"><summary><code>{escape(table.name)}</code> '
        f"<small>{escape(table.about)}</small></summary><ul>{rows}</ul></details>"
    )


def found(answer: Answer) -> str:
    """How many rows came, how long it took, from which generation; and whether there are more."""
    took = f"{answer.seconds:.2f} s" if answer.seconds < 10 else f"{answer.seconds:.0f} s"
    more = cut_short(answer)
    rest = f'<br><span class="warning"><i class="tone">▲</i> {escape(_sentence(more))}</span>' if more else ""
    return (
        f'<div class="clock"><b>{wording.counted(answer.table.num_rows, "row")}</b> in {took}'
        f" · generation {escape(answer.generation)}{rest}</div>"
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"


def failure(failed: QueryFailed, query: str) -> str:
    """What is wrong with a query, and the line of it where that is, with the place marked."""
    message = _sentence(failed.message)
    place = ""
    if failed.line:
        text = query.split("\n")[failed.line - 1]
        start = max(failed.column - 60, 0)
        mark = " " * (failed.column - 1 - start) + "^"
        place = f"<pre>{escape(text[start : start + 90])}\n{mark}</pre>"
        message = f"Line {failed.line}, column {failed.column}: {message}"
    return f'<div class="calm critical query" role="alert"><b>● {escape(message)}</b>{place}</div>'


def nothing_asked() -> str:
    """No query yet: what to do."""
    return (
        '<div class="calm pending"><h3>Ask the numbers yourself</h3><p>Choose one of the questions to begin with, or '
        "write a SELECT on the tables described here, and run it. Nothing can be changed or broken: the tables are "
        "only read, and what takes too long is stopped.</p></div>"
    )
