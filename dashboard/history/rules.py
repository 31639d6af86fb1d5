"""What the judge is told: thresholds as plain values, one a threshold and SOP version, with no SOP file behind them."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


def micros(instant: dt.datetime) -> int:
    """Naive UTC as microseconds since 1970, exactly."""
    return (instant - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)


def instant(micro: int) -> dt.datetime:
    """Microseconds since 1970 as naive UTC, exactly."""
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=int(micro))


@dataclass(frozen=True)
class Signal:
    """What is held against the bounds. `window` is for change, mean and drift; all that follows it for gap."""

    kind: Literal["value", "change", "mean", "drift", "gap"] = "value"
    window: dt.timedelta | None = None
    dimension: str | None = None
    of: str | None = None
    of_source: str | None = None
    of_min_n: int = 0
    as_: Literal["ratio", "difference"] = "ratio"

    @property
    def name(self) -> str:
        """'value', 'change 28d', 'mean 7d', 'drift 90d', 'gap region of recall (ratio)': the same words everywhere."""
        if self.kind == "value":
            return "value"
        if self.kind == "gap":
            return f"gap {self.dimension} of {self.of} ({self.as_})"
        assert self.window is not None
        return f"{self.kind} {short(self.window)}"


def short(duration: dt.timedelta) -> str:
    """A duration as the SOP writes it: in the largest of d, h, m that divides it."""
    minutes = int(duration.total_seconds() // 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


@dataclass(frozen=True)
class Rule:
    """One threshold of one metric, as the SOP version in force in [start, end) states it.

    `start`, `end` are naive UTC (`end` None: still in force). A point has recovered when its signal lies within
    [recover_lower, recover_upper]; it breaches outside [lower, upper]; None is no bound. `for_` is a count of
    consecutive pieces of evidence, or a duration; `recover_for` a count. An observation with n below `min_n` is no
    evidence. `source` is None for a metric without observations of its own (its thresholds are gaps).
    """

    sop: str
    metric: str
    source: str | None
    threshold: str
    start: dt.datetime
    end: dt.datetime | None
    level: str
    stage: str
    signal: Signal = Signal()
    lower: float | None = None
    upper: float | None = None
    recover_lower: float | None = None
    recover_upper: float | None = None
    for_: int | dt.timedelta = 1
    recover_for: int = 1
    min_n: int = 0
    response: str | None = None

    def in_force(self, at: dt.datetime) -> bool:
        """Whether the version that states it is in force at an instant (naive UTC)."""
        return self.start <= at and (self.end is None or at < self.end)

    def breached_by(self, value: float) -> bool:
        """Whether a value of its signal lies beyond its bounds; one equal to a bound is acceptable."""
        return (self.lower is not None and value < self.lower) or (self.upper is not None and value > self.upper)


def digest(rules: Iterable[Rule]) -> str:
    """A fingerprint of a set of rules: breaches judged by one set are not valid for another."""
    return hashlib.sha256("\n".join(sorted(map(repr, rules))).encode()).hexdigest()[:16]
