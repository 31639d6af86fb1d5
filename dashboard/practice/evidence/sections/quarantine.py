"""What could not be used: rows turned away at the load, and how each source stands."""

from dashboard.history import read, restated
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

MOST = 20_000  # rows of the table; the warehouse has all
QUARANTINE = (
    Column("source", "Source", 1),
    Column("file", "File", 1.5),
    Column("line", "Line", 0.4),
    Column("column", "Column", 0.8),
    Column("value", "Value", 1),
    Column("reason", "Why it cannot be used", 2.2),
    Column("raw", "The row", 2.2),
)
LOADS = (
    Column("source", "Source", 1.4),
    Column("loaded_at", "Loaded on", 1),
    Column("loaded", "New rows", 0.7),
    Column("restated", "Restated", 0.7),
    Column("rejected", "In quarantine", 0.7),
    Column("refused", "Refused because", 2.5),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The quarantine of the sources that feed these SOPs, as it is in the generation in force."""
    fed = {m.source for versions in seen.versions for v in versions.good for m in v.sop.metrics if m.source}
    fed |= {source.id for source in seen.world.sources if set(source.sop) & set(seen.sops)}
    rows: list[Row] = []
    loads: list[Row] = []
    total, gaps = 0, []
    if seen.world.warehouse:
        cursor = seen.world.warehouse.cursor()
        found = restated.turned_away(cursor, sorted(fed), MOST)
        total, rows = found.total, list(found.rows)
        standing = [load for load in read.loads(cursor) if load.source in fed]
        loads = [(x.source, x.loaded_at, x.loaded, x.restated, x.rejected, x.refused) for x in standing]
        gaps += [Remark(f"Source {x.source} is refused, its last good data stays in force: {x.refused}")
                 for x in standing if x.refused]  # fmt: skip
    if total:
        gaps.append(Remark(f"In quarantine: {wording.counted(total, 'row')}.", kind="note"))
    return [
        Table("quarantine", "Rows in quarantine", QUARANTINE, tuple(rows), "Every row could be used.",
              total - len(rows)),
        Table("loads", "The last load of each source", LOADS, tuple(loads), "Nothing was loaded."),
    ], gaps  # fmt: skip


CHAPTER = Chapter(
    "quarantine",
    "Quarantine",
    "Every row of the sources that could not be used, with its place and the reason, and how each source was loaded "
    "last; rows are never dropped, shifted or made empty.",
    make,
)
