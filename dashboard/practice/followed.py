"""What was done about a breach: acknowledged, accepted, decided, acted on; as the ledger knows it at an instant."""

import datetime as dt
from dataclasses import dataclass

from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Acceptance, Action, Acts, Decision, Escalation, Incident, Mark
from dashboard.practice.incidents.past import as_at


@dataclass(frozen=True)
class Followed:
    """What had been done about one breach by an instant, oldest first. `accepted` is the acceptance that holds then.

    `acknowledged_as` is the name that the breach had when it was acknowledged: to take that back it goes by that; None
    where it is acknowledged with the incident that it belongs to alone. `incident` is that one, as it stood then.
    """

    acknowledged: Mark | None = None
    acknowledged_as: BreachRef | None = None
    accepted: Acceptance | None = None
    acceptances: tuple[Acceptance, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    incident: Incident | None = None


NOTHING_DONE = Followed()


def followed(acts: Acts, breach: BreachRef, ended_at: dt.datetime | None, as_of: dt.datetime) -> Followed:
    """What had been done about `breach`, which ended at `ended_at` (None: open), by the naive UTC instant `as_of`.

    A breach that was acted on under another `since` (values were restated afterwards) is the same one if the two
    overlap: episodes of one threshold and series never do otherwise.
    """
    handled = [h for h in acts.handled.get(breach.track, ()) if same(h.ref, breach, ended_at)]
    actions = [
        action
        for id in acts.actions_on.get(breach.track, ())
        if (action := acts.actions[id]).breach and same(action.breach, breach, ended_at) and action.added.at <= as_of
    ]
    incident = belongs_to(acts, breach, ended_at, as_of)
    if not handled and not actions and not incident:
        return NOTHING_DONE
    marks = [(h.acknowledged, h.ref) for h in handled if h.acknowledged and h.acknowledged.at <= as_of]
    acknowledged, acknowledged_as = min(marks, key=lambda one: one[0].seq, default=(None, None))
    if incident and incident.under_way and not acknowledged:
        acknowledged = incident.acknowledged
    acceptances = sorted((a for h in handled for a in h.acceptances if a.mark.at <= as_of), key=lambda a: a.mark.seq)
    decisions = sorted((d for h in handled for d in h.decisions if d.mark.at <= as_of), key=lambda d: d.mark.seq)
    return Followed(
        acknowledged=acknowledged,
        acknowledged_as=acknowledged_as,
        accepted=next((a for a in reversed(acceptances) if a.holds(as_of)), None),
        acceptances=tuple(acceptances),
        decisions=tuple(decisions),
        actions=tuple(actions),
        escalations=tuple(sorted((e for h in handled for e in h.escalations if e.mark.at <= as_of), key=_in_order)),
        incident=incident,
    )


def belongs_to(acts: Acts, breach: BreachRef, ended_at: dt.datetime | None, as_of: dt.datetime) -> Incident | None:
    """The incident that the breach belongs to, the latest opened if by restated values there are two; as of then."""
    ids = {
        b.incident for b in acts.belongings.get(breach.track, ()) if not b.detached and same(b.breach, breach, ended_at)
    }
    known = [found for id in ids if (found := as_at(acts.incidents[id], as_of))]
    return max(known, key=lambda incident: incident.opened.seq, default=None)


def same(acted_on: BreachRef, breach: BreachRef, ended_at: dt.datetime | None) -> bool:
    """Whether two names are of one breach, that ended at `ended_at` (None: open): of one track, and they overlap."""
    overlap = acted_on.fired_at >= breach.since and (ended_at is None or acted_on.since <= ended_at)
    return overlap and acted_on.track == breach.track


def _in_order(escalation: Escalation) -> tuple[int, int]:
    return escalation.hop, escalation.mark.seq
