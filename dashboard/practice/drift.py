"""Whose level changed, when, and by how much: of the metrics of a world, or of the series of one file."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import numpy as np

from dashboard.history import blocks, coarse, levels
from dashboard.history.rules import instant, micros
from dashboard.practice.one_file import OneFile
from dashboard.practice.rules import least_n
from dashboard.practice.world import World


@dataclass(frozen=True)
class LevelChange:
    """One change of level of one series. `at`: the first point of the new level (naive UTC, or as the file counts);
    `before`, `after`, `confidence` as in `dashboard.history.drift.Change`."""

    metric: str
    segment: str
    at: dt.datetime | int
    before: float
    after: float
    confidence: float


def of_world(world: World, as_of: dt.datetime) -> tuple[list[LevelChange], int]:
    """The changes of all series by their observations up to `as_of` (naive UTC), latest first, and of how many series.

    The world must have numbers.
    """
    rows, index = change_points(world, as_of)
    found = [LevelChange(*row[:6]) for row in rows]
    found.sort(key=_latest_first)
    return found, len(index)


def units(world: World, as_of: dt.datetime) -> dict[str, str]:
    """Metric → its unit in force at `as_of`; one that two SOPs measure differently is left out."""
    laws = [law for versions in world.library.sops.values() if (law := versions.in_force(as_of))]
    stated = {(metric.id, metric.unit) for law in laws for metric in law.metrics}
    often = Counter(id for id, _ in stated)
    return {id: unit for id, unit in stated if often[id] == 1}


def change_points(world: World, as_of: dt.datetime) -> tuple[list[levels.ChangePoint], list[blocks.Series]]:
    """The same with the sources they come from, as they were found; and the series that there are.

    What was found at the last load is used where it says the same. The world must have numbers.
    """
    assert world.warehouse is not None
    cursor, least = world.warehouse.cursor(), least_n(world.library, as_of)
    index = blocks.index(cursor)
    rows = levels.stored(cursor, least, as_of)
    return (levels.change_points(cursor, index, least, as_of) if rows is None else rows), index


def of_file(read: OneFile) -> list[LevelChange]:
    """The changes of the series of a file, latest first."""
    found = []
    for series in read.series:
        at = np.array([at for at, _ in series.points], np.int64)
        value = np.array([value for _, value in series.points], np.float64)
        for new in coarse.new_levels(at, value, read.counted):
            when = new.at if read.counted else instant(new.at)
            found.append(LevelChange(series.metric, series.segment, when, new.before, new.after, new.confidence))
    found.sort(key=_latest_first)
    return found


def _latest_first(change: LevelChange) -> tuple[int, str, str]:
    at = change.at if isinstance(change.at, int) else micros(change.at)
    return -at, change.metric, change.segment
