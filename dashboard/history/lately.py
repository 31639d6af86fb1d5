"""What many series came to lately: means over spans, and a short line, from one reading of the table.

The sorted part is read stretch by stretch, in its physical order: a row is told to be of a series by its place, which
costs less than looking its name up.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from dashboard.history import blocks
from dashboard.history.blocks import Series, Tail
from dashboard.history.episodes import Floats, Ints

Window = tuple[int, int]  # (after, until], microseconds since 1970

_ROWS = """
SELECT rowid, "at", value, n FROM observation
WHERE rowid BETWEEN $first AND $last AND value IS NOT NULL
    AND "at" > make_timestamp($after) AND "at" <= make_timestamp($until)
"""


class Wanted(NamedTuple):
    """A series (`rows` sorted rows from `first_row` on), the n below which an observation is no evidence, and a span
    of its own."""

    series: Series
    least: int
    own: Window


class Lately(NamedTuple):
    """Of one series: the mean of its evidence in each window and last in its own, and the mean of its values in each
    slot of the line; None where there is none."""

    means: list[float | None]
    line: list[float | None]


def lately(
    cursor: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted], behind: Tail, windows: Sequence[Window], line: Window,
    slots: int,
) -> list[Lately]:  # fmt: skip
    """For each the means over `windows`, and over `slots` equal parts of `line`; `behind` is the tail of the table."""
    sums = _Sums(wanted, windows, line, slots)
    layers = _layers(wanted)
    begin = min((int(first[0]) for _, first, _ in layers), default=0)
    stop = max((int(end[-1]) for _, _, end in layers), default=0)
    for start in range(begin, stop, blocks.ROWS_A_BLOCK):
        reach = {"first": start, "last": min(start + blocks.ROWS_A_BLOCK, stop) - 1}
        table = cursor.sql(_ROWS, params={**reach, "after": sums.earliest, "until": sums.latest}).to_arrow_table()
        row, (at, value, n) = table["rowid"].to_numpy(), blocks.arrays_of(table)
        assert n is not None
        for of, first, end in layers:
            place = np.searchsorted(first, row, side="right") - 1
            theirs = (place >= 0) & (row < end[place])
            sums.add(of[place[theirs]], at[theirs], value[theirs], n[theirs])
    for k, one in enumerate(wanted if behind else ()):
        if late := behind.get((one.series.metric, one.series.source, one.series.segment)):
            sums.add(np.full(late[0].size, k), *late)
    return sums.found()


def _layers(wanted: Sequence[Wanted]) -> list[tuple[Ints, Ints, Ints]]:
    """Which are wanted, and where the rows of each begin and end, in the order of the table; what is wanted more than
    once, under another n or span, is in as many layers."""
    layers: dict[int, list[int]] = defaultdict(list)
    times: Counter[int] = Counter()
    for k, one in enumerate(wanted):
        if one.series.rows:
            layers[times[one.series.first_row]].append(k)
            times[one.series.first_row] += 1
    found = []
    for layer in layers.values():
        layer.sort(key=lambda k: wanted[k].series.first_row)
        first = np.array([wanted[k].series.first_row for k in layer], np.int64)
        rows = np.array([wanted[k].series.rows for k in layer], np.int64)
        found.append((np.array(layer, np.int64), first, first + rows))
    return found


class _Sums:
    """Sums and counts so far, a row a series."""

    def __init__(self, wanted: Sequence[Wanted], windows: Sequence[Window], line: Window, slots: int):
        self.windows, self.line, self.slots, self.many = windows, line, slots, len(wanted)
        self.least = np.array([one.least for one in wanted], np.float64)
        self.own = np.array([one.own for one in wanted], np.int64).reshape(-1, 2)
        reach = [*windows, line, *(one.own for one in wanted)]
        self.earliest, self.latest = min(after for after, _ in reach), max(until for _, until in reach)
        self.means = np.zeros((2, self.many, len(windows) + 1))
        self.lines = np.zeros((2, self.many, slots))

    def add(self, k: Ints, at: Ints, value: Floats, n: Floats) -> None:
        """Observations of the series `k`, all of one together and in order of time."""
        known = ~np.isnan(value)
        drawn = known & (at > self.line[0]) & (at <= self.line[1])
        slot = np.minimum((at[drawn] - self.line[0]) * self.slots // (self.line[1] - self.line[0]), self.slots - 1)
        place = k[drawn] * self.slots + slot
        _gather(self.lines.reshape(2, -1), place, value[drawn], np.ones(place.size))
        known &= ~(n < self.least[k])
        for i, (after, until) in enumerate([*self.windows, (self.own[k, 0], self.own[k, 1])]):
            within = known & (at > after) & (at <= until)
            _gather(self.means[:, :, i], k, np.where(within, value, 0.0), within)

    def found(self) -> list[Lately]:
        """What they come to."""
        return [Lately(*each) for each in zip(_averages(self.means), _averages(self.lines), strict=True)]


def _averages(sums: NDArray[np.float64]) -> list[list[float | None]]:
    with np.errstate(invalid="ignore"):  # 0/0: nothing there
        mean = (sums[0] / sums[1]).astype(object)
    mean[sums[1] == 0] = None
    found: list[list[float | None]] = mean.tolist()
    return found


def _gather(sums: NDArray[np.float64], place: Ints, value: Floats, counted: NDArray[Any]) -> None:
    """Adds values, and how many are counted, to the sums at their places; those of one place are together."""
    if place.size:
        first = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
        sums[0, place[first]] += np.add.reduceat(value, first)
        sums[1, place[first]] += np.add.reduceat(counted, first, dtype=np.float64)
