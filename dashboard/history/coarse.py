"""Change points of a series of any length: of a very long one those of its means over hours, days or weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.history.drift import change_points
from dashboard.history.episodes import Floats, Ints
from dashboard.history.seasons import CALENDAR, COUNTED, DAY

MANY = 2_000  # points; of more, the means of blocks are looked at
MANY_COUNTED = 20_000  # … of a plain index, where a block has no meaning of its own
BLOCKS = (DAY // 24, DAY, 7 * DAY)  # hours, days, weeks from Monday, all UTC: the first of which there are not too many
TENS = tuple(10**k for k in range(1, 10))  # the same of a plain index
MONDAY = 4 * DAY  # after 1 January 1970


@dataclass(frozen=True)
class Level:
    """A new level: `at` is its first point (of blocks, the first point of its first block); the rest as in `Change`."""

    at: int
    before: float
    after: float
    confidence: float


def new_levels(at: Ints, value: Floats, is_index: bool = False) -> list[Level]:
    """The changes of level of a series, in order of time.

    `at`: instants in microseconds since 1970, ascending, or with `is_index` a plain index; `value`: finite.
    """
    first, means = _blocks(at, value, *((TENS, MANY_COUNTED) if is_index else (BLOCKS, MANY)))
    periods: Sequence[float] = COUNTED if is_index else CALENDAR
    found = change_points(at[first], means, periods, 1 if is_index else DAY)
    return [Level(int(at[first[c.index]]), c.before, c.after, c.confidence) for c in found]


def _blocks(at: Ints, value: Floats, sizes: Sequence[int], many: int) -> tuple[Ints, Floats]:
    """(where each block begins, the mean of each); every point is its own block if there are not too many."""
    if at.size <= many:
        return np.arange(at.size), value
    for size in sizes:
        number = (at - MONDAY) // size
        first = np.flatnonzero(np.diff(number, prepend=number[0] - 1))
        if first.size <= many:
            break
    return first, np.add.reduceat(value, first) / np.diff(first, append=at.size)
