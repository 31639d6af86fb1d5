"""What arrived, put to what was there: appended, or restating it with the earlier statement kept."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from dashboard.history import outline
from dashboard.history.parsing import VOID, run
from dashboard.history.sql import creation, parts

_PARTS = parts("merge.sql")
TAIL_ROWS = 200_000  # so many rows are left unsorted behind the sorted part, whatever its size
TAIL_SHARE = 0.1  # … or so large a share of it


@dataclass(frozen=True)
class Changes:
    """What is new since the previous generation. If not `from_scratch`, two temp tables say it:
    `fresh(metric, source, segment, "at", value, n)`, observations after the last one of their series as it was, and
    `touched(metric, source, segment)`, series in which anything else changed."""

    from_scratch: bool


def begin(con: duckdb.DuckDBPyConnection) -> None:
    """Before the first `settle` of a run."""
    _run(con, "begin", {})


def settle(
    con: duckdb.DuckDBPyConnection, arrived: str, source: str, files: int, replaced: bool, now: dt.datetime
) -> tuple[int, int]:
    """Decides about every good row of the table `arrived`, read from so many files of the source: those left good are
    to be appended. `replaced`: what the source said before counts for nothing. Returns (appended, restated)."""
    params = {"source": source, "several": files > 1, "now": now, "settled": VOID}
    restated = _count(con, "revised")
    if replaced:
        con.execute("CREATE OR REPLACE TEMP TABLE met AS SELECT *, rowid AS place, rowid AS arrival, true AS same "
                    "FROM observation LIMIT 0")  # fmt: skip
    else:
        _run(con, "met", params, arrived)
    if files > 1 or _count(con, "met"):
        _run(con, "contested", params, arrived)
        _run(con, "settle", params, arrived)
    return _count(con, f"{arrived} WHERE fault = 0"), _count(con, "revised") - restated


def put(con: duckdb.DuckDBPyConnection, arrived: Mapping[str, str], replaced: Collection[str]) -> Changes:
    """Appends and restates, after `settle` of every source. `arrived`: source → its table; `replaced`: the sources
    whose earlier observations go. Keeps observation, revision, series and meta in step."""
    _arrival(con, arrived)
    sorted_rows = con.execute("SELECT sorted_rows FROM meta").fetchall()[0][0]
    from_scratch = bool(replaced) or _count(con, "observation") == 0
    if not from_scratch:
        _run(con, "changes", {})
    if replaced:
        con.execute("DELETE FROM revision WHERE list_contains(?, source)", [sorted(replaced)])
    _run(con, "correct", {})
    tail = _count(con, "observation") - sorted_rows + _count(con, "arrival")
    resort = from_scratch or tail > max(TAIL_ROWS, TAIL_SHARE * sorted_rows)
    if resort:
        _sort(con, replaced)
    else:
        _run(con, "append", {})
    outline.draw(con, resort)
    return Changes(from_scratch)


def _arrival(con: duckdb.DuckDBPyConnection, arrived: Mapping[str, str]) -> None:
    """All that is to be appended, as one view. The ids of sources are letters, digits, - and _."""
    columns = 'metric, segment, "at", value, n, model_version'
    tables = [f"SELECT {columns}, '{source}' AS source FROM {table} WHERE fault = 0"  # noqa: S608
              for source, table in arrived.items()]  # fmt: skip
    nothing = f"SELECT {columns}, source FROM observation LIMIT 0"  # noqa: S608
    con.execute(f"CREATE OR REPLACE TEMP VIEW arrival AS {' UNION ALL '.join(tables) or nothing}")


def _sort(con: duckdb.DuckDBPyConnection, replaced: Collection[str]) -> None:
    con.execute("ALTER TABLE observation RENAME TO former")
    con.execute(creation("observation"))
    _run(con, "sort", {"replaced": sorted(replaced)})
    con.execute("DROP TABLE former")
    _run(con, "index", {})


def _run(con: duckdb.DuckDBPyConnection, part: str, params: Mapping[str, Any], arrived: str = "") -> None:
    for statement in _PARTS[part].split(";"):
        if statement.strip():
            run(con, statement.replace("{arrived}", arrived), params)


def _count(con: duckdb.DuckDBPyConnection, what: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {what}").fetchall()[0][0])  # noqa: S608 names of tables
