"""Which expressions are a signal with bounds, and why the others are none."""

import datetime as dt

import pytest

from dashboard.practice.exchange.arithmetic import Beyond
from dashboard.practice.exchange.comparison import LONGEST, understood

WEEK = dt.timedelta(days=7)
GROUPS = 'r{region!="",plan="",job="a"}'


def brief(text):
    """(series, kind, window, lower, upper) of what it asks."""
    asked = understood(text)
    return str(asked.series), asked.kind, asked.window, asked.lower, asked.upper


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 3", ("x", "value", None, None, 3)),
        ("3 > x", ("x", "value", None, 3, None)),
        ("((x)) < -1e-3", ("x", "value", None, -0.001, None)),
        ('x{b="2",a=~"1|2"} > 0x10', ('x{a=~"1|2",b="2"}', "value", None, None, 16)),
        ('{__name__="job:x:rate5m"} > 1', ("job:x:rate5m", "value", None, None, 1)),
        ("x < 1 or x > 3", ("x", "value", None, 1, 3)),
        ("x != 0", ("x", "value", None, 0, 0)),
        ("x * 100 > 5", ("x", "value", None, None, 0.05)),
        ("100 * (1 - x) > 0.7", ("x", "value", None, 0.993, None)),
        ("x / (60 * 60) > 2", ("x", "value", None, None, 7200)),
        ("-x + 1 > 3", ("x", "value", None, -2, None)),
        ("x / 1e3 - 2 <= 1", ("x", "value", None, 3000, None)),
        ("avg_over_time(x[1w]) < 2", ("x", "mean", WEEK, 2, None)),
        ("avg_over_time(x[7d]) * 100 < 1 or avg_over_time(x[7d]) * 100 > 2", ("x", "mean", WEEK, 0.01, 0.02)),
        ("(x - avg_over_time(x[7d])) / avg_over_time(x[7d]) > 0.1", ("x", "change", WEEK, None, 0.1)),
        ("x / avg_over_time(x[7d]) < 0.9", ("x", "change", WEEK, -0.1, None)),
    ],
)  # fmt: skip
def test_what_is_understood(text, expected):
    assert brief(text) == expected


@pytest.mark.parametrize(
    ("text", "as_", "lower", "upper"),
    [
        (f"min({GROUPS}) / max({GROUPS}) < 0.8", "ratio", 0.8, None),
        (f"max({GROUPS}) - min({GROUPS}) > 5 and count({GROUPS}) >= 2", "difference", None, 5),
    ],
)
def test_a_gap(text, as_, lower, upper):
    asked = understood(text)
    assert (asked.dimension, asked.others, asked.as_, asked.lower, asked.upper) == (
        "region",
        ("plan",),
        as_,
        lower,
        upper,
    )
    assert str(asked.series) == 'r{job="a"}'


@pytest.mark.parametrize(("text", "strict"), [("x > 1", False), ("x >= 1", True), ("1 >= x", True), ("x < 1", False)])
def test_whether_the_bound_itself_fires(text, strict):
    assert understood(text).strict == strict


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x >", "is not PromQL"),
        ("метрика > 1", "is not PromQL"),
        ("x[5m] > 1", "is not PromQL"),
        ("(" * LONGEST + "x", "longer than 2,000 characters"),
        ("x", "compares nothing"),
        ("absent(x)", "compares nothing"),
        ("x > y", "compares two series"),
        ("x * 0 > 1", "compares two numbers"),
        ("x == 0", "one value alone"),
        ("x > bool 1", "`bool`"),
        ("x > Inf", "inf is no bound"),
        ("x > NaN", "nan is no bound"),
        ("x / 0 > 1", "divides by 0"),
        ("1 / 0 < x", "divides by 0"),
        ("x offset 5m > 1", "earlier value"),
        ("x @ 5 > 1", "earlier value"),
        ("avg_over_time(x[5m] offset 1d) > 1", "ends in the past"),
        ("x / avg_over_time(x[7d] offset 7d) < 0.9", "ends long before now"),
        ("rate(x[5m]) > 1", "rate() has no equal"),
        ("sum by (job) (x) > 1", "sum has no equal"),
        ("rate(a[5m]) / rate(b[5m]) > 0.05", "computes with several series (`/`); write it as a recording rule"),
        ("10 / x > 1", "computes with several series"),
        ("x % 2 > 1", "computes with several series"),
        ("x > 1 and y > 2", "`and` asks for something besides"),
        ("x > 1 unless y", "`unless`"),
        ("x > 1 or y > 3", "two conditions"),
        ("x > 1 or x > 3", "two conditions"),
        ('{__name__=~"a.*"} > 1', "several names"),
        ('{job="a"} > 1', "does not name its metric"),
        ("min(r) / max(r) < 0.8", "between the groups of which label"),
        ('min(r{a!=""}) / max(s{a!=""}) < 0.8', "computes with several series"),
        ('min by (b) (r{a!=""}) / max by (b) (r{a!=""}) < 0.8', "computes with several series"),
        ('max(r{a!=""}) - min(r{a!=""}) > 5 and count(r{b!=""}) >= 2', "`and` asks"),
        ("-" * 1900 + "x > 1", "nested too deep"),
        ("x > 1e300 * 1e300", "beyond any number"),
    ],
)
def test_what_has_no_equal_says_why(text, why):
    with pytest.raises(Beyond) as beyond:
        understood(text)
    assert why in str(beyond.value)
