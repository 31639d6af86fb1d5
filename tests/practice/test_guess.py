"""What a file of metrics is taken for, and what is proposed for what is in it."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from dashboard.history.ask import Profile
from dashboard.history.preview import Sample
from dashboard.practice.guess import guess, ids, slug
from dashboard.practice.propose import direction, propose


def seen(**columns):
    return Sample(Path("a.csv"), "csv", None, pd.DataFrame(columns))


def dates(*cells, **others):
    rows = len(cells)
    return guess(seen(date=list(cells), **{name: values[:rows] for name, values in others.items()}))


VALUES = {"accuracy": ["0.9", "0.8", "0.7"]}


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (("2026-01-01", "2026-01-02"), None),
        (("2026-01-01T10:00:00Z", "2026-01-02T10:00:00+02:00"), None),
        (("31/01/2026", "01/02/2026"), "%d/%m/%Y"),
        (("01/31/2026", "02/01/2026"), "%m/%d/%Y"),
        (("31.01.2026 10:00", "01.02.2026 11:00"), "%d.%m.%Y %H:%M"),
        (("20260131", "20260201"), "%Y%m%d"),
    ],
)
def test_dates_are_recognised_as_they_are_written(cells, form):
    found = dates(*cells, **VALUES)
    assert (found.at, found.date_format, found.metrics) == ("date", form, {"accuracy": "accuracy"})
    assert found.doubts == ()


def test_dates_that_can_be_read_two_ways_are_a_doubt():
    found = dates("01/02/2026", "03/02/2026", **VALUES)
    assert found.date_format == "%d/%m/%Y"
    assert "day first or month first" in found.doubts[0]


def test_long_numbers_are_no_dates():
    found = guess(seen(day=["2026-01-01", "2026-01-02"], revenue=["123456", "204567"]))
    assert (found.at, found.metrics) == ("day", {"revenue": "revenue"})


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["1.5", "2.25"], (".", None)),
        (["1,5", "2,25"], (",", None)),
        (["1,234.5", "2,000"], (".", ",")),
        (["1.234,5", "2.000"], (",", ".")),
        (["1 234,5", "2 000"], (",", " ")),
        (["12", "14"], (".", None)),
    ],
)
def test_numbers_are_recognised_as_they_are_written(cells, style):
    found = dates("2026-01-01", "2026-01-02", sales=cells)
    assert ((found.decimal, found.thousands), list(found.metrics)) == (style, ["sales"])


def test_a_metric_column_with_a_value_column_is_long():
    found = guess(
        seen(
            Date=["2026-01-01"] * 2,
            KPI=["a", "b"],
            Value=["1", "2"],
            N=["5", "6"],
            region=["eu", "us"],
            Model=["1", "1"],
        )
    )
    assert (found.layout, found.metric, found.value, found.n) == ("long", "KPI", "Value", "N")
    assert (found.model_version, found.segments, found.metrics) == ("Model", ("region",), {})


def test_a_column_with_too_many_values_for_a_segment_is_left_out_and_said():
    rows = [f"2026-01-01T00:{i:02}" for i in range(60)]
    found = guess(seen(at=rows, recall=["0.5"] * 60, note=[f"text {i}" for i in range(60)]))
    assert (found.segments, found.aside) == ((), ("note",))


def test_a_column_that_is_left_out_and_tells_rows_of_one_time_apart_is_a_doubt():
    rows = [(f"2026-01-{day:02}", f"customer {i}") for day in (1, 2) for i in range(60)]
    found = guess(seen(date=[at for at, _ in rows], customer=[who for _, who in rows], recall=["0.5"] * 120))
    assert (found.segments, found.aside) == ((), ("customer",))
    assert "does 'customer' tell them apart?" in found.doubts[0]


@pytest.mark.parametrize("cells", [["91.2%", "90 %"], ["$1,200", "$900"], ["3,5 €", "3,7 €"]])
def test_numbers_with_a_sign_are_no_segments_and_a_doubt(cells):
    found = dates("2026-01-01", "2026-01-02", accuracy=["1", "2"], signed=cells)
    assert (list(found.metrics), found.segments, found.aside) == (["accuracy"], (), ("signed",))
    assert found.doubts == (
        f"'signed' is left out: its numbers are written like {cells[0]}; save them without the sign",
    )


def test_versions_and_times_of_words_are_segments():
    found = dates("2026-01-01", "2026-01-02", accuracy=["1", "2"], build=["1.2.3", "1.2.4"], horizon=["30d", "60d"])
    assert found.segments == ("build", "horizon")


def test_a_value_split_by_words_alone_could_be_several_metrics():
    found = dates("2026-01-01", "2026-01-01", what=["recall", "cost"], value=["1", "2"])
    assert (found.layout, found.metric, found.segments) == ("long", None, ("what",))
    assert "taken for one metric, split by what" in found.doubts[0]


def test_without_dates_or_numbers_nothing_is_made_up():
    found = guess(seen(a=["x", "y"], b=["u", "v"]))
    assert (found.at, found.metrics) == (None, {})


def test_names_become_ids_no_two_alike():
    assert ids(["Error rate", "error-rate", "Fehlerquote (ü)", "%", "$"]) == {
        "Error rate": "error-rate",
        "error-rate": "error-rate-2",
        "Fehlerquote (ü)": "fehlerquote-ue",
        "%": "metric",
        "$": "metric-2",
    }
    assert len(slug("x" * 200)) == 64


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("accuracy", "higher"),
        ("Customer satisfaction (CSAT)", "higher"),
        ("p95_latency_ms", "lower"),
        ("error rate", "lower"),
        ("false positive rate", "lower"),
        ("recall error", "lower"),
        ("cost per conversion", "lower"),
        ("accuracy of delay prediction", "higher"),
        ("cost per conversation", "lower"),
        ("temperature", "within"),
        ("uptime", "higher"),
        ("downtime", "lower"),
        ("brier_score", "lower"),
        ("toxicity score", "lower"),
        ("score", "higher"),
    ],
)
def test_the_direction_is_guessed_from_the_name(name, better):
    assert direction(name) == better


def profile(low, middle, high, lowest=None, highest=None, points=100, step=86400.0):
    day = dt.datetime(2026, 1, 1)
    return Profile("m", points, day, day, low if lowest is None else lowest, low, middle, high,
                   high if highest is None else highest, step)  # fmt: skip


def test_bounds_lie_at_the_worst_two_percent_and_twice_as_far():
    assert propose("latency", profile(400, 500, 600)).thresholds == {"warning": (None, 600), "critical": (None, 700)}
    assert propose("accuracy", profile(0.8, 0.9, 0.95)).thresholds == {"warning": (0.8, None), "critical": (0.7, None)}
    both = propose("temperature", profile(-10, 10, 20)).thresholds
    assert both == {"warning": (-10, 20), "critical": (-30, 30)}


def test_bounds_beyond_what_is_possible_are_not_proposed():
    assert propose("accuracy", profile(0.4, 0.9, 0.95)).thresholds == {"warning": (0.4, None)}  # 2 × 0.5 below 0.9
    assert propose("error rate", profile(0.1, 0.5, 0.8)).thresholds == {"warning": (None, 0.8)}
    assert propose("error rate %", profile(10, 50, 80)).thresholds == {"warning": (None, 80)}


def test_nothing_is_proposed_where_the_history_says_nothing():
    short, flat, none = (propose("accuracy", p) for p in (profile(1, 2, 3, points=5), profile(2, 2, 2), None))
    assert (short.thresholds, flat.thresholds, none.thresholds) == ({}, {}, {})
    assert "5 values" in short.why_not
    assert "does not move" in flat.why_not


@pytest.mark.parametrize(
    ("days", "reported"),
    [(1 / 24, "hourly"), (1, "daily"), (7, "weekly"), (30.44, "monthly"), (91.3, "quarterly"), (None, "daily")],
)
def test_the_reporting_frequency_is_the_usual_step(days, reported):
    assert propose("accuracy", profile(1, 2, 3, step=days and days * 86400)).reported == reported
