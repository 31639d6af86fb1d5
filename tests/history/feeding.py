"""A data folder with one source, `quality`, that feeds two metrics; tests change what matters to them."""

import datetime as dt
import gzip
from pathlib import Path

from dashboard.history.ingest import ingest
from dashboard.history.sources.config import Source
from dashboard.history.warehouse import current, open_generation

NOW = dt.datetime(2026, 7, 6, 9)
FEEDS = {"accuracy": ("channel", "locale"), "latency": ()}
HEADER = "date,metric,value,n,model,channel,locale\n"
GOOD = {
    "id": "quality",
    "kind": "file",
    "path": "raw/*.csv",
    "holds": "observations",
    "columns": {
        "at": "date", "metric": "metric", "value": "value", "n": "n", "model_version": "model",
        "segments": ["channel", "locale"],
    },
}  # fmt: skip


def source(**changes):
    """The good source with some keys changed; a change to None takes the key away."""
    return Source.model_validate({k: v for k, v in (GOOD | changes).items() if v is not None})


class Feed:
    """The folder, what is in it, and what an ingest of it makes."""

    def __init__(self, root: Path):
        self.data = root / "data"
        self.sources = [source()]
        self.feeds = {"quality": FEEDS}
        self.now = NOW

    def put(self, name: str, content: str | bytes, header: str = HEADER) -> Path:
        """Writes a file below raw/; text gets the header put before it."""
        path = self.data / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = (header + content).encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    def ingest(self, judge=None, **how):
        """Ingests all of it; returns the report."""
        return ingest(self.data, self.sources, self.feeds, self.now, judge, **how)

    def ask(self, query: str, *params):
        """Rows of the generation in force."""
        with open_generation(current(self.data / "warehouse")) as warehouse:
            return warehouse.cursor().execute(query, list(params)).fetchall()

    def observations(self):
        """(metric, segment, at, value, n, model_version) of all there is, sorted."""
        return self.ask('SELECT metric, segment, "at", value, n, model_version FROM observation ORDER BY 1, 2, 3')

    def quarantine(self):
        """(file, line, column, value, reason) of all there is, sorted."""
        return self.ask('SELECT file, line, "column", value, reason FROM quarantine ORDER BY 1, 2, 3')
