"""The files of one source of observations, read into a table of their own: what is good, and what is not and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb

from dashboard.errors import SourceRefused, nearest
from dashboard.history.parsing import (
    DUPLICATE,
    FIRST,
    INCOMING,
    UNKNOWN,
    VALUE,
    VOID,
    Fault,
    Statement,
    observations,
    run,
    run_on,
)
from dashboard.history.quarantine import Bad, hold
from dashboard.history.sources.cells import Reading
from dashboard.history.sources.config import Source
from dashboard.history.sources.files import File, mapped, open_table
from dashboard.history.sources.parquet import first_line
from dashboard.history.sources.table import Column, Table

HOPELESS = 1000  # a file with more bad rows than this, and no good one, is no file of this source
Feeds = Mapping[str, tuple[str, ...]]


def read(
    con: duckdb.DuckDBPyConnection, name: str, source: Source, files: Sequence[File], feeds: Feeds,
    progress: Callable[[int], None] = lambda done: None,
) -> None:  # fmt: skip
    """Creates the table `name` and reads the files into it; what is bad is held for quarantine.

    `feeds` are the metrics that SOPs take from this source, with the dimensions they declare. `progress` gets the
    number of files done. Raises SourceRefused, naming the file, where one is not what the mapping says.
    """
    if not feeds:
        raise SourceRefused(f"no metric of any SOP has `source: {source.id}`")
    if source.metric and source.metric not in feeds:
        raise SourceRefused(f"no SOP takes metric '{source.metric}' from this source{nearest(source.metric, feeds)}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} {INCOMING}")
    for number, file in enumerate(files):
        progress(number)
        table = open_table(con, file, source)
        try:
            _OneFile(con, name, source, table, feeds, number).read()
        except duckdb.Error as error:
            raise SourceRefused(f"{file.shown}: cannot be read: {first_line(error)}") from None
        finally:
            table.close()


class _OneFile:
    """One file, read into the table `name`, from its row `base` on."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, name: str, source: Source, table: Table, feeds: Feeds, number: int
    ):
        self.con, self.name, self.source, self.table, self.feeds = con, name, source, table, feeds
        self.number = number
        self.base = 0
        self.base = self._count()
        self.dimensions = sorted(source.columns.segments)
        self.columns: dict[str, Column] = {}
        self.faults: tuple[Fault, ...] = ()
        self.bad: list[Bad] = []

    def read(self) -> None:
        """Reads, checks, and holds what is bad."""
        self._check_shape()
        run(self.con, "SET TimeZone = $zone", {"zone": self.source.timezone})
        try:
            records = self._read_long() if self.source.layout == "long" else self._read_wide()
        finally:
            self.con.execute("SET TimeZone = 'UTC'")
        self._check_feeds()
        self._check_duplicates()
        self._gather(records)
        held = hold(self.con, self.source.id, self.table, self.bad)
        if held > HOPELESS and not self._run("SELECT count(*) FROM {name} WHERE rowid >= $base AND fault = 0")[0][0]:
            line, reason = self.con.execute("SELECT line, reason FROM held ORDER BY rowid DESC LIMIT 1").fetchall()[0]
            raise SourceRefused(f"{self.table.shown}: none of its {held:,} rows can be used; line {line}: {reason}")

    def _check_shape(self) -> None:
        columns = self.source.columns
        self.columns = {name: self.table.column(name) for name in sorted(mapped(columns))}
        read = Reading(self.source)
        read.shape(self.table.shown, columns.at, self.columns[columns.at], "times")
        values = columns.metrics if self.source.layout == "wide" else [columns.value]
        for name in (*values, columns.n):
            if name is not None:
                read.shape(self.table.shown, name, self.columns[name], "numbers")

    def _read_long(self) -> int:
        made = self._statement(self.table.relation, self.source.columns.value or "", self.source.metric)
        run_on(self.con, self.table, made.sql, {**made.params, **self.table.params}, self._void)
        return self._count() - self.base

    def _read_wide(self) -> int:
        """One pass over the file, then one a metric over what was read of it: row r is record r modulo records."""
        broken = self.table.broken
        condition = broken[0] if broken else "false"
        listed = ", ".join(f"{column.sql} AS w{i}" for i, column in enumerate(self.columns.values()))
        run_on(
            self.con,
            self.table,
            f"CREATE OR REPLACE TEMP TABLE wide AS SELECT {listed}, {condition} AS broken "  # noqa: S608 names are quoted
            f"FROM {self.table.relation}",
            self.table.params,
        )
        records = int(self._run("SELECT count(*) FROM wide")[0][0])
        self.columns = {name: Column(f"w{i}", column.type) for i, (name, column) in enumerate(self.columns.items())}
        for name, metric in self.source.columns.metrics.items():
            if metric in self.feeds:
                made = self._statement("wide", name, metric)
                run(self.con, made.sql, made.params)
            elif records:
                self.bad.append(Bad(0, name, metric, self._unknown(metric)))
        self.con.execute("DROP TABLE wide")
        return records

    def _statement(self, relation: str, value: str, metric: str | None) -> Statement:
        broken = self.table.broken
        if broken and relation == "wide":
            broken = ("broken", broken[1])
        made = observations(self.name, self.source, relation, self.columns, value, metric, broken, self.number)
        self.faults = made.faults
        return made

    def _void(self) -> None:
        """What was read of the file so far counts for nothing: it is read again behind it."""
        self._run("UPDATE {name} SET fault = $code WHERE rowid >= $base", code=VOID)
        self.base = self._count()

    def _count(self) -> int:
        return int(self._run("SELECT count(*) FROM {name}")[0][0])

    def _check_feeds(self) -> None:
        """Metrics that no SOP takes from here, and dimensions that the metric does not declare."""
        found = self._run("SELECT metric, given FROM {name} WHERE rowid >= $base AND fault = 0 GROUP BY ALL")
        unknown = sorted({metric for metric, _ in found} - set(self.feeds))
        if unknown:
            self._mark(UNKNOWN, "metric", "list_contains($metrics, metric)", metrics=unknown)
        for i, dimension in enumerate(self.dimensions):
            wrong = {m for m, given in found if given >> i & 1 and dimension not in self.feeds.get(m, (dimension,))}
            if wrong:
                self._mark(self._undeclared(i), "regexp_extract(segment, $pattern, 2)",
                           "list_contains($metrics, metric) AND (given >> $bit) & 1 = 1", metrics=sorted(wrong), bit=i,
                           pattern=f"(^|,){re.escape(dimension)}=([^,]*)")  # fmt: skip

    def _check_duplicates(self) -> None:
        self._run(
            'CREATE OR REPLACE TEMP TABLE twice AS SELECT hash(metric, segment, "at") AS h FROM {name} '
            "WHERE rowid >= $base AND fault = 0 GROUP BY h HAVING count(*) > 1"
        )
        if self._run("SELECT count(*) FROM twice")[0][0]:
            again = (
                'SELECT rowid FROM {name} WHERE rowid >= $base AND fault = 0 AND hash(metric, segment, "at") IN '
                "(SELECT h FROM twice) "
                'QUALIFY row_number() OVER (PARTITION BY metric, segment, "at" ORDER BY rowid) > 1'
            )
            self._mark(DUPLICATE, "strftime(\"at\", '%Y-%m-%dT%H:%M:%SZ')", f"rowid IN ({again})")
        self.con.execute("DROP TABLE twice")

    def _mark(self, code: int, cell: str, where: str, **params: object) -> None:
        update = f"UPDATE {{name}} SET fault = $code, cell = {cell} WHERE rowid >= $base AND fault = 0 AND {where}"  # noqa: S608
        self._run(update, code=code, **params)

    def _gather(self, records: int) -> None:
        columns = self.source.columns
        rows = self._run(
            "SELECT rowid - $base, metric, segment, fault, cell FROM {name} WHERE rowid >= $base AND fault > 0 "
            "ORDER BY rowid"
        )
        for row, metric, segment, code, cell in rows:
            record, dimension = row % records, code - self._undeclared(0)
            if code == UNKNOWN:
                bad = Bad(record, columns.metric, cell, self._unknown(cell))
            elif code == DUPLICATE:
                whose = ", ".join(part for part in ("" if columns.metrics else metric, segment) if part)
                reason = f"a second row{whose and ' for '}{whose} at this time in this file"
                bad = Bad(record, columns.at, cell, reason)
            elif dimension >= 0:
                name = self.dimensions[dimension]
                bad = Bad(
                    record, columns.segments[name], cell, f"metric '{metric}' does not declare dimension '{name}'"
                )
            else:
                fault = self.faults[code - FIRST]
                named = self._value_column(metric) if fault.column is VALUE else fault.column
                bad = Bad(record, named, cell, fault.reason)
            self.bad.append(bad)

    def _value_column(self, metric: str) -> str | None:
        names = {metric: name for name, metric in self.source.columns.metrics.items()}
        return names[metric] if self.source.layout == "wide" else self.source.columns.value

    def _undeclared(self, i: int) -> int:
        return FIRST + len(self.faults) + i

    def _unknown(self, metric: str) -> str:
        return f"unknown metric{nearest(metric, self.feeds)}"

    def _run(self, sql: str, **params: object) -> list[tuple[Any, ...]]:
        return run(self.con, sql.replace("{name}", self.name), {"base": self.base, **params})
