"""The signals a threshold can be set on, over the evidence of one series; exact where the arithmetic allows.

Means are taken relative to a point of the window: mean = p + Σ(v - p)/n, with the sum of the differences exact. A
window of equal values then has exactly that value as its mean, whatever came before it.
"""

import numpy as np

from dashboard.history.episodes import Bools, Floats, Ints
from dashboard.history.rules import Rule, Signal

FEWEST_FOR_BASELINE = 3


def evidence(value: Floats, n: Floats, min_n: int) -> Bools:
    """Which observations are evidence: the value is known, and n, where known, is at least `min_n` (nan: unknown)."""
    return ~np.isnan(value) & ~(n < min_n)


def windowed(at: Ints, value: Floats, signal: Signal, first: int = 0) -> tuple[Ints, Floats]:
    """`change` or `mean` over a series' evidence: (positions from `first` on that have the signal, the signal there).

    change = (v - b)/|b|, b the mean of the evidence in [at - W, at); no evidence with fewer than 3 such
    points or b = 0.
    mean = the mean of the evidence in (at - W, at].
    """
    assert signal.window is not None
    window = int(signal.window.total_seconds() * 1_000_000)
    here = np.arange(first, at.size)
    if signal.kind == "mean":
        return here, _means(value, np.searchsorted(at, at[first:] - window, side="right"), here + 1, here)
    begin = np.searchsorted(at, at[first:] - window, side="left")
    enough = here - begin >= FEWEST_FOR_BASELINE
    judged = here[enough]
    base = _means(value, begin[enough], judged, judged - 1)
    judged, base = judged[base != 0], base[base != 0]
    return judged, (value[judged] - base) / np.abs(base)


def _means(value: Floats, begin: Ints, end: Ints, pivot: Ints) -> Floats:
    """Mean of value[begin:end] for each window, relative to value[pivot].

    Values are cut into slices of 24 bits, whose running sums are exact in doubles for up to 2**29 points; what lies
    more than 72 bits below the largest value of the series is left out.
    """
    if begin.size == 0:
        return np.empty(0)
    count = end - begin
    total = np.zeros(begin.size)
    rest, part, running = value.copy(), np.empty_like(value), np.zeros(value.size + 1)
    unit = 2.0 ** min(np.ceil(np.log2(max(value.max(), -value.min(), 2.0**-900))), 1023.0)
    sums = []
    for _ in range(3):  # in place, because memory that is new each time costs more than the arithmetic
        unit *= 2.0**-24
        np.divide(rest, unit, out=part)
        np.rint(part, out=part)
        part *= unit
        rest -= part
        np.cumsum(part, out=running[1:])
        sums.append(running[end] - running[begin] - count * part[pivot])
    for each in reversed(sums):
        total = total + each
    return value[pivot] + total / count


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
    """The evidence of one series under one rule (value, change or mean): (instants, signal), from `after` on."""
    known = evidence(value, n, rule.min_n)
    at, value = (at, value) if known.all() else (at[known], value[known])
    first = int(np.searchsorted(at, after))
    if rule.signal.kind == "value":
        return at[first:], value[first:]
    with np.errstate(over="ignore", invalid="ignore"):
        judged, signal = windowed(at, value, rule.signal, first)
    finite = np.isfinite(signal)  # values near the end of the range of doubles have no mean
    return at[judged[finite]], signal[finite]
