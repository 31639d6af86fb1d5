"""What the numbers said before: every value that was restated."""

from dashboard.history import restated
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

MOST = 50_000  # rows of the table; the warehouse has all
REVISIONS = (
    Column("sop", "SOP", 1),
    Column("metric", "Metric", 1.2),
    Column("segment", "Segment", 1.2),
    Column("at", "Value of", 1),
    Column("value_before", "Said", 0.8),
    Column("n_before", "n", 0.5),
    Column("value_after", "Restated to", 0.8),
    Column("n_after", "n", 0.5),
    Column("model_before", "Model before", 0.8),
    Column("model_after", "after", 0.8),
    Column("source", "Source", 1),
    Column("restated_at", "Restated on", 1.1),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """Values of the period that were restated, whenever, and values that were restated in it, of whenever."""
    rows: list[Row] = []
    total = 0
    for versions in seen.versions if seen.world.warehouse else ():
        assert seen.world.warehouse
        series = sorted({(m.id, m.source) for v in versions.good for m in v.sop.metrics if m.source})
        found = restated.restated(seen.world.warehouse.cursor(), series, *seen.bounds(versions.id), MOST)
        total += found.total
        rows += [(versions.id, *row) for row in found.rows]
    kept = tuple(rows[:MOST])
    gaps = (
        [Remark(f"Restated: {wording.counted(total, 'value')}; what was said before is kept.", kind="note")]
        if total
        else []
    )
    table = Table("revisions", "Restated values", REVISIONS, kept, "No value was restated.", total - len(kept))
    return [table], gaps


CHAPTER = Chapter(
    "revisions",
    "Data revisions",
    "Every value of the period that was loaded again with another number, and every one restated in it: what it said "
    "before, what it says now, and since when.",
    make,
)
