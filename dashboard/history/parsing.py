"""The statement that makes observations of the records of a file, and says which of them are none, and why."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from dashboard.history.sources.cells import YEARS, Reading
from dashboard.history.sources.config import Source
from dashboard.history.sources.table import Column, Table

GOOD, DUPLICATE, UNKNOWN, FIRST = 0, 1, 2, 3  # faults found while reading are counted from FIRST on
VOID = 255  # not bad, but there is nothing left to do about it
VALUE = object()
INCOMING = (
    '(metric VARCHAR, segment VARCHAR, "at" TIMESTAMP, value DOUBLE, n BIGINT, model_version VARCHAR, '
    "file UINTEGER, given UBIGINT, fault UTINYINT, cell VARCHAR)"
)


@dataclass(frozen=True)
class Fault:
    """Something that can be wrong with a record: where `when` holds, with that column, whose text `cell` yields.
    `column` is None for what is wrong with all of the record, VALUE for the column that holds the metric's value."""

    column: object
    reason: str
    when: str
    cell: str = "CAST(NULL AS VARCHAR)"


@dataclass(frozen=True)
class Statement:
    """An INSERT into the table `name`, of INCOMING's columns: one row a record, in order. Fault k of `faults` is
    written as FIRST + k. The session's time zone must be the source's while it runs."""

    sql: str
    params: Mapping[str, Any]
    faults: tuple[Fault, ...]


def observations(
    name: str, source: Source, relation: str, found: Mapping[str, Column], value: str, metric: str | None,
    broken: tuple[str, str] | None, file: int,
) -> Statement:  # fmt: skip
    """The statement for one file, whose mapped columns were `found`. `value` is the column of the value; `metric` the
    metric of all rows, None where the source's metric column says it. `broken`: condition and reason under which a
    record has no cells at all. What the relation itself has to be bound with is not in `params`."""
    read, columns, dimensions = Reading(source), source.columns, sorted(source.columns.segments)
    at, n = found[columns.at], found[columns.n] if columns.n else None
    version = read.text(found[columns.model_version]) if columns.model_version else "CAST(NULL AS VARCHAR)"
    cells = {
        "at_cell": read.cell(at),
        "metric_cell": "$metric" if metric else read.text(found[columns.metric or ""]),
        "value_cell": read.cell(found[value]),
        "n_cell": read.cell(n) if n else "NULL",
        "model_version": version,
        "broken": broken[0] if broken else "false",
        **{f"s{i}": read.text(found[columns.segments[dimension]]) for i, dimension in enumerate(dimensions)},
    }
    pairs = ", ".join(f"$d{i} || s{i}" for i in range(len(dimensions)))
    bits = [f"(CASE WHEN s{i} IS NULL THEN 0 ELSE {1 << i} END)" for i in range(len(dimensions))]
    renames = {} if metric else columns.metrics
    meant = " ".join(f"WHEN $says{i} THEN $means{i}" for i in range(len(renames)))
    parsed = {
        "metric": f"CASE metric_cell {meant} ELSE metric_cell END" if meant else "metric_cell",
        '"at"': read.instant("at_cell", at),
        "value": read.number("value_cell", found[value]),
        "n_read": read.number("n_cell", n) if n else "CAST(NULL AS DOUBLE)",
        "segment": f"concat_ws(',', {pairs})" if pairs else "''",
        "given": " + ".join(bits) or "0",
    }
    faults = tuple(_faults(source, read, at, broken))
    codes = " ".join(f"WHEN {fault.when} THEN {code}" for code, fault in enumerate(faults, FIRST))
    texts = " ".join(f"WHEN {code} THEN {fault.cell}" for code, fault in enumerate(faults, FIRST))
    sql = (
        f'INSERT INTO {name} SELECT metric, segment, "at", value, '  # noqa: S608 column names are quoted, all else bound
        "TRY_CAST(n_read AS BIGINT), model_version, "
        f"$file, given, fault, CASE fault {texts} END FROM (SELECT *, CASE {codes} ELSE {GOOD} END AS fault "
        f"FROM (SELECT *, {_listed(parsed)} FROM (SELECT {_listed(cells)} FROM {relation})))"
    )
    bound = {**read.params, "file": file, "metric": metric}
    bound |= {f"d{i}": f"{dimension}=" for i, dimension in enumerate(dimensions)}
    for i, (says, means) in enumerate(renames.items()):
        bound |= {f"says{i}": says, f"means{i}": means}
    return Statement(sql, bound, faults)


def _faults(source: Source, read: Reading, at: Column, broken: tuple[str, str] | None) -> list[Fault]:
    """What can be wrong with a record, in the order in which it is looked for."""
    columns = source.columns
    faults = [Fault(None, broken[1], "broken")] if broken else []
    faults += time_faults(source, read, columns.at, at, "at_cell", '"at"')
    faults.insert(len(faults) - 3, Fault(columns.at, "empty time", "at_cell IS NULL"))
    if columns.metric:
        faults.append(Fault(columns.metric, "empty metric", "metric_cell IS NULL"))
    for i, dimension in enumerate(sorted(columns.segments)):
        when = f"regexp_matches(s{i}, '[,=\\r\\n]')"
        faults.append(Fault(columns.segments[dimension], "a segment's value cannot hold , or = or a line break", when,
                            f"s{i}"))  # fmt: skip
    written = "CAST(value_cell AS VARCHAR)"
    faults.append(Fault(VALUE, "not a number", "value_cell IS NOT NULL AND value IS NULL", written))
    faults.append(Fault(VALUE, "not a finite number", "NOT isfinite(value)", written))
    if columns.n:
        wrong = "n_read IS NULL OR NOT isfinite(n_read) OR n_read < 0 OR n_read > 9e15 OR n_read <> floor(n_read)"
        faults.append(Fault(columns.n, "not a sample size, a whole number from 0 up",
                            f"n_cell IS NOT NULL AND ({wrong})", "CAST(n_cell AS VARCHAR)"))  # fmt: skip
    return faults


def time_faults(source: Source, read: Reading, name: str, column: Column, cell: str, instant: str) -> list[Fault]:
    """What can be wrong with a cell that is not empty and should be an instant."""
    written = f"CAST({cell} AS VARCHAR)"
    how = source.date_format or "ISO 8601"
    low, high = YEARS
    outside = f"{instant} < TIMESTAMP '{low}-01-01' OR {instant} >= TIMESTAMP '{high}-01-01'"
    return [
        Fault(name, f"no such time, or not written as {how}", f"{cell} IS NOT NULL AND {instant} IS NULL", written),
        Fault(
            name, f"a time that the clocks of {source.timezone} skipped", read.skipped(cell, column, instant), written
        ),
        Fault(name, f"not a year from {low} to {high - 1}", outside, written),
    ]


def run(con: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Runs a statement with those of the parameters that it names; DuckDB refuses any others."""
    named = set(re.findall(r"\$(\w+)", sql))
    return con.execute(sql, {name: params[name] for name in named}).fetchall()


def run_on(
    con: duckdb.DuckDBPyConnection, table: Table, sql: str, params: Mapping[str, Any],
    undo: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Runs a statement that reads the table; once more, after `undo`, if the table put right what was in the way."""
    error = None
    try:
        run(con, sql, params)
    except duckdb.Error as failed:
        error = failed
    if table.retry(con, error):
        undo()
        run(con, sql, {**params, **table.params})
    elif error:
        raise error


def _listed(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in expressions.items())
