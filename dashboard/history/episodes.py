"""Breach episodes of many series at once: a pure function from sorted arrays to breaches.

Only the points that are *not recovered* can start, hold or end a breach. They are picked out with one comparison a
point; everything after that looks at them alone:

- an **island** is a stretch of consecutive evidence none of which has recovered;
- a **run** is a stretch of consecutive breaching evidence (inside an island); a point that fulfils its `for` is a
  **hit**;
- a **chain** is islands between which recovery was never confirmed (fewer than `recover.for` recovered points in a
  row).

An episode is a chain that has a hit: `since` is the start of the hit's run, and it ends where the chain is closed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Pieces:
    """Stretches [start, stop) of positions, each judged by one rule; in order of position, not overlapping.

    Pieces of one `life` touch: a life is one threshold of one series as long as the SOP keeps it without a break.
    No bound is -inf or +inf. `for_count` is NEVER where `for` is a duration, `for_us` (microseconds) NEVER where it
    is a count.
    """

    start: Ints
    stop: Ints
    lower: Floats
    upper: Floats
    recover_lower: Floats
    recover_upper: Floats
    for_count: Ints
    for_us: Ints
    recover_for: Ints
    life: Ints


@dataclass(frozen=True)
class Episodes:
    """One entry a breach: its life, and positions (`ended` is -1 while open). `recovering` counts the recovered
    evidence at the end of an open one."""

    life: Ints
    since: Ints
    fired: Ints
    ended: Ints
    worst: Floats
    points: Ints
    recovering: Ints


@dataclass(frozen=True)
class Waiting:
    """One entry a run that reaches to the end of its life without having fulfilled its `for`."""

    life: Ints
    since: Ints
    worst: Floats
    points: Ints


def episodes(at: Ints, signal: Floats, pieces: Pieces, forced: Ints | None = None) -> tuple[Episodes, Waiting]:
    """Judge the signal of every piece of evidence.

    `at` (microseconds) and `signal` are the evidence, series after series, each in order of time; what is no evidence
    is not in them. `forced` are positions that count as hits whatever their run (the carried start of a breach that had
    fired before these arrays begin).
    """
    position, piece = _not_recovered(signal, pieces)
    value = signal[position]
    excess = np.maximum(pieces.lower[piece] - value, value - pieces.upper[piece])
    breaching = np.flatnonzero(excess > 0)
    if breaching.size == 0:
        none, nothing = np.empty(0, np.int64), np.empty(0)
        return Episodes(none, none, none, none, nothing, none, none), Waiting(none, none, nothing, none)
    life = pieces.life[piece]
    life_stop = np.zeros(int(pieces.life.max()) + 1, np.int64)
    np.maximum.at(life_stop, pieces.life, pieces.stop)

    starts = _starts(position, life)
    first = np.flatnonzero(starts)
    last = np.append(first[1:], position.size) - 1
    closed = _closed(position, piece, life, life_stop, first, last, pieces)
    opens_chain = np.ones(first.size, bool)
    opens_chain[1:] = (closed[:-1] >= 0) | (life[first][1:] != life[first][:-1])
    chain_of_island = np.cumsum(opens_chain) - 1
    island = np.cumsum(starts) - 1

    point, excess, value = position[breaching], excess[breaching], value[breaching]
    chain = chain_of_island[island[breaching]]
    run_starts = _starts(point, life[breaching])
    run_first = np.flatnonzero(run_starts)
    run = np.cumsum(run_starts) - 1

    fulfilled = point - point[run_first][run] + 1 >= pieces.for_count[piece[breaching]]
    if (pieces.for_us < NEVER).any():
        fulfilled |= at[point] - at[point[run_first]][run] >= pieces.for_us[piece[breaching]]
    if forced is not None:
        fulfilled |= np.isin(point, forced)
    hit = np.flatnonzero(fulfilled)
    hit = hit[np.diff(chain[hit], prepend=-1) != 0]

    begin = run_first[run[hit]]
    end = np.searchsorted(chain, chain[hit], side="right")
    final_island = np.searchsorted(chain_of_island, chain[hit], side="right") - 1
    hit_life = life[breaching[hit]]
    found = Episodes(
        life=hit_life,
        since=point[begin],
        fired=point[hit],
        ended=closed[final_island],
        worst=_worst(value, excess, begin, end),
        points=end - begin,
        recovering=life_stop[hit_life] - 1 - position[last[final_island]],
    )

    run_end = np.append(run_first[1:], point.size)
    run_life = life[breaching[run_first]]
    waits = (point[run_end - 1] == life_stop[run_life] - 1) & ~np.isin(chain[run_first], chain[hit])
    begin, end = run_first[waits], run_end[waits]
    return found, Waiting(run_life[waits], point[begin], _worst(value, excess, begin, end), end - begin)


def _not_recovered(signal: Floats, pieces: Pieces) -> tuple[Ints, Ints]:
    """Positions whose signal lies outside the recover bounds, in order, and the piece of each."""
    found = []
    bounds = zip(pieces.start.tolist(), pieces.stop.tolist(), pieces.recover_lower.tolist(),
                 pieces.recover_upper.tolist(), strict=True)  # fmt: skip
    for start, stop, low, high in bounds:
        part = signal[start:stop]
        if low == -np.inf:
            outside = part > high
        elif high == np.inf:
            outside = part < low
        else:
            outside = (part < low) | (part > high)
        found.append(outside.nonzero()[0] + start)
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(found), np.repeat(np.arange(len(found)), [f.size for f in found])


def _starts(position: Ints, life: Ints) -> Bools:
    """Where a stretch of consecutive positions of one life begins."""
    starts = np.ones(position.size, bool)
    starts[1:] = (position[1:] != position[:-1] + 1) | (life[1:] != life[:-1])
    return starts


def _closed(position: Ints, piece: Ints, life: Ints, life_stop: Ints, first: Ints, last: Ints, pieces: Pieces) -> Ints:
    """For each island the position at which recovery is confirmed in the gap after it, or -1."""
    island_life = life[first]
    gap_end = life_stop[island_life]
    same = island_life[1:] == island_life[:-1]
    gap_end[:-1][same] = position[first[1:]][same]
    end, of = position[last], piece[last]
    closed = end + pieces.recover_for[of]
    # Where the gap runs into the next version before that, its own `recover.for` counts from there.
    for i in np.flatnonzero((closed >= pieces.stop[of]) & (pieces.stop[of] < gap_end)):
        k = int(of[i])
        while closed[i] >= pieces.stop[k] and pieces.stop[k] < gap_end[i]:
            k += 1
            closed[i] = max(end[i] + pieces.recover_for[k], pieces.start[k])
    return np.where(closed < gap_end, closed, -1)


def _worst(value: Floats, excess: Floats, begin: Ints, end: Ints) -> Floats:
    """For each range [begin, end) of breaching points, the signal furthest beyond its bound (the first of equals)."""
    if begin.size == 0:
        return np.empty(0)
    size = end - begin
    offset = np.cumsum(size) - size
    member = np.arange(int(size.sum())) + np.repeat(begin - offset, size)
    most = np.maximum.reduceat(excess[member], offset)
    at_most = np.flatnonzero(excess[member] == np.repeat(most, size))
    worst: Floats = value[member[at_most[np.searchsorted(at_most, offset)]]]
    return worst
