"""One metric by its level: whether, when and by how much it changed, and where that leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dashboard.history.drift import FEWEST
from dashboard.practice.drift import LevelChange
from dashboard.practice.standing import MetricState
from dashboard.sop.model import Metric

LEVEL = 0.5  # of the change: what it was lately lies no further from the new level, so that it has stayed there
Reach = Literal["outside", "near", "inside", "unknown"]
REACHES: tuple[Reach, ...] = ("outside", "near", "inside", "unknown")


@dataclass(frozen=True)
class Drifted:
    """One metric: how its level changed, and how it is now against before.

    `state` is the metric as it stands; `kpi`: an objective names it; `objectives` are those, and its own, as
    'sop/objective'. `recent`: the last change fell into the period. `signal` is what the level is of: 'value' or a
    gap. `lower`, `upper` are the tightest bounds enforced on it, or on its mean. `changes` are in order of time.
    `now`, `before`, `last_year` are means of the evidence over the period up to the as-of time, the period before it,
    and the same 52 weeks earlier; `lately` is one over the later half of the time since the last change; None without
    evidence. `observations` counts what the level is found in. `course` is
    for a small line, evenly spaced over both periods. `against`: the last change went against `better`; None where
    there is no change or no better. `reach` is where the new level lies: 'outside' the bounds, 'near' one that another
    change as large would cross, 'inside', or 'unknown' without bounds or a change. `elsewhere` has the last change of
    each segment whose level changed in the period, the latest first.
    """

    state: MetricState
    stated: Metric
    kpi: bool
    objectives: tuple[str, ...]
    signal: str
    lower: float | None
    upper: float | None
    changes: tuple[LevelChange, ...]
    recent: bool
    now: float | None
    before: float | None
    last_year: float | None
    observations: int
    lately: float | None = None
    course: tuple[float | None, ...] = ()
    elsewhere: tuple[LevelChange, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """(sop, metric)."""
        return self.state.sop, self.state.metric

    @property
    def last(self) -> LevelChange | None:
        """The change that led to the level of now."""
        return self.changes[-1] if self.changes else None

    @property
    def known(self) -> bool:
        """Whether there is enough to look for changes in."""
        return self.observations >= FEWEST

    @property
    def stayed(self) -> bool:
        """Whether it lies lately where the last change led to."""
        last = self.last
        if last is None or self.lately is None:
            return False
        return abs(self.lately - last.after) <= LEVEL * abs(last.after - last.before)

    @property
    def against(self) -> bool | None:
        """Whether the last change went against `better`, or of what has none nearer to a bound; None: not to say."""
        last = self.last
        if last is None or last.after == last.before:
            return None
        if self.stated.better in ("higher", "lower"):
            return (last.after < last.before) == (self.stated.better == "higher")
        was, room = self._room(last.before), self._room(last.after)
        return None if was is None or room is None else room < was

    @property
    def reach(self) -> Reach:
        """Where the new level lies."""
        last = self.last
        room = self._room(last.after) if last else None
        if last is None or room is None:
            return "unknown"
        if room < 0:
            return "outside"
        return "near" if self.against and room < abs(last.after - last.before) else "inside"

    def _room(self, level: float) -> float | None:
        """How far the level lies within its nearest bound; negative outside."""
        rooms = [level - self.lower] if self.lower is not None else []
        rooms += [self.upper - level] if self.upper is not None else []
        return min(rooms, default=None)


def narrowed(
    found: Iterable[Drifted], sop: str | None, objective: str | None, aspect: str | None
) -> tuple[Drifted, ...]:
    """Those of an SOP, of an objective ('sop/objective', or one that a KPI of it is named in), of an aspect."""
    return tuple(
        one
        for one in found
        if sop in (None, one.state.sop)
        and (objective is None or objective in one.objectives)
        and aspect in (None, one.state.aspect)
    )
