"""What a query found, as a document for machines and as text for people."""

import datetime as dt
import decimal
import math

from dashboard.history.console.asking import Answer
from dashboard.practice import wording

WIDEST = 60  # characters of a cell on a terminal


def answer_json(answer: Answer) -> dict[str, object]:
    """The answer as `sql --json` has it: rows are lists in the order of `columns`; `cut_short` is null or says why.

    Instants are written as in every document; a number that is none (NaN, infinity) is null.
    """
    return {
        "generation": answer.generation,
        "columns": answer.table.column_names,
        "rows": [[_for_machines(cell) for cell in row] for row in _rows(answer)],
        "cut_short": cut_short(answer),
    }


def of_answer(answer: Answer) -> str:
    """A line a row under the names of the columns, aligned; numbers to the right, nothing where nothing is."""
    names = answer.table.column_names
    cells = [[_printable(name) for name in names], *([_for_people(cell) for cell in row] for row in _rows(answer))]
    numbers = [column is not None and isinstance(column, int | float | decimal.Decimal) for column in _first(answer)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in cells
    ]
    return "\n".join(lines)


def cut_short(answer: Answer) -> str | None:
    """Why these are not all rows, and what to do about it; None if they are."""
    limits = answer.limits
    if answer.more is None:
        return None
    if answer.table.num_rows == 0:
        return f"the first row alone is larger than {limits.size >> 20} MB; select less of it"
    held = "as many as an answer holds" if answer.more == "rows" else f"since an answer holds {limits.size >> 20} MB"
    return f"these are the first {answer.table.num_rows:,} rows, {held}; narrow the query, or aggregate, for the rest"


def _rows(answer: Answer) -> list[tuple[object, ...]]:
    columns = [column.to_pylist() for column in answer.table.columns]
    return list(zip(*columns, strict=True))


def _first(answer: Answer) -> list[object]:
    """Of each column the first value that is there."""
    return [next((v for v in column.to_pylist() if v is not None), None) for column in answer.table.columns]


def _for_machines(cell: object) -> object:
    if isinstance(cell, dt.datetime):
        return wording.instant(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, decimal.Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _for_people(cell: object) -> str:
    text = "" if cell is None else _printable(f"{cell:.6g}" if isinstance(cell, float) else str(cell))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _printable(text: str) -> str:
    """No character in it moves the cursor or changes the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
