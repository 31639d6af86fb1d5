"""Parquet: the types are the file's own; a record's number stands for its line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from dashboard.errors import SourceRefused
from dashboard.history.sources.table import MOST_RAW, Column, Place, Table, exactly, identifier


class Parquet(Table):
    """A Parquet file. Raises SourceRefused if it is none."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path, shown: str):
        super().__init__(path, shown)
        self.relation = "read_parquet($path)"
        self.params = {"path": exactly(path)}
        try:
            described = con.execute("DESCRIBE SELECT * FROM read_parquet($path)", self.params).fetchall()
        except duckdb.Error as error:
            raise SourceRefused(f"{shown}: not a Parquet file that can be read: {first_line(error)}") from None
        self.columns = {name: Column(identifier(name), kind) for name, kind, *_ in described}

    def places(self, con: duckdb.DuckDBPyConnection, wanted: Sequence[int]) -> Iterator[Place]:
        if not wanted:
            return
        names = ", ".join(column.sql for column in self.columns.values())
        texts = ", ".join(f"CAST({column.sql} AS VARCHAR)" for column in self.columns.values())
        rows = con.execute(
            f"SELECT file_row_number, [{texts}] FROM (SELECT file_row_number, {names} "  # noqa: S608 names are quoted
            "FROM read_parquet($path, file_row_number = true)) "
            "WHERE list_contains($wanted, file_row_number) ORDER BY 1",
            self.params | {"wanted": list(wanted)},
        )
        for number, cells in rows.fetchall():
            raw = "\t".join("" if cell is None else cell for cell in cells)
            yield Place(number, number + 1, raw[:MOST_RAW])


def first_line(error: Exception) -> str:
    """What DuckDB says, without its advice."""
    return str(error).partition("\n")[0]
