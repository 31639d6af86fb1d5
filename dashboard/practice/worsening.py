"""Did an open breach get worse? How far its signal went beyond its bounds up to an instant, and after it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.history import ask
from dashboard.history.episodes import Floats, Ints
from dashboard.history.rules import micros
from dashboard.practice.breach import Breach, Stated
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
    asked = [
        ask.Asked(stated.at(b.sop, b.metric, b.threshold, as_of), b.segment, b.since, as_of) for b, _ in found
    ]  # fmt: skip
    said = ask.signal_courses(world.warehouse.cursor(), asked)
    return [_course(*each, *one) for each, one in zip(found, said, strict=True)]


def _course(breach: Breach, until: dt.datetime, at: Ints, signal: Floats) -> Course:
    low = -np.inf if breach.lower is None else breach.lower
    high = np.inf if breach.upper is None else breach.upper
    beyond = np.maximum(low - signal, signal - high)
    after = at > micros(until)
    (far, before), (further, worst) = _furthest(beyond[~after], signal[~after]), _furthest(beyond[after], signal[after])
    worse = worst is not None and before is not None and further - far > ROUNDING * max(abs(before), abs(worst))
    return Course(until, before, worst, worse)


def _furthest(beyond: Floats, signal: Floats) -> tuple[float, float | None]:
    k = int(np.argmax(beyond)) if beyond.size else -1
    return (float(beyond[k]), float(signal[k])) if k >= 0 and beyond[k] > 0 else (0.0, None)
