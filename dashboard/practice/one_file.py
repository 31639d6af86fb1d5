"""The series of a text file that nothing else is known of: rows of a time or a number, a value, perhaps whose it is."""

import csv
import datetime as dt
import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dashboard.errors import FileProblems, Problem, WorkspaceError
from dashboard.history.rules import micros
from dashboard.practice.guess import AT, METRIC, MODEL, MOST_VALUES_OF_A_DIMENSION, VALUE, N

DELIMITERS = ",;\t|"
MISSING = {"", "na", "n/a", "nan", "null", "none", "-"}
WHOLE = re.compile(r"[+-]?\d{1,15}(\.0*)?$")
PART_OF_A_YEAR = re.compile(r"(\d{4})(?:-?Q(?P<quarter>[1-4])|-?W(?P<week>\d{2})|[-/](?P<month>\d{1,2}))$", re.I)
DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=$|[T ])")
HOW = "write it like 2026-07-06, 2026-07-06T12:00Z, 2026-07, 2026-Q3, or as a whole number"


@dataclass(frozen=True)
class OneSeries:
    """One series of the file: (at, value) in order, `at` in microseconds since 1970, or as the file counts."""

    metric: str
    segment: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class OneFile:
    """What could be read. `counted`: the times are plain whole numbers. `problems`: the rows that could not be used;
    `aside`: columns that were left out, for they have too many values to be a dimension."""

    series: tuple[OneSeries, ...]
    counted: bool
    problems: tuple[Problem, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    names: Sequence[str]
    at: int
    value: int
    metric: int | None
    segment: int | None
    dimensions: tuple[int, ...]


def read_one(path: Path) -> OneFile:
    """Reads a CSV or TSV file (`,`, `;`, tab or `|` between cells; gzip if it ends in .gz), with a header.

    The last row of a time is in force. An empty value is no evidence. Raises WorkspaceError if there is no such file,
    FileProblems if it is no text, its columns cannot be told, or no row of it can be used.
    """
    shown, first = path.name, _first_line(path)
    rows = list(_rows(path, max(DELIMITERS, key=first.count)))
    if not rows:
        raise FileProblems([Problem(shown, 1, 1, "the file is empty; it needs a header like at,value and rows")])
    columns = _columns(rows[0][1], shown)
    dimensions, aside = _few(columns, rows[1:])
    counted = _is_counted([cells[columns.at] for _, cells in rows[1:] if len(cells) > columns.at])
    comma = ";" in first
    problems: list[Problem] = []
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for line, cells in rows[1:]:
        wrong = _wrong_shape(cells, columns.names)
        if wrong is not None:
            problems.append(Problem(shown, line, 1, wrong))
            continue
        at = _whole(cells[columns.at]) if counted else _instant(cells[columns.at])
        value = _number(cells[columns.value], comma)
        if at is None:
            what = "no whole number, as the others are" if counted else f"no time; {HOW}"
            problems.append(_bad(shown, line, cells, columns, columns.at, what))
        elif value is None:
            problems.append(_bad(shown, line, cells, columns, columns.value, "no number; write it like 0.93 or 1200"))
        elif math.isfinite(value):
            metric = cells[columns.metric].strip() if columns.metric is not None else ""
            found[metric or _name(columns, path), _segment(cells, columns, dimensions)][at] = value
    if not found:
        raise FileProblems(problems or [Problem(shown, 2, 1, "there is no row with a value below the header")])
    series = tuple(OneSeries(*key, tuple(sorted(points.items()))) for key, points in sorted(found.items()))
    return OneFile(series, counted, tuple(problems), aside)


def _rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it ends, cells) of every record that is not blank."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            try:
                for cells in reader:
                    if any(cell.strip() for cell in cells):
                        yield reader.line_num, cells
            except csv.Error as error:
                raise FileProblems([Problem(path.name, reader.line_num, 1, f"cannot be read on: {error}")]) from None
            except UnicodeDecodeError as error:
                message = f"not UTF-8 (byte {error.object[error.start]:#04x}); save it as UTF-8"
                raise FileProblems([Problem(path.name, reader.line_num + 1, 1, message)]) from None
    except (OSError, EOFError) as error:
        raise WorkspaceError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _opened(path: Path) -> IO[str]:
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _first_line(path: Path) -> str:
    if not path.is_file():
        raise WorkspaceError(f"there is no file {path}")
    try:
        with _opened(path) as file:
            return file.readline(1 << 16)
    except UnicodeDecodeError:
        raise FileProblems([Problem(path.name, 1, 1, "this is no text in UTF-8; save it as CSV")]) from None
    except (OSError, EOFError) as error:
        raise WorkspaceError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _columns(header: Sequence[str], shown: str) -> _Columns:
    names = [name.strip() for name in header]
    plain = [name.lower() for name in names]

    def place(known: Sequence[str]) -> int | None:
        return next((plain.index(name) for name in known if name in plain), None)

    twice = [name for name, count in Counter(plain).items() if count > 1]
    if twice:
        raise FileProblems([Problem(shown, 1, 1, f"two columns are called '{twice[0]}'")])
    at, value, metric, segment = place(("at", *AT)), place(VALUE), place(METRIC), place(("segment",))
    aside = {at, metric, segment, place(N), place(MODEL), place(("source",))}
    rest = [i for i in range(len(names)) if i not in aside] or [
        i for i in aside - {at, metric, segment} if i is not None
    ]
    if value is None and len(rest) == 1:
        value = rest[0]
    if at is None or value is None:
        lacking = "at" if at is None else "value"
        raise FileProblems([Problem(shown, 1, 1, f"no column '{lacking}' among {', '.join(names)}; name it so")])
    return _Columns(names, at, value, metric, segment, tuple(i for i in rest if i != value))


def _few(columns: _Columns, rows: Sequence[tuple[int, list[str]]]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The dimensions, and the names of the columns that have too many values to be one."""
    values: dict[int, set[str]] = {i: set() for i in columns.dimensions}
    for _, cells in rows:
        for i, seen in values.items():
            if i < len(cells) and len(seen) <= MOST_VALUES_OF_A_DIMENSION:
                seen.add(cells[i].strip())
    few = tuple(i for i, seen in values.items() if len(seen) <= MOST_VALUES_OF_A_DIMENSION)
    return few, tuple(columns.names[i] for i in columns.dimensions if i not in few)


def _is_counted(cells: Sequence[str]) -> bool:
    """Whether the times are plain whole numbers; eight digits that are all days of the calendar are days."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    whole = [cell for cell in filled if WHOLE.match(cell)]
    return 2 * len(whole) > len(filled) and any(_instant(cell) is None for cell in whole)


def _whole(cell: str) -> int | None:
    return int(cell.strip().partition(".")[0]) if WHOLE.match(cell.strip()) else None


def _instant(cell: str) -> int | None:
    """Microseconds since 1970 of the beginning of the time that the cell names, in UTC where it says no other."""
    text = cell.strip()
    part, day = PART_OF_A_YEAR.match(text), DAY.match(text)
    try:
        if part and part["week"]:
            when = dt.datetime.fromisocalendar(int(part[1]), int(part["week"]), 1)
        elif part:
            when = dt.datetime(int(part[1]), int(part["month"] or 3 * int(part["quarter"]) - 2), 1)
        elif day:
            when = dt.datetime.fromisoformat(f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}{text[day.end() :]}")
        elif re.fullmatch(r"\d{8}", text):
            when = dt.datetime(int(text[:4]), int(text[4:6]), int(text[6:]))
        else:
            return None
        if when.tzinfo:
            when = when.astimezone(dt.UTC).replace(tzinfo=None)
        return micros(when)
    except (ValueError, OverflowError):
        return None


def _number(cell: str, comma: bool) -> float | None:
    """The number; nan where the cell says that there is none; None where it says something else."""
    text = cell.strip()
    if text.lower() in MISSING:
        return math.nan
    if comma and "." not in text:
        text = text.replace(",", ".")
    try:
        number = float(text) if "_" not in text else math.inf
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _wrong_shape(cells: Sequence[str], names: Sequence[str]) -> str | None:
    if len(cells) == len(names):
        return None
    return f"this row has {len(cells)} cells, the header {len(names)}"


def _bad(shown: str, line: int, cells: Sequence[str], columns: _Columns, i: int, what: str) -> Problem:
    place = sum(len(cell) + 1 for cell in cells[:i]) + 1
    return Problem(shown, line, place, f"'{cells[i].strip()[:60]}' in column '{columns.names[i]}' is {what}")


def _name(columns: _Columns, path: Path) -> str:
    name = columns.names[columns.value]
    return path.name.partition(".")[0] if name.lower() in VALUE else name


def _segment(cells: Sequence[str], columns: _Columns, dimensions: Sequence[int]) -> str:
    """Canonical text: dimensions sorted, those without a value left out."""
    stated = cells[columns.segment].strip() if columns.segment is not None else ""
    pairs = sorted(f"{columns.names[i]}={cells[i].strip()}" for i in dimensions if cells[i].strip())
    return ",".join([stated] * bool(stated) + pairs)
