"""An incident of the small worlds: chat accuracy breaches since 4 March, fired on the 5th, and its response began."""

import datetime as dt

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE, AnyAct, BreachRef
from dashboard.ledger.state import NO_ACTS, Acts
from tests.practice.sitting import done

CHAT = BreachRef(
    sop="assistant", metric="accuracy", threshold="floor", segment="channel=chat",
    since=dt.datetime(2026, 3, 4), fired_at=dt.datetime(2026, 3, 5),
)  # fmt: skip
LOW = BreachRef(
    sop="assistant", metric="satisfaction", threshold="low", segment="",
    since=dt.datetime(2026, 3, 15), fired_at=dt.datetime(2026, 3, 15),
)  # fmt: skip
OPENED = dt.datetime(2026, 3, 5, 1)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
INCIDENT = acts.IncidentOpened(
    incident="i1", sop="assistant", response="wrong-answers", version=dt.date(2026, 1, 1), title="Wrong answers",
    level="critical", breaches=(CHAT,),
)  # fmt: skip


def began(*more: tuple[dt.timedelta, str, AnyAct], incident: acts.IncidentOpened = INCIDENT) -> Acts:
    """The incident opened, and what was done after so long, and by whom."""
    return done((OPENED, MACHINE, incident), *((OPENED + after, by, act) for after, by, act in more), after=NO_ACTS)


def on_it(kind: type[acts.IncidentAct], **fields: object) -> acts.IncidentAct:
    """An act of that kind on the incident."""
    return kind(incident="i1", **fields)
