"""The process that answers one query, and trusts it with nothing.

It is started with an empty environment, reads what to do as JSON from standard input, and writes an Arrow stream to
standard output (exit status 0), or what DuckDB said as JSON (exit status REFUSED). The generation is open for reading
alone, files and extensions are out of reach, the configuration is locked, and the kernel holds it to its memory and
time. It imports nothing of the dashboard: run as a file, it starts in a quarter of a second.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

REFUSED = 3
COLUMNS = 200  # more cannot be read on a screen
DUCKDB_SHARE = 0.6  # of the memory, for what DuckDB counts itself; texts being built are not among that
LOCKED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "2",
    "errors_as_json": "true",
    "lock_configuration": "true",
}
# Types that tables, charts and files all know as they are; any other is shown as DuckDB writes it.
PLAIN = {
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT",
    "FLOAT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS",
}  # fmt: skip


class Refused(Exception):
    """What there is against the query: of the kind 'statement', 'memory' or 'sql' (then `said` is DuckDB's own text).

    `shift` is how many bytes stood before the query in what DuckDB saw.
    """

    def __init__(self, kind: str, said: str, shift: int = 0):
        self.told = {"kind": kind, "said": said, "shift": shift}
        super().__init__(said)


def main() -> int:
    """Answers the query on standard input; the exit status."""
    asked = json.load(sys.stdin)
    os.nice(10)  # the app serves others meanwhile
    signal.alarm(asked["seconds"] + 2)  # ends it even if whoever started it is gone
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"] * 4, asked["seconds"] * 4))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))
    try:
        con = connect(asked["path"], asked["memory"])
        hold_to(asked["memory"])
        started = time.monotonic()
        table, more = answer(con, asked["query"], asked["rows"], asked["size"])
        took = time.monotonic() - started
    except Refused as refusal:
        json.dump(refusal.told, sys.stdout)
        return REFUSED
    table = table.replace_schema_metadata({"answer": json.dumps({"more": more, "seconds": took})})
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)
    return 0


@contextlib.contextmanager
def asking(shift: int = 0) -> Iterator[None]:
    """While DuckDB is asked something that begins with `shift` bytes of ours: what it says against it is Refused."""
    try:
        yield
    except (MemoryError, duckdb.OutOfMemoryException, pa.ArrowMemoryError):
        raise Refused("memory", "") from None
    except (duckdb.Error, pa.ArrowException) as error:
        raise Refused("sql", str(error), shift) from None


def connect(path: str, memory: int) -> duckdb.DuckDBPyConnection:
    """The generation, for reading, with everything else locked away."""
    limit = f"{int(memory * DUCKDB_SHARE) >> 20}MB"
    with asking():
        con = duckdb.connect(path, read_only=True, config={**LOCKED, "memory_limit": limit})
        con.execute("SELECT 1").fetchall()  # its threads are there from now on
    return con


def hold_to(memory: int) -> None:
    """From here on the process gets at most so many bytes more."""
    held = 1 << 30  # of addresses, mostly unused, where the system does not say how many there are
    with contextlib.suppress(OSError):
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):  # macOS has no such limit; DuckDB's own is left there
        resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))


def answer(con: duckdb.DuckDBPyConnection, query: str, rows: int, size: int) -> tuple[pa.Table, str | None]:
    """The first rows of the one SELECT in the text, and what cut them short: 'rows', 'size', None. Raises Refused."""
    text = only_select(con, query)
    # Asked of the text as a table, so that DuckDB knows how few rows are wanted before it sorts or reads them all; and
    # as a table it has a name of its own for every column.
    before = "DESCRIBE FROM (\n"
    with asking(len(before)):
        columns = con.execute(f"{before}{text}\n)").fetchall()
    if len(columns) > COLUMNS:
        many = f"the answer has {len(columns):,} columns; at most {COLUMNS} are shown, so name those you want"
        raise Refused("statement", many)
    names = [f"c{i}" for i in range(len(columns))]
    shown = [_shown(name, column[1]) for name, column in zip(names, columns, strict=True)]
    before = f"SELECT {', '.join(shown)} FROM (\n"  # noqa: S608 it is what this process is for
    whole = f"{before}{text}\n) AS answer({', '.join(names)}) LIMIT {rows + 1}"
    only_select(con, whole)
    with asking(len(before)):
        reader: pa.RecordBatchReader = con.execute(whole).to_arrow_reader(2048)
        table, more = _first(reader, rows, size)
    for index, (column, values) in enumerate(zip(columns, table.columns, strict=True)):
        table = table.set_column(index, column[0], _plain(values))
    return table, more


def only_select(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """The one SELECT in the text, without the semicolon at its end. Raises Refused."""
    with asking():
        found = con.extract_statements(text)
    if len(found) != 1:
        many = f"{len(found)} statements; one at a time" if found else "there is no query yet; write a SELECT"
        raise Refused("statement", many)
    kind = found[0].type.name
    if kind == "MULTI":
        raise Refused("statement", "a PIVOT has to name its columns here: ON segment IN ('channel=chat', …)")
    if kind != "SELECT":
        only = "the console only reads, with SELECT, DESCRIBE or SUMMARIZE"
        raise Refused("statement", f"{kind} is not possible here: {only}")
    encoded = text.encode()
    for place, token in duckdb.tokenize(text):
        if token == duckdb.token_type.operator and encoded[place : place + 1] == b";":
            return encoded[:place].decode()
    return text


def _shown(name: str, type: str) -> str:
    if type == "TIMESTAMP WITH TIME ZONE":
        return f"{name} AT TIME ZONE 'UTC' AS {name}"
    return name if type in PLAIN or type.startswith("DECIMAL(") else f"{name}::VARCHAR AS {name}"


def _first(reader: pa.RecordBatchReader, rows: int, size: int) -> tuple[pa.Table, str | None]:
    batches, kept, left, more = [], 0, size, None
    for batch in reader:
        fitting = _fitting(batch.slice(0, rows - kept), left)
        batches.append(fitting)
        kept, left = kept + fitting.num_rows, left - fitting.nbytes
        if fitting.num_rows < batch.num_rows:
            more = "rows" if kept == rows else "size"
            break
    return pa.Table.from_batches(batches, reader.schema), more


def _fitting(batch: pa.RecordBatch, size: int) -> pa.RecordBatch:
    while batch.num_rows and batch.nbytes > size:
        batch = batch.slice(0, batch.num_rows // 2)
    return batch


def _plain(column: Any) -> Any:
    """Whole numbers of 64 bits as such; instants that Python does not know (BC, infinity) as text."""
    if pa.types.is_decimal(column.type) and column.type.scale == 0:
        with contextlib.suppress(pa.ArrowInvalid):
            return pc.cast(column, pa.int64())
    if pa.types.is_temporal(column.type):
        try:
            pc.min_max(column).as_py()
        except (OverflowError, ValueError):
            return pc.cast(column, pa.string())
    return column


if __name__ == "__main__":
    sys.exit(main())
