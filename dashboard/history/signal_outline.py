"""The outline of signals on long series, drawn at a load: a small part of their courses that tells a picture what it
needs.

A `mean`, `change` or `gap` is made of all observations of its series, and so costs what they are. Time is cut into
cells, as in outline.py; of each cell the outline has the first, the last, the lowest and the highest evidence. A signal
looks back and never forward: what was appended leaves the cells before it as they are; of a series in which anything
else changed, all cells are drawn anew.

It belongs to what a signal is made of and how (`courses.key`), not to a threshold: a threshold that an SOP states anew
in other words finds no outline before the next load, and all of its course is computed.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from dashboard.history import blocks
from dashboard.history import outline as outlines
from dashboard.history.blocks import Series
from dashboard.history.courses import Asked, Course, Key, courses, drawn_on, key
from dashboard.history.episodes import Floats, Ints
from dashboard.history.parsing import run
from dashboard.history.rules import Rule, instant, micros
from dashboard.history.sql import creation, parts

_SQL = parts("signal_outline.sql")
_WHOLE = 2**62  # microseconds: one column for all time


@dataclass(frozen=True)
class Drawn:
    """One outline: its number, the width of its cells, its first and last evidence, in microseconds (since 1970)."""

    outline: int
    cell: int
    first: int
    last: int


def reduced(
    cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked], width: int, few: int = 0
) -> tuple[list[Course], int]:
    """For each question the evidence that a picture needs whose columns, counted from 1970, are `width` microseconds
    wide, and the width, made up to whole cells where there are outlines.

    The first, last, lowest and highest evidence of each column is there; all of it where it is at most `few`.
    """
    known = _drawn(cursor)
    drawn = [known.get(key(a.rule, a.segment)) for a in asked]
    step = max((d.cell for d in drawn if d and d.cell <= width), default=1)
    cut = [_cut(cursor, a, d) if d and d.cell <= step else [a] for a, d in zip(asked, drawn, strict=True)]
    computed = iter(courses(cursor, [part for parts in cut for part in parts if isinstance(part, Asked)]))
    all_ = [_joined([next(computed) if isinstance(p, Asked) else p for p in parts]) for parts in cut]
    again = [i for i, course in enumerate(all_) if course.at.size < course.total <= few]
    for i, course in zip(again, courses(cursor, [asked[i] for i in again]), strict=True):
        all_[i] = course
    return all_, -(-width // step) * step


def extremes(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> list[Course]:
    """For each question the first, last, lowest and highest evidence of the signal in its range, among some more."""
    return reduced(cursor, asked, _WHOLE)[0]


def kept(column: Ints, value: Floats) -> Ints:
    """Positions of the first, last, lowest and highest value of each column, in order; `column` does not decrease."""
    if column.size == 0:
        return np.empty(0, np.int64)
    first = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    last = np.append(first[1:], column.size) - 1
    of = np.repeat(np.arange(first.size), last - first + 1)
    found = [first, last]
    for extreme in (np.minimum.reduceat(value, first), np.maximum.reduceat(value, first)):
        equal = np.flatnonzero(value == extreme[of])
        found.append(equal[np.flatnonzero(np.diff(of[equal], prepend=-1))])
    return np.unique(np.concatenate(found))


def draw(con: duckdb.DuckDBPyConnection, rules: Iterable[Rule], from_scratch: bool) -> None:
    """Brings the outlines up to date after a load, for the signals of these rules.

    Without `from_scratch` it relies on the temp tables `fresh` and `touched` of merge.py.
    """
    if from_scratch or not run(con, _SQL["there"], {})[0][0]:
        for table in ("signal_outline", "signal_point"):
            con.execute(f"DROP TABLE IF EXISTS {table}")
            con.execute(creation(table))
    drawn = _drawn(con)
    changed = {} if from_scratch else {row[:-1]: row[-1] for row in run(con, _SQL["changed"], {})}
    wanted = _wanted(rules, blocks.index(con))
    for named in drawn.keys() - wanted.keys():
        _rub_out(con, drawn[named].outline, None)
    for named, (rule, series) in wanted.items():
        since = [changed[id] for s in series if (id := (s.metric, s.source, s.segment)) in changed]
        known = drawn.get(named)
        if known and not since:
            continue
        first, last = run(con, _SQL["span"], {"rows": [s.first_row for s in series]})[0]
        if known and None not in since:
            begin = min(since) // known.cell * known.cell
            _rub_out(con, known.outline, begin)
            _draw(con, Asked(rule, named[2], instant(begin), last), known.outline, known.cell)
        else:
            if known:
                _rub_out(con, known.outline, None)
            outline = run(con, _SQL["new"], {})[0][0]
            _draw(con, Asked(rule, named[2], first, last), outline, _cell(first, last, sum(s.rows for s in series)))


def _rub_out(con: duckdb.DuckDBPyConnection, outline: int, begin: int | None) -> None:
    """Takes away the cells from the one that begins at `begin`; None: all."""
    run(con, _SQL["rub_out"], {"outline": outline, "begin": begin})
    run(con, _SQL["forget"], {"outline": outline})


def _draw(con: duckdb.DuckDBPyConnection, asked: Asked, outline: int, cell: int) -> None:
    """Draws what is asked behind what is left of an outline, or as a new one."""
    place = run(con, _SQL["next"], {"outline": outline})[0][0]
    [course] = courses(con, [asked])
    which = kept(course.at // cell, course.value)
    at = course.at[which].astype("datetime64[us]")
    con.register("drawn", pd.DataFrame({"place": place + which, "at": at, "value": course.value[which]}))
    con.execute("INSERT INTO signal_point SELECT ?, * FROM drawn", [outline])
    con.unregister("drawn")
    named = zip(("metric", "source", "segment", "signal", "min_n"), key(asked.rule, asked.segment), strict=True)
    run(con, _SQL["note"], {"outline": outline, "cell": cell} | dict(named))


def _wanted(rules: Iterable[Rule], known: Iterable[Series]) -> dict[Key, tuple[Rule, list[Series]]]:
    """The signals to be drawn: one of the rules that states each, and the series it is made of."""
    of: dict[tuple[str, str | None], list[Series]] = defaultdict(list)
    for s in known:
        of[s.key].append(s)
    wanted: dict[Key, tuple[Rule, list[Series]]] = {}
    for rule in rules:
        if rule.signal.kind == "value":
            continue
        made_of = of[key(rule, "")[:2]]
        for segment in {"" if rule.signal.kind == "gap" else s.segment for s in made_of}:
            series = drawn_on(rule, segment, made_of)
            if sum(s.rows for s in series) >= outlines.LONG:
                wanted.setdefault(key(rule, segment), (rule, series))
    return wanted


def _cell(first: dt.datetime, last: dt.datetime, rows: int) -> int:
    """The width of cells of ROWS to 2·ROWS observations on average; a power of two, so that of any two one divides the
    other."""
    return 1 << ((micros(last) - micros(first)) // rows * outlines.ROWS).bit_length()


def _drawn(cursor: duckdb.DuckDBPyConnection) -> dict[Key, Drawn]:
    """The outlines that there are; none in a generation made before there were any."""
    try:
        return {row[:5]: Drawn(*row[5:]) for row in run(cursor, _SQL["drawn"], {})}
    except duckdb.CatalogException:
        return {}


def _cut(cursor: duckdb.DuckDBPyConnection, asked: Asked, drawn: Drawn) -> list[Asked | Course]:
    """The outline of the cells that lie whole in the range, and what is left to be computed before and behind them."""
    after, until = micros(asked.after), micros(asked.until)
    head = after if after <= drawn.first else -(-after // drawn.cell) * drawn.cell
    foot = until + 1 if until >= drawn.last else (until + 1) // drawn.cell * drawn.cell
    if head >= foot:
        return [asked]
    frame = cursor.execute(_SQL["within"], {"outline": drawn.outline, "head": head, "foot": foot}).df()
    place = frame["place"].to_numpy()
    total = int(place[-1] - place[0]) + 1 if place.size else 0
    parts: list[Asked | Course] = [Course(frame["at"].to_numpy(), frame["value"].to_numpy(), total)]
    if after < head:
        parts.insert(0, replace(asked, until=instant(head - 1)))
    if foot <= until:
        parts.append(replace(asked, after=instant(foot)))
    return parts


def _joined(parts: Sequence[Course]) -> Course:
    at, value = (np.concatenate([getattr(part, name) for part in parts]) for name in ("at", "value"))
    return Course(at, value, sum(part.total for part in parts))
