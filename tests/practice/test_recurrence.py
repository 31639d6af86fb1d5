"""When reviews meet: by a rule, in a zone whose clocks move, through the versions of an SOP."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger.state import NO_ACTS
from dashboard.practice.recurrence import due_between, first_due, last_due
from dashboard.practice.sittings import next_of, review_of, sitting, sittings, to_hold
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version, Versions
from tests.practice.bot import DAY, HOUR, MONDAY, PEOPLE, REVIEW, WEEK, WEEKLY, law, one_review, ref
from tests.worlds import make_world

BERLIN = ZoneInfo("Europe/Berlin")


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


def locally(found, zone=BERLIN):
    return [f"{due.at.replace(tzinfo=dt.UTC).astimezone(zone):%a %d %b %H:%M}" for due in found]


def test_a_weekly_review_meets_at_the_same_local_time_on_both_sides_of_daylight_saving(tmp_path):
    world = one_review(tmp_path, REVIEW)
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
def test_an_instant_at_the_ends_of_the_calendar_has_no_sitting(tmp_path, at):
    assert sitting(one_review(tmp_path, REVIEW), NO_ACTS, ref(at), MONDAY) is None


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
