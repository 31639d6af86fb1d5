"""Calendars to subscribe to: the sittings of a review, or of a person with their actions, as iCalendar (RFC 5545).

Each sitting is an event of its own and its times are in UTC: daylight saving is already reckoned in, no client needs to
know the SOP's zone or agree with us on its rules, and each shows them in the zone of whoever looks. The description
gives the SOP's own local time. There is no METHOD: these are calendars to read, not invitations to answer.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress

from dashboard.ledger.acts import SittingRef, name_of
from dashboard.ledger.state import Action, Acts
from dashboard.practice import wording
from dashboard.practice.ownership import Holding, known_as
from dashboard.practice.sittings import Sitting, sittings
from dashboard.practice.world import World
from dashboard.sop.model import People

PAST, AHEAD = dt.timedelta(days=90), dt.timedelta(days=180)
REFRESH = dt.timedelta(hours=1)
Link = Callable[[SittingRef], str]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;\\]+@[^\s@<>\"'(),:;\\]+")
_PREFIX = {"overdue": "Overdue: ", "missed": "Missed: "}
_STANDS = {
    "upcoming": "Upcoming.",
    "due": "Due today, not opened yet.",
    "open": "Open: opened and not signed yet.",
    "overdue": "Overdue: its day is over and it is not signed.",
    "missed": "Missed: never opened, and the next one has been due since.",
}


def review_calendar(
    world: World, acts: Acts, sop: str, review: str, now: dt.datetime, link: Link | None = None
) -> bytes:
    """The sittings of one review, of the last 90 and the next 180 days, as they stand at `now` (naive UTC).

    `link` gives the address of a sitting's page. A review that does not exist is an empty calendar.
    """
    found = [s for s in _near(world, acts, now) if (s.ref.sop, s.ref.review) == (sop, review)]
    name = f"{found[-1].title} – {found[-1].sop_title}" if found else review
    return _calendar(name, [_meeting(sitting, world.library.people, now, link) for sitting in found])


def person_calendar(world: World, acts: Acts, person: str, now: dt.datetime, link: Link | None = None) -> bytes:
    """The sittings that this person chairs or attends, and their open actions; those of their teams too."""
    people = world.library.people
    ids = {person, *teams_of(people, person)}
    events = []
    for sitting in _near(world, acts, now):
        if any(holding and holding.party in ids for holding in (sitting.chair, *sitting.attendees)):
            events.append(_meeting(sitting, world.library.people, now, link))
    mine = [action for action in acts.actions.values() if action.state == "open" and action.who in ids]
    events += [_task(action, people, now, link) for action in mine]
    return _calendar(f"Reviews and actions of {known_as(people, person)}", events)


def actions_calendar(actions: Iterable[Action], people: People, now: dt.datetime, link: Link | None = None) -> bytes:
    """Each of these actions, in any state, on the day on which it is due. They are overdue by the date in UTC."""
    return _calendar("Actions", [_task(action, people, now, link) for action in actions])


def teams_of(people: People, person: str) -> frozenset[str]:
    """The teams that this person is in, by their `team` or the teams' `members`, and the teams that those are in."""
    found: set[str] = set()
    ask = [person]
    while ask:
        party = people.get(id := ask.pop())
        named = {party.team} if party and party.team else set()
        new = (named | {team.id for team in people.people if id in team.members}) - found - {person}
        found |= new
        ask += new
    return frozenset(found)


def _near(world: World, acts: Acts, now: dt.datetime) -> tuple[Sitting, ...]:
    return sittings(world, acts, now - PAST, now + AHEAD, now)


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//AI performance ownership dashboard//EN")
    calendar.add("version", "2.0")
    calendar.add("name", _clean(name))
    calendar.add("x-wr-calname", _clean(name))  # what most clients read instead
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _meeting(sitting: Sitting, people: People, now: dt.datetime, link: Link | None) -> Event:
    title = f"{sitting.title} – {sitting.sop_title}"
    event = _event(
        uid=name_of(sitting.ref),
        summary=_PREFIX.get(sitting.state, "") + title,
        description="\n".join(_told(sitting, people)),
        status="CANCELLED" if sitting.state == "missed" else "CONFIRMED",
        now=now,
        url=link(sitting.ref) if link else "",
    )
    event.add("dtstart", sitting.at.replace(tzinfo=dt.UTC))
    event.add("dtend", sitting.ends.replace(tzinfo=dt.UTC))
    if sitting.chair and (organizer := _address(sitting.chair)):
        event.add("organizer", organizer)
    for attendee in sitting.attendees:
        if address := _address(attendee):
            event.add("attendee", address)
    if sitting.remind_at and sitting.state == "upcoming":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _clean(title))
        alarm.add("trigger", sitting.remind_at - sitting.at)
        event.add_component(alarm)
    return event


def _told(sitting: Sitting, people: People) -> Iterable[str]:
    zone = ZoneInfo(sitting.timezone)
    begins = sitting.at.replace(tzinfo=dt.UTC).astimezone(zone)
    yield f"{wording.day(begins)} {begins:%H:%M} ({sitting.timezone})"
    if sitting.chair:
        yield f"Chair: {_person(sitting.chair)}"
    if sitting.attendees:
        yield "Attendees: " + "; ".join(map(_person, sitting.attendees))
    if (signed := sitting.proceedings.signed) and sitting.state == "signed":
        at = signed.at.replace(tzinfo=dt.UTC).astimezone(zone)
        yield f"Signed by {known_as(people, signed.by)} on {wording.day(at)} at {at:%H:%M}."
    else:
        yield _STANDS[sitting.state]


def _task(action: Action, people: People, now: dt.datetime, link: Link | None) -> Event:
    late = action.state == "open" and action.due < now.date()
    mark = {"open": "Overdue: " if late else "Action: ", "done": "Done: ", "dropped": "Dropped: "}[action.state]
    event = _event(
        uid=f"action/{action.id}",
        summary=f"{mark}{action.what}",
        description=f"{action.what}\n{known_as(people, action.who)}, by {wording.day(action.due)}",
        status="CANCELLED" if action.state == "dropped" else "CONFIRMED",
        now=now,
        url=link(action.sitting) if link and action.sitting else "",
    )
    event.add("dtstart", action.due)
    event.add("dtend", action.due + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(uid: str, summary: str, description: str, status: str, now: dt.datetime, url: str) -> Event:
    event = Event()
    event.add("uid", f"{_clean(uid)}@ai-performance-ownership")
    event.add("dtstamp", now.replace(tzinfo=dt.UTC))
    event.add("summary", _clean(summary))
    event.add("description", _clean(description))
    event.add("status", status)
    if url:
        event.add("url", url)
    return event


def _person(holding: Holding) -> str:
    """'Mei Tanaka', or with how it came to be her."""
    why = ", ".join(f"{hop.name} {hop.because}" for hop in holding.hops)
    return f"{holding.name} ({why})" if len(holding.hops) > 1 or holding.party is None else holding.name


def _address(holding: Holding) -> vCalAddress | None:
    """The party as somebody in a calendar; None without a usable e-mail address, which the format demands."""
    if not holding.email or not _ADDRESS.fullmatch(holding.email):
        return None
    address = vCalAddress(f"mailto:{holding.email}")
    address.params["CN"] = _clean(holding.name).replace('"', "'").replace("\n", " ")
    return address


def _clean(text: str) -> str:
    """Without the control characters that the format forbids; line ends become \\n, the library escapes the rest."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
