"""JSON lines: an object a line. A column is a key of it; a key that is missing from a line is an empty cell."""

import json
import zlib
from collections.abc import Iterable
from pathlib import Path

from dashboard.errors import SourceRefused
from dashboard.history.sources.config import Source
from dashboard.history.sources.table import Column
from dashboard.history.sources.textfile import TextFile


class JsonLines(TextFile):
    """A file of JSON lines; only keys in `wanted` become columns. Raises SourceRefused if it is no text."""

    quote = ""
    broken = ("cells IS NULL", "not a JSON object")

    def __init__(self, path: Path, shown: str, source: Source, wanted: Iterable[str]):
        super().__init__(path, shown)
        keys = self._keys(set(wanted))
        read, self.params = self._read(["line"], "\x01", False, 0)
        names = sorted(keys)
        self.params |= {"paths": [_path(name) for name in names]}
        self.columns = {name: Column(f"cells[{i}]", "VARCHAR") for i, name in enumerate(names, 1)}
        self.relation = (
            "(SELECT CASE WHEN json_type(TRY_CAST(line AS JSON)) = 'OBJECT' "  # noqa: S608 nothing of the file is in it
            f"THEN json_extract_string(line, $paths::VARCHAR[]) END AS cells, line FROM {read} WHERE trim(line) <> '')"
        )

    def _keys(self, wanted: set[str]) -> set[str]:
        """All keys there are, read until every wanted one was seen."""
        keys: set[str] = set()
        try:
            with self.open() as file:
                for i, line in enumerate(file):
                    try:
                        found = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
                    except (ValueError, RecursionError):
                        continue
                    if isinstance(found, dict):
                        keys |= found.keys()
                    if i >= 100 and wanted <= keys:
                        break
        except (OSError, EOFError, zlib.error) as error:
            raise SourceRefused(f"{self.shown}: cannot be read: {error}") from None
        return keys


def _path(key: str) -> str:
    return '$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
