"""Did an open breach get worse? How far its signal went beyond its bounds up to an instant, and after it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.history import signal_outline
from dashboard.history.courses import Asked
from dashboard.history.episodes import Floats
from dashboard.practice.breach import INSTANT, Breach, Stated
from dashboard.practice.world import World

ROUNDING = 1e-9  # of the signal: means of the same values differ by less


@dataclass(frozen=True)
class Course:
    """The signal furthest beyond the bounds up to `until` and `after` it; None where it was never beyond them."""

    until: dt.datetime
    before: float | None
    after: float | None
    worse: bool


def courses(world: World, found: Sequence[tuple[Breach, dt.datetime]], as_of: dt.datetime) -> list[Course]:
    """The course of each open breach up to the instant (naive UTC) beside it, and from there to `as_of`.

    All of a signal is held against the bounds as they are at `as_of`: a bound that moved makes nothing worse.
    """
    if world.warehouse is None:
        return [Course(until, None, None, False) for _, until in found]
    stated = Stated(world.rules)
    asked = []
    for b, until in found:
        rule = stated.at(b.sop, b.metric, b.threshold, as_of)
        asked += [Asked(rule, b.segment, b.since, until), Asked(rule, b.segment, until + INSTANT, as_of)]
    furthest = signal_outline.extremes(world.warehouse.cursor(), asked)
    return [
        _compared(b, until, _furthest(b, before.value), _furthest(b, after.value))
        for (b, until), before, after in zip(found, furthest[::2], furthest[1::2], strict=True)
    ]


def since_told(breach: Breach, worst: float, until: dt.datetime) -> Course:
    """The course of a breach that was at its worst `worst` when it was last told of, at `until`."""
    return _compared(breach, until, worst, breach.worst)


def further(breach: Breach, told: float, factor: float) -> bool:
    """Whether the worst of the breach lies `factor` times as far beyond its bounds as `told` did, or farther."""
    before, now = (max(float(one), 0.0) for one in _beyond(breach, np.array([told, breach.worst])))
    return now > before and now >= factor * before * (1 - ROUNDING)


def _compared(breach: Breach, until: dt.datetime, before: float | None, after: float | None) -> Course:
    worse = False
    if before is not None and after is not None:
        beyond = _beyond(breach, np.array([before, after]))
        worse = bool(beyond[1] - max(beyond[0], 0) > ROUNDING * max(abs(before), abs(after)))
    return Course(until, before, after, worse)


def _furthest(breach: Breach, signal: Floats) -> float | None:
    beyond = _beyond(breach, signal)
    return float(signal[int(np.argmax(beyond))]) if beyond.size and beyond.max() > 0 else None


def _beyond(breach: Breach, signal: Floats) -> Floats:
    low = -np.inf if breach.lower is None else breach.lower
    high = np.inf if breach.upper is None else breach.upper
    found: Floats = np.maximum(low - signal, signal - high)
    return found
