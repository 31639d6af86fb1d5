"""Rows of quarantine near in time to what is looked at, as far as a time can be read in them."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pyarrow as pa

from dashboard.history import read
from dashboard.history.pooled import Span
from dashboard.history.sources.config import Source
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World

MOST = 2000  # rows of a source that are looked at
ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?"
DIGITS = {"Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "M": r"\d{2}", "S": r"\d{2}"}


def set_aside(world: World, sop: str, metric: str, span: Span, as_of: dt.datetime) -> tuple[pa.Table, int]:
    """Rows in quarantine of the metric's source whose time lies in the half-open span, with that time as `at`; and how
    many rows of the source have no time that can be read. At most MOST rows of it are looked at."""
    _, stated = metric_in_force(world, sop, metric, as_of)
    names = ["at", "source", "file", "line", "column", "value", "reason", "raw"]
    if world.warehouse is None or stated.source is None:
        return pa.table({name: [] for name in names}), 0
    source = next((source for source in world.sources if source.id == stated.source), None)
    held = read.quarantine(world.warehouse.cursor(), stated.source, MOST).astype(object)
    rows = held.where(held.notna(), None).to_dict("records")
    timed = [(time_in(row["raw"] or "", source), row) for row in rows]
    found = [{"at": at, **row} for at, row in timed if at and span[0] <= at < span[1]]
    table = pa.Table.from_pylist(found).select(names) if found else pa.table({name: [] for name in names})
    return table, sum(at is None for at, _ in timed)


def time_in(raw: str, source: Source | None) -> dt.datetime | None:
    """The first instant written in a row the way its source writes them, naive UTC; None if there is none."""
    form = source.date_format if source else None
    pattern = _pattern(form) if form else ISO
    zone = ZoneInfo(source.timezone if source else "UTC")
    for text in re.findall(pattern, raw):
        try:
            at = dt.datetime.strptime(text, form) if form else dt.datetime.fromisoformat(text)
            return at.replace(tzinfo=at.tzinfo or zone).astimezone(dt.UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            continue
    return None


def _pattern(form: str) -> str:
    """What texts of a date format look like; a directive that is not of digits is any word."""
    parts = re.split(r"%-?(.)", form)
    return "".join(re.escape(part) if i % 2 == 0 else DIGITS.get(part, r"\w+") for i, part in enumerate(parts))
