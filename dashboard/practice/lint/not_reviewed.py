"""A review that has not been signed for a quarter is one that nobody holds: its metrics are looked at by nobody.

Passing: the weekly review was signed a week ago.

Failing: the weekly review was last signed in June, and it is November.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.sittings import kept_since
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, newest, remark

NAME = "not-reviewed"
LEVEL: Severity = "warning"

QUARTER = dt.timedelta(days=92)


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
            if last is not None and last < now - QUARTER:
                looked = [metric.title for metric in version.sop.metrics if metric.review == review.id]
                when = f"since {wording.day(last, now)}, {wording.span(now - last)}"
                message = f"'{review.id}' has not been signed {when}: nobody looks at {', '.join(looked) or 'anything'}"
                yield remark(NAME, LEVEL, version, message, "reviews", i)
