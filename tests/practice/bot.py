"""An SOP with a weekly review in Berlin, Mondays at 10, and what was done in its sittings."""

import datetime as dt

from dashboard.ledger import acts as did
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS
from tests.worlds import make_world

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=0"
MONDAY = dt.datetime(2026, 3, 16, 9)  # 10:00 in Berlin
HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)
PEOPLE = """\
people:
  - id: ana
    name: Ana
    email: ana@example.com
    absences: [{from: 2026-03-16, until: 2026-03-20, deputy: bo}]
  - {id: bo, name: Bo}
  - {id: cy, name: Cy, until: 2026-03-01, replaced_by: di}
  - {id: di, name: Di}
  - {id: ed, name: Ed, until: 2026-03-01}
  - {id: ml, name: ML team, members: [bo, di]}
  - {id: cto, name: Chris}
"""
REVIEW = f"{{id: weekly, title: Weekly review, rrule: {WEEKLY}, chair: di}}"


def law(*reviews, effective_from="2026-01-01", timezone="Europe/Berlin", owner="cto"):
    """One version of the SOP `bot`, with these reviews."""
    lines = [f"  - {review}" for review in reviews]
    return "\n".join(
        ["apiVersion: sop/v1", "sop: bot", "title: Bot", f"effective_from: {effective_from}", f"timezone: {timezone}",
         *([f"owner: {owner}"] if owner else []), "metrics: []", *(["reviews:", *lines] if lines else [])]
    )  # fmt: skip


def ref(at=MONDAY, review="weekly"):
    return SittingRef(sop="bot", review=review, at=at)


def ledger(*done):
    """The state after (act, by, at)."""
    return fold(NO_ACTS, [Event(i, at, at, by, False, act, "") for i, (act, by, at) in enumerate(done, 1)])


def opened(at=MONDAY, when=None, by="di"):
    return did.SittingOpened(sitting=ref(at)), by, when or at


def signed(at=MONDAY, when=None, by="di"):
    act = did.SittingSigned(sitting=ref(at), generation="g", digest="d", document_hash="h")
    return act, by, when or at + HOUR


def one_review(tmp_path, review, **keys):
    return make_world(tmp_path, law(review, **keys), people=PEOPLE, load=False)
