"""When each review meets: its sittings by the `rrule` in force, and what has become of each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts, Proceedings
from dashboard.practice import wording
from dashboard.practice.ownership import Call, Holding, holder, known_as
from dashboard.practice.recurrence import Due, due_between, first_due, last_due, stated
from dashboard.practice.world import World
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import Party, People, Review, Sop
from dashboard.sop.versions import Versions

SittingState = Literal["missed", "overdue", "due", "open", "upcoming", "signed"]

WEEK = dt.timedelta(weeks=1)
INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Sitting:
    """One sitting of a review, by the SOP version in force when it is due. Instants are naive UTC.

    `chair` and `attendees` are who they are on that day, deputies included; `chair` is None if the SOP names nobody,
    and its `party` if nobody of those named is there. `remind_at` and `escalates_at` (to `escalates_to`, if it is not
    signed by then) are None where the SOP asks for neither.
    """

    ref: SittingRef
    sop_title: str
    title: str
    at: dt.datetime
    ends: dt.datetime
    timezone: str
    chair: Holding | None
    attendees: tuple[Holding, ...]
    remind_at: dt.datetime | None
    escalates_at: dt.datetime | None
    escalates_to: Holding | None
    countersign: bool
    state: SittingState
    proceedings: Proceedings


def sittings(world: World, acts: Acts, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> tuple[Sitting, ...]:
    """The sittings of all reviews that are due in [start, end), oldest first, and how each stands at `now`.

    With those in which something happened though by today's files no review was due then.
    """
    found: dict[SittingRef, Sitting] = {}
    for versions in world.library.sops.values():
        for review in dict.fromkeys(review.id for version in versions.good for review in version.sop.reviews):
            dues = due_between(versions, review, start, end)
            after = first_due(versions, review, end) if dues else None
            for due, following in pairwise([*dues, after]):
                assert due
                found[due.ref] = _sitting(world, acts, due, following.at if following else None, now)
    for ref in acts.sittings:
        if start <= ref.at < end and ref not in found and (held := sitting(world, acts, ref, now)):
            found[ref] = held
    return tuple(sorted(found.values(), key=lambda s: (s.at, s.ref.sop, s.ref.review)))


def to_hold(world: World, acts: Acts, now: dt.datetime) -> tuple[Sitting, ...]:
    """One sitting a review in force at `now`: the one to be held or signed, else the next that is to come.

    To be held or signed is the one that is open, else due, else overdue: of those that were opened the oldest, else the
    latest. Open and overdue ones come first, then those due, then the soonest.
    """
    found = []
    for id, versions in world.library.sops.items():
        law = versions.in_force(now)
        for review in law.reviews if law else ():
            candidates = [
                ref
                for ref, held in acts.sittings.items()
                if (ref.sop, ref.review) == (id, review.id) and not (held.signed and held.signed.at <= now)
            ]
            nearest = (last_due(versions, review.id, now + INSTANT), first_due(versions, review.id, now + INSTANT))
            candidates += [due.ref for due in nearest if due and due.ref not in acts.sittings]
            stand = [(rank, s) for ref in candidates if (s := sitting(world, acts, ref, now)) and (rank := _urgency(s))]
            found += [s for _, s in sorted(stand, key=lambda ranked: ranked[0])[:1]]
    order = {"open": 0, "overdue": 0, "due": 1}
    return tuple(sorted(found, key=lambda s: (order.get(s.state, 2), s.at, s.ref.sop, s.ref.review)))


def to_countersign(world: World, acts: Acts, now: dt.datetime) -> tuple[Sitting, ...]:
    """The sittings that are signed and wait for the second signature their SOP asks for, the oldest first."""
    waiting = [ref for ref, held in acts.sittings.items() if held.signed and not held.countersigned]
    found = (sitting(world, acts, ref, now) for ref in waiting)
    return tuple(sorted((s for s in found if s and s.countersign), key=lambda s: s.at))


def sitting(world: World, acts: Acts, ref: SittingRef, now: dt.datetime) -> Sitting | None:
    """That sitting; None if no review is due then and nothing happened in it either."""
    versions = _versions(world, ref)
    following = first_due(versions, ref.review, ref.at + INSTANT)
    due = next(iter(due_between(versions, ref.review, ref.at, ref.at + INSTANT)), None)
    if not due and ref in acts.sittings:
        due = _formerly(versions, ref)
    return _sitting(world, acts, due, following.at if following else None, now) if due else None


def next_of(world: World, acts: Acts, ref: SittingRef, now: dt.datetime) -> Sitting | None:
    """The sitting of the same review that is due next after that one; None if none ever is."""
    due = first_due(_versions(world, ref), ref.review, ref.at + INSTANT)
    return sitting(world, acts, due.ref, now) if due else None


def review_of(world: World, ref: SittingRef) -> tuple[Review, Sop] | None:
    """The review as the SOP version in force at that sitting states it; None if that one does not."""
    law = _versions(world, ref).in_force(ref.at)
    review = stated(law, ref.review)
    return (review, law) if law and review else None


def last_signed(acts: Acts, ref: SittingRef) -> Proceedings | None:
    """The latest signed sitting of the same review that was due before this one, and signed before this one began."""
    opened = acts.proceedings(ref).opened
    signed = [
        held
        for other, held in acts.sittings.items()
        if (other.sop, other.review) == (ref.sop, ref.review)
        and other.at < ref.at
        and held.signed
        and not (opened and held.signed.at > opened.at)
    ]
    return max(signed, key=lambda held: held.ref.at, default=None)


def kept_since(acts: Acts) -> dict[tuple[str, str], dt.datetime]:
    """(sop, review) → when its first recorded sitting was due: before that nobody kept minutes here."""
    first: dict[tuple[str, str], dt.datetime] = {}
    for ref in acts.sittings:
        first[ref.sop, ref.review] = min(ref.at, first.get((ref.sop, ref.review), ref.at))
    return first


def is_kept(since: Mapping[tuple[str, str], dt.datetime], ref: SittingRef) -> bool:
    """Whether minutes of that review were kept by then, given `kept_since`."""
    return (first := since.get((ref.sop, ref.review))) is not None and first <= ref.at


def period_start(world: World, acts: Acts, ref: SittingRef) -> dt.datetime:
    """From when on (naive UTC) that sitting looks at what changed.

    That is when the last one was signed; if none was, when the one before was due; before the very first, as long ago
    as it is to the next, or a week.
    """
    if (last := last_signed(acts, ref)) and last.signed:
        return last.signed.at
    versions = _versions(world, ref)
    if before := last_due(versions, ref.review, ref.at):
        return before.at
    following = first_due(versions, ref.review, ref.at + INSTANT)
    return ref.at - (following.at - ref.at if following else WEEK)


# --- how one stands


def state_at(
    proceedings: Proceedings, at: dt.datetime, following: dt.datetime | None, timezone: str, now: dt.datetime
) -> SittingState:
    """How a sitting due `at` stands at `now`; `following` is when the next of its review is due (all naive UTC)."""
    opened, signed = proceedings.opened, proceedings.signed
    if signed and signed.at <= now:
        return "signed"
    begun = opened.at if opened and opened.at <= now else None
    if not begun and at > now:
        return "upcoming"
    if local_day(now, timezone) <= local_day(max(at, begun or at), timezone):
        return "open" if begun else "due"
    return "missed" if not begun and following and following <= now else "overdue"


def local_day(at: dt.datetime, timezone: str) -> dt.date:
    """The day that it is in the zone at a naive UTC instant."""
    return wording.local(at, timezone).date()


def _urgency(sitting: Sitting) -> tuple[float, ...] | None:
    """Which sitting of one review comes before which; None for those that nobody can hold or sign any more."""
    at = (sitting.at - dt.datetime(1970, 1, 1)).total_seconds()
    begun = sitting.proceedings.opened is not None
    order = {"open": (0, at), "due": (1, -at), "overdue": (2, at) if begun else (3, -at), "upcoming": (4, at)}
    return order.get(sitting.state)


def _sitting(world: World, acts: Acts, due: Due, following: dt.datetime | None, now: dt.datetime) -> Sitting:
    sop, review, people = due.sop, due.review, world.library.people
    chair = _resolved(people, "chair", due, due.at, (review.chair, "is named as chair"), (sop.owner, "owns the SOP"))
    seen = {chair.party} if chair else set()
    attendees = []
    for id in review.attendees:
        attendee = _resolved(people, "attendee", due, due.at, (id, "is named as attendee"))
        if attendee and (attendee.party is None or attendee.party not in seen):
            attendees.append(attendee)
            seen.add(attendee.party)
    escalates_at = due.at + review.escalate.after if review.escalate else None
    to = (review.escalate.to if review.escalate else None, "is next in the escalation")
    proceedings = acts.proceedings(due.ref)
    return Sitting(
        ref=due.ref,
        sop_title=sop.title,
        title=review.title,
        at=due.at,
        ends=due.at + review.duration,
        timezone=sop.timezone,
        chair=chair,
        attendees=tuple(attendees),
        remind_at=due.at - review.remind if review.remind else None,
        escalates_at=escalates_at,
        escalates_to=_resolved(people, "escalation", due, escalates_at, to) if escalates_at else None,
        countersign=review.countersign,
        state=state_at(proceedings, due.at, following, sop.timezone, now),
        proceedings=proceedings,
    )


def _resolved(people: People, duty: str, due: Due, at: dt.datetime, *named: tuple[str | None, str]) -> Holding | None:
    """Who is there of those named, on the local day of `at`; None if the SOP names nobody."""
    calls = [Call(party, role) for party, role in named if party and party != PLACEHOLDER]
    return holder(people, duty, calls, local_day(at, due.sop.timezone)) if calls else None


def _formerly(versions: Versions, ref: SittingRef) -> Due:
    """A sitting that no file states any more, as far as it is known: by a version that has its review, if any does."""
    laws = [version.sop for version in versions.good]
    law = versions.in_force(ref.at) or next(iter(laws), None)
    if not stated(law, ref.review):
        law = next((sop for sop in reversed(laws) if stated(sop, ref.review)), law)
    bare = Sop.model_construct(sop=ref.sop, title=ref.sop, effective_from=ref.at.date(), metrics=())
    review = stated(law, ref.review) or Review.model_construct(id=ref.review, title=ref.review, rrule="")
    return Due(ref.at, law or bare, review)


def _versions(world: World, ref: SittingRef) -> Versions:
    return world.library.sops.get(ref.sop) or Versions(ref.sop, (), ())


# --- who signs


def may_sign(world: World, sitting: Sitting, by: str) -> str | None:
    """Why that person cannot sign; None if they can.

    The chair of that day can, a member of the team that is it, and who is named as chair though a deputy was found.
    """
    if (signed := sitting.proceedings.signed) is not None:
        return f"This sitting is already signed by {known_as(world.library.people, signed.by)}."
    if problem := _unable(world, sitting, by):
        return problem
    if sitting.chair is None or sitting.chair.party is None:
        return f"Nobody can sign {sitting.title}: nobody is there to chair it. Name a chair in the SOP."
    if by in _chairs(world, sitting):
        return None
    chairs = dict.fromkeys(id for id in (sitting.chair.party, _named_chair(world, sitting)) if id)
    who = " or ".join(known_as(world.library.people, id) for id in chairs)
    return f"{known_as(world.library.people, by)} cannot sign {sitting.title}; its chair does: {who}."


def signed_as(world: World, sitting: Sitting, by: str) -> str:
    """In which role that person signs: 'chair', or 'deputy of Mei Tanaka' for who stands in for somebody away."""
    if sitting.chair and by != sitting.chair.hops[0].party:
        for hop in sitting.chair.hops[:-1]:  # whoever has left is not stood in for, but replaced
            party = world.library.people.get(hop.party)
            if party and not _gone(sitting, party) and by not in party.members:
                return f"deputy of {party.name}"
    return "chair"


def may_countersign(world: World, sitting: Sitting, by: str) -> str | None:
    """Why that person cannot countersign; None if they can: anybody of people.yaml but who signed."""
    signed, countersigned = sitting.proceedings.signed, sitting.proceedings.countersigned
    if not sitting.countersign:
        return f"The SOP asks for no second signature under {sitting.title}."
    if not signed:
        return "This sitting is not signed yet; the chair signs first."
    if countersigned:
        return f"This sitting is already countersigned by {known_as(world.library.people, countersigned.by)}."
    if by == signed.by:
        return f"{known_as(world.library.people, by)} has signed; somebody else has to countersign."
    return _unable(world, sitting, by)


def countersigners(world: World, sitting: Sitting) -> tuple[str, ...]:
    """The ids of all who can countersign, those first whom the SOP names for this sitting."""
    able = [party.id for party in world.library.people.people if may_countersign(world, sitting, party.id) is None]
    parties = [h.party for h in (sitting.chair, *sitting.attendees, sitting.escalates_to) if h and h.party]
    named = {*parties, *(m for p in map(world.library.people.get, parties) if p for m in p.members)}
    return tuple(sorted(able, key=lambda id: id not in named))


def _chairs(world: World, sitting: Sitting) -> set[str]:
    ids = {id for id in (sitting.chair.party if sitting.chair else None, _named_chair(world, sitting)) if id}
    return ids.union(*(party.members for id in ids if (party := world.library.people.get(id))))


def _named_chair(world: World, sitting: Sitting) -> str | None:
    """Whom the SOP names, unless they have left."""
    named = sitting.chair.hops[0].party if sitting.chair else None
    return None if _gone(sitting, world.library.people.get(named)) else named


def _gone(sitting: Sitting, party: Party | None) -> bool:
    return bool(party and party.until and party.until < local_day(sitting.at, sitting.timezone))


def _unable(world: World, sitting: Sitting, by: str) -> str | None:
    """Why that is nobody who can sign anything."""
    people = world.library.people
    party = people.get(by)
    if party and party.members:
        return f"{party.name} is a team; one of its members signs."
    if party and party.until and _gone(sitting, party):
        return f"{party.name} left on {wording.day(party.until, sitting.at)}."
    return f"'{by}' is not in people.yaml." if people.people and not party else None
