"""The signal `drift`: by how much the level of a series has moved within the window that ends at each point.

It looks back and never forward, so that what comes later changes nothing of it. Where the level of a whole series
moved, with all that is known today, is another question: drift.py.
"""

import numpy as np

from dashboard.history.episodes import Floats, Ints
from dashboard.history.means import means

PARTS = 90  # of a window: it costs the same however many points there are, and of 90 days each is a day
FEWEST_PARTS = 10  # with evidence; with fewer there is no signal
FEWEST_OF_A_SIDE = 5
_ROWS = 4096  # points at a time
_SAME = 1e-9  # splits that differ by less explain the same; the first is taken


def shifts(at: Ints, value: Floats, window: int, first: int = 0) -> tuple[Ints, Floats]:
    """The evidence of a series → (positions from `first` on that have the signal, the signal there).

    The window (at − W, at] (`window`: W in microseconds) is cut into PARTS equal parts, counted back from the point;
    those without evidence are left out, and of the others the means are taken. With fewer than FEWEST_PARTS of them
    there is no evidence. Of all splits with at least FEWEST_OF_A_SIDE parts on each side, the one is taken that leaves
    the smallest squared error about the means of its sides (the first step of binary segmentation). If it explains more
    than 3 ln N / N of the variance, N the number of parts, the signal is (a − b)/|b|, b and a the means of the evidence
    before and behind it, no evidence if b is 0; else the signal is 0.
    """
    found: list[Ints] = [np.empty(0, np.int64)]
    signals: list[Floats] = [np.empty(0)]
    back = window * np.arange(PARTS, -1, -1)[:, None] // PARTS
    for start in range(first, at.size, _ROWS):
        stop = min(start + _ROWS, at.size)
        low = int(np.searchsorted(at, at[start] - window, side="right"))
        edge = np.searchsorted(at[low:stop], at[start:stop] - back, side="right")
        has, signal = _moved(value[low:stop], edge)
        found.append(start + has)
        signals.append(signal)
    return np.concatenate(found), np.concatenate(signals)


def _moved(value: Floats, edge: Ints) -> tuple[Ints, Floats]:
    """(columns that have the signal, the signal), where part k of column i is value[edge[k, i]:edge[k + 1, i]]."""
    filled = edge[1:] > edge[:-1]
    middle = np.zeros(filled.shape)
    ends = edge[1:][filled]
    middle[filled] = means(value, edge[:-1][filled], ends, ends - 1)
    count = filled.sum(0)
    middle = np.where(filled, middle - middle[-1], 0.0)  # the point itself is in the last part
    middle = np.where(filled, middle - middle.sum(0) / count, 0.0)
    before = filled.cumsum(0)[:-1]
    behind = count - before
    can = (before >= FEWEST_OF_A_SIDE) & (behind >= FEWEST_OF_A_SIDE)
    gain = np.where(can, middle.cumsum(0)[:-1] ** 2 * count / np.maximum(before * behind, 1), 0.0)
    best = gain.max(0)
    split = edge[1:-1][(gain >= best * (1 - _SAME)).argmax(0), np.arange(count.size)]
    moved = best * count > 3 * np.log(count) * (middle**2).sum(0)
    has = count >= FEWEST_PARTS
    signal = np.zeros(count.size)
    which = np.flatnonzero(has & moved)
    old = means(value, edge[0, which], split[which], split[which] - 1)
    new = means(value, split[which], edge[-1, which], edge[-1, which] - 1)
    has[which[old == 0]] = False
    with np.errstate(divide="ignore"):
        signal[which] = (new - old) / np.abs(old)
    return np.flatnonzero(has), signal[has]
