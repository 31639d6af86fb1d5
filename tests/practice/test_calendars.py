"""Calendars are read back by the library's own parser, and by plain reading of their lines."""

import datetime as dt

import pytest
from dateutil import parser as dates
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from dashboard.ledger import acts as did
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Action, Mark
from dashboard.practice.calendars import actions_calendar, person_calendar, review_calendar, teams_of
from dashboard.sop.model import People
from tests.worlds import make_world

NOW = dt.datetime(2026, 3, 18, 12)  # a Wednesday
MONDAY = dt.datetime(2026, 3, 16, 9)
NASTY = 'Ends; begins, "quoted"\nEND:VEVENT\r\nbackslash \\n \\ – 🚀' + " long" * 60
PEOPLE = """\
people:
  - {id: ana, name: 'Ana "the chair", Dr; Lee', email: ana@example.com, team: ml}
  - {id: bo, name: Bo, email: 'not an address'}
  - {id: di, name: Di, email: di@example.com}
  - {id: ml, name: ML team, email: ml@example.com, members: [bo]}
  - {id: org, name: Everybody, members: [ml]}
"""
SOP = """\
apiVersion: sop/v1
sop: bot
title: 'Bot, the; first'
effective_from: 2026-01-01
timezone: Europe/Berlin
owner: di
metrics: []
reviews:
  - {id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO;BYHOUR=10, chair: ana, attendees: [bo, di], duration: 45m,
     remind: 1d}
  - {id: monthly, title: Monthly, rrule: FREQ=MONTHLY;BYMONTHDAY=3;BYHOUR=9, chair: di, attendees: [ml]}
"""


def ref(at=MONDAY, review="weekly"):
    return SittingRef(sop="bot", review=review, at=at)


def ledger(*done):
    return fold(NO_ACTS, [Event(i, at, at, by, False, act, "") for i, (act, by, at) in enumerate(done, 1)])


def action(id="a1", what="Do it", who="ana", due=dt.date(2026, 3, 20), state="open", sitting=None):
    return Action(id, what, who, due, Mark(1, "di", MONDAY, False), "bot", "", state=state, sitting=sitting)


def agreed(id, who, due=dt.date(2026, 3, 20), what="Do it"):
    return did.ActionAdded(action=id, what=what, who=who, due=due, sop="bot", sitting=ref()), "di", MONDAY


def events(calendar):
    return Calendar.from_ical(calendar).walk("VEVENT")


def by_start(calendar):
    return {event["dtstart"].dt.replace(tzinfo=None): event for event in events(calendar)}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("calendars"), SOP, people=PEOPLE, load=False)


def test_a_review_calendar_has_its_sittings_of_the_last_90_and_the_next_180_days(world):
    found = by_start(review_calendar(world, NO_ACTS, "bot", "weekly", NOW))
    assert (min(found), max(found)) == (dt.datetime(2026, 1, 5, 9), dt.datetime(2026, 9, 14, 8))
    assert len(found) == 37
    event = found[dt.datetime(2026, 3, 30, 8)]  # 10:00 in Berlin, by then in summer time
    assert event["dtstart"].dt == dt.datetime(2026, 3, 30, 8, tzinfo=dt.UTC)
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(minutes=45)
    assert event["dtstamp"].dt == NOW.replace(tzinfo=dt.UTC)
    assert event["summary"] == "Weekly – Bot, the; first"
    assert "Mon 30 Mar 2026 10:00 (Europe/Berlin)" in event["description"]
    assert 'Chair: Ana "the chair", Dr; Lee' in event["description"]
    assert "Attendees: Bo; Di" in event["description"]


def test_another_reader_finds_the_same_instants_in_plain_utc(world):
    calendar = review_calendar(world, NO_ACTS, "bot", "monthly", NOW).decode()
    starts = [line.partition(":")[2] for line in calendar.split("\r\n") if line.startswith("DTSTART:")]
    assert dates.parse(starts[0]) == dt.datetime(2026, 1, 3, 8, tzinfo=dt.UTC)
    assert "TZID" not in calendar
    assert "METHOD" not in calendar


def test_people_are_named_to_the_calendar_where_they_have_an_address(world):
    event = by_start(review_calendar(world, NO_ACTS, "bot", "weekly", NOW))[MONDAY]
    assert event["organizer"] == "mailto:ana@example.com"
    assert event["organizer"].params["CN"] == "Ana 'the chair', Dr; Lee"
    assert event["attendee"] == "mailto:di@example.com"


def test_a_reminder_comes_before_what_is_still_to_come_and_never_before_what_was(world):
    found = by_start(review_calendar(world, NO_ACTS, "bot", "weekly", NOW))
    [alarm] = found[dt.datetime(2026, 3, 23, 9)].walk("VALARM")
    assert alarm["trigger"].dt == -dt.timedelta(days=1)
    assert not found[MONDAY].walk("VALARM")
    assert not events(review_calendar(world, NO_ACTS, "bot", "monthly", NOW))[-1].walk("VALARM")


def test_each_event_says_how_its_sitting_stands(world):
    signed = did.SittingSigned(sitting=ref(MONDAY - dt.timedelta(7)), generation="", digest="", document_hash="")
    done = ledger((signed, "di", MONDAY - dt.timedelta(days=7, hours=-1)))
    found = by_start(review_calendar(world, done, "bot", "weekly", NOW))
    told = [
        (event["summary"].split(" – ")[0], event["status"], event["description"].split("\n")[-1])
        for at, event in found.items()
        if MONDAY - dt.timedelta(14) <= at <= MONDAY + dt.timedelta(7)
    ]
    assert told == [
        ("Missed: Weekly", "CANCELLED", "Missed: never opened, and the next one has been due since."),
        ("Weekly", "CONFIRMED", "Signed by Di on Mon 9 Mar 2026 at 11:00."),
        ("Overdue: Weekly", "CONFIRMED", "Overdue: its day is over and it is not signed."),
        ("Weekly", "CONFIRMED", "Upcoming."),
    ]


def test_an_event_keeps_its_id_whatever_becomes_of_it(world):
    later = NOW + dt.timedelta(days=30)
    before = {e["dtstart"].dt: e["uid"] for e in events(review_calendar(world, NO_ACTS, "bot", "weekly", NOW))}
    after = {e["dtstart"].dt: e["uid"] for e in events(review_calendar(world, NO_ACTS, "bot", "weekly", later))}
    both = before.keys() & after.keys()
    assert len(both) > 30
    assert all(before[at] == after[at] for at in both)
    assert len(set(before.values())) == len(before)


def test_a_link_is_put_where_somebody_gives_one(world):
    address = "https://here.example/review?at=2026-03-16&x=a,b;c"
    event = by_start(review_calendar(world, NO_ACTS, "bot", "weekly", NOW, lambda sitting: address))[MONDAY]
    assert event["url"] == address
    assert "url" not in by_start(review_calendar(world, NO_ACTS, "bot", "weekly", NOW))[MONDAY]


def test_what_does_not_exist_is_an_empty_calendar(world):
    assert events(review_calendar(world, NO_ACTS, "bot", "nothing", NOW)) == []
    assert events(person_calendar(world, NO_ACTS, "zoe", NOW)) == []


@pytest.mark.parametrize(
    ("person", "reviews"),
    [("di", {"Weekly", "Monthly"}), ("ana", {"Weekly", "Monthly"}), ("bo", {"Weekly", "Monthly"}), ("ml", {"Monthly"})],
)
def test_a_person_has_what_they_chair_or_attend_themselves_or_in_a_team(world, person, reviews):
    found = events(person_calendar(world, NO_ACTS, person, NOW))
    assert {event["summary"].split(" – ")[0].removeprefix("Missed: ").removeprefix("Overdue: ") for event in found} == (
        reviews
    )


def test_a_person_has_their_open_actions_and_those_of_their_teams(world):
    done = (did.ActionDone(action="a3"), "ana", MONDAY)
    acts = ledger(
        agreed("a1", "ana"), agreed("a2", "ml", dt.date(2026, 3, 17)), agreed("a3", "ana"), agreed("a4", "di"), done
    )
    found = [event for event in events(person_calendar(world, acts, "ana", NOW)) if "action/" in event["uid"]]
    assert [(e["uid"].split("@")[0], e["summary"], e["dtstart"].dt) for e in found] == [
        ("action/a1", "Action: Do it", dt.date(2026, 3, 20)),
        ("action/a2", "Overdue: Do it", dt.date(2026, 3, 17)),
    ]
    assert found[0]["dtend"].dt == dt.date(2026, 3, 21)
    assert found[0]["dtstart"].params["VALUE"] == "DATE"


def test_teams_are_found_from_either_side_and_circles_end():
    people = People.model_validate(
        {"people": [{"id": "a", "name": "A", "team": "t"}, {"id": "t", "name": "T"},
                    {"id": "u", "name": "U", "members": ["t", "v"]}, {"id": "v", "name": "V", "members": ["u"]}]}
    )  # fmt: skip
    assert teams_of(people, "a") == {"t", "u", "v"}


def test_actions_in_any_state_say_which():
    listed = [
        action("1"),
        action("2", state="done"),
        action("3", state="dropped"),
        action("4", due=dt.date(2026, 3, 1)),
    ]
    found = events(actions_calendar(listed, People(people=()), NOW, lambda sitting: "unused"))
    assert [(e["summary"], e["status"]) for e in found] == [
        ("Action: Do it", "CONFIRMED"), ("Done: Do it", "CONFIRMED"), ("Dropped: Do it", "CANCELLED"),
        ("Overdue: Do it", "CONFIRMED"),
    ]  # fmt: skip


def test_what_people_write_cannot_become_a_line_of_the_calendar():
    calendar = actions_calendar([action("x\ny", NASTY), action("b", "b")], People(people=()), NOW)
    first, second = events(calendar)
    assert first["summary"] == "Action: " + NASTY.replace("\r\n", "\n")
    assert second["summary"] == "Action: b"
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    assert calendar.count(b"\r\nEND:VEVENT") == 2


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_back_but_for_what_the_format_forbids(text):
    [event] = events(actions_calendar([action(what=text)], People(people=()), NOW))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\t\n" or not (ord(c) < 32 or 127 <= ord(c) < 160))
    assert event["summary"] == "Action: " + kept
