"""Text files, plain or gzip: DuckDB reads the records; a second, slower look finds the lines of those that were bad."""

import csv
import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import duckdb

from dashboard.errors import SourceRefused
from dashboard.history.sources.quotes import BROKEN_QUOTE, strike, surplus
from dashboard.history.sources.table import MOST_RAW, Place, Table, exactly

csv.field_size_limit(1 << 24)
_REASONS = {
    "INVALID ENCODING": "not UTF-8",
    "UNQUOTED VALUE": BROKEN_QUOTE,
    "LINE SIZE OVER MAXIMUM": "a line of more than 2 MB",
}
_READ = (
    "read_csv($path, auto_detect = false, delim = $delim, quote = $quote, escape = $quote, header = $header, "
    "skip = $skip, columns = {columns}, store_rejects = true, rejects_limit = 0, "
    "compression = $compression, parallel = $parallel)"
)


class TextFile(Table):
    """Records of text, read by DuckDB without guessing. `quote` is '' where a record is a line, whatever it holds."""

    quote = '"'

    def __init__(self, path: Path, shown: str):
        super().__init__(path, shown)
        self.gzipped = path.suffix.lower() == ".gz"
        self._copy: IO[bytes] | None = None
        self._struck: list[Place] = []

    def _read(self, columns: Sequence[str], delim: str, header: bool, skip: int) -> tuple[str, dict[str, Any]]:
        self._delim, self._fields, self._above = delim, len(columns), skip + header
        # Of a file whose fields run on DuckDB's threads, each beginning somewhere in the middle, take what stands in a
        # field for records; and what follows a quote that is not closed is lost without a word.
        try:
            runs_on = bool(self.quote) and self._runs_on()
            if runs_on or (self.quote and self._has_surplus()):
                self._mend(always=False)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceRefused(f"{self.shown}: cannot be read: {error}") from None
        struct = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in columns) + "}"
        params = {
            "path": exactly(self.path), "delim": delim, "quote": self.quote, "header": header, "skip": skip,
            "compression": "gzip" if self.gzipped else "none", "parallel": not runs_on,
        }  # fmt: skip
        return _READ.format(columns=struct), params

    def open(self) -> IO[bytes]:
        """The bytes of the file, unpacked."""
        return gzip.open(self.path) if self.gzipped else self.path.open("rb")  # type: ignore[return-value]

    def _runs_on(self) -> bool:
        """Whether a line has quotes without their counterparts: a field with a line break in it, or a broken quote."""
        with self.open() as file:
            while block := file.read(1 << 20) + file.readline():
                left = block.replace(b'""', b"")
                if b'"' in left and any(line.count(b'"') % 2 for line in left.split(b"\n")):
                    return True
        return False

    def _has_surplus(self) -> bool:
        """Whether a line ends in an empty field that is one too many: DuckDB takes no notice of it."""
        delim = self._delim.encode()
        empty = (delim, delim + b'""')
        ends = tuple(field + end for field in empty for end in (b"\n", b"\r\n"))
        with self.open() as file:
            while block := file.read(1 << 20) + file.readline():
                if any(end in block for end in ends) or block.endswith(empty):
                    for line in block.split(b"\n"):
                        if line.count(delim) >= self._fields and surplus(
                            line.decode("utf-8", "replace"), self._delim, self._fields
                        ):
                            return True
        return False

    def _mend(self, always: bool) -> None:
        """Reads on from a copy in which all line ends are alike and lines that would be misread are empty; if there are
        none of these, only if it is to be done `always`."""
        with self.open() as file:
            self._struck = [place for _, place in self._lines(file) if place]
        if not (self._struck or always):
            return
        self._copy = tempfile.NamedTemporaryFile(suffix=".txt")  # noqa: SIM115 closed by close()
        with self.open() as file:
            for line, _ in self._lines(file):
                self._copy.write(line.encode("utf-8", "surrogateescape"))
        self._copy.flush()
        self.path, self.gzipped = Path(self._copy.name), False

    def _lines(self, file: IO[bytes]) -> Iterator[tuple[str, Place | None]]:
        # What is not UTF-8 goes through as it is, for DuckDB to refuse.
        lines = io.TextIOWrapper(file, "utf-8", "surrogateescape")
        return strike(lines, self._delim, self._fields) if self.quote else ((line, None) for line in lines)

    def retry(self, con: duckdb.DuckDBPyConnection, error: duckdb.Error | None) -> bool:
        if self._copy or error is None or "invalid state" not in str(error):  # as it is where line ends are mixed
            return False
        self._mend(always=True)
        self.params |= {"path": str(self.path), "compression": "none"}
        return True

    def close(self) -> None:
        if self._copy:
            self._copy.close()

    def places(self, con: duckdb.DuckDBPyConnection, wanted: Sequence[int]) -> Iterator[Place]:
        yield from self._struck
        rejects = _rejects(con)
        if not wanted and not rejects:
            return
        with self.open() as file:
            yield from self._walk(_Lines(file), wanted, rejects)

    def _walk(self, lines: "_Lines", wanted: Sequence[int], rejects: list[tuple[int, int, Place]]) -> Iterator[Place]:
        """Record by record as DuckDB counted them: blank lines, what stands above, and rejects are not records."""
        remaining, refused = iter(wanted), iter(rejects)
        want, (start, end, why) = next(remaining, None), next(refused, _NONE)
        if lines.peek(3) == b"\xef\xbb\xbf":
            lines.offset = 0
        for _ in range(self._above):
            self._record(lines, lines.next())
        record = 0
        while want is not None or why:
            if not (line := lines.next()):
                return
            if why and lines.offset > start:
                number = lines.number
                while lines.offset < end and lines.next():
                    pass
                yield Place(None, number, why.raw, why.reason)
                start, end, why = next(refused, _NONE)
            elif line.strip(b"\r\n") and (self.quote or line.strip()):
                number = lines.number
                raw = self._record(lines, line)
                if record == want:
                    yield Place(record, number, raw.decode("utf-8", "replace").rstrip("\r\n")[:MOST_RAW])
                    want = next(remaining, None)
                record += 1

    def _record(self, lines: "_Lines", line: bytes) -> bytes:
        """The whole record that begins with this line: a quoted field may run on over the next ones."""
        if not self.quote or b'"' not in line:
            return line
        taken = [line]

        def more() -> Iterator[str]:
            yield line.decode("utf-8-sig", "replace")
            while following := lines.next():
                taken.append(following)
                yield following.decode("utf-8", "replace")

        next(csv.reader(more(), delimiter=self._delim), None)
        return b"".join(taken)


_NONE: tuple[int, int, Place | None] = (0, 0, None)


class _Lines:
    """The lines of a file one after the other, with the number of the last one and the offset behind it."""

    def __init__(self, file: IO[bytes]):
        self._file = io.BufferedReader(file, 1 << 20)  # type: ignore[type-var]
        self.number = 0
        self.offset = 0

    def peek(self, length: int) -> bytes:
        return self._file.peek(length)[:length]

    def next(self) -> bytes:
        line = self._file.readline()
        if line:
            self.number += 1
            self.offset += len(line)
        return line


def _rejects(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int, Place]]:
    """What DuckDB refused to read of the file just read: offset of its first byte, offset behind it, and why."""
    found = con.execute(
        "SELECT line_byte_position, error_type::VARCHAR, csv_line, error_message FROM reject_errors "
        "QUALIFY row_number() OVER (PARTITION BY line_byte_position ORDER BY byte_position) = 1 ORDER BY 1"
    ).fetchall()
    con.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    rejects = []
    for position, kind, text, message in found:
        body = (text or "").lstrip("\r\n")
        start = position - 1 + len(text or "") - len(body)
        raw = body.rstrip("\r\n")
        if kind in ("MISSING COLUMNS", "TOO MANY COLUMNS"):
            counts = [word for word in message.split() if word.isdigit()]
            reason = f"wrong number of fields: {counts[1]}, not {counts[0]}"
        else:
            reason = _REASONS.get(kind, message)
        rejects.append((start, start + len(raw.encode()), Place(None, 0, raw[:MOST_RAW], reason)))
    return rejects
