"""The curve: how many breaches each bound would have made, every one judged; and bounds proposed for a target."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from dashboard.history import trying
from dashboard.history.episodes import Floats
from dashboard.ledger.state import Acts
from dashboard.practice.lab.known import caught, known
from dashboard.practice.lab.threshold import Edit, Side, digits_of, edited, held_evidence, inside, subject
from dashboard.practice.world import World

PLACES = 36  # of the curve, closest where the history is rarest
MOST = 0.35  # of the evidence beyond a bound: further in it would be the rule, not the exception
EPOCH = dt.datetime(1970, 1, 1)
QUARTER = dt.timedelta(days=365.25 / 4)


@dataclass(frozen=True)
class At:
    """One bound: how many breaches it would have made over the whole history, their breaching points, and when it
    would have told of each of the known incidents (None: never)."""

    bound: float
    breaches: int
    points: int
    told: tuple[dt.datetime | None, ...]

    @property
    def caught(self) -> int:
        """How many of the known incidents it tells of."""
        return sum(at is not None for at in self.told)

    @property
    def late(self) -> dt.timedelta:
        """When it tells of those, all told: the less, the earlier."""
        return sum((at - EPOCH for at in self.told if at), dt.timedelta())


@dataclass(frozen=True)
class Curve:
    """The bounds of one side in ascending order, over `quarters` of a year with `incidents` known ones."""

    side: Side
    places: tuple[At, ...]
    quarters: float
    incidents: int


@dataclass(frozen=True)
class Proposal:
    """The bound that comes nearest to a target; `reached` is whether it gets there."""

    at: At
    reached: bool


def curve(
    world: World, sop: str, metric: str, threshold: str, edit: Edit, side: Side, as_of: dt.datetime, done: Acts
) -> Curve:
    """The number of breaches by the bound of `side`, all else as edited (the recovery bound keeps its distance).

    Raises WorkspaceError as `subject` and `edited` do.
    """
    of = subject(world, sop, metric, threshold, as_of)
    start = edited(world, of, edit.without(side), as_of)
    held = held_evidence(world, of, start, as_of)
    incidents = known(world, of, done, as_of)
    base = of.rule(start)
    own, inner = (base.lower, base.recover_lower) if side == "lower" else (base.upper, base.recover_upper)
    margin = abs(inner - own) if own is not None and inner is not None else 0.0
    stated = getattr(of.threshold, side)  # a place too: today's point lies on the curve, however far out
    there = [stated] if held.at.size and base.signal == of.rule(of.threshold).signal and stated is not None else []
    places = []
    for bound in sorted({*bounds(held.signal, side), *there}):
        recovered = inside(bound, margin, side)
        if side == "lower":
            rule = replace(base, lower=bound, recover_lower=recovered)
        else:
            rule = replace(base, upper=bound, recover_upper=recovered)
        low, high = rule.recover_lower, rule.recover_upper
        if low is not None and high is not None and low > high:
            continue
        segments, fired, ended, points = trying.fired(held, rule, as_of)
        places.append(At(bound, len(segments), points, caught(incidents, segments, fired, ended)))
    span = dt.timedelta(microseconds=int(np.ptp(held.at))) if held.at.size else dt.timedelta()
    return Curve(side, tuple(places), span / QUARTER, len(incidents))


def bounds(signal: Floats, side: Side) -> list[float]:
    """The bounds worth trying, ascending: from one that nothing lies beyond to one that MOST of the evidence does."""
    if not signal.size:
        return []
    shares = np.geomspace(min(1 / signal.size, MOST), MOST, PLACES)
    found = np.quantile(signal, shares if side == "lower" else 1 - shares, method="nearest").tolist()
    edge = float(signal.min() if side == "lower" else signal.max())
    beyond = float(np.ptp(signal)) / 50 or abs(edge) / 50 or 1.0
    found.append(edge - beyond if side == "lower" else edge + beyond)
    digits = digits_of(signal)
    return sorted({round(float(bound), digits) + 0.0 for bound in found})


def a_quarter(found: Curve, target: float) -> Proposal | None:
    """The bound with about `target` breaches in a quarter of a year; of equals the one with fewest breaching points.

    It is reached if it comes within a half breach a quarter.
    """
    wanted = target * found.quarters
    best = min(found.places, key=lambda at: (abs(at.breaches - wanted), at.points), default=None)
    if best is None or not found.quarters:
        return None
    return Proposal(best, abs(best.breaches - wanted) <= max(found.quarters / 2, 0.5))


def catching(found: Curve) -> Proposal | None:
    """The bound that tells of most known incidents, with the fewest breaches; of equals the one that tells earliest.

    It is reached if it tells of all of them; None if no bound tells of any.
    """
    best = min(found.places, key=lambda at: (-at.caught, at.breaches, at.late, at.points), default=None)
    if best is None or not best.caught:
        return None
    return Proposal(best, best.caught == found.incidents)
