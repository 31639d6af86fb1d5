"""The evidence as tables for machines: CSV a table, and one JSON document with everything."""

import csv
import datetime as dt
import io
import json

from dashboard.practice import wording
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.section import Section, Table, Value
from dashboard.practice.spreadsheet import defused

FORM = 1  # of the JSON document: only what means something else than before makes a new one


def as_csv(table: Table) -> bytes:
    """The table in UTF-8, ids of the columns first; no text of it runs as a formula in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.id for column in table.columns)
    for row in table.rows:
        writer.writerow(defused(cell) if isinstance(cell := plain(value), str) else cell for value in row)
    return text.getvalue().encode()


def as_json(found: Evidence) -> bytes:
    """Everything but the enclosed files; instants like 2026-07-06T00:00:00Z, hours and numbers as numbers."""
    document = {
        "evidence": FORM,
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "sops": [{"sop": id, "title": title} for id, title in found.sops],
        "as_of": wording.instant(found.made_at),
        "generation": found.generation or None,
        "digest": found.digest,
        "ledger": {"events": found.ledger_length, "head": found.ledger_head or None},
        "doubtful": found.doubtful,
        "sections": [_section(found, section) for section in found.sections],
        "frameworks": found.frameworks.model_dump(mode="json"),
    }
    return (json.dumps(document, indent=1, allow_nan=False) + "\n").encode()


def plain(value: Value) -> Value:
    """A value as CSV and JSON have it: instants and days as text, whatever is no finite number as nothing."""
    if isinstance(value, dt.datetime):
        return wording.instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6) if value - value == 0 else None
    return value


def _section(found: Evidence, section: Section) -> dict[str, object]:
    return {
        "section": section.id,
        "title": section.title,
        "shows": section.shows,
        "remarks": [{"text": r.text, "kind": r.kind}
                    for r in section.remarks],
        "helps_with": [{"framework": ref.framework.id, "item": ref.item.name, "because": ref.because}
                       for ref in found.frameworks.of(section.id)],
        "tables": [_table(table) for table in section.tables],
    }  # fmt: skip


def _table(table: Table) -> dict[str, object]:
    ids = [column.id for column in table.columns]
    rows = [dict(zip(ids, map(plain, row), strict=True)) for row in table.rows]
    return {"table": table.id, "title": table.title, "columns": ids, "rows": rows, "left_out": table.left_out}
