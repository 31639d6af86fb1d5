import datetime as dt

import pytest

from dashboard.practice import wording

NOON = dt.datetime(2026, 11, 16, 12)


@pytest.mark.parametrize(
    ("number", "unit", "signal", "against", "said"),
    [
        (84.1234, "%", "value", (), "84.1 %"),
        (0.0312, "€", "value", (), "€0.0312"),
        (-3.5, "$", "value", (), "−$3.50"),
        (4.2, "s", "value", (), "4.20 s"),
        (0.9312, "ratio", "value", (), "0.931"),
        (3.9, "of 5", "value", (), "3.90 of 5"),
        (12340, "ms", "value", (), "12,340 ms"),
        (217.0, "ms", "value", (), "217 ms"),
        (0, "%", "value", (), "0 %"),
        (-0.063, "%", "change 28d", (), "−6.30 %"),
        (0.12, "s", "change 7d", (), "+12.0 %"),
        (0.7912, "%", "gap region of recall (ratio)", (), "0.791"),
        (0.7912, "%", "gap region of recall (difference)", (), "0.791 %"),
        (1e-9, "", "value", (), "0.00000000100"),
        (None, "%", "value", (), "–"),
        (float("nan"), "%", "value", (), "–"),
    ],
)
def test_a_value_is_said_with_unit_and_honest_precision(number, unit, signal, against, said):
    assert wording.value(number, unit, signal, against) == said


@pytest.mark.parametrize(
    ("hours", "said"), [(0.5, "30 minutes"), (1, "1 hour"), (24, "1 day"), (36, "36 hours"), (336, "2 weeks")]
)
def test_a_time_is_said_as_it_was_agreed_on(hours, said):
    assert wording.agreed(dt.timedelta(hours=hours)) == said


def test_a_value_never_looks_equal_to_a_bound_that_it_is_not():
    assert wording.value(85.996, "%", against=(86, None)) == "85.996 %"
    assert wording.value(86, "%", against=(86,)) == "86.0 %"
    assert wording.value(-0.0501, "%", "change 28d", against=(-0.05,)) == "−5.01 %"


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "signal", "said"),
    [
        (88, None, "%", "value", "≥ 88 %"),
        (None, 0.028, "€", "mean 7d", "≤ €0.028"),
        (0.8, 1.25, "", "value", "0.8 to 1.25"),
        (-0.05, None, "%", "change 28d", "≥ −5 %"),
        (None, 4000, "ms", "value", "≤ 4,000 ms"),
        (None, None, "ms", "value", ""),
        (0.8, None, "%", "gap region of recall (ratio)", "≥ 0.8"),
    ],
)
def test_bounds_are_said_as_the_sop_states_them(lower, upper, unit, signal, said):
    assert wording.bounds(lower, upper, unit, signal) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        ({"seconds": 20}, "less than a minute"),
        ({"minutes": 1}, "1 minute"),
        ({"minutes": 119}, "119 minutes"),
        ({"hours": 5}, "5 hours"),
        ({"hours": 47}, "47 hours"),
        ({"days": 2}, "2 days"),
        ({"days": 59}, "59 days"),
        ({"days": 430}, "14 months"),
    ],
)
def test_spans_take_the_largest_unit_of_which_there_are_two(away, said):
    assert wording.span(dt.timedelta(**away)) == said


def test_since_says_the_day_and_how_long():
    assert wording.since(dt.datetime(2026, 11, 4), NOON) == "since Wed 4 Nov, 12 days"
    assert wording.since(dt.datetime(2026, 11, 16, 8, 30), NOON) == "since Mon 16 Nov 08:30, 3 hours"
    assert wording.since(dt.datetime(2025, 11, 4), NOON) == "since Tue 4 Nov 2025, 12 months"
    assert wording.since(None, NOON) == "never"


def test_what_is_due_is_said_from_now():
    assert wording.due(NOON + dt.timedelta(hours=3), NOON) == "in 3 hours (Mon 16 Nov 15:00)"
    assert wording.due(NOON - dt.timedelta(days=2), NOON) == "2 days ago (Sat 14 Nov 12:00)"


def test_signals_and_segments_have_words():
    assert wording.signal_phrase("change 28d") == "change against the 28 days before"
    assert wording.signal_phrase("drift 90d") == "shift of level within 90 days"
    assert wording.value(-0.063, "s", "drift 90d") == "−6.30 %"
    assert wording.signal_phrase("mean 1h") == "mean of 1 hour"
    assert wording.signal_phrase("gap region of recall (ratio)") == "lowest to highest region of recall"
    assert wording.signal_phrase("gap region of recall (difference)") == "difference between region of recall"
    assert wording.signal_phrase("value") == ""
    assert (wording.segment(""), wording.segment("channel=chat,locale=de")) == ("all", "channel=chat, locale=de")


def test_instants_for_machines():
    assert wording.instant(dt.datetime(2026, 7, 6)) == "2026-07-06T00:00:00Z"
    assert wording.instant(dt.datetime(2026, 7, 6, 0, 0, 0, 250000)) == "2026-07-06T00:00:00.25Z"
    assert wording.instant(None) is None
