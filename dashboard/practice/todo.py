"""What is still to be done, by whom, by when."""

import datetime as dt
from collections.abc import Collection

from dashboard.ledger.state import Action, Acts


def todo(acts: Acts, parties: Collection[str] | None = None) -> tuple[Action, ...]:
    """The open actions, of these people and teams or of everybody: overdue ones first, the longest overdue on top."""
    found = [a for a in acts.actions.values() if a.state == "open" and (parties is None or a.who in parties)]
    return tuple(sorted(found, key=lambda a: (a.due, a.added.seq)))


def closed(acts: Acts) -> tuple[Action, ...]:
    """The actions done or dropped, the latest first."""
    found = [a for a in acts.actions.values() if a.closed]
    return tuple(sorted(found, key=lambda a: a.closed.seq if a.closed else 0, reverse=True))


def overdue(action: Action, today: dt.date) -> bool:
    """Whether it should have been done before today."""
    return action.state == "open" and action.due < today
