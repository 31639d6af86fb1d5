"""What is so at this instant, for the boxes of a diagram: states, incidents and sittings of one SOP, by id."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.errors import WorkspaceError
from dashboard.ledger.state import Acts, Incident
from dashboard.practice.breach import LEVELS, Breach
from dashboard.practice.incidents.past import as_at
from dashboard.practice.ownership import Holding, acting
from dashboard.practice.sittings import Sitting, to_hold
from dashboard.practice.standing import STATES, MetricState, State, standing
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop, Threshold


@dataclass(frozen=True)
class Live:
    """The law in force at `as_of` (naive UTC) and how it stands then.

    `states` are by metric, `incidents` (the worst one under way) by response, `sittings` (to hold now or next) by
    review; `pending` has (metric, threshold) of the runs that have not fired yet.
    """

    world: World
    law: Sop
    as_of: dt.datetime
    acts: Acts
    states: Mapping[str, MetricState]
    pending: frozenset[tuple[str, str]]
    incidents: Mapping[str, Incident]
    sittings: Mapping[str, Sitting]

    def open_breaches(self, metric: Metric, threshold: Threshold) -> tuple[Breach, ...]:
        """The open breaches of that threshold, worst first."""
        return tuple(b for b in self.states[metric.id].breaches if b.threshold == threshold.id)

    def would_act(self, metric: Metric, threshold: Threshold | None = None) -> Holding:
        """Who acts if that threshold fires, or the metric's first that calls a response: whoever has its first step."""
        stated = [threshold] if threshold else [t for t in metric.thresholds if t.stage == "enforced"]
        steps = [r.steps[0] for t in stated if (r := self.law.response(t.respond)) and r.steps]
        return acting(self.law, self.world.library.people, metric, self.as_of, steps[0].role if steps else None)

    def state_of(self, metric: Metric, threshold: Threshold) -> State:
        """The state of one threshold: its breaches', else that of a run or a silence; an aspirational one is ok."""
        if threshold.stage == "aspirational":
            return "ok"
        found: list[State] = ["accepted" if b.followed.accepted else threshold.level
                              for b in self.open_breaches(metric, threshold)]  # fmt: skip
        whole = self.states[metric.id].state
        if (metric.id, threshold.id) in self.pending:
            found.append("pending")
        found.append(whole if whole in ("stale", "no evidence") else "ok")
        return min(found, key=STATES.index)


def live(world: World, sop: str, as_of: dt.datetime, acts: Acts) -> Live:
    """How the SOP stands. Raises WorkspaceError if there is none of that id, or no version in force at `as_of`."""
    versions = world.law(sop)
    law = versions.in_force(as_of)
    if law is None:
        raise WorkspaceError(f"no version of the SOP '{sop}' is in force at {as_of:%Y-%m-%d %H:%M}")
    runs = verdict(world, as_of).pending
    runs = runs[(runs["sop"] == sop) & (runs["stage"] == "enforced")]
    found = [i for known in acts.incidents.values() if known.sop == sop and (i := as_at(known, as_of)) and i.under_way]
    found.sort(key=lambda incident: (LEVELS.index(incident.level), incident.opened.seq), reverse=True)
    return Live(
        world=world,
        law=law,
        as_of=as_of,
        acts=acts,
        states={state.metric: state for state in standing(world, as_of, sop, acts=acts).metrics},
        pending=frozenset(zip(runs["metric"], runs["threshold"], strict=True)),
        incidents={incident.response: incident for incident in found},
        sittings={s.ref.review: s for s in to_hold(world, acts, as_of) if s.ref.sop == sop},
    )
