"""What was done about a breach: acknowledged, accepted, decided, acted on; as the ledger knows it at an instant."""

import datetime as dt
from dataclasses import dataclass

from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Acceptance, Action, Acts, Decision, Mark


@dataclass(frozen=True)
class Followed:
    """What had been done about one breach by an instant, oldest first. `accepted` is the acceptance that holds then."""

    acknowledged: Mark | None = None
    accepted: Acceptance | None = None
    acceptances: tuple[Acceptance, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()


NOTHING_DONE = Followed()


def followed(acts: Acts, breach: BreachRef, ended_at: dt.datetime | None, as_of: dt.datetime) -> Followed:
    """What had been done about `breach`, which ended at `ended_at` (None: open), by the naive UTC instant `as_of`.

    A breach that was acted on under another `since` (values were restated afterwards) is the same one if the two
    overlap: episodes of one threshold and series never do otherwise.
    """
    same = [h for h in acts.handled.get(breach.track, ()) if _overlap(h.ref, breach, ended_at)]
    actions = [
        action
        for id in acts.actions_on.get(breach.track, ())
        if (action := acts.actions[id]).breach
        and _overlap(action.breach, breach, ended_at)
        and action.added.at <= as_of
    ]
    if not same and not actions:
        return NOTHING_DONE
    acknowledged = [h.acknowledged for h in same if h.acknowledged and h.acknowledged.at <= as_of]
    acceptances = sorted((a for h in same for a in h.acceptances if a.mark.at <= as_of), key=lambda a: a.mark.seq)
    decisions = sorted((d for h in same for d in h.decisions if d.mark.at <= as_of), key=lambda d: d.mark.seq)
    return Followed(
        acknowledged=min(acknowledged, key=lambda mark: mark.seq, default=None),
        accepted=next((a for a in reversed(acceptances) if a.holds(as_of)), None),
        acceptances=tuple(acceptances),
        decisions=tuple(decisions),
        actions=tuple(actions),
    )


def _overlap(acted_on: BreachRef, breach: BreachRef, ended_at: dt.datetime | None) -> bool:
    return acted_on.fired_at >= breach.since and (ended_at is None or acted_on.since <= ended_at)
