"""Which thresholds fire together: within TOGETHER (3 days) of one another, in most of their cases, and not by chance.

A case of a threshold is a day on which it fires, in however many series. That two fire together says neither that one
causes the other nor that one is too much: a warning that comes before its critical threshold is as it is meant.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.practice import wording

TOGETHER = dt.timedelta(days=3)
OFTEN = 2  # cases together, before it is worth a word
MOSTLY = 0.5  # of their cases
BEYOND_CHANCE = 3  # times as often as if each fired on days of its own
COMPARED = 2_000  # thresholds at most: those that fired most
SHOWN = 50  # pairs at most
THRESHOLD = ["sop", "metric", "threshold"]
DAY = dt.timedelta(days=1)
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Pair:
    """Two thresholds (sop, metric, threshold) that fire together: in `together` of the `cases` in which either did.

    `first` fires first as a rule, `lead_days` before the other (median; 0: on the same day). `reason` is what a review
    can do about it.
    """

    first: Key
    second: Key
    together: int
    cases: int
    lead_days: float
    reason: str


def pairs(found: pd.DataFrame, days: float, levels: Mapping[Key, str]) -> tuple[Pair, ...]:
    """The pairs among these breaches (columns sop, metric, threshold, fired_at) of a period of so many days.

    Those together in more than half of their cases, at least twice, and three times as often as by chance; the most
    often together first, SHOWN at most. `levels` of the thresholds tell a warning from what it warns of.
    """
    if found.empty:
        return ()
    groups = found.groupby(THRESHOLD, sort=True)
    names: list[Key] = list(groups.size().index)
    day = (found["fired_at"].to_numpy("datetime64[D]") - np.datetime64("1970-01-01")).astype(np.int64)
    day -= day.min()
    fires = np.zeros((len(names), int(day.max()) + 1), np.float32)
    fires[groups.ngroup().to_numpy(), day] = 1
    cases = fires.sum(axis=1)
    kept = np.argsort(-cases, kind="stable")[:COMPARED]
    kept = kept[cases[kept] >= OFTEN]
    fires, cases = fires[kept], cases[kept]
    near = fires @ _spread(fires, TOGETHER.days).T  # of the cases of the one, those near a case of the other
    both = np.minimum(near, near.T)
    either = cases[:, None] + cases[None, :] - both
    chance = np.outer(cases, cases) * (2 * TOGETHER.days + 1) / max(days, 1)
    wanted = (both >= OFTEN) & (both > MOSTLY * either) & (both >= BEYOND_CHANCE * chance)
    one, other = np.nonzero(np.triu(wanted, 1))
    best = np.lexsort((other, one, -both[one, other] / either[one, other], -both[one, other]))[:SHOWN]
    return tuple(
        _pair((names[kept[i]], fires[i]), (names[kept[j]], fires[j]), int(both[i, j]), int(either[i, j]), levels)
        for i, j in zip(one[best].tolist(), other[best].tolist(), strict=True)
    )


def _spread(fires: np.ndarray, days: int) -> np.ndarray:
    """The same with each case reaching that many days to both sides."""
    reach = fires.copy()
    for shift in range(1, min(days, fires.shape[1] - 1) + 1):
        reach[:, shift:] = np.maximum(reach[:, shift:], fires[:, :-shift])
        reach[:, :-shift] = np.maximum(reach[:, :-shift], fires[:, shift:])
    return reach


def _pair(
    one: tuple[Key, np.ndarray], other: tuple[Key, np.ndarray], both: int, either: int, levels: Mapping[Key, str]
) -> Pair:
    mine, theirs = np.flatnonzero(one[1]), np.flatnonzero(other[1])
    nearest = theirs[np.abs(theirs[None, :] - mine[:, None]).argmin(axis=1)] - mine
    lead = float(np.median(nearest[np.abs(nearest) <= TOGETHER.days]))
    first, second = (one[0], other[0]) if lead >= 0 else (other[0], one[0])
    return Pair(first, second, both, either, abs(lead), _reason(first, second, abs(lead), levels))


def _reason(first: Key, second: Key, lead: float, levels: Mapping[Key, str]) -> str:
    same_metric = first[:2] == second[:2]
    if same_metric and {levels.get(first), levels.get(second)} == {"warning", "critical"}:
        if lead and levels.get(first) == "warning":
            return f"A warning and what it warns of: as it is meant, if {wording.span(lead * DAY)} are time to act."
        return "The warning does not come before the critical threshold: move its bound, or drop it."
    which = f"{first[2]}, which fires first, {wording.span(lead * DAY)} before" if lead else "one of them"
    return f"They may say the same: think of keeping {which}, or of one response for both."
