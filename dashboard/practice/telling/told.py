"""What was told to whom, by the ledger; and what of a change still has to be."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.ledger.acts import BreachRef, Change, SittingRef, Thing
from dashboard.ledger.refusal_notices import alike
from dashboard.ledger.state import Acts, Incident, Mark, Notice, overlap
from dashboard.practice.followed import same

NoticeState = Literal["sent", "being sent", "not known", "will be tried again", "failed", "tried again"]
MOST = 5  # times that the same is tried
WAITS = (dt.timedelta(minutes=2), dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6))
GIVEN_UP = dt.timedelta(days=1)  # after which what failed has been tried again, or is not so any more
SENDING = dt.timedelta(minutes=10)  # after which nobody is still about to say how it went
TO_SEE: tuple[NoticeState, ...] = ("failed", "not known", "will be tried again")
AHEAD = dt.timedelta(minutes=2)  # that clocks of several machines may differ


@dataclass(frozen=True)
class Route:
    """One way to one person or team."""

    receiver: str
    channel: str


def notices_of(acts: Acts, about: Incident | BreachRef | SittingRef | None = None) -> tuple[Notice, ...]:
    """What was told of an incident (and its breaches), a breach or a sitting, or of anything; the latest first."""
    if about is None:
        found = {*acts.notices}
    elif isinstance(about, Incident):
        found = {*acts.notices_on.get(("incident", about.id), ())}
        found.update(*(_on(acts, breach) for breach in about.breaches))
    elif isinstance(about, SittingRef):
        found = {*acts.notices_on.get(("sitting", *about.own), ())}
    else:
        found = _on(acts, about)
    return tuple(sorted((acts.notices[id] for id in found), key=lambda notice: -notice.claimed.seq))


def _on(acts: Acts, breach: BreachRef) -> set[str]:
    on = ("breach", *breach.track)
    return {id for id in acts.notices_on.get(on, ()) if any(_of(change, breach) for change in acts.notices[id].changes)}


def _of(change: Change, breach: BreachRef) -> bool:
    own = change.breach
    return bool(own and own.track == breach.track and overlap(own, breach))


def state_of(acts: Acts, notice: Notice, wall: dt.datetime) -> NoticeState:
    """How a notice stands at `wall` (naive UTC, of the wall clock)."""
    if notice.released:
        return "tried again"
    if notice.sent:
        return "sent"
    if notice.failed is None:
        return "being sent" if abs(wall - _recorded(notice.claimed)) < SENDING else "not known"
    tries = Tries(acts, Route(notice.receiver, notice.channel))
    if all(tries.later(change, notice) for change in notice.changes):
        return "tried again"
    fresh = abs(wall - _recorded(notice.failed)) < GIVEN_UP
    again = notice.can_pass and fresh and any(len(tries.failed(change)) < MOST for change in notice.changes)
    return "will be tried again" if again else "failed"


class Tries:
    """What was tried, or done, to tell one receiver through one channel."""

    def __init__(self, acts: Acts, route: Route):
        self.acts, self.route = acts, route

    def on(self, *subjects: Thing) -> Iterator[tuple[Notice, Change]]:
        """Every change about one of these subjects, of the notices that were not given back, oldest first."""
        ids = dict.fromkeys(id for subject in subjects for id in self.acts.notices_on.get(subject, ()))
        for id in ids:
            notice = self.acts.notices[id]
            if self._counts(notice):
                for change in notice.changes:
                    if set(change.subjects) & set(subjects):
                        yield notice, change

    def all(self) -> Iterator[tuple[Notice, Change]]:
        """Every change of the notices that were not given back, oldest first."""
        for notice in self.acts.notices.values():
            if self._counts(notice):
                yield from ((notice, change) for change in notice.changes)

    def _counts(self, notice: Notice) -> bool:
        return (notice.receiver, notice.channel) == (self.route.receiver, self.route.channel) and not notice.released

    def stands(self, change: Change, ended_at: dt.datetime | None = None) -> bool:
        """Whether that change is not to be told again: it was, may have been, or cannot be.

        `ended_at` of its breach: under whatever name, up to then, it was told.
        """
        return any(notice.stands and _same(change, told, ended_at) for notice, told in self.on(*change.subjects))

    def failed(self, change: Change, ended_at: dt.datetime | None = None) -> list[Notice]:
        """The times that telling it failed for a reason that can pass, oldest first."""
        tried = self.on(*change.subjects)
        return [notice for notice, told in tried if notice.failed and notice.can_pass and _same(change, told, ended_at)]

    def later(self, change: Change, notice: Notice) -> bool:
        """Whether a later notice tells of the same change."""
        tried = self.on(*change.subjects)
        return any(other.claimed.seq > notice.claimed.seq and alike(change, told) for other, told in tried)

    def may(self, change: Change, wall: dt.datetime, ended_at: dt.datetime | None = None) -> bool:
        """Whether it is to be told now: not yet told, and not failed too often or only just.

        A failure that lies ahead of the clock, which then was set back, keeps nobody waiting.
        """
        if self.stands(change, ended_at):
            return False
        failed = self.failed(change, ended_at)
        if not failed or len(failed) >= MOST:
            return not failed
        since = wall - _recorded(failed[-1].failed)
        return since < -AHEAD or since >= WAITS[min(len(failed), len(WAITS)) - 1]


def _same(change: Change, told: Change, ended_at: dt.datetime | None) -> bool:
    if ended_at is None or not (change.breach and told.breach):
        return alike(change, told)
    return (change.kind, change.number) == (told.kind, told.number) and same(told.breach, change.breach, ended_at)


def ahead(acts: Acts, wall: dt.datetime) -> dt.timedelta:
    """By how much what was last recorded lies ahead of the clock, which must have been set back; 0 if it does not."""
    last = max((_recorded(notice.outcome or notice.claimed) for notice in acts.notices.values()), default=wall)
    return last - wall if last - wall > AHEAD else dt.timedelta()


def _recorded(mark: Mark | None) -> dt.datetime:
    assert mark
    return mark.recorded_at or mark.at
