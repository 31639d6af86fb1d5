"""Lines that DuckDB would misread: quotes that are not closed, after which the lines that follow are lost; and an empty
field too many at the end, which it takes no notice of though the fields before it may have slipped.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator

from dashboard.history.sources.table import MOST_RAW, Place

BROKEN_QUOTE = "a quote that is not closed, or has text behind it"
LONGEST = (
    2_000_000  # characters that a record may run on for before its quote counts as not closed: DuckDB's line limit
)


def strike(lines: Iterable[str], delimiter: str, fields: int) -> Iterator[tuple[str, Place | None]]:
    """Every line of a file, one that is broken replaced by an empty one, with where it stood and what it said.

    A record may run on over several lines inside quotes, if it then has so many fields. If not, or if it is broken,
    its first line is what is broken, and the next one begins a record again.
    """
    record = _Record(delimiter)
    source, again = iter(lines), deque[str]()  # lines looked at in vain are read again as records of their own
    number = 0
    while (line := again.popleft() if again else next(source, None)) is not None:
        taken, length, state = [line], len(line), record.begin(line)
        while state == "open" and length <= LONGEST:
            following = again.popleft() if again else next(source, None)
            if following is None:
                break
            taken.append(following)
            length += len(following)
            state = record.go_on(following)
        number += 1
        if len(taken) == 1 and state == "whole" and (many := surplus(line, delimiter, fields)):
            yield (
                "\n",
                Place(None, number, line.rstrip("\r\n")[:MOST_RAW], f"wrong number of fields: {many}, not {fields}"),
            )
        elif state == "whole" and (len(taken) == 1 or _count(taken, delimiter) == fields):
            yield from ((text, None) for text in taken)
            number += len(taken) - 1
        else:
            yield "\n", Place(None, number, line.rstrip("\n")[:MOST_RAW], BROKEN_QUOTE)
            again.extendleft(reversed(taken[1:]))


def surplus(line: str, delimiter: str, fields: int) -> int:
    """How many fields a line has that ends in an empty one and has more than it should; else 0."""
    text = line.rstrip("\r\n")
    if not text.endswith((delimiter, delimiter + '""')) or text.count(delimiter) < fields:
        return 0
    many = _count([text], delimiter)
    return many if many > fields else 0


def _count(record: list[str], delimiter: str) -> int:
    return len(next(csv.reader(record, delimiter=delimiter)))


class _Record:
    """Whether a record is 'whole' with this line, still 'open' in a quoted field, or 'broken'."""

    def __init__(self, delimiter: str):
        mark = re.escape(delimiter)
        quoted = r'(?:[^"]|"")*'
        cell = rf'(?:"{quoted}"|[^"{mark}\r\n][^{mark}\r\n]*|)'
        self._whole = re.compile(rf"{cell}(?:{mark}{cell})*\n?")
        self._open = re.compile(rf'(?:{cell}{mark})*"{quoted}')
        self._stays = re.compile(quoted)
        self._closed = re.compile(rf'{quoted}"(?:{mark}{cell})*\n?')
        self._opened_again = re.compile(rf'{quoted}"{mark}(?:{cell}{mark})*"{quoted}')

    def begin(self, line: str) -> str:
        """The state after the first line of a record."""
        if '"' not in line or self._whole.fullmatch(line):
            return "whole"
        return "open" if self._open.fullmatch(line) else "broken"

    def go_on(self, line: str) -> str:
        """The state after a further line of an open record."""
        if '"' not in line or self._stays.fullmatch(line) or self._opened_again.fullmatch(line):
            return "open"
        return "whole" if self._closed.fullmatch(line) else "broken"
