"""A threshold on trial: the law's own verdict, today's threshold and the moved one, over the same history."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.history import signal_outline, trying
from dashboard.history.rules import instant
from dashboard.ledger.state import Acts
from dashboard.practice.lab.known import Known, known
from dashboard.practice.lab.numbers import Judgement, judgement
from dashboard.practice.lab.threshold import Edit, Subject, digits_of, edited, held_evidence, kept, subject, written
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Threshold


@dataclass(frozen=True)
class Trial:
    """What `law` said as its versions stated the threshold then; what `today` would have said had today's statement
    always been in force, and `tried` had the edited one.

    `first_at` and `last_at` are of the evidence that the edited one is judged on, None without any; `law_since` is when
    the SOP began to state the threshold. `signal` is the name of the edited one's signal, `line` it as a line of the
    SOP file. `segments`: those with evidence, the one with the most breaching points as stated now first.
    """

    subject: Subject
    threshold: Threshold
    signal: str
    line: str
    law: Judgement
    today: Judgement
    tried: Judgement
    incidents: tuple[Known, ...]
    segments: tuple[str, ...]
    evidence: int
    digits: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None
    law_since: dt.datetime

    @property
    def moved(self) -> bool:
        """Whether anything of it is."""
        return self.threshold != self.subject.threshold


def trial(world: World, sop: str, metric: str, threshold: str, edit: Edit, as_of: dt.datetime, done: Acts) -> Trial:
    """Raises WorkspaceError for a threshold that there is not, or an edit that makes it impossible."""
    of = subject(world, sop, metric, threshold, as_of)
    moved = edited(world, of, edit, as_of)
    incidents = known(world, of, done, as_of)
    law, today = kept(
        world,
        ("stated", sop, metric, threshold, as_of, done.head),
        lambda: (_law(world, of, incidents, as_of), judged(world, of, of.threshold, incidents, as_of)),
    )
    tried = today if moved == of.threshold else judged(world, of, moved, incidents, as_of)
    held = held_evidence(world, of, moved, as_of)
    worst = today.breaches.groupby("segment")["points"].sum().to_dict()
    return Trial(
        subject=of,
        threshold=moved,
        signal=of.rule(moved).signal.name,
        line=written(moved),
        law=law,
        today=today,
        tried=tried,
        incidents=incidents,
        segments=tuple(sorted(held.segments, key=lambda s: (-worst.get(s, 0), s))),
        evidence=int(held.at.size),
        digits=digits_of(held.signal),
        first_at=instant(held.at.min()) if held.at.size else None,
        last_at=instant(held.at.max()) if held.at.size else None,
        law_since=next(
            (start for law, start, _ in of.versions.spans() if _states(law.metric(metric), threshold)),
            of.sop.effective_at,
        ),
    )


def course(
    world: World, sop: str, metric: str, threshold: str, edit: Edit, segment: str, as_of: dt.datetime, pixels: int
) -> pd.DataFrame:
    """at, value: the evidence of one segment that the edited threshold is judged on, at most 4 points a pixel column.

    It does not change with a bound.
    """
    of = subject(world, sop, metric, threshold, as_of)
    at, signal = held_evidence(world, of, edited(world, of, edit, as_of), as_of).of(segment)
    if at.size > 4 * pixels:
        left = signal_outline.kept(at // (int(at[-1] - at[0]) // pixels + 1), signal)
        at, signal = at[left], signal[left]
    return pd.DataFrame({"at": at.astype("datetime64[us]"), "value": signal})


def _law(world: World, of: Subject, incidents: tuple[Known, ...], as_of: dt.datetime) -> Judgement:
    rows = verdict(world, as_of).breaches
    named = (rows["sop"] == of.sop.sop) & (rows["metric"] == of.metric.id) & (rows["threshold"] == of.threshold.id)
    return judgement(world, of, rows[named], incidents, as_of)


def judged(
    world: World, of: Subject, threshold: Threshold, incidents: tuple[Known, ...], as_of: dt.datetime
) -> Judgement:
    """What that threshold of the subject's metric would have said, had it always been in force."""
    held = held_evidence(world, of, threshold, as_of)
    return judgement(world, of, trying.judged(held, of.rule(threshold), as_of).breaches, incidents, as_of)


def _states(metric: Metric | None, threshold: str) -> bool:
    return metric is not None and any(t.id == threshold for t in metric.thresholds)
