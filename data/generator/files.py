"""Writes rows as the files a team would really have. The same rows give the same bytes."""

import csv
import datetime as dt
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from generator.series import Row


def text(value: object) -> str:
    """A cell: dates in ISO 8601, nothing for None."""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else str(value)


def delimited(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Row],
    delimiter: str = ",",
    cell: Callable[[str, object], str] = lambda column, value: text(value),
    spoilt: dict[str, str] | None = None,
) -> None:
    """CSV or TSV, gzipped if the name ends so. `cell` writes a value.

    spoilt: how a line begins → what stands there instead, on the first such line: the mistakes real files have.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(c, row.get(c)) for c in columns] for row in rows)
    lines = out.getvalue().split("\n")
    for beginning, instead in (spoilt or {}).items():
        lines[next(i for i, line in enumerate(lines) if line.startswith(beginning))] = instead
    store(path, "\n".join(lines))


def json_lines(path: Path, rows: Iterable[Row]) -> None:
    """A JSON object a line; keys without a value are left out."""
    store(
        path,
        "".join(
            json.dumps(
                {k: v if isinstance(v, int | float | str) else text(v) for k, v in row.items() if v is not None},
                ensure_ascii=False,
            )
            + "\n"
            for row in rows
        ),
    )


def store(path: Path, content: str) -> None:
    """Text as UTF-8; gzipped, without a time of its own, if the name ends in .gz."""
    data = content.encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def parquet(path: Path, columns: dict[str, list]) -> None:
    """One table; times as UTC milliseconds without a zone."""
    pq.write_table(pa.table(columns), path, compression="zstd", use_dictionary=True)


def sheet(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """An Excel workbook with one sheet, and without the times at which it was made."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    page.append(list(columns))
    for row in rows:
        page.append(list(row))
    page.column_dimensions["A"].width = 12
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for item in made.infolist():
            part = made.read(item)
            if item.filename == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-11-16T00:00:00Z", part)
            kept.writestr(zipfile.ZipInfo(item.filename, (2026, 11, 16, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
