"""When reviews meet and how they stand: a weekly one in Berlin, Mondays at 10, and others as each story needs them."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger import acts as did
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS, Mark, Proceedings
from dashboard.practice.recurrence import due_between, first_due, last_due
from dashboard.practice.sittings import (
    countersigners,
    last_signed,
    local_day,
    may_countersign,
    may_sign,
    next_of,
    period_start,
    review_of,
    signed_as,
    sitting,
    sittings,
    state_at,
    to_hold,
)
from dashboard.practice.world import open_world
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version, Versions
from dashboard.workspace import Workspace
from tests.worlds import make_world

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=0"
BERLIN = ZoneInfo("Europe/Berlin")
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


def versions(*stated):
    """Versions of one SOP from (effective_from, rrule of the review `r`, zone)."""
    good = [
        Sop.model_validate(
            {"apiVersion": "sop/v1", "sop": "bot", "title": "Bot", "effective_from": day, "timezone": zone,
             "metrics": [], "reviews": [{"id": "r", "title": "R", "rrule": rule}] if rule else []}
        )
        for day, rule, zone in stated
    ]  # fmt: skip
    return Versions("bot", tuple(Version(sop, "f", "d", None) for sop in good), ())


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


def locally(found, zone=BERLIN):
    return [f"{due.at.replace(tzinfo=dt.UTC).astimezone(zone):%a %d %b %H:%M}" for due in found]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviews"), law(REVIEW), people=PEOPLE, load=False)


def one_review(tmp_path, review, **keys):
    return make_world(tmp_path, law(review, **keys), people=PEOPLE, load=False)


# --- when


def test_a_weekly_review_meets_at_the_same_local_time_on_both_sides_of_daylight_saving(world):
    found = sittings(world, NO_ACTS, dt.datetime(2026, 3, 20), dt.datetime(2026, 4, 1), MONDAY)
    assert [s.at for s in found] == [dt.datetime(2026, 3, 23, 9), dt.datetime(2026, 3, 30, 8)]


def test_a_local_time_that_the_clocks_skip_is_moved_on():
    daily = versions(("2026-01-01", "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "Europe/Berlin"))
    found = due_between(daily, "r", dt.datetime(2026, 3, 28), dt.datetime(2026, 3, 31))
    assert locally(found) == ["Sat 28 Mar 02:30", "Sun 29 Mar 03:30", "Mon 30 Mar 02:30"]


def test_of_a_local_time_that_comes_twice_the_first_is_meant():
    daily = versions(("2026-01-01", "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "Europe/Berlin"))
    found = due_between(daily, "r", dt.datetime(2026, 10, 24, 12), dt.datetime(2026, 10, 25, 12))
    assert [due.at for due in found] == [dt.datetime(2026, 10, 25, 0, 30)]


def test_two_local_times_that_become_the_same_instant_are_one_sitting():
    daily = versions(("2026-01-01", "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30", "Europe/Berlin"))
    assert len(due_between(daily, "r", dt.datetime(2026, 3, 28, 12), dt.datetime(2026, 3, 29, 12))) == 1


def test_a_day_that_a_zone_skipped_altogether_loses_no_sitting():
    daily = versions(("2011-12-01", "FREQ=DAILY;BYHOUR=9", "Pacific/Apia"))
    found = due_between(daily, "r", dt.datetime(2011, 12, 28), dt.datetime(2012, 1, 2))
    assert locally(found, ZoneInfo("Pacific/Apia")) == [
        "Wed 28 Dec 09:00", "Thu 29 Dec 09:00", "Sat 31 Dec 09:00", "Sun 01 Jan 09:00", "Mon 02 Jan 09:00"
    ]  # fmt: skip


def test_every_second_week_counts_on_through_versions_that_state_the_same_rule():
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;BYHOUR=15"
    kept = versions(("2026-01-01", rule, "UTC"), ("2026-01-05", rule, "UTC"))
    changed = versions(("2026-01-01", WEEKLY, "UTC"), ("2026-01-05", rule, "UTC"))
    dropped = versions(("2026-01-01", rule, "UTC"), ("2026-01-02", "", "UTC"), ("2026-01-05", rule, "UTC"))
    start, end = dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 20)
    assert locally(due_between(kept, "r", start, end), dt.UTC) == ["Thu 15 Jan 15:00"]
    assert locally(due_between(changed, "r", start, end), dt.UTC) == ["Thu 08 Jan 15:00"]
    assert locally(due_between(dropped, "r", start, end), dt.UTC) == ["Thu 08 Jan 15:00"]


def test_a_count_is_used_up_across_versions_and_an_until_holds():
    counted = "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;COUNT=2"
    law = versions(("2026-01-01", counted, "UTC"), ("2026-01-07", counted, "UTC"))
    assert len(due_between(law, "r", dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1))) == 2
    until = versions(("2026-01-01", "FREQ=DAILY;BYHOUR=10;UNTIL=20260103T120000", "UTC"))
    assert len(due_between(until, "r", dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1))) == 3
    assert first_due(until, "r", dt.datetime(2026, 1, 4)) is None
    assert last_due(until, "r", dt.datetime(2027, 1, 1)).at == dt.datetime(2026, 1, 3, 10)


def test_a_sitting_is_that_of_the_version_in_force_at_its_instant(tmp_path):
    later = f"{{id: weekly, title: At eleven, rrule: {WEEKLY.replace('10', '11')}, chair: bo, countersign: true}}"
    world = make_world(
        tmp_path, [law(REVIEW), law(later, effective_from="2026-03-16")], people=PEOPLE, load=False
    )  # fmt: skip
    found = sittings(world, NO_ACTS, MONDAY - WEEK, MONDAY + DAY, MONDAY)
    assert [(s.title, s.chair.name, s.countersign) for s in found] == [
        ("Weekly review", "Di", False), ("At eleven", "Bo", True)
    ]  # fmt: skip
    assert found[1].at == MONDAY + HOUR
    review, sop = review_of(world, found[0].ref)
    assert (review.title, sop.effective_from) == ("Weekly review", dt.date(2026, 1, 1))
    assert review_of(world, ref(review="nothing")) is None
    assert next_of(world, NO_ACTS, found[0].ref, MONDAY).ref == found[1].ref


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYSETPOS=3", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;INTERVAL=-1",
     "FREQ=YEARLY;COUNT=0"],
)  # fmt: skip
def test_a_rule_that_never_occurs_is_found_out_soon(tmp_path, rule):
    began = time.process_time()
    world = one_review(tmp_path, f"{{id: never, title: Never, rrule: {rule}}}")
    assert to_hold(world, NO_ACTS, MONDAY) == ()
    assert sittings(world, NO_ACTS, MONDAY - 400 * DAY, MONDAY + 400 * DAY, MONDAY) == ()
    assert sitting(world, NO_ACTS, ref(review="never"), MONDAY) is None
    assert time.process_time() - began < 2


def test_one_week_of_a_daily_review_of_many_years_costs_one_week():
    often = versions(("2016-01-01", "FREQ=DAILY;BYHOUR=8,12,16;BYMINUTE=0,30", "Europe/Berlin"))
    began = time.process_time()
    assert len(due_between(often, "r", MONDAY, MONDAY + WEEK)) == 42
    assert time.process_time() - began < 1


def test_easter_is_found_though_it_keeps_its_own_cycle():
    easter = versions(("2026-01-01", "FREQ=YEARLY;BYEASTER=1;BYHOUR=9", "UTC"))
    found = due_between(easter, "r", dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1))
    assert [f"{due.at:%d %b}" for due in found] == ["06 Apr", "29 Mar", "17 Apr", "02 Apr"]


@pytest.mark.parametrize("at", [dt.datetime.min, dt.datetime(9999, 12, 31)])
def test_an_instant_at_the_ends_of_the_calendar_has_no_sitting(world, at):
    assert sitting(world, NO_ACTS, ref(at), MONDAY) is None


RULES = st.sampled_from(
    [WEEKLY, "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;BYHOUR=0", "FREQ=DAILY;INTERVAL=3",
     "FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=23;BYMINUTE=59", "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=7", "FREQ=DAILY;COUNT=9",
     "FREQ=DAILY;BYHOUR=1;UNTIL=20261101T000000"]
)  # fmt: skip
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1))
INSTANTS = st.datetimes(dt.datetime(2025, 12, 1), dt.datetime(2027, 2, 1))
LAWS = st.lists(st.tuples(DAYS, RULES, ZONES), min_size=1, max_size=3, unique_by=lambda v: v[0]).map(
    lambda stated: versions(*((str(day), rule, zone) for day, rule, zone in sorted(stated)))
)


@settings(deadline=None)
@given(LAWS, st.tuples(INSTANTS, INSTANTS, INSTANTS).map(sorted))
def test_the_sittings_of_two_periods_are_those_of_both_together(law, instants):
    a, b, c = instants
    assert due_between(law, "r", a, b) + due_between(law, "r", b, c) == due_between(law, "r", a, c)


@settings(deadline=None)
@given(LAWS, INSTANTS)
def test_first_and_last_are_those_of_the_whole_list(law, instant):
    every = due_between(law, "r", dt.datetime(2025, 1, 1), dt.datetime(2028, 1, 1))
    assert first_due(law, "r", instant) == next((due for due in every if due.at >= instant), None)
    assert last_due(law, "r", instant) == next((due for due in reversed(every) if due.at < instant), None)


@settings(deadline=None)
@given(LAWS, INSTANTS)
def test_each_sitting_lies_in_the_span_of_its_version(law, start):
    for due in due_between(law, "r", start, start + 60 * DAY):
        assert law.in_force(due.at) == due.sop
        assert due.review in due.sop.reviews


@settings(deadline=None)
@given(ZONES, st.integers(0, 23), INSTANTS)
def test_local_wall_time_is_constant_but_where_the_clocks_skip_it(zone, hour, start):
    law = versions(("2025-01-01", f"FREQ=DAILY;BYHOUR={hour};BYMINUTE=30", zone))
    for due in due_between(law, "r", start, start + 40 * DAY):
        local = due.at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))
        meant = local.replace(hour=hour, minute=30, fold=0)
        assert local == meant or meant.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).hour != hour


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


# --- who signs


def signing(tmp_path, chair, by, owner="cto"):
    world = one_review(tmp_path, f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: {chair}}}", owner=owner)
    found = sitting(world, NO_ACTS, ref(), MONDAY)
    return may_sign(world, found, by) or signed_as(world, found, by)


@pytest.mark.parametrize(
    ("chair", "by", "role"),
    [
        ("di", "di", "chair"),
        ("ana", "bo", "deputy of Ana"),
        ("ana", "ana", "chair"),  # though she is away
        ("cy", "di", "chair"),  # who replaced him
        ("ed", "cto", "chair"),  # Ed has left: the SOP's owner
        ("ml", "di", "chair"),
        ("di", "bo", "Bo cannot sign Weekly; its chair does: Di."),
        ("ana", "di", "Di cannot sign Weekly; its chair does: Bo or Ana."),
        ("cy", "cy", "Cy left on Sun 1 Mar."),
        ("ml", "ml", "ML team is a team; one of its members signs."),
        ("di", "zoe", "'zoe' is not in people.yaml."),
    ],
)
def test_the_chair_signs_or_who_stands_in_for_it(tmp_path, chair, by, role):
    assert signing(tmp_path, chair, by) == role


def test_another_person_countersigns_those_first_whom_the_sop_names(tmp_path):
    review = f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: di, attendees: [bo], countersign: true}}"
    world = one_review(tmp_path, review)
    before = sitting(world, NO_ACTS, ref(), MONDAY)
    assert may_countersign(world, before, "bo") == "This sitting is not signed yet; the chair signs first."
    found = sitting(world, ledger(opened(), signed()), ref(), MONDAY + DAY)
    assert may_sign(world, found, "di") == "This sitting is already signed by Di."
    assert may_countersign(world, found, "di") == "Di has signed; somebody else has to countersign."
    assert "team" in may_countersign(world, found, "ml")
    assert may_countersign(world, found, "bo") is None
    assert countersigners(world, found) == ("bo", "ana", "cto")
    twice = (did.SittingCountersigned(sitting=ref()), "bo", MONDAY + 2 * HOUR)
    found = sitting(world, ledger(opened(), signed(), twice), ref(), MONDAY + DAY)
    assert may_countersign(world, found, "ana") == "This sitting is already countersigned by Bo."


def test_where_the_sop_asks_for_no_second_signature_none_is_given(world):
    found = sitting(world, ledger(signed()), ref(), MONDAY + DAY)
    assert may_countersign(world, found, "bo") == "The SOP asks for no second signature under Weekly review."
