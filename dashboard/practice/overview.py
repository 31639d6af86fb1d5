"""The first screen as values: what is breaching, what else needs looking at, what is healthy, and what is selected."""

import datetime as dt
from dataclasses import dataclass

from dashboard.practice.sparks import sparks
from dashboard.practice.standing import MetricState, Standing, standing
from dashboard.practice.world import World
from dashboard.sop.model import Sop

BREACHING = ("critical", "warning")
WAITING = ("stale", "pending")


@dataclass(frozen=True)
class Overview:
    """How everything asked about stands. `sparks` is (sop, metric) → values of the last weeks, evenly spaced in time;
    `sops` are the versions in force."""

    standing: Standing
    sops: tuple[Sop, ...]
    sparks: dict[tuple[str, str], list[float | None]]

    @property
    def breaching(self) -> tuple[MetricState, ...]:
        """What does not meet an enforced threshold, worst first."""
        return tuple(m for m in self.standing.metrics if m.state in BREACHING)

    @property
    def waiting(self) -> tuple[MetricState, ...]:
        """What has fallen silent, or breaches but not for long enough yet."""
        return tuple(m for m in self.standing.metrics if m.state in WAITING)

    @property
    def healthy(self) -> tuple[MetricState, ...]:
        """The rest: within its bounds, or without evidence to say."""
        return tuple(m for m in self.standing.metrics if m.state not in BREACHING + WAITING)

    @property
    def attention(self) -> tuple[MetricState, ...]:
        """What breaches, then what waits: the list of the first screen."""
        return self.breaching + self.waiting

    @property
    def calm(self) -> bool:
        """Whether nothing breaches, whatever state the list is narrowed to."""
        return not any(self.standing.counts.get(state) for state in BREACHING)

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
            found = tuple(m for m in self.standing.metrics if m.ownership.acting.party == id)
            found = found or tuple(m for m in self.standing.metrics if id in _parties(m))
        return found or self.attention[:1]


def overview(
    world: World, as_of: dt.datetime, sop: str | None = None, party: str | None = None, level: str | None = None
) -> Overview:
    """Everything the first screen shows at the naive UTC instant `as_of`, narrowed to an SOP, a party, a state."""
    stands = standing(world, as_of, sop, party, level)
    listed = [m for m in stands.metrics if m.state in BREACHING + WAITING]
    in_force = [versions.in_force(as_of) for versions in world.library.sops.values()]
    return Overview(stands, tuple(s for s in in_force if s is not None), sparks(world, listed, as_of))


def _parties(metric: MetricState) -> set[str | None]:
    owned = metric.ownership
    return {h.party for h in (*owned.duties, owned.backup, *(s.holding for s in owned.escalation)) if h}
