"""A review of the small worlds, its sittings, and acts as the ledger would have them."""

import datetime as dt
from itertools import count

from dashboard.ledger import acts
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.agenda import Agenda, agenda
from dashboard.practice.sittings import sitting
from tests.worlds import NOW, SOP, day, good_rows

REVIEWS = """\
reviews:
  - {id: weekly, title: Weekly review, rrule: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10", chair: cto, attendees: [mei, ml]}
  - {id: monthly, title: Monthly review, rrule: "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9", chair: ola}
responses:"""
REVIEWED = SOP.replace("responses:", REVIEWS)
for metric, review in (
    ("accuracy", "weekly"),
    ("latency", "weekly"),
    ("parity", "weekly"),
    ("satisfaction", "monthly"),
):
    REVIEWED = REVIEWED.replace(f"  - id: {metric}\n", f"  - id: {metric}\n    review: {review}\n")


def held(at: dt.datetime, review: str = "weekly", sop: str = "assistant") -> acts.SittingRef:
    """The sitting of that instant."""
    return acts.SittingRef(sop=sop, review=review, at=at)


LAST, THIS = held(dt.datetime(2026, 3, 9, 10)), held(dt.datetime(2026, 3, 16, 10))


def done(*told: tuple[dt.datetime, str, acts.AnyAct], after: Acts = NO_ACTS) -> Acts:
    """(when, who, act) as the state of a ledger."""
    seq = count(after.length + 1)
    return fold(after, (Event(next(seq), at, at, by, True, act, f"{at}") for at, by, act in told))


def signed(ref: acts.SittingRef, at: dt.datetime | None = None) -> tuple[dt.datetime, str, acts.AnyAct]:
    """That the sitting was signed, half an hour after it began."""
    act = acts.SittingSigned(sitting=ref, generation="g", digest="d", document_hash="h")
    return at or ref.at + dt.timedelta(minutes=30), "cto", act


def opened(world, known: Acts = NO_ACTS, ref: acts.SittingRef = THIS, as_of: dt.datetime = NOW) -> Agenda:
    """The agenda of the sitting."""
    meets = sitting(world, known, ref, as_of)
    assert meets, f"no sitting {ref}"
    return agenda(world, known, meets, as_of)


def shown(agenda):
    """What it is about, item by item."""
    return [(item.reason, item.metric, item.segment) for item in agenda.items]


def one(agenda, reason):
    """The item that is there for that reason."""
    [found] = [item for item in agenda.items if item.reason == reason]
    return found


def chat(value_by_ago):
    """Good rows, but chat accuracy on the days (how long ago) that are named."""
    changed = {day(ago): value for ago, value in value_by_ago.items()}
    return [(at, m, changed.get(at, v) if (m, rest[1:2]) == ("accuracy", ["chat"]) else v, *rest)
            for at, m, v, *rest in good_rows()]  # fmt: skip


def days(first, last, value):
    """The same value from so many days ago to so many."""
    return dict.fromkeys(range(first, last - 1, -1), value)
