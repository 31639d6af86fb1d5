"""What the evidence is made of: sections of tables, whose columns say what kind of value stands in them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.practice.evidence.seen import Seen

Value = None | str | bool | int | float | dt.datetime | dt.date
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """`id` heads it in CSV and JSON, `title` on paper. Instants are naive UTC, `hours` are hours of the clock.

    `share` is how much of the width of the paper it takes, beside the others; 0: it is not on paper. Of a digest paper
    has the beginning.
    """

    id: str
    title: str
    share: float = 1
    hours: bool = False
    digest: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns. `id` is its file's name, the same in every evidence; `empty` says that there is no row.

    `left_out` counts rows that were too many to be listed.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    left_out: int = 0


@dataclass(frozen=True)
class Remark:
    """Something that whoever reads a section has to know first.

    `doubt`: the evidence itself, or what it is made of, is not what was recorded. `gap`: something is missing in what
    people did. `note`: it is so. `holds`: it was checked, and is as it should be.
    """

    text: str
    kind: Literal["doubt", "gap", "note", "holds"] = "gap"


@dataclass(frozen=True)
class Section:
    """One question of an auditor: `shows` says in a sentence what stands here and where it comes from."""

    id: str
    title: str
    shows: str
    tables: tuple[Table, ...]
    remarks: tuple[Remark, ...]

    @property
    def rows(self) -> int:
        """How many rows its first table has: what the section counts."""
        return len(self.tables[0].rows) + self.tables[0].left_out


@dataclass(frozen=True)
class Chapter:
    """How a section is made."""

    id: str
    title: str
    shows: str
    make: Callable[[Seen], tuple[Sequence[Table], Sequence[Remark]]]

    def of(self, seen: Seen) -> Section:
        """The section of that period."""
        tables, remarks = self.make(seen)
        cut = [Remark(f"{t.title}: the first {len(t.rows):,} of {len(t.rows) + t.left_out:,} rows are listed, the "
                      "warehouse has all.", "note") for t in tables if t.left_out]  # fmt: skip
        return Section(self.id, self.title, self.shows, tuple(tables), (*remarks, *cut))
