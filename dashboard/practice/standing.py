"""Who stands where: what is breaching at an instant, since when, and whose it is."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["critical", "warning", "stale", "pending", "no evidence", "ok"]
STATES: tuple[State, ...] = ("critical", "warning", "stale", "pending", "no evidence", "ok")


@dataclass(frozen=True)
class Hop:
    """One step in the search for who holds a duty now: this party, and why it went on (or stopped) here."""

    party: str
    name: str
    because: str


@dataclass(frozen=True)
class Holding:
    """Who holds a duty at an instant. `party` is None if nobody could be found; `hops` ends with the holder."""

    duty: str
    party: str | None
    name: str
    email: str | None
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class EscalationStep:
    """At `due` it goes to `holding`; `passed` if that is at or before the as-of time."""

    due: dt.datetime
    after: dt.timedelta
    holding: Holding
    passed: bool


@dataclass(frozen=True)
class Ownership:
    """Everybody concerned with one metric at an instant. `acting` is who is expected to act."""

    acting: Holding
    duties: tuple[Holding, ...]
    backup: Holding | None
    escalation: tuple[EscalationStep, ...]

    @property
    def next_escalation(self) -> EscalationStep | None:
        """The first hop that is still to come."""
        return next((s for s in self.escalation if not s.passed), None)


@dataclass(frozen=True)
class Breach:
    """One episode in which a threshold of a series was not met, with all that is needed to show and act on it.

    `value` is the signal at `value_at`, the last piece of evidence up to the as-of time. Open if `ended_at` is None.
    """

    sop: str
    sop_title: str
    metric: str
    title: str
    unit: str
    segment: str
    threshold: str
    level: str
    stage: str
    signal: str               # 'value', 'change 28d', 'mean 7d', 'gap region of recall (ratio)'
    lower: float | None
    upper: float | None
    since: dt.datetime
    fired_at: dt.datetime
    ended_at: dt.datetime | None
    ended_because: str | None
    worst: float
    points: int
    value: float | None
    value_at: dt.datetime | None
    ownership: Ownership
    response: str | None
    response_title: str | None
    first_step: str | None
    first_step_due: dt.datetime | None
    runbook: str | None


@dataclass(frozen=True)
class MetricState:
    """One metric of one SOP at an instant: its state is that of its worst series."""

    sop: str
    sop_title: str
    metric: str
    title: str
    objective: str | None
    aspect: str
    unit: str
    state: State
    segment: str              # of the worst series
    since: dt.datetime | None # of that state, where it has a beginning (breach, pending: first point; stale: when it fell silent)
    value: float | None       # last evidence of the worst series: its signal if breaching or pending, else its value
    value_at: dt.datetime | None
    lower: float | None       # the bound(s) it is held against, of the threshold that made the state, else the tightest enforced on the value
    upper: float | None
    signal: str
    ownership: Ownership
    breaches: tuple[Breach, ...]   # open ones, enforced first, worst first; aspirational ones included, never in `state`


@dataclass(frozen=True)
class Standing:
    """All metrics asked about, worst first (state, then how long, then title), and how many stand in each state."""

    as_of: dt.datetime
    metrics: tuple[MetricState, ...]
    counts: dict[State, int]
