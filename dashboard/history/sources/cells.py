"""What a cell says, as SQL: an instant, a number, a text; NULL where it says none of these, never a guess.

A cell of text is an instant if it is written as in ISO 8601 or fits the source's `date_format`. Text that carries an
offset is that instant; text without is taken in the source's time zone, where a day without a time is its midnight.
A wall time that the clocks skipped is no instant; one that they showed twice is the later of the two.
"""

import re
from dataclasses import dataclass
from typing import Any

from dashboard.errors import SourceRefused
from dashboard.history.sources.config import Source
from dashboard.history.sources.table import Column

ISO = (
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
    r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-](0\d|1[0-8])(:?\d{2})?)?)?"
)
YEARS = (1900, 2200)
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "NULL")  # fmt: skip
_TIMES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "NULL")


@dataclass(frozen=True)
class Reading:
    """How the cells of one source are read; `params` are bound wherever its SQL is used."""

    source: Source

    @property
    def params(self) -> dict[str, Any]:
        return {"zone": self.source.timezone, "format": self.source.date_format, "number": self._number_pattern,
                "decimal": self.source.decimal, "thousands": self.source.thousands or "", "iso": ISO}  # fmt: skip

    def shape(self, shown: str, name: str, column: Column, what: str) -> None:
        """Raises SourceRefused where the type of the column cannot hold `what` ('times' or 'numbers')."""
        kind = column.type.partition("(")[0]
        zoned = ("TIMESTAMP WITH TIME ZONE",) if what == "times" else ()
        if kind not in ("VARCHAR", *zoned, *(_TIMES if what == "times" else _NUMBERS)):
            raise SourceRefused(f"{shown}: column '{name}' holds {column.type}, not {what}")

    def text(self, column: Column) -> str:
        """The text without blanks around it; NULL if nothing is left."""
        return f"nullif(trim({_as_text(column)}), '')"

    def cell(self, column: Column) -> str:
        """The cell as it is: text without blanks around it, or the file's own type."""
        return self.text(column) if column.type == "VARCHAR" else column.sql

    def instant(self, cell: str, column: Column) -> str:
        """UTC as plain TIMESTAMP. The session's time zone must be that of the source."""
        if column.type != "VARCHAR":
            zoned = f"CAST({cell} AS TIMESTAMPTZ)"
        elif self.source.date_format:
            zoned = f"CAST(try_strptime({cell}, $format) AS TIMESTAMPTZ)"
        else:
            zoned = f"CASE WHEN regexp_full_match({cell}, $iso) THEN TRY_CAST({cell} AS TIMESTAMPTZ) END"
        return f"timezone('UTC', {zoned})"

    def skipped(self, cell: str, column: Column, instant: str) -> str:
        """Whether the wall time of the cell, read as `instant`, is one that the clocks skipped."""
        if self.source.timezone == "UTC" or column.type == "TIMESTAMP WITH TIME ZONE":
            return "false"
        if column.type != "VARCHAR":
            wall = f"CAST({cell} AS TIMESTAMP)"
        elif self.source.date_format:
            if re.search("%[zZ]", self.source.date_format):
                return "false"
            wall = f"try_strptime({cell}, $format)"
        else:
            wall = f"CASE WHEN NOT regexp_matches({cell}, ':.*[Z+-]') THEN TRY_CAST({cell} AS TIMESTAMP) END"
        # Midnight itself can be skipped; the day then begins when the clocks go on, which is what was meant.
        return f"({wall} <> timezone($zone, timezone('UTC', {instant})) AND {wall} <> date_trunc('day', {wall}))"

    def number(self, cell: str, column: Column) -> str:
        """DOUBLE; may be infinite or NaN, which is for the caller to refuse."""
        if column.type != "VARCHAR":
            return f"CAST({cell} AS DOUBLE)"
        if self.source.decimal == "." and self.source.thousands is None:
            return f"CASE WHEN NOT contains({cell}, '_') THEN TRY_CAST({cell} AS DOUBLE) END"
        plain = f"regexp_replace({cell}, '[\u00a0\u202f]', ' ', 'g')" if self.source.thousands == " " else cell
        grouped = f"replace({plain}, $thousands, '')" if self.source.thousands else plain
        return (
            f"CASE WHEN regexp_full_match({plain}, $number) "
            f"THEN TRY_CAST(replace({grouped}, $decimal, '.') AS DOUBLE) END"
        )

    @property
    def _number_pattern(self) -> str:
        group, point = re.escape(self.source.thousands or ""), re.escape(self.source.decimal)
        whole = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+" if group else r"\d+"
        return rf"[+-]?(?:(?:{whole})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?"


def _as_text(column: Column) -> str:
    return column.sql if column.type == "VARCHAR" else f"CAST({column.sql} AS VARCHAR)"
