"""Excel: the first row that is not empty names the columns; cells keep their types where a column has one type."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from dashboard.errors import SourceRefused, nearest
from dashboard.history.sources.config import Source
from dashboard.history.sources.table import MOST_RAW, Column, Place, Table, identifier

Cell = Any


class Excel(Table):
    """One sheet of a workbook. Raises SourceRefused if it cannot be read or has no such sheet."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path, shown: str, source: Source):
        super().__init__(path, shown)
        rows = [(i, row) for i, row in enumerate(self._cells(source.sheet), 1) if any(c != "" for c in row)]
        if not rows:
            raise SourceRefused(f"{shown}: the sheet is empty; it needs a row that names the columns")
        header = [_text(cell, source).strip() for cell in rows[0][1]]
        self._rows = rows[1:]
        self._source = source
        arrays = {}
        for k, name in enumerate(header):
            if name and name in arrays:
                raise SourceRefused(f"{shown}: two columns are called '{name}'")
            if name:
                arrays[name] = _array([row[k] for _, row in self._rows], source)
        self.relation, self.params = "excel_rows", {}
        con.register("excel_rows", pa.table(arrays))
        self.columns = {name: Column(identifier(name), _KINDS[array.type]) for name, array in arrays.items()}

    def _cells(self, sheet: str | None) -> list[list[Cell]]:
        try:
            workbook = CalamineWorkbook.from_path(str(self.path))
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                raise SourceRefused(f"{self.shown}: no sheet '{sheet}'{nearest(sheet, names)}")
            found = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
            return found.to_python(skip_empty_area=False)
        except (CalamineError, OSError) as error:
            raise SourceRefused(f"{self.shown}: not a workbook that can be read: {error}") from None

    def places(self, con: duckdb.DuckDBPyConnection, wanted: Sequence[int]) -> Iterator[Place]:
        for record in wanted:
            line, cells = self._rows[record]
            yield Place(record, line, "\t".join(_text(cell, self._source) for cell in cells)[:MOST_RAW])


_KINDS = {pa.string(): "VARCHAR", pa.float64(): "DOUBLE", pa.timestamp("us"): "TIMESTAMP"}


def _array(cells: list[Cell], source: Source) -> pa.Array:
    kinds = {type(cell) for cell in cells if cell != ""}
    if kinds and kinds <= {int, float}:
        return pa.array([None if c == "" else float(c) for c in cells], pa.float64())
    if kinds and kinds <= {dt.date, dt.datetime}:
        return pa.array([None if c == "" else _instant(c) for c in cells], pa.timestamp("us"))
    return pa.array([None if c == "" else _text(c, source) for c in cells], pa.string())


def _instant(cell: dt.date) -> dt.datetime:
    return cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())


def _text(cell: Cell, source: Source) -> str:
    """A cell as the source's settings would have it written, so that one reading fits a column of mixed cells."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | dt.date):
        return str(cell)
    if isinstance(cell, int | float):
        return (str(int(cell)) if cell == int(cell) else repr(cell)).replace(".", source.decimal)
    instant = _instant(cell)
    return instant.strftime(source.date_format) if source.date_format else instant.isoformat(" ")
