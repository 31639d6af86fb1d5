"""The files of a source: finding them, telling whether one has changed, and opening it by its format."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboard.errors import SourceRefused
from dashboard.history.sources.config import Columns, Source
from dashboard.history.sources.delimited import Delimited
from dashboard.history.sources.excel import Excel
from dashboard.history.sources.jsonlines import JsonLines
from dashboard.history.sources.parquet import Parquet
from dashboard.history.sources.table import Table


@dataclass(frozen=True)
class File:
    """One file of a source. `shown` is its path relative to data/; `digest` that of its bytes."""

    path: Path
    shown: str
    digest: str


def find(data_dir: Path, source: Source) -> list[File]:
    """All files that the path of the source finds, in the order of their names. Raises SourceRefused if none."""
    exact = data_dir / source.path
    paths = [exact] if exact.is_file() else [path for path in data_dir.glob(source.path) if path.is_file()]
    if not paths:
        raise SourceRefused(f"no file matches '{source.path}' below {data_dir.name}/")
    by_name = sorted((path.relative_to(data_dir).as_posix(), path) for path in paths)
    try:
        return [File(path, shown, _digest(path)) for shown, path in by_name]
    except OSError as error:
        raise SourceRefused(f"cannot be read: {error}") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_table(con: duckdb.DuckDBPyConnection, file: File, source: Source) -> Table:
    """The file as a table. Raises SourceRefused if it is not what its format says."""
    match source.form:
        case "csv" | "tsv":
            return Delimited(file.path, file.shown, source)
        case "jsonl":
            return JsonLines(file.path, file.shown, source, mapped(source.columns))
        case "parquet":
            return Parquet(con, file.path, file.shown)
        case "xlsx":
            return Excel(con, file.path, file.shown, source)
    raise SourceRefused(f"{file.shown}: its format is not known; give `format`")


def mapped(columns: Columns) -> set[str]:
    """The names of all columns that the mapping draws on, for either layout."""
    single = (
        columns.at, columns.metric, columns.value, columns.n, columns.model_version, columns.until, columns.title,
        columns.text, columns.severity, columns.link,
    )  # fmt: skip
    wide = columns.metrics if columns.metric is None else ()
    return {name for name in (*single, *columns.segments.values(), *wide) if name is not None}
