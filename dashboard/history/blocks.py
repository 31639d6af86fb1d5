"""Reading observations for the judge: whole stretches of the sorted table, in its physical order."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from dashboard.history import signals
from dashboard.history.episodes import Floats, Ints
from dashboard.history.rules import Rule, micros
from dashboard.history.tracks import Key, is_group

ROWS_A_BLOCK = 2_000_000
Tail = dict[tuple[str, str, str], tuple[Ints, Floats, Floats]]
Arrays = tuple[Ints, Floats, Floats]

_STRETCH = """
SELECT "at", value, n FROM observation
WHERE rowid BETWEEN $first AND $last AND "at" BETWEEN make_timestamp($after) AND make_timestamp($until)
"""
_BEHIND = """
SELECT "at", value, n FROM observation
WHERE rowid >= (SELECT sorted_rows FROM meta) AND metric = $metric AND source = $source AND segment = $segment
    AND "at" BETWEEN make_timestamp($after) AND make_timestamp($until)
"""


@dataclass(frozen=True)
class Series:
    """One series, and where it lies in the sorted part of the table."""

    metric: str
    source: str
    segment: str
    first_row: int
    rows: int

    @property
    def key(self) -> Key:
        """What its thresholds are found by."""
        return self.metric, self.source


@dataclass(frozen=True)
class Block:
    """Some series in one set of arrays: series i is at[bounds[i]:bounds[i + 1]], in order of time.

    `at` in microseconds, `value` and `n` with nan for what is not known; `complete`: no value is missing.
    """

    series: Sequence[Series]
    bounds: list[int]
    at: Ints
    value: Floats
    n: Floats | None
    complete: bool

    def arrays(self, i: int) -> Arrays:
        """(at, value, n) of series i."""
        part = slice(self.bounds[i], self.bounds[i + 1])
        n = np.full(part.stop - part.start, np.nan) if self.n is None else self.n[part]
        return self.at[part], self.value[part], n


def index(cursor: duckdb.DuckDBPyConnection) -> list[Series]:
    """All series, in the order in which they lie in the table."""
    rows = cursor.execute(
        "SELECT metric, source, segment, first_row, rows FROM series ORDER BY first_row, rows, metric, source, segment"
    ).fetchall()
    return [Series(*row) for row in rows]


def tail(cursor: duckdb.DuckDBPyConnection, metrics: Iterable[str] | None = None) -> Tail:
    """What was appended behind the sorted part, by series, in order of time; of some metrics alone, if given."""
    table = cursor.sql(
        'SELECT metric, source, segment, "at", value, n FROM observation '
        "WHERE rowid >= (SELECT sorted_rows FROM meta) AND ($1 IS NULL OR list_contains($1, metric))",
        params=[None if metrics is None else sorted(metrics)],
    ).to_arrow_table()
    return split(table)


def split(table: pa.Table) -> Tail:
    """A table of metric, source, segment, at, value, n as arrays by series, each in order of time."""
    if table.num_rows == 0:
        return {}
    names = [table[c].combine_chunks().dictionary_encode() for c in ("metric", "source", "segment")]
    series = np.zeros(table.num_rows, np.int64)
    for name in names:
        series = series * len(name.dictionary) + name.indices.to_numpy(zero_copy_only=False)
    at, value, n = arrays_of(table)
    assert n is not None
    order = np.lexsort((at, series))
    at, value, n, series = at[order], value[order], n[order], series[order]
    first = np.flatnonzero(np.append(True, np.diff(series) != 0))
    ends = np.append(first[1:], series.size)
    keys = zip(*(name.take(pa.array(order[first])).to_pylist() for name in names), strict=True)
    return {key: (at[a:b], value[a:b], n[a:b]) for key, a, b in zip(keys, first.tolist(), ends.tolist(), strict=True)}


def grouped(series: Sequence[Series]) -> Iterator[list[Series]]:
    """Neighbours in the table together, up to ROWS_A_BLOCK rows a group."""
    group: list[Series] = []
    for s in series:
        if group and (
            group[-1].first_row + group[-1].rows != s.first_row
            or s.first_row + s.rows - group[0].first_row > ROWS_A_BLOCK
        ):
            yield group
            group = []
        group.append(s)
    if group:
        yield group


def read(
    cursor: duckdb.DuckDBPyConnection, group: Sequence[Series], behind: Tail, as_of: dt.datetime, with_n: bool = True
) -> Block:
    """The observations of neighbouring series up to `as_of` (included)."""
    start, stop = group[0].first_row, group[-1].first_row + group[-1].rows
    columns = '"at", value, n' if with_n else '"at", value'
    table = cursor.sql(
        f"SELECT {columns} FROM observation WHERE rowid >= ? AND rowid < ?",  # noqa: S608 (two fixed texts)
        params=[start, stop],
    ).to_arrow_table()
    at, value, n = arrays_of(table)
    complete = table["value"].null_count == 0
    bounds = [s.first_row - start for s in group] + [stop - start]
    block = Block(group, bounds, at, value, n, complete)
    late = at.size > 0 and bool((at[np.asarray(bounds[1:]) - 1] > micros(as_of)).any())
    if late or any((s.metric, s.source, s.segment) in behind for s in group):
        block = _with_tail(block, behind, micros(as_of))
    return block


def between(cursor: duckdb.DuckDBPyConnection, s: Series, after: int, until: int) -> Arrays:
    """(at, value, n) of one series in [after, until], microseconds since 1970: costs what it reads."""
    bounds = {"after": after, "until": until}
    placed = bounds | {"first": s.first_row, "last": s.first_row + s.rows - 1}
    named = bounds | {"metric": s.metric, "source": s.source, "segment": s.segment}
    table = cursor.sql(_STRETCH, params=placed).to_arrow_table()
    behind = cursor.sql(_BEHIND, params=named).to_arrow_table()
    at, value, n = arrays_of(pa.concat_tables([table, behind]))
    assert n is not None
    if behind.num_rows == 0:
        return at, value, n
    order = np.argsort(at, kind="stable")
    return at[order], value[order], n[order]


def _with_tail(block: Block, behind: Tail, until: int) -> Block:
    """The block with the tail of each series behind it, cut after `until`."""
    parts: list[Arrays] = []
    for i, s in enumerate(block.series):
        at, value, n = block.arrays(i)
        if (s.metric, s.source, s.segment) in behind:
            more = behind[s.metric, s.source, s.segment]
            at, value, n = (np.concatenate(pair) for pair in zip((at, value, n), more, strict=True))
            if (np.diff(at) < 0).any():
                order = np.argsort(at, kind="stable")
                at, value, n = at[order], value[order], n[order]
        end = int(np.searchsorted(at, until, side="right"))
        parts.append((at[:end], value[:end], n[:end]))
    at, value, n = (np.concatenate([p[k] for p in parts]) for k in range(3))
    bounds = np.concatenate(([0], np.cumsum([p[0].size for p in parts]))).tolist()
    return Block(block.series, bounds, at, value, n, not np.isnan(value).any())


def gap_of(groups: Mapping[Series, Arrays], rule: Rule) -> tuple[Ints, Floats]:
    """The gap signal of a rule over the groups that are its: (instants, signal)."""
    ats, values = [], []
    for s, (at, value, n) in groups.items():
        if is_group(rule, s.metric, s.source, s.segment):
            known = signals.evidence(value, n, rule.signal.of_min_n)
            ats.append(at[known])
            values.append(value[known])
    if not ats:
        return np.empty(0, np.int64), np.empty(0)
    return signals.gap(np.concatenate(ats), np.concatenate(values), rule.signal)


def arrays_of(table: pa.Table) -> tuple[Ints, Floats, Floats | None]:
    """at (microseconds since 1970), value and, where the table has it, n; nan for what is not known."""

    def floats(name: str) -> Floats:
        column = table[name] if table[name].type == pa.float64() else table[name].cast(pa.float64())
        return np.asarray(column.combine_chunks().to_numpy(zero_copy_only=False))

    at = np.asarray(table["at"].combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False))
    return at, floats("value"), floats("n") if "n" in table.column_names else None
