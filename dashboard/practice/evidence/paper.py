"""What every readable form of the evidence says the same: cells in words, and what stands under which heading."""

import datetime as dt
from collections.abc import Iterator

from dashboard.practice import wording
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.section import Column, Remark, Section, Table, Value

SHOWN = 400  # rows of a table on paper; the tables of the ZIP have all
LONGEST = 1_500  # letters of a text on paper
DIGEST = 12  # digits
MARKS = {"doubt": ("●", "critical"), "gap": ("▲", "warning"), "note": ("○", "no evidence"), "holds": ("✓", "ok")}


def shown(table: Table) -> list[Column]:
    """The columns that are on paper."""
    return [column for column in table.columns if column.share]


def rows(found: Evidence, table: Table) -> Iterator[list[str]]:
    """The rows that are on paper, in words."""
    places = [(k, column) for k, column in enumerate(table.columns) if column.share]
    for row in table.rows[:SHOWN]:
        yield [cell(found, row[k], column) for k, column in places]


def more(table: Table) -> str:
    """What is said under a table that is longer than what is shown; '' if all is."""
    total = len(table.rows) + table.left_out
    if total <= SHOWN:
        return ""
    rest = f"{len(table.rows):,}" if table.left_out else "all"
    return f"The first {SHOWN} of {total:,} rows; tables/{table.id}.csv in the ZIP has {rest}."


def cell(found: Evidence, value: Value, column: Column) -> str:
    """A value in words: '–' for nothing, times in the zone of the evidence, hours as '31 hours'."""
    if value is None or value == "":
        return wording.NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return wording.moment(found.local(value))
    if isinstance(value, dt.date):
        return wording.day(value)
    if isinstance(value, int | float) and column.hours:
        return wording.span(dt.timedelta(hours=value))
    if isinstance(value, float):
        return wording.value(value)
    if isinstance(value, int):
        return f"{value:,}"
    most = DIGEST if column.digest else LONGEST
    return value if len(value) <= most else f"{value[:most]}…"


def mark(remark: Remark) -> tuple[str, str]:
    """The icon of a remark with its word, and the state whose colour it has."""
    icon, state = MARKS[remark.kind]
    return f"{icon} {remark.kind}", state


def helps(found: Evidence, section: Section) -> list[tuple[str, str]]:
    """What the section helps with, as (framework, items)."""
    told: dict[str, list[str]] = {}
    for ref in found.frameworks.of(section.id):
        told.setdefault(ref.framework.title, []).append(ref.item.name)
    return [(title, ", ".join(names)) for title, names in told.items()]
