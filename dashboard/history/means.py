"""Means of many stretches of one array, exact where the arithmetic allows.

They are taken relative to a point of the stretch: mean = p + Σ(v - p)/n, with the sum of the differences exact. A
stretch of equal values then has exactly that value as its mean, whatever came before it.
"""

import numpy as np

from dashboard.history.episodes import Floats, Ints


def means(value: Floats, begin: Ints, end: Ints, pivot: Ints) -> Floats:
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
