"""One good SOP with one word or value broken: exactly one problem, at its line and column."""

import pytest

from dashboard.errors import Problem
from tests.sop.law import FILE, GOOD, broken, good, library, place_of

# (what is wrong, what to replace, by what, where the problem stands, what it says)
CASES = [
    # keys and words
    (
        "a misspelt key",
        "        upper: 3.0",
        "        uper: 3.0\n        lower: 0",
        "uper",
        "unknown key 'uper'; did you mean 'upper'?",
    ),
    ("a misspelt key at the top", "summary:", "sumary:", "sumary", "unknown key 'sumary'; did you mean 'summary'?"),
    ("a python name for a key", "as: ratio", "as_: ratio", "as_", "unknown key 'as_'; did you mean 'as'?"),
    ("a key nothing like any", "remind: 1d", "zzz: 1d", "zzz", "unknown key 'zzz'; known: countersign, remind"),
    (
        "a misspelt level",
        "level: critical",
        "level: critcal",
        "critcal",
        "'critcal' is not a level; did you mean 'critical'?",
    ),
    (
        "an unknown aspect",
        "aspect: business",
        "aspect: busines",
        "busines\n",
        "'busines' is not an aspect; did you mean 'business'?",
    ),
    (
        "a misspelt direction",
        "better: lower",
        "better: lowr",
        "lowr",
        "'lowr' is not a value of `better`; did you mean 'lower'?",
    ),
    (
        "a role nobody has",
        "role: analysis",
        "role: analyst",
        "analyst",
        "'analyst' is not a role; did you mean 'analysis'?",
    ),
    ("another schema", "sop/v1", "sop/v2", "sop/v2", "'sop/v2' is not a value of `apiVersion`; did you mean 'sop/v1'?"),
    ("a missing title", "title: Churn predictor\n", "", "apiVersion", "`title` is missing"),
    ("a missing title of a metric", "    title: Monthly churn\n", "", "id: monthly-churn", "`title` is missing"),
    (
        "a key without a value",
        "min_n: 50",
        "min_n:",
        "\n    owners",
        "`min_n` has no value; give it one or leave the key out",
    ),
    ("an empty title", "title: Churn predictor", 'title: ""', '""', "`title` is empty"),
    # values
    (
        "an id with a blank",
        "id: churn-jump",
        "id: Churn jump",
        "Churn jump",
        "'Churn jump' is not an id (small letters, digits, - and _, at most 64); write 'churn-jump'",
    ),
    ("a number in quotes", "upper: 3.0", 'upper: "3.0"', '"3.0"', "`upper` must be a number, not '3.0'"),
    ("a truth value as a bound", "upper: 3.0", "upper: true", "true", "`upper` must be a number, not 'true'"),
    ("an infinite bound", "upper: 3.0", "upper: .inf", ".inf", "`upper` must be a finite number, not '.inf'"),
    ("not a number at all", "upper: 3.0", "upper: .nan", ".nan", "`upper` must be a finite number, not '.nan'"),
    ("half a sample", "min_n: 50", "min_n: 50.5", "50.5", "`min_n` must be a whole number, not '50.5'"),
    ("a negative sample", "min_n: 50", "min_n: -1", "-1", "`min_n` must be at least 0, not '-1'"),
    ("a list for a text", 'unit: "%"', "unit: [a]", "[a]", "`unit` must be text, not a list"),
    ("a text for a list", "drives: []", "drives: recall", "recall\n", "`drives` must be a list, not 'recall'"),
    ("a mapping for a list", "drives: []", "drives: {a: b}", "{a: b}", "`drives` must be a list, not a mapping"),
    (
        "a number in a list of ids",
        "kpis: [monthly-churn]",
        "kpis: [3]",
        "3]",
        "an entry of `kpis` must be text, not '3'",
    ),
    (
        "a duration in words",
        "stale_after: 3d",
        "stale_after: soon",
        "soon",
        "'soon' is not a duration; write it like 30m, 4h, 3d or 2w",
    ),
    (
        "no time at all",
        "stale_after: 3d",
        "stale_after: 0d",
        "0d",
        "'0d' is not a duration; write it like 30m, 4h, 3d or 2w",
    ),
    (
        "a duration without end",
        "stale_after: 3d",
        "stale_after: 999999w",
        "999999w",
        "'999999w' is longer than a hundred years",
    ),
    (
        "`for` in words",
        "for: 2\n",
        "for: twice\n",
        "twice",
        "'twice' is neither a count of observations like 2 nor a duration like 3d",
    ),
    ("`for` none", "for: 2\n", "for: 0\n", "0\n        recover", "a count begins at 1, not 0"),
    (
        "`for` true",
        "for: 2\n",
        "for: true\n",
        "true",
        "'True' is neither a count of observations like 2 nor a duration like 3d",
    ),
    (
        "a misspelt frequency",
        "reported: daily",
        "reported: dayly",
        "dayly",
        "'dayly' is not a reporting frequency; did you mean 'daily'?",
    ),
    ("a day that is none", "2026-07-06", "2026-02-30", "2026-02-30", "'2026-02-30' is no day of the calendar"),
    ("a day as a number", "2026-07-06", "20260706", "20260706", "'20260706' is not a day; write it like 2026-07-06"),
    ("a day before time", "2026-07-06", "0001-01-01", "0001-01-01", "a year between 1900 and 2199, not 1"),
    (
        "a zone that is none",
        "Europe/London",
        "Europe/Lndon",
        "Europe/Lndon",
        "unknown time zone 'Europe/Lndon'; did you mean 'Europe/London'?",
    ),
    (
        "a dimension with a comma",
        "segments: [plan, region]",
        'segments: ["a,b", region]',
        '"a,b"',
        "'a,b' is not the name of a dimension: it must not be empty or hold , or =",
    ),
    (
        "no recurrence rule",
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10;BYMINUTE=0",
        "every Monday",
        "every Monday",
        "a review recurs daily, weekly, monthly or yearly; write a recurrence rule (RFC 5545), "
        "like FREQ=WEEKLY;BYDAY=MO;BYHOUR=10",
    ),
    ("a negative interval", "BYDAY=MO", "INTERVAL=-1;BYDAY=MO", "FREQ", "INTERVAL must be at least 1"),
    (
        "dates beside the rule",
        "rrule: FREQ",
        "rrule: EXDATE:20260105T100000 RRULE:FREQ",
        "EXDATE",
        "one rule alone, without dates before or after it; write a recurrence rule (RFC 5545), "
        "like FREQ=WEEKLY;BYDAY=MO;BYHOUR=10",
    ),
    (
        "a day that never comes",
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ",
        "this rule never comes to a day",
    ),
    ("a weekday that is none", "BYDAY=MO", "BYDAY=XX", "FREQ", "not a recurrence rule: invalid 'BYDAY': XX"),
    ("a rule that never moves on", "FREQ=WEEKLY;", "FREQ=WEEKLY;INTERVAL=0;", "FREQ", "INTERVAL must be at least 1"),
]


def test_a_good_file_has_no_problem(tmp_path):
    assert library(tmp_path, good()).problems == ()


@pytest.mark.parametrize(("old", "new", "at", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_thing_wrong_is_one_problem_at_its_place(tmp_path, old, new, at, message):
    text = broken(GOOD, old, new)
    found = library(tmp_path, good(sop=text)).problems
    assert found == (Problem(FILE, *place_of(at, text), message),)


def test_all_problems_of_a_file_are_named_at_once_whatever_their_kind(tmp_path):
    text = GOOD
    for old, new in [
        ("critical", "critcal"),
        ("  min_n:", "  min_m:"),
        ("upper: 0.15", "upper: lots"),
        ("backup: bo", "backup: bob"),
    ]:
        text = broken(text, old, new)
    text = broken(text, "respond: win-back", "respond: winback")
    text = broken(text, "title: Recall\n", "title: Recall\n    title: Recall\n")
    assert [p.message for p in library(tmp_path, good(sop=text)).problems] == [
        "unknown key 'min_m'; did you mean 'min_n'?",
        "nobody in people.yaml is 'bob'; did you mean 'bo'?",
        "'critcal' is not a level; did you mean 'critical'?",
        "there is no response 'winback'; did you mean 'win-back'?",
        "`upper` must be a number, not 'lots'",
        "key 'title' stands twice; the first is in line 51",
    ]
