"""The first screen as values: what is breaching, what else needs looking at, what is healthy, and what is selected."""

import datetime as dt
from dataclasses import dataclass, replace

from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.sparks import sparks
from dashboard.practice.standing import MetricState, Standing, standing
from dashboard.practice.world import World
from dashboard.sop.model import Sop

BREACHING = ("critical", "warning")
WAITING = ("stale", "pending", "accepted")


@dataclass(frozen=True)
class Overview:
    """How everything asked about stands; `sops` are the versions in force.

    By (sop, metric): `sparks` are the values of the last weeks, evenly spaced in time; `parts` is what the party asked
    for has to do with it ('acts', 'analysis, decision', 'backup', 'escalation'), empty if none was asked for.
    """

    standing: Standing
    sops: tuple[Sop, ...]
    sparks: dict[tuple[str, str], list[float | None]]
    parts: dict[tuple[str, str], str]

    @property
    def breaching(self) -> tuple[MetricState, ...]:
        """What does not meet an enforced threshold, worst first."""
        return tuple(m for m in self.standing.metrics if m.state in BREACHING)

    @property
    def waiting(self) -> tuple[MetricState, ...]:
        """What has fallen silent, breaches but not for long enough yet, or is accepted for now."""
        return tuple(m for m in self.standing.metrics if m.state in WAITING)

    @property
    def healthy(self) -> tuple[MetricState, ...]:
        """The rest: within its bounds, or without evidence to say."""
        return tuple(m for m in self.standing.metrics if m.state not in BREACHING + WAITING)

    @property
    def attention(self) -> tuple[MetricState, ...]:
        """What breaches, then what waits."""
        return self.breaching + self.waiting

    @property
    def listed(self) -> tuple[MetricState, ...]:
        """The rows of the first screen: what needs attention, or all there is if nothing does."""
        return self.attention or self.healthy

    @property
    def calm(self) -> bool:
        """Whether nothing breaches, whatever state the list is narrowed to."""
        return not any(count for state, count in self.standing.counts.items() if state in BREACHING)

    @property
    def latest(self) -> dt.datetime | None:
        """The instant of the newest evidence."""
        return max((m.value_at for m in self.standing.metrics if m.value_at), default=None)

    def concerned(self, focus: str | None) -> tuple[MetricState, ...]:
        """The metrics on the path of a node of the graph, worst first; a party's: what it acts on, else has a part in.

        Nothing selected, or something that is not here: the worst one alone, if anything needs looking at.
        """
        kind, _, id = (focus or "").partition(":")
        found: tuple[MetricState, ...] = ()
        if kind == "metric":
            found = tuple(m for m in self.standing.metrics if f"{m.sop}/{m.metric}" == id)
        elif kind == "objective":
            found = tuple(m for m in self.standing.metrics if f"{m.sop}/{m.objective}" == id)
        elif kind == "party":
            found = tuple(m for m in self.standing.metrics if id in _to_act(m))
            found = found or tuple(m for m in self.standing.metrics if id in _parties(m))
        return found or self.attention[:1]


def overview(
    world: World,
    as_of: dt.datetime,
    sop: str | None = None,
    party: str | None = None,
    level: str | None = None,
    acts: Acts = NO_ACTS,
) -> Overview:
    """Everything the first screen shows at the naive UTC instant `as_of`, narrowed to an SOP, a party, a state."""
    stands = standing(world, as_of, sop, party, level, acts)
    in_force = [versions.in_force(as_of) for versions in world.library.sops.values()]
    seen = Overview(stands, tuple(s for s in in_force if s is not None), {}, {})
    theirs = {party} | {p.id for p in world.library.people.people if party in p.members}
    parts = {(m.sop, m.metric): _part(m, theirs) for m in stands.metrics} if party else {}
    return replace(seen, sparks=sparks(world, seen.listed, as_of), parts=parts)


def _part(metric: MetricState, parties: set[str | None]) -> str:
    owned = metric.ownership
    if not parties.isdisjoint(_to_act(metric)):
        return "acts"
    duties = [h.duty for h in owned.duties if h.party in parties]
    if duties:
        return ", ".join(duties)
    return "backup" if owned.backup and owned.backup.party in parties else "escalation"


def _to_act(metric: MetricState) -> set[str | None]:
    """Who acts by the SOP, and who is expected to now."""
    return {metric.ownership.acting.party, metric.acting.party}


def _parties(metric: MetricState) -> set[str | None]:
    owned = metric.ownership
    return {h.party for h in (*owned.duties, owned.backup, *(s.holding for s in owned.escalation)) if h}
