"""What a draft would have done: each threshold that it changes, over the whole history, as it is and would be."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.ledger.state import Acts
from dashboard.practice.lab.known import known
from dashboard.practice.lab.numbers import Judgement
from dashboard.practice.lab.threshold import Subject
from dashboard.practice.lab.trial import judged
from dashboard.practice.proposals.draft import drafted
from dashboard.practice.rules import signal
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop, Threshold
from dashboard.sop.versions import Versions


@dataclass(frozen=True)
class Effect:
    """One threshold, judged over the whole history as if it had always been so; None on the side that has it not.

    `incidents` is how many are known that concern its metric.
    """

    metric: Metric
    threshold: str
    before: Judgement | None
    after: Judgement | None
    incidents: int


def effects(
    world: World, sop: str, day: dt.date, text: str, done: Acts, as_of: dt.datetime, base: dt.date | None = None
) -> tuple[Effect, ...]:
    """Of that text as the version of that day: one a threshold that judges otherwise than in the version before it.

    `base` is the day of another version to hold it against: the one that it was made from, where a newer one came.
    """
    draft = drafted(world, sop, day, text)
    if draft.version is None or draft.comparison is None:
        return ()
    versions, after = draft.world.library.sops[draft.sop], draft.version.sop
    good = (version.sop for version in versions.good if version.sop.effective_from == base)
    before = next(good, draft.comparison.before.sop)
    return tuple(_effects(world, versions, before, after, done, as_of))


def _effects(
    world: World, versions: Versions, before: Sop, after: Sop, done: Acts, as_of: dt.datetime
) -> Iterator[Effect]:
    metrics = {metric.id: metric for metric in (*before.metrics, *after.metrics)}  # as the draft has those of both
    for id, metric in metrics.items():
        was, now = before.metric(id), after.metric(id)
        olds, news = ({t.id: t for t in m.thresholds} if m else {} for m in (was, now))
        for name in dict.fromkeys([*news, *olds]):
            old = _told(world, versions, before, was, olds.get(name), done, as_of)
            new = _told(world, versions, after, now, news.get(name), done, as_of)
            if old[0] != new[0]:
                yield Effect(metric, name, old[1], new[1], old[2] or new[2])


def _told(
    world: World,
    versions: Versions,
    sop: Sop,
    metric: Metric | None,
    threshold: Threshold | None,
    done: Acts,
    as_of: dt.datetime,
) -> tuple[object, Judgement | None, int]:
    """What tells whether it judges otherwise, its judgement, and how many incidents are known."""
    if metric is None or threshold is None:
        return None, None, 0
    of = Subject(versions, sop, metric, threshold)
    judges = (threshold, metric.min_n, metric.source, signal(sop, metric, threshold))
    incidents = known(world, of, done, as_of)
    return judges, judged(world, of, threshold, incidents, as_of), len(incidents)
