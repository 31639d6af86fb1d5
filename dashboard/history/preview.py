"""A look into a file of which nothing is known yet: its columns, and what their cells say, as text."""

import contextlib
import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.errors import SourceRefused
from dashboard.history.sources.config import EXTENSIONS, Columns, Format, Source
from dashboard.history.sources.files import File, open_table
from dashboard.history.sources.table import Column, Table

DELIMITERS = ",;\t|"
START = 1 << 16


@dataclass(frozen=True)
class Sample:
    """The beginning of a file. `rows` has a text column for each of the file's, '' where a cell is empty.

    `delimiter` is None where it is what the format makes one expect.
    """

    path: Path
    form: Format
    delimiter: str | None
    rows: pd.DataFrame


def sample(path: Path, most: int = 5000) -> Sample:
    """The first `most` records of a file. Raises SourceRefused if it cannot be read, or is of no known format."""
    if not path.is_file():
        raise SourceRefused(f"there is no file {path}")
    form = EXTENSIONS.get(Path(path.name.lower().removesuffix(".gz")).suffix)
    if form is None:
        raise SourceRefused(f"{path.name}: of what format it is cannot be told; known: {', '.join(EXTENSIONS)}")
    delimiter = _delimiter(path) if form == "csv" else None
    with _opened(path, form, delimiter) as (con, table):
        if not table.columns:
            raise SourceRefused(f"{path.name}: no columns can be made out")
        cells = ", ".join(f"{_text(column)} AS c{i}" for i, column in enumerate(table.columns.values()))
        rows = _all(con, f"SELECT {cells} FROM {table.relation} LIMIT {int(most)}", table)  # noqa: S608 names are ours
        return Sample(path, form, delimiter, rows.set_axis(list(table.columns), axis=1))


def distinct(seen: Sample, column: str, most: int = 1000) -> list[str]:
    """What the cells of a column say in the whole file, each once, sorted, empty ones left out."""
    with _opened(seen.path, seen.form, seen.delimiter) as (con, table):
        text = _text(table.column(column))
        query = f"SELECT DISTINCT {text} FROM {table.relation} WHERE {text} <> '' ORDER BY ALL LIMIT {int(most)}"  # noqa: S608
        return [str(cell) for cell in _all(con, query, table).iloc[:, 0]]


@contextlib.contextmanager
def _opened(path: Path, form: Format, delimiter: str | None) -> Iterator[tuple[duckdb.DuckDBPyConnection, Table]]:
    anything = Source(
        id="preview", kind="file", path=path.name, format=form, delimiter=delimiter, holds="observations",
        columns=Columns(at="at", metric="metric", value="value"),
    )  # fmt: skip
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        table = open_table(con, File(path, path.name, ""), anything)
        try:
            yield con, table
        finally:
            table.close()


def _all(con: duckdb.DuckDBPyConnection, query: str, table: Table) -> pd.DataFrame:
    try:
        return con.execute(query, table.params).df()
    except duckdb.Error as error:
        if table.retry(con, error):
            return con.execute(query, table.params).df()
        raise SourceRefused(f"{table.shown}: cannot be read: {str(error).partition(chr(10))[0]}") from None


def _text(column: Column) -> str:
    return f"coalesce(trim(CAST({column.sql} AS VARCHAR)), '')"


def _delimiter(path: Path) -> str | None:
    """The separator that cuts the header into most names; None for the comma."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            start = file.read(START).decode("utf-8-sig", "replace")
    except (OSError, EOFError) as error:
        raise SourceRefused(f"{path.name}: cannot be read: {error}") from None
    header = next((line for line in start.splitlines() if line.strip()), "")
    best = max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark))))
    return None if best == "," else best
