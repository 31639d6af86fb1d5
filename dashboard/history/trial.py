"""A file read as a source would read it, before it is one: what would be loaded, and what could not be."""

import datetime as dt
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.history import ask
from dashboard.history.ask import Profile
from dashboard.history.ingest import ingest
from dashboard.history.sources.config import Source
from dashboard.history.warehouse import current, open_generation

ROWS = 200  # of the loaded and of the rejected that are kept to look at

LOADED = """
SELECT metric, segment, "at", value, n, model_version FROM observation ORDER BY "at" DESC, metric, segment LIMIT ?
"""
COUNT = "SELECT count(*) FROM observation"
REJECTED = 'SELECT line, "column", value, reason, raw FROM quarantine ORDER BY file, line LIMIT ?'


@dataclass(frozen=True)
class Tried:
    """What came of it: `refused` is why the whole file cannot be used, or None.

    `rows` are the latest observations (metric, segment, at, value, n, model_version), `rejected_rows` the first that
    could not be one (line, column, value, reason, raw). `profiles` says what the values of each metric are like.
    """

    refused: str | None
    loaded: int
    rejected: int
    rows: pd.DataFrame
    rejected_rows: pd.DataFrame
    profiles: tuple[Profile, ...]


def tried(file: Path, source: Source, metrics: Collection[str], dimensions: Sequence[str], now: dt.datetime) -> Tried:
    """Reads `file` by the mapping of `source`, as if its `metrics`, split by `dimensions`, were all wanted.

    It is loaded like any source, into a warehouse of its own that is gone afterwards, so that no rule is told twice.
    """
    with tempfile.TemporaryDirectory(prefix="trial-") as folder:
        data = Path(folder)
        (data / file.name).symlink_to(file.resolve())
        alone = source.model_copy(update={"path": file.name})
        feeds = {source.id: {metric: tuple(dimensions) for metric in metrics}}
        [report] = ingest(data, [alone], feeds, now, None).sources
        generation = current(data / "warehouse")
        if generation is None:
            return Tried(report.refused, 0, 0, pd.DataFrame(), pd.DataFrame(), ())
        with open_generation(generation) as warehouse:
            return Tried(
                refused=report.refused,
                loaded=int(warehouse.cursor().execute(COUNT).fetchall()[0][0]),
                rejected=report.rejected,
                rows=warehouse.cursor().execute(LOADED, [ROWS]).df(),
                rejected_rows=warehouse.cursor().execute(REJECTED, [ROWS]).df(),
                profiles=tuple(ask.profiles(warehouse.cursor())),
            )
