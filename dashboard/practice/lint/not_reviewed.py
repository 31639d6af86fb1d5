"""A review that was not signed until the next was due is one that nobody holds: its metrics are looked at by nobody.

Each review is held to its own cycle: a weekly one may miss a week, a yearly one a year.

Passing: the weekly review was signed last Monday, and today's is not yet.

Failing: the weekly review was last signed three Mondays ago: one was due, was not signed, and the next is due too.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.recurrence import first_due
from dashboard.practice.sittings import kept_since
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.versions import Versions

NAME = "not-reviewed"
LEVEL: Severity = "warning"

MOMENT = dt.timedelta(microseconds=1)


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding a review of which a sitting was ever recorded; before that it is not kept here."""
    recorded = kept_since(acts)
    for version in newest(world.library):
        for i, review in enumerate(version.sop.reviews):
            key = (version.sop.sop, review.id)
            signed = [
                held.signed.at for ref, held in acts.sittings.items() if (ref.sop, ref.review) == key and held.signed
            ]
            last = max(signed, default=recorded.get(key))
            if last is not None and _left_out(world.library.sops[version.sop.sop], review.id, last, now):
                looked = [metric.title for metric in version.sop.metrics if metric.review == review.id]
                when = f"since {wording.day(last, now)}, {wording.span(now - last)}"
                message = f"'{review.id}' has not been signed {when}: nobody looks at {', '.join(looked) or 'anything'}"
                yield remark(NAME, LEVEL, version, message, "reviews", i)


def _left_out(versions: Versions, review: str, last: dt.datetime, now: dt.datetime) -> bool:
    """Whether a sitting after `last` was due, and the one after that was due by now too."""
    first = first_due(versions, review, last + MOMENT)
    second = first_due(versions, review, first.at + MOMENT) if first else None
    return second is not None and second.at < now
