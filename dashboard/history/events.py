"""The files of one source of events: deployments, incidents, alerts, feedback, documents."""

from collections.abc import Sequence

import duckdb

from dashboard.errors import SourceRefused
from dashboard.history.parsing import Fault, run, run_on, time_faults
from dashboard.history.quarantine import Bad, hold
from dashboard.history.sources.cells import Reading
from dashboard.history.sources.config import Source
from dashboard.history.sources.files import File, mapped, open_table
from dashboard.history.sources.parquet import first_line
from dashboard.history.sources.table import Column, Table

KINDS = {"deployments": "deployment", "incidents": "incident", "alerts": "alert", "feedback": "feedback",
         "documents": "document"}  # fmt: skip
_TEXTS = ("title", "text", "metric", "model_version", "severity", "link")


def read(con: duckdb.DuckDBPyConnection, source: Source, files: Sequence[File]) -> int:
    """Reads all files of the source in place of what it held before; what is bad is held for quarantine.

    An event of several SOPs is a row a SOP. Without a title, the text, the model version or the kind stands for it.
    Returns how many events there are. Raises SourceRefused where a file is not what the mapping says, with nothing
    changed.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE happened AS SELECT *, 0::UINTEGER AS fault FROM event LIMIT 0")
    for file in files:
        table = open_table(con, file, source)
        try:
            _read_file(con, source, table)
        except duckdb.Error as error:
            raise SourceRefused(f"{file.shown}: cannot be read: {first_line(error)}") from None
        finally:
            table.close()
    con.execute("DELETE FROM event WHERE source = ?", [source.id])
    con.execute("INSERT INTO event SELECT * EXCLUDE fault FROM happened")
    found = con.execute("SELECT count(*) FROM happened").fetchall()[0][0]
    con.execute("DROP TABLE happened")
    return int(found) // max(len(source.sop), 1)


def _read_file(con: duckdb.DuckDBPyConnection, source: Source, table: Table) -> None:
    read, columns = Reading(source), source.columns
    found = {name: table.column(name) for name in sorted(mapped(columns))}
    times = {"at": found[columns.at]} | ({"until": found[columns.until]} if columns.until else {})
    for key, column in times.items():
        read.shape(table.shown, getattr(columns, key), column, "times")
    cells = {f"{key}_cell": read.cell(column) for key, column in times.items()}
    cells |= {f"{key}_text": read.text(found[name]) if (name := getattr(columns, key)) else "NULL" for key in _TEXTS}
    dimensions = sorted(columns.segments)
    cells |= {f"s{i}": read.text(found[columns.segments[d]]) for i, d in enumerate(dimensions)}
    cells["broken"] = table.broken[0] if table.broken else "false"
    faults = _faults(source, read, table, times)
    codes = " ".join(f"WHEN {fault.when} THEN {code}" for code, fault in enumerate(faults, 1))
    texts = " ".join(f"WHEN {code} THEN {fault.cell}" for code, fault in enumerate(faults, 1))
    pairs = ", ".join(f"$d{i} || s{i}" for i in range(len(dimensions)))
    until = read.instant("until_cell", times["until"]) if "until" in times else "CAST(NULL AS TIMESTAMP)"
    listed = ", ".join(f"{sql} AS {name}" for name, sql in cells.items())
    sql = f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT *, CASE fault {texts} END AS cell FROM (SELECT *, CASE {codes} ELSE 0 END AS fault FROM (
            SELECT *, {read.instant("at_cell", times["at"])} AS "at", {until} AS until,
                   {f"concat_ws(',', {pairs})" if pairs else "''"} AS segment
            FROM (SELECT {listed} FROM {table.relation})))
    """  # noqa: S608 column names are quoted, all else is bound
    params = {**table.params, **read.params, **{f"d{i}": f"{d}=" for i, d in enumerate(dimensions)}}
    run(con, "SET TimeZone = $zone", {"zone": source.timezone})
    try:
        run_on(con, table, sql, params)
    finally:
        con.execute("SET TimeZone = 'UTC'")
    bad = con.execute("SELECT rowid, fault, cell FROM told WHERE fault > 0 ORDER BY rowid").fetchall()
    named = [(record, faults[code - 1], cell) for record, code, cell in bad]
    hold(con, source.id, table, [Bad(r, None if f.column is None else str(f.column), c, f.reason) for r, f, c in named])
    run(con, _INSERT, {"kind": KINDS[source.holds], "sops": list(source.sop) or [None], "source": source.id})
    con.execute("DROP TABLE told")


_INSERT = """
    INSERT INTO happened
    SELECT $kind, "at", until, coalesce(title_text, left(text_text, 120), model_version_text, $kind), text_text,
           sop, metric_text, segment, model_version_text, severity_text, link_text, $source, 0
    FROM told, (SELECT unnest($sops::VARCHAR[]) AS sop) WHERE fault = 0
"""


def _faults(source: Source, read: Reading, table: Table, times: dict[str, Column]) -> list[Fault]:
    columns = source.columns
    faults = [Fault(None, table.broken[1], "broken")] if table.broken else []
    faults.append(Fault(columns.at, "empty time", "at_cell IS NULL"))
    faults += time_faults(source, read, columns.at, times["at"], "at_cell", '"at"')
    if "until" in times:
        faults += time_faults(source, read, columns.until or "", times["until"], "until_cell", "until")
        faults.append(Fault(columns.until, "ends before it begins", 'until < "at"', "CAST(until_cell AS VARCHAR)"))
    for i, dimension in enumerate(sorted(columns.segments)):
        when = f"regexp_matches(s{i}, '[,=\\r\\n]')"
        faults.append(Fault(columns.segments[dimension], "a segment's value cannot hold , or = or a line break", when,
                            f"s{i}"))  # fmt: skip
    return faults
