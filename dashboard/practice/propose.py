"""First thresholds for a metric nobody has agreed on yet, from its own history and its name; said to be proposals.

The warning bound is what the worst 2 % of the history lie beyond; the critical bound is twice as far from the median.
"""

import math
import re
from dataclasses import dataclass
from typing import Literal

from dashboard.history.ask import Profile
from dashboard.sop.fields import FREQUENCY, duration

LOWER = (
    "latency|duration|delay|time|cost|spend|price|error|fail|loss|churn|incident|complain|toxic|hallucin|unsafe|"
    "unsupported|bias|drift|mae|rmse|mape|mse|brier|handover|escalat|refus|bounce|timeout|downtime|wait|backlog|false|"
    r"fpr|fnr|disparity|\bgap\b|p50|p90|p95|p99|\bpsi\b|\bece\b|perplexity|outage|abandon"
)
HIGHER = (
    r"accuracy|precision|recall|sensitivity|specificity|\bf1\b|auc|auroc|roc|csat|satisf|nps|rating|uptime|availab|"
    "conversion|resolution|coverage|parity|agreement|success|revenue|retention|engag|ctr|click|hit|ndcg|rouge|bleu|"
    r"lifetime|throughput|faithful|\bground|relevan|helpful|complian|\bgini\b|\bkappa\b"
)
ASPECTS = {
    "fairness": "parity|bias|disparity|fair",
    "safety": "toxic|unsafe|hallucin|unsupported|safety|harm",
    "latency": "latency|duration|delay|p50|p90|p95|p99|response.?time|wait",
    "cost": "cost|spend|price|budget",
    "reliability": "uptime|availab|error.?rate|fail|timeout|downtime|incident",
    "feedback": "csat|satisf|nps|rating|complain|feedback|thumb",
    "business": "churn|revenue|conversion|retention|engag|ctr|click|bounce|handover|resolution",
    "accuracy": "accuracy|precision|recall|sensitivity|specificity|f1|auc|roc|score|mae|rmse|mape|mse|brier|loss|drift",
}
FEWEST = 20
SIGNIFICANT = 3


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one metric. `thresholds` maps a level to (lower, upper); empty where `why_not` says why."""

    better: Literal["higher", "lower", "within"]
    guessed_from_name: bool
    aspect: str
    unit: str
    reported: str
    thresholds: dict[str, tuple[float | None, float | None]]
    why_not: str = ""


def propose(name: str, profile: Profile | None) -> Proposal:
    """A first direction, unit, reporting frequency and bounds for the metric that the file calls `name`."""
    better = direction(name)
    unit = _unit(name)
    thresholds, why_not = _bounds(better, unit, profile)
    return Proposal(
        better=better,
        guessed_from_name=better != "within",
        aspect=next((aspect for aspect, words in ASPECTS.items() if re.search(words, name.lower())), "business"),
        unit=unit,
        reported=_reported(profile.step if profile else None),
        thresholds=thresholds,
        why_not=why_not,
    )


def direction(name: str) -> Literal["higher", "lower", "within"]:
    """Which way is better, by the words of the name; 'within' if they do not say.

    What is measured comes last, before any 'per' or 'of': a cost per conversion is a cost, a recall error an error.
    Of two words that end together the longer counts: uptime is not a time. A score is of whatever it scores.
    """
    words = name.lower().replace("_", " ")
    for part in (re.split(r"\b(?:per|of|by|at|for|in)\b", words)[0], words):
        lower, higher = (
            max(((m.end(), m.end() - m.start()) for m in re.finditer(known, part)), default=(-1, 0))
            for known in (LOWER, HIGHER)
        )
        if lower != higher:
            return "lower" if lower > higher else "higher"
    return "higher" if "score" in words else "within"


def _bounds(
    better: str, unit: str, profile: Profile | None
) -> tuple[dict[str, tuple[float | None, float | None]], str]:
    points = profile.points if profile else 0
    if profile is None or points < FEWEST:
        return {}, f"the history has {points} values, and {FEWEST} are needed"
    # A bound that nothing can lie beyond, or that lies on the median, would say nothing.
    least = 0.0 if profile.lowest >= 0 else -math.inf
    most = 1.0 if least == 0 and profile.highest <= 1 else 100.0 if unit == "%" else math.inf
    found = {}
    for level, times in (("warning", 1), ("critical", 2)):
        lower = _outward(profile.middle - times * (profile.middle - profile.low), -1)
        upper = _outward(profile.middle + times * (profile.high - profile.middle), 1)
        bounds = (
            lower if better != "lower" and least < lower < profile.middle else None,
            upper if better != "higher" and profile.middle < upper < most else None,
        )
        if bounds != (None, None):
            found[level] = bounds
    return found, "" if found else "its history does not move, or reaches its natural limit"


def _outward(bound: float, way: int) -> float:
    """Rounded to three digits, away from the history."""
    if bound == 0 or not math.isfinite(bound):
        return bound
    size = 10.0 ** (math.floor(math.log10(abs(bound))) - SIGNIFICANT + 1)
    return float(f"{(math.floor(bound / size) if way < 0 else math.ceil(bound / size)) * size:.{SIGNIFICANT}g}")


def _unit(name: str) -> str:
    words = set(re.split(r"[^a-z0-9%€$]+", name.lower()))
    units = {
        "%": ("%", "pct", "percent", "percentage"),
        "ms": ("ms", "millis", "milliseconds"),
        "€": ("€", "eur", "euro"),
    }
    units |= {"s": ("s", "sec", "secs", "seconds"), "$": ("$", "usd", "dollars")}
    return next((unit for unit, names in units.items() if words & set(names) or (unit in name and unit in "%€$")), "")


def _reported(step: float | None) -> str:
    """The named frequency whose period is nearest to the usual step, on a scale of ratios."""
    if not step:
        return "daily"
    return min(FREQUENCY, key=lambda name: abs(math.log(step / duration(FREQUENCY[name]).total_seconds())))
