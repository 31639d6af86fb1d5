"""The law, told to the judge and to the loader in plain values."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from dashboard.history.rules import Rule, Signal
from dashboard.history.sources.config import Source
from dashboard.sop import model
from dashboard.sop.load import Library


def rules(library: Library) -> list[Rule]:
    """One rule a threshold and SOP version, in force as long as that version is."""
    found: list[Rule] = []
    for versions in library.sops.values():
        for sop, start, end in versions.spans():
            for metric in sop.metrics:
                found += [rule(sop, metric, threshold, start, end) for threshold in metric.thresholds]
    return found


def rule(
    sop: model.Sop, metric: model.Metric, threshold: model.Threshold, start: dt.datetime, end: dt.datetime | None
) -> Rule:
    """One threshold of a metric as a version states it, in force in [start, end), naive UTC."""
    low, high = threshold.recover_bounds
    return Rule(
        sop=sop.sop,
        metric=metric.id,
        source=metric.source,
        threshold=threshold.id,
        start=start,
        end=end,
        level=threshold.level,
        stage=threshold.stage,
        signal=signal(sop, metric, threshold),
        lower=threshold.lower,
        upper=threshold.upper,
        recover_lower=low,
        recover_upper=high,
        for_=threshold.for_,
        recover_for=threshold.recover.for_,
        min_n=metric.min_n,
        response=threshold.respond,
    )


def signal(sop: model.Sop, metric: model.Metric, threshold: model.Threshold) -> Signal:
    """What the threshold holds against its bounds.

    The groups of a gap need the `min_n` of the metric that declares the gap, or, where it gives none, that of `of`.
    """
    stated = threshold.signal
    if stated is None:
        return Signal()
    if stated.gap is None:
        kind: Literal["change", "mean", "drift"] = "change" if stated.change else "mean" if stated.mean else "drift"
        return Signal(kind=kind, window=stated.change or stated.mean or stated.drift)
    of = sop.metric(stated.of) if stated.of else None
    return Signal(
        kind="gap",
        dimension=stated.gap,
        of=stated.of,
        of_source=of.source if of else None,
        of_min_n=metric.min_n or (of.min_n if of else 0),
        as_=stated.as_,
    )


def least_n(library: Library, as_of: dt.datetime) -> dict[tuple[str, str | None], int]:
    """(metric, source) → the sample size below which an observation is no evidence of its level.

    It is that of the version in force at `as_of` (naive UTC), or of the first; of several SOPs the largest.
    """
    found: dict[tuple[str, str | None], int] = {}
    for versions in library.sops.values():
        sop = versions.in_force(as_of) or (versions.good[0].sop if versions.good else None)
        for metric in sop.metrics if sop else ():
            if metric.source:
                found[metric.id, metric.source] = max(found.get((metric.id, metric.source), 0), metric.min_n)
    return found


def feeds(library: Library, sources: Iterable[Source]) -> dict[str, dict[str, tuple[str, ...]]]:
    """source → metric → dimensions it may be split by, over every version of every SOP: history is loaded for all."""
    found: dict[str, dict[str, tuple[str, ...]]] = {source.id: {} for source in sources}
    for versions in library.sops.values():
        for sop, _, _ in versions.spans():
            for metric in sop.metrics:
                if metric.source in found:
                    known = found[metric.source].get(metric.id, ())
                    found[metric.source][metric.id] = tuple(sorted({*known, *metric.segments}))
    return found
