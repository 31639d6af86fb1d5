"""How the sittings of a review stand, which is to be held, who is there, and from when on it looks."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger import acts as did
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import NO_ACTS, Mark, Proceedings
from dashboard.practice.sittings import (
    last_signed,
    local_day,
    may_sign,
    period_start,
    sitting,
    sittings,
    state_at,
    to_hold,
)
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests.practice.bot import (
    DAY,
    HOUR,
    MONDAY,
    PEOPLE,
    REVIEW,
    WEEK,
    WEEKLY,
    law,
    ledger,
    one_review,
    opened,
    ref,
    signed,
)
from tests.worlds import make_world

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
INSTANTS = st.datetimes(dt.datetime(2025, 12, 1), dt.datetime(2027, 2, 1))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return one_review(tmp_path_factory.mktemp("reviews"), REVIEW)


# --- how it stands


@pytest.mark.parametrize(
    ("done", "now", "state"),
    [
        ([], MONDAY - HOUR, "upcoming"),
        ([], MONDAY, "due"),
        ([], dt.datetime(2026, 3, 16, 22, 59), "due"),
        ([], dt.datetime(2026, 3, 16, 23), "overdue"),  # midnight in Berlin
        ([], MONDAY + WEEK - HOUR, "overdue"),
        ([], MONDAY + WEEK, "missed"),
        ([opened(when=MONDAY - DAY)], MONDAY - HOUR, "open"),
        ([opened(when=MONDAY - DAY)], MONDAY - 2 * DAY, "upcoming"),
        ([opened()], MONDAY + HOUR, "open"),
        ([opened()], MONDAY + DAY, "overdue"),
        ([opened()], MONDAY + 3 * WEEK, "overdue"),
        ([opened(when=MONDAY + 2 * DAY)], MONDAY + 2 * DAY + HOUR, "open"),
        ([opened(), signed()], MONDAY + HOUR, "signed"),
        ([opened(), signed()], MONDAY + HOUR / 2, "open"),
        ([signed(when=MONDAY + 5 * WEEK)], MONDAY + 6 * WEEK, "signed"),
    ],
)
def test_how_a_sitting_stands(world, done, now, state):
    assert sitting(world, ledger(*done), ref(), now).state == state


def test_on_the_same_day_both_of_two_sittings_are_due_and_the_next_day_the_first_is_missed(tmp_path):
    world = one_review(tmp_path, "{id: weekly, title: Twice, rrule: 'FREQ=DAILY;BYHOUR=9,15'}", timezone="UTC")
    day = dt.datetime(2026, 3, 16)
    today = sittings(world, NO_ACTS, day, day + DAY, day + 16 * HOUR)
    assert [s.state for s in today] == ["due", "due"]
    assert [s.state for s in sittings(world, NO_ACTS, day, day + DAY, day + DAY)] == ["missed", "overdue"]
    assert to_hold(world, NO_ACTS, day + 16 * HOUR)[0].at == day + 15 * HOUR


@settings(deadline=None)
@given(
    st.none() | INSTANTS, st.none() | INSTANTS, INSTANTS, st.none() | st.timedeltas(HOUR, 60 * DAY), ZONES, INSTANTS
)  # fmt: skip
def test_every_sitting_stands_somehow_and_one_signed_stays_so(opened, signed, at, gap, zone, now):
    mark = lambda when: Mark(1, "di", when, False) if when else None  # noqa: E731
    held = Proceedings(ref(at), opened=mark(opened), signed=mark(signed))
    state = state_at(held, at, at + gap if gap else None, zone, now)
    assert (state == "signed") == (signed is not None and signed <= now)
    assert (state == "upcoming") <= (at > now)
    assert (state == "missed") <= (local_day(at, zone) < local_day(now, zone) and not (opened and opened <= now))


# --- which to hold


def held(world, now, *done):
    [found] = to_hold(world, ledger(*done), now)
    return found.at, found.state


def test_the_sitting_to_hold_is_the_one_that_waits_longest_for_what_it_needs(world):
    before = MONDAY - WEEK
    assert held(world, MONDAY - HOUR) == (before, "overdue")
    assert held(world, MONDAY - HOUR, signed(before)) == (MONDAY, "upcoming")
    assert held(world, MONDAY + HOUR) == (MONDAY, "due")
    assert held(world, MONDAY + HOUR, opened(before)) == (MONDAY, "due")
    assert held(world, MONDAY + DAY, opened(before)) == (before, "overdue")
    assert held(world, MONDAY + DAY, opened(before - WEEK), opened(before)) == (before - WEEK, "overdue")
    assert held(world, MONDAY + HOUR, opened(before), opened()) == (MONDAY, "open")
    assert held(world, MONDAY + HOUR, signed()) == (dt.datetime(2026, 3, 23, 9), "upcoming")


def test_open_and_overdue_sittings_of_all_reviews_come_first(tmp_path):
    world = make_world(
        tmp_path,
        law(
            "{id: later, title: Later, rrule: 'FREQ=WEEKLY;BYDAY=FR;BYHOUR=9'}",
            "{id: soon, title: Soon, rrule: 'FREQ=WEEKLY;BYDAY=WE;BYHOUR=9'}",
            "{id: today, title: Today, rrule: 'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9'}",
            "{id: late, title: Late, rrule: 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=9'}",
        ),
        load=False,
    )
    # nothing was ever held: Friday's and Wednesday's of last week wait too
    stands = [(s.ref.review, s.state) for s in to_hold(world, NO_ACTS, MONDAY + HOUR)]
    assert stands == [("soon", "overdue"), ("later", "overdue"), ("late", "overdue"), ("today", "due")]


def test_broken_files_leave_the_last_good_version_at_work(tmp_path):
    make_world(tmp_path, law(REVIEW), people=PEOPLE, load=False)
    (tmp_path / "sop" / "bot" / "2026-03-01.yaml").write_text("sop: [bot\n")
    (tmp_path / "sop" / "people.yaml").write_text("people: 3\n")
    world = open_world(Workspace(tmp_path))
    [found] = to_hold(world, NO_ACTS, MONDAY)
    assert (found.at, found.chair.name) == (MONDAY, "di")
    assert may_sign(world, found, "di") is None


# --- what is known of it


def test_who_chairs_and_attends_is_who_is_there_that_day(tmp_path):
    review = (
        f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: ana, attendees: [bo, cy, di, ed], duration: 45m,"
        " remind: 1d, escalate: {after: 2d, to: cy}}"
    )
    found = sitting(one_review(tmp_path, review), NO_ACTS, ref(), MONDAY)
    assert [f"{hop.name} {hop.because}" for hop in found.chair.hops] == [
        "Ana is away until Fri 20 Mar",
        "Bo is deputy of Ana",
    ]
    # Bo chairs already; Cy's place is Di's, who is named too; Ed's nobody took, which is not silent
    assert [(a.party, a.hops[0].name) for a in found.attendees] == [("di", "Cy"), (None, "Ed")]
    assert (found.ends, found.remind_at) == (MONDAY + 45 * HOUR / 60, MONDAY - DAY)
    assert (found.escalates_at, found.escalates_to.name) == (MONDAY + 2 * DAY, "Di")


def test_the_day_on_which_somebody_is_away_is_that_of_the_sop_s_zone(tmp_path):
    review = f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: ana, escalate: {{after: 4d, to: ana}}}}"
    world = one_review(tmp_path, review, timezone="Pacific/Auckland")
    found = sitting(world, NO_ACTS, ref(dt.datetime(2026, 3, 15, 21)), MONDAY)  # Sunday in UTC, Monday there
    assert found.chair.name == "Bo"
    assert (found.escalates_at, found.escalates_to.name) == (dt.datetime(2026, 3, 19, 21), "Bo")  # her last day away
    later = review.replace("4d", "5d")
    world = one_review(tmp_path, later, timezone="Pacific/Auckland")
    assert sitting(world, NO_ACTS, found.ref, MONDAY).escalates_to.name == "Ana"


def test_without_a_chair_the_owner_of_the_sop_chairs_and_without_an_owner_nobody(tmp_path):
    review = f"{{id: weekly, title: Weekly, rrule: {WEEKLY}}}"
    found = sitting(one_review(tmp_path / "a", review), NO_ACTS, ref(), MONDAY)
    assert (found.chair.name, found.remind_at, found.escalates_at, found.escalates_to) == ("Chris", None, None, None)
    nobody = one_review(tmp_path / "b", review, owner=None)
    found = sitting(nobody, NO_ACTS, ref(), MONDAY)
    assert found.chair is None
    assert "nobody is there to chair it" in may_sign(nobody, found, "bo")


def test_a_sitting_that_no_rule_has_any_more_is_found_if_something_happened_in_it(world):
    odd = MONDAY + 3 * HOUR
    assert sitting(world, NO_ACTS, ref(odd), odd) is None
    done = ledger(opened(odd), signed(odd))
    found = sitting(world, done, ref(odd), odd + DAY)
    assert (found.state, found.title, found.chair.name) == ("signed", "Weekly review", "Di")
    assert found in sittings(world, done, MONDAY, MONDAY + DAY, odd + DAY)


def test_a_sitting_of_an_sop_that_is_gone_is_found_with_its_ids(world):
    gone = SittingRef(sop="gone", review="monthly", at=MONDAY)
    done = ledger((did.SittingOpened(sitting=gone), "di", MONDAY))
    found = sitting(world, done, gone, MONDAY + HOUR)
    assert (found.sop_title, found.title, found.timezone, found.chair, found.state) == (
        "gone", "monthly", "UTC", None, "open"
    )  # fmt: skip


# --- from when on


def test_the_period_begins_where_the_last_sitting_was_signed(world):
    before = MONDAY - WEEK
    assert last_signed(NO_ACTS, ref()) is None
    assert period_start(world, NO_ACTS, ref()) == before
    done = ledger(signed(before - WEEK), opened(before), signed(MONDAY, MONDAY + HOUR))
    assert last_signed(done, ref()).ref == ref(before - WEEK)
    assert period_start(world, done, ref()) == before - WEEK + HOUR
    late = ledger(opened(), signed(before, MONDAY + HOUR))
    assert period_start(world, late, ref()) == before  # signed in the midst of this one: its agenda stays


def test_before_the_very_first_sitting_the_period_is_as_long_as_to_the_next(tmp_path):
    twice = one_review(
        tmp_path / "a", f"{{id: weekly, title: W, rrule: {WEEKLY};INTERVAL=2}}", effective_from="2026-03-16"
    )
    assert period_start(twice, NO_ACTS, ref()) == MONDAY - (dt.datetime(2026, 3, 30, 8) - MONDAY)
    once = one_review(tmp_path / "b", f"{{id: weekly, title: W, rrule: {WEEKLY};COUNT=1}}", effective_from="2026-03-16")
    assert period_start(once, NO_ACTS, ref()) == MONDAY - WEEK
