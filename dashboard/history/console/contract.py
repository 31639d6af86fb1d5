"""The tables that a query can ask, as schema.sql documents them, and questions to begin with."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from dashboard.history.sql import schema

_TABLES = "SELECT table_name, comment FROM duckdb_tables() ORDER BY table_oid"
_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, comment, keyword_category IN ('reserved', 'type_function')
FROM duckdb_columns() LEFT JOIN duckdb_keywords() ON column_name = keyword_name
WHERE NOT internal ORDER BY table_oid, column_index
"""


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, whether it can be empty, what it means, and how a query writes its name."""

    name: str
    type: str
    optional: bool
    about: str
    written: str


@dataclass(frozen=True)
class Table:
    """One table: what a row of it is, and its columns in their order."""

    name: str
    about: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Example:
    """A question as people ask it, and the query that answers it."""

    question: str
    query: str


@cache
def tables() -> tuple[Table, ...]:
    """Every table of a generation, in the order of schema.sql."""
    with duckdb.connect() as con:
        con.execute(schema())
        columns: dict[str, list[Column]] = {}
        for table, name, type, optional, about, keyword in con.execute(_COLUMNS).fetchall():
            written = f'"{name}"' if keyword else name
            columns.setdefault(table, []).append(Column(name, type, optional, about or "", written))
        known = con.execute(_TABLES).fetchall()
    return tuple(Table(name, about or "", tuple(columns[name])) for name, about in known)


@cache
def examples() -> tuple[Example, ...]:
    """Questions to begin with; each query begins with its question as a comment."""
    text = Path(__file__).with_name("examples.sql").read_text(encoding="utf-8")
    queries = [block.strip() for block in text.split("\n\n")]
    return tuple(Example(query.partition("\n")[0].removeprefix("-- "), query) for query in queries)
