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
from dashboard.sop.model import Metric, Sop
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
        olds, news = (_subjects(versions, *side) for side in ((before, was), (after, now)))
        for name in dict.fromkeys([*news, *olds]):
            old, new = olds.get(name), news.get(name)
            if _judges(old) != _judges(new):
                (one, told), (other, tells) = (_judged(world, of, done, as_of) for of in (old, new))
                yield Effect(metric, name, one, other, told or tells)


def _subjects(versions: Versions, sop: Sop, metric: Metric | None) -> dict[str, Subject]:
    """The thresholds of a metric of that version, by id."""
    return {t.id: Subject(versions, sop, metric, t) for t in metric.thresholds} if metric else {}


def _judges(of: Subject | None) -> object:
    """All that its verdict on the history depends on."""
    return of and (of.threshold, of.metric.min_n, of.metric.source, signal(of.sop, of.metric, of.threshold))


def _judged(world: World, of: Subject | None, done: Acts, as_of: dt.datetime) -> tuple[Judgement | None, int]:
    """Its judgement, and how many incidents are known."""
    if of is None:
        return None, 0
    incidents = known(world, of, done, as_of)
    return judged(world, of, of.threshold, incidents, as_of), len(incidents)
