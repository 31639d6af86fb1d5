"""Lists as files to download."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.ui.text import no_formula


def csv_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV (UTF-8 with a mark for Excel), named by the keys of the first; text that a spreadsheet would take
    for a formula is defused."""
    file = io.StringIO()
    if rows:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({k: no_formula(v) if isinstance(v, str) else v for k, v in row.items()} for row in rows)
    return file.getvalue().encode("utf-8-sig")
