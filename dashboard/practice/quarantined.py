"""The rows that could not be used, as they were set aside at the load."""

import pyarrow as pa

from dashboard.history import read
from dashboard.practice.world import World

SHOWN = 500  # rows of a table on a screen
ALL = 2**40


def quarantined(world: World, source: str | None = None, most: int = ALL) -> pa.Table:
    """source, file, line, column, value, reason, raw of at most `most` rows, of one source or all, file by file."""
    if world.warehouse is None:
        return pa.table({"source": []})
    rows = read.quarantine(world.warehouse.cursor(), source, most)
    return pa.Table.from_pandas(rows, preserve_index=False)
