"""When a review is due: its `rrule` in the time zone of the SOP, version by version. Instants are naive UTC.

What is due belongs to the SOP version in force at its instant. The recurrence counts from the day on which the first of
the consecutive versions that state the same rule came into force. Local wall time is what recurs: it stays across
daylight saving, a time that the clocks skip is moved on by as much as they are, and of two alike the first counts.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from dashboard.ledger.acts import SittingRef
from dashboard.sop.model import Review, Sop
from dashboard.sop.versions import Versions

HORIZON = dt.datetime(2390, 1, 1)  # nothing is due from then on
SLACK = dt.timedelta(days=2)  # more than any zone ever skipped at once
CYCLE = dt.timedelta(days=146_097)  # after 400 years weekdays and leap days repeat


@dataclass(frozen=True)
class Due:
    """A review is due at an instant, as the SOP version in force then states it."""

    at: dt.datetime
    sop: Sop
    review: Review

    @property
    def ref(self) -> SittingRef:
        """The name of the sitting."""
        return SittingRef(sop=self.sop.sop, review=self.review.id, at=self.at)


def due_between(versions: Versions, review: str, start: dt.datetime, end: dt.datetime) -> list[Due]:
    """When it is due in [start, end), oldest first."""
    return [due for span in _spans(versions, review) for due in span.between(start, end)]


def first_due(versions: Versions, review: str, instant: dt.datetime) -> Due | None:
    """When it is due first, at or after that instant."""
    return next((due for span in _spans(versions, review) if (due := span.first(instant))), None)


def last_due(versions: Versions, review: str, instant: dt.datetime) -> Due | None:
    """When it was due last, before that instant."""
    return next((due for span in reversed([*_spans(versions, review)]) if (due := span.last(instant))), None)


def stated(sop: Sop | None, review: str) -> Review | None:
    """The review of that id as that version states it; None if it does not."""
    return next((r for r in sop.reviews if r.id == review), None) if sop else None


@dataclass(frozen=True)
class _Span:
    """A review as one version states it, over the [start, end) in which that is in force.

    Whatever lies within the SLACK of an instant may fall on either side of it once the clocks are heeded; what lies
    farther cannot. So each question is first put to the rule in local time, with that much more, and then cut.
    """

    sop: Sop
    review: Review
    start: dt.datetime
    end: dt.datetime
    anchor: dt.datetime  # the local midnight that the recurrence counts from

    def between(self, start: dt.datetime, end: dt.datetime) -> list[Due]:
        """When it is due in [start, end)."""
        start, end = max(start, self.start), min(end, self.end)
        rule, late = _recurrence(self.review.rrule, self.anchor)
        if start >= end or rule is None:
            return []
        zone = ZoneInfo(self.sop.timezone)
        near = rule.between(_local(start, zone) - SLACK + late, _local(end, zone) + SLACK + late, inc=True)
        instants = {_utc(local - late, zone) for local in near}
        return [Due(at, self.sop, self.review) for at in sorted(instants) if start <= at < end]

    def first(self, instant: dt.datetime) -> Due | None:
        """The first at or after that instant."""
        start = max(instant, self.start)
        rule, late = _recurrence(self.review.rrule, self.anchor)
        if start >= self.end or rule is None:
            return None
        zone = ZoneInfo(self.sop.timezone)
        far = rule.after(_local(start, zone) + SLACK + late, inc=True)
        found = self.between(start, (_utc(far - late, zone) if far else start + SLACK) + SLACK)
        return found[0] if found else None

    def last(self, instant: dt.datetime) -> Due | None:
        """The last before that instant."""
        end = min(instant, self.end)
        rule, late = _recurrence(self.review.rrule, self.anchor)
        if end <= self.start or rule is None:
            return None
        zone = ZoneInfo(self.sop.timezone)
        far = rule.before(_local(end, zone) - SLACK + late, inc=True)
        found = self.between((_utc(far - late, zone) if far else end - SLACK) - SLACK, end)
        return found[-1] if found else None


@lru_cache(maxsize=1024)
def _recurrence(text: str, anchor: dt.datetime) -> tuple[rrule | None, dt.timedelta]:
    """The rule counted from `anchor`, all of it that much later; None if it never occurs.

    dateutil looks until the year 9999 for a day that never comes. The same rule a whole number of cycles later has the
    same days, and gives up 20 times sooner. (Easter keeps another cycle, and comes every year.)
    """
    text = next(part for part in text.split() if "FREQ=" in part)
    rule = rrulestr(text, dtstart=anchor)
    assert isinstance(rule, rrule)
    if "INTERVAL=-" in text:  # it would run backwards
        return None, CYCLE
    late = dt.timedelta() if "BYEASTER" in text else 19 * CYCLE
    until: dt.datetime | None = rule._until  # type: ignore[attr-defined]
    rule = rule.replace(dtstart=anchor + late, until=until + late if until and until < HORIZON else None)
    return (rule if next(iter(rule), None) else None), late


def _spans(versions: Versions, review: str) -> Iterator[_Span]:
    """The versions that state the review, earliest first."""
    rule, anchor = "", HORIZON
    for sop, start, end in versions.spans():
        part = stated(sop, review)
        if part and part.rrule != rule:
            anchor = dt.datetime.combine(sop.effective_from, dt.time())
        if part:
            yield _Span(sop, part, start, end or HORIZON, anchor)
        rule = part.rrule if part else ""


def _local(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return at.replace(tzinfo=dt.UTC).astimezone(zone).replace(tzinfo=None)


def _utc(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return local.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None)
