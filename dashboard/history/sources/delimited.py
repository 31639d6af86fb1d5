"""CSV and TSV: a header line, then a record a line, fields quoted with `"` where they must be."""

import csv
import io
import zlib
from collections import Counter
from pathlib import Path

from dashboard.errors import SourceRefused
from dashboard.history.sources.config import Source
from dashboard.history.sources.table import Column
from dashboard.history.sources.textfile import TextFile

_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_LONGEST_HEADER = 1 << 20


class Delimited(TextFile):
    """A CSV or TSV file. Raises SourceRefused if its header cannot be read."""

    def __init__(self, path: Path, shown: str, source: Source):
        super().__init__(path, shown)
        delim = source.delimiter or ("\t" if source.form == "tsv" else ",")
        skip, header = self._header(delim)
        names = [name.strip() for name in header]
        self._again = {name for name, count in Counter(names).items() if count > 1}
        self.columns = {name: Column(f"c{i}", "VARCHAR") for i, name in enumerate(names)}
        self._hint = _separator_hint(names, delim)
        self.relation, self.params = self._read([f"c{i}" for i in range(len(names))], delim, True, skip)

    def column(self, name: str) -> Column:
        if name in self._again:
            raise SourceRefused(f"{self.shown}: two columns are called '{name}'")
        if name not in self.columns and self._hint:
            raise SourceRefused(f"{self.shown}: no column '{name}'; {self._hint}")
        return super().column(name)

    def _header(self, delim: str) -> tuple[int, list[str]]:
        """(blank lines above it, the names in it)."""
        try:
            with self.open() as file:
                start = file.read(_LONGEST_HEADER)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceRefused(f"{self.shown}: cannot be read: {error}") from None
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:200]:
            raise SourceRefused(f"{self.shown}: not UTF-8 text (UTF-16?); save it as CSV UTF-8")
        if b"\r" in start and b"\n" not in start:
            raise SourceRefused(f"{self.shown}: its lines end in CR alone; save it with LF or CRLF")
        text = start.decode("utf-8-sig", "replace")
        lines = text.split("\n")
        skip = next((i for i, line in enumerate(lines) if line.strip("\r")), None)
        if skip is None:
            raise SourceRefused(f"{self.shown}: is empty; it needs a header line that names the columns")
        names = next(csv.reader(io.StringIO("\n".join(lines[skip:])), delimiter=delim))
        if "\ufffd" in "".join(names):
            raise SourceRefused(f"{self.shown}: its header is not UTF-8; save it as CSV UTF-8")
        return skip, names


def _separator_hint(names: list[str], delim: str) -> str:
    """A header in one piece was written with another separator."""
    found = [other for other in _SEPARATORS if other != delim and len(names) == 1 and other in names[0]]
    if not found:
        return ""
    written = found[0].replace("\t", "\\t")
    return f'its columns seem to be separated by {_SEPARATORS[found[0]]}: set `delimiter: "{written}"`'
