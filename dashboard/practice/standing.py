"""Who stands where: what is breaching at an instant, since when, and whose it is."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.condition import LONG_AGO, STATES, Condition, State, conditions
from dashboard.practice.expected import Expected
from dashboard.practice.ownership import EscalationStep, Holding, Hop, Ownership, concerned, ownership
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop

__all__ = [
    "STATES",
    "Breach",
    "EscalationStep",
    "Holding",
    "Hop",
    "MetricState",
    "Ownership",
    "Standing",
    "State",
    "breaches",
    "standing",
]


@dataclass(frozen=True)
class MetricState:
    """One metric of one SOP at an instant: its state is that of its worst series.

    `segment` is that series. `since` is when the state began: a breach's or pending run's first point, a silent series'
    last observation; None where there is no such instant (no evidence, ok, or nothing was ever loaded). `value` at
    `value_at` is the last evidence: the signal of the threshold that made the state, or of a metric that has only gaps;
    else the value. `lower`, `upper` and `signal` are those it is held against: of that threshold, else the tightest
    enforced ones on the value. `breaches` are the open ones, enforced first, worst first; aspirational ones are among
    them and never make the state, and accepted ones come after those that are not. `expected` is the one person who is
    to act on the worst breach now; None where nothing enforced breaches.
    """

    sop: str
    sop_title: str
    metric: str
    title: str
    objective: str | None
    aspect: str
    unit: str
    state: State
    segment: str
    since: dt.datetime | None
    value: float | None
    value_at: dt.datetime | None
    lower: float | None
    upper: float | None
    signal: str
    ownership: Ownership
    breaches: tuple[Breach, ...]
    expected: Expected | None = None

    @property
    def acting(self) -> Holding:
        """Who acts now: the one person who is expected to on the worst breach, else who acts by the SOP."""
        return self.expected.holding if self.expected else self.ownership.acting


@dataclass(frozen=True)
class Standing:
    """All metrics asked about, worst first (state, then how long, then title), and how many stand in each state."""

    as_of: dt.datetime
    metrics: tuple[MetricState, ...]
    counts: dict[State, int]


def standing(
    world: World,
    as_of: dt.datetime,
    sop: str | None = None,
    party: str | None = None,
    level: str | None = None,
    acts: Acts = NO_ACTS,
) -> Standing:
    """How every metric in force at `as_of` (naive UTC) stands.

    `sop` keeps one SOP; `party` keeps what concerns that person or team now (holds a duty, backup, acting, expected to
    act, or in the escalation, also through a team); `level` keeps one state. `counts` are taken before `level`: what
    each would list.
    `acts` are what the ledger knows: what was accepted is not breaching until that ends.
    """
    people = world.library.people
    open_: dict[tuple[str, str], list[Breach]] = defaultdict(list)
    for breach in sorted(follow(world, breaches(world, as_of), acts, as_of), key=_accepted_last):
        open_[breach.sop, breach.metric].append(breach)
    asked = [
        (law, metric)
        for id, versions in world.library.sops.items()
        if sop in (None, id) and (law := versions.in_force(as_of))
        for metric in law.metrics
        if party is None
        or party in concerned(law, people, metric, as_of)
        or any(b.expected and b.expected.holding.party == party for b in open_[law.sop, metric.id])
    ]
    found = conditions(world, as_of, asked, open_)
    metrics = sorted(
        (
            _state(world, as_of, law, metric, condition, open_[law.sop, metric.id])
            for (law, metric), condition in zip(asked, found, strict=True)
        ),
        key=_worst_first,
    )
    counts: dict[State, int] = {state: sum(m.state == state for m in metrics) for state in STATES}
    return Standing(as_of, tuple(m for m in metrics if level in (None, m.state)), counts)


def _state(
    world: World, as_of: dt.datetime, law: Sop, metric: Metric, condition: Condition, open_: list[Breach]
) -> MetricState:
    breaching = condition.state in ("critical", "warning", "accepted")
    worst = next((b for b in open_ if b.enforced), None) if breaching else None
    return MetricState(
        sop=law.sop,
        sop_title=law.title,
        metric=metric.id,
        title=metric.title,
        objective=metric.objective,
        aspect=metric.aspect,
        unit=metric.unit,
        state=condition.state,
        segment=condition.segment,
        since=condition.since,
        value=condition.value,
        value_at=condition.value_at,
        lower=condition.lower,
        upper=condition.upper,
        signal=condition.signal,
        ownership=worst.ownership if worst else ownership(law, world.library.people, metric, as_of),
        breaches=tuple(open_),
        expected=worst.expected if worst else None,
    )


def _accepted_last(breach: Breach) -> tuple[bool, bool]:
    return (not breach.enforced, breach.followed.accepted is not None)


def _worst_first(metric: MetricState) -> tuple[int, dt.datetime, str, str, str]:
    return (STATES.index(metric.state), metric.since or LONG_AGO, metric.title, metric.sop, metric.metric)
