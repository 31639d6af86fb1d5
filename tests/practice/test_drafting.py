"""What stands in the fields of a form ↔ what the file says; how often a review meets; what a draft changes."""

import datetime as dt
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from dashboard.practice.drafting.filling import NEEDED, WHOLE, beside, said, shaped, stated, twice, typed, wrong
from dashboard.practice.drafting.rhythm import DAYS, WHICH, Rhythm, rhythm
from dashboard.sop.editing import states, value_at
from dashboard.sop.model import Owners, Review, Threshold
from tests.sop.editing.texts import SHIPPED

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
beats = st.one_of(
    st.builds(Rhythm, st.just("week"), st.integers(1, 9), st.sampled_from(list(DAYS)), times),
    st.builds(
        Rhythm, st.just("month"), st.integers(1, 12), st.sampled_from(list(DAYS)), times, st.sampled_from(list(WHICH))
    ),
)


@given(beats)
def test_a_rhythm_is_a_rule_that_says_the_same_and_happens_so(beat):
    assert rhythm(beat.rrule) == beat
    days = list(rrulestr(beat.rrule, dtstart=dt.datetime(2026, 1, 1), cache=False).replace(count=5))
    assert {day.strftime("%A") for day in days} == {DAYS[beat.day]}
    assert {day.time() for day in days} == {beat.at}
    if beat.unit == "week":
        assert {later - day for day, later in pairwise(days)} == {dt.timedelta(weeks=beat.interval)}
    else:
        weeks = {(day.day - 1) // 7 + 1 for day in days}
        assert (
            weeks == {beat.which} if beat.which > 0 else all((day + dt.timedelta(7)).month != day.month for day in days)
        )


def test_every_rule_that_ships_is_a_rhythm():
    parts = [value_at(text, ("reviews",)) for text in SHIPPED.values() if states(text, ("reviews",))]
    rules = {review["rrule"] for reviews in parts for review in reviews if "rrule" in review}
    assert len(rules) > 5
    assert {rhythm(rule).rrule for rule in rules} == rules
    assert (
        rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;BYHOUR=15;BYMINUTE=0").words == "every second week on Thursday at 15:00"
    )
    assert rhythm("FREQ=MONTHLY;BYDAY=1TH;BYHOUR=14").words == "every month on the first Thursday at 14:00"


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9", "FREQ=WEEKLY;BYDAY=1MO;BYHOUR=9",
     "FREQ=MONTHLY;BYDAY=MO;BYHOUR=9", "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9", "FREQ=WEEKLY;BYDAY=XX;BYHOUR=9",
     "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;UNTIL=20270101", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO;BYHOUR=9", "nonsense", ""],
)  # fmt: skip
def test_a_rule_that_says_more_stays_a_rule(rule):
    assert rhythm(rule) is None


@pytest.mark.parametrize("value", [3, 0.93, -0.05, 2.0, True, "3d", "some text", None])
def test_a_field_gives_back_what_it_was_filled_with(value):
    assert said(typed(value)) == value
    assert type(said(typed(value))) is type(value)


def test_a_field_that_says_nothing_takes_its_key_out_and_the_rest_stays():
    part = {"id": "a", "x-own": 1, "lower": 3, "recover": {"lower": 4}}
    assert stated(part, lower=None, recover={}, upper=9, for_=2) == {"id": "a", "x-own": 1, "upper": 9, "for": 2}
    assert part["lower"] == 3
    assert stated(None, id="a", respond="") == {"id": "a"}


@pytest.mark.parametrize(
    ("model", "part", "found"),
    [
        (Threshold, {"id": "a", "level": "warning", "lower": 3}, {}),
        (Threshold, {"id": "a", "level": "warning"}, {WHOLE: "a threshold needs a lower or an upper bound"}),
        (Threshold, {"level": "critcal", "lower": "x"}, {
            "id": NEEDED, "level": "'critcal' is not a level; did you mean 'critical'?",
            "lower": "lower must be a number, not 'x'"}),
        (Threshold, {"id": "a", "level": "warning", "lower": 3, "recover": {"lower": 2}}, {
            "recover": "impossible bounds: recover lower 2 is below lower 3"}),
        (Threshold, {"id": "a", "level": "warning", "lower": 3, "signal": {"mean": "x"}}, {
            "signal": "'x' is not a duration; write it like 30m, 4h, 3d or 2w"}),
        (Review, {"id": "a", "title": "", "rrule": "FREQ=WEEKLY"}, {"title": "title is empty"}),
        (Owners, {}, {}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field(model, part, found):
    assert wrong(model, part) == found


def test_the_shape_of_a_part_is_told_from_what_stands_in_it():
    whole = {"id": 7, "lower": "x", "recover": {"lower": None}, "signal": {}, "own": [1]}
    assert shaped(whole, Threshold)
    for bent in ({"recover": 3}, {"signal": []}, {"lower": [1]}, {"id": {}}):
        assert not shaped(whole | bent, Threshold)
    assert shaped({"escalation": [{"after": "x"}]}, Owners)
    assert not shaped({"escalation": ["x"]}, Owners)
    assert not shaped({"escalation": {"after": "4h"}}, Owners)
    assert not shaped(None, Owners)


def test_ids_that_stand_twice_are_told_at_the_second():
    assert twice(["a", "b", "a", "a"]) == {2: "'a' stands twice", 3: "'a' stands twice"}


def test_what_uses_a_definition_says_itself_only_what_it_says_otherwise():
    definition = {"id": "weekly", "title": "Weekly", "rrule": "FREQ=WEEKLY", "remind": "1d", "attendees": ["ana"]}
    own = {"use": "weekly", "title": "Weekly", "chair": "bo"}
    whole = {**definition, **own}
    assert beside(own, definition, whole) == own
    assert beside(own, definition, {**whole, "remind": "2d"}) == {**own, "remind": "2d"}
    left = {key: value for key, value in whole.items() if key not in ("remind", "attendees", "chair")}
    assert beside(own, definition, left) == {"use": "weekly", "title": "Weekly", "remind": None, "attendees": []}
    assert beside({"id": "a"}, {}, {"id": "a", "title": "A"}) == {"id": "a", "title": "A"}
