"""The signals a threshold can be set on, over the evidence of one series; exact where the arithmetic allows."""

import numpy as np

from dashboard.history.episodes import Bools, Floats, Ints
from dashboard.history.means import means
from dashboard.history.rules import Rule, Signal
from dashboard.history.shifts import shifts

FEWEST_FOR_BASELINE = 3  # earlier points without which there is no change


def evidence(value: Floats, n: Floats, min_n: int) -> Bools:
    """Which observations are evidence: the value is known, and n, where known, is at least `min_n` (nan: unknown)."""
    return ~np.isnan(value) & ~(n < min_n)


def windowed(at: Ints, value: Floats, signal: Signal, first: int = 0) -> tuple[Ints, Floats]:
    """`change`, `mean` or `drift` over a series' evidence: (positions from `first` on that have it, the signal there).

    change = (v - b)/|b|, b the mean of the evidence in [at - W, at); no evidence with fewer than 3 such
    points or b = 0.
    mean = the mean of the evidence in (at - W, at]. drift: see shifts.py.
    """
    assert signal.window is not None
    window = int(signal.window.total_seconds() * 1_000_000)
    if signal.kind == "drift":
        return shifts(at, value, window, first)
    here = np.arange(first, at.size)
    if signal.kind == "mean":
        return here, means(value, np.searchsorted(at, at[first:] - window, side="right"), here + 1, here)
    begin = np.searchsorted(at, at[first:] - window, side="left")
    enough = here - begin >= FEWEST_FOR_BASELINE
    judged = here[enough]
    base = means(value, begin[enough], judged, judged - 1)
    judged, base = judged[base != 0], base[base != 0]
    return judged, (value[judged] - base) / np.abs(base)


def gap(at: Ints, value: Floats, signal: Signal) -> tuple[Ints, Floats]:
    """lowest/highest (ratio) or highest - lowest (difference) over the groups at each instant: (instants, signal).

    `at`, `value`: the evidence of all groups together, in any order. Instants with fewer than 2 groups, and for a ratio
    those whose highest is not above 0, have no signal.
    """
    order = np.argsort(at, kind="stable")
    at, value = at[order], value[order]
    first = np.flatnonzero(np.diff(at, prepend=at[0] - 1 if at.size else 0))
    if first.size == 0:
        return np.empty(0, np.int64), np.empty(0)
    low, high = np.minimum.reduceat(value, first), np.maximum.reduceat(value, first)
    enough = np.diff(np.append(first, at.size)) >= 2
    if signal.as_ == "difference":
        return at[first][enough], (high - low)[enough]
    enough &= high > 0
    return at[first][enough], low[enough] / high[enough]


def of_series(
    at: Ints, value: Floats, n: Floats, rule: Rule, after: int = np.iinfo(np.int64).min
) -> tuple[Ints, Floats]:
    """The evidence of one series under one rule (value, change, mean or drift): (instants, signal), from `after` on."""
    known = evidence(value, n, rule.min_n)
    at, value = (at, value) if known.all() else (at[known], value[known])
    first = int(np.searchsorted(at, after))
    if rule.signal.kind == "value":
        return at[first:], value[first:]
    with np.errstate(over="ignore", invalid="ignore"):
        judged, signal = windowed(at, value, rule.signal, first)
    finite = np.isfinite(signal)  # values near the end of the range of doubles have no mean
    return at[judged[finite]], signal[finite]
