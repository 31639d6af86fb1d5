"""One good SOP whose parts do not fit together: exactly one problem, at its line and column."""

import pytest

from dashboard.errors import Problem
from tests.sop.law import FILE, GOOD, broken, good, library, place_of

# (what is wrong, what to replace, by what, where the problem stands, what it says)
CASES = [
    # bounds and signals
    (
        "bounds crossed",
        "upper: 3.0",
        "lower: 4\n        upper: 3.0",
        "4\n        upper",
        "impossible bounds: lower 4 is above upper 3",
    ),
    (
        "recovery beyond the bound",
        "{upper: 2.8,",
        "{upper: 3.8,",
        "3.8",
        "impossible bounds: recover upper 3.8 is above upper 3",
    ),
    (
        "recovery of a missing bound",
        "{upper: 2.8,",
        "{lower: 2.8,",
        "2.8",
        "`recover` names a bound, lower, that the threshold does not have",
    ),
    (
        "a ratio above one",
        "lower: 0.8\n",
        "lower: 1.2\n",
        "1.2",
        "impossible bounds: lowest / highest is at most 1, so it never reaches lower 1.2",
    ),
    (
        "two signals in one",
        "{change: 28d}",
        "{change: 28d, mean: 7d}",
        "7d",
        "a signal is one of change, mean, drift, gap; this one is change and mean",
    ),
    (
        "an empty signal",
        "{change: 28d}",
        "{}",
        "{}",
        "a signal is one of {change: 28d}, {mean: 7d}, {drift: 90d}, {gap: region, of: metric, as: ratio}",
    ),
    (
        "a gap of nothing",
        "{gap: region, of: recall, as: ratio}",
        "{gap: region, as: ratio}",
        "{gap: region, as",
        "`gap` and `of` go together: {gap: region, of: recall, as: ratio}",
    ),
    ("`as` without a gap", "{change: 28d}", "{change: 28d, as: ratio}", "ratio", "`as` belongs to a gap signal"),
    # references
    (
        "an owner who does not exist",
        "owner: growth-lead",
        "owner: growth-led",
        "growth-led",
        "nobody in people.yaml is 'growth-led'; did you mean 'growth-lead'?",
    ),
    (
        "an unknown analyst",
        "analysis: data-science",
        "analysis: data-sience",
        "data-sience",
        "nobody in people.yaml is 'data-sience'; did you mean 'data-science'?",
    ),
    ("an unknown backup", "backup: bo", "backup: bob", "bob", "nobody in people.yaml is 'bob'; did you mean 'bo'?"),
    (
        "an escalation to nobody",
        "1d, to: cto",
        "1d, to: ctoo",
        "ctoo",
        "nobody in people.yaml is 'ctoo'; did you mean 'cto'?",
    ),
    (
        "changed by nobody",
        "by: growth-lead",
        "by: growthlead",
        "growthlead",
        "nobody in people.yaml is 'growthlead'; did you mean 'growth-lead'?",
    ),
    (
        "chaired by nobody",
        "chair: growth-lead",
        "chair: growth-lea",
        "growth-lea\n",
        "nobody in people.yaml is 'growth-lea'; did you mean 'growth-lead'?",
    ),
    (
        "an unknown attendee",
        "attendees: [ana",
        "attendees: [anna",
        "anna",
        "nobody in people.yaml is 'anna'; did you mean 'ana'?",
    ),
    (
        "a review escalated to nobody",
        "2d, to: cto",
        "2d, to: ctx",
        "ctx",
        "nobody in people.yaml is 'ctx'; did you mean 'cto'?",
    ),
    (
        "a response that does not exist",
        "respond: win-back",
        "respond: winback",
        "winback",
        "there is no response 'winback'; did you mean 'win-back'?",
    ),
    (
        "a review that does not exist",
        "review: weekly-growth",
        "review: weekly",
        "weekly\n",
        "there is no review 'weekly'; did you mean 'weekly-growth'?",
    ),
    (
        "an objective that does not exist",
        "objective: keep-subscribers",
        "objective: keep-subs",
        "keep-subs\n",
        "there is no objective 'keep-subs'; did you mean 'keep-subscribers'?",
    ),
    (
        "a KPI that does not exist",
        "kpis: [monthly-churn]",
        "kpis: [monthly-churm]",
        "monthly-churm",
        "there is no metric 'monthly-churm'; did you mean 'monthly-churn'?",
    ),
    (
        "drives nothing",
        "drives: [monthly-churn]",
        "drives: [churn-monthly]",
        "churn-monthly",
        "there is no metric 'churn-monthly'; known: monthly-churn, recall, recall-parity",
    ),
    (
        "a source that does not exist",
        "source: billing",
        "source: biling",
        "biling",
        "no source 'biling' in sources.yaml; did you mean 'billing'?",
    ),
    (
        "a gap of an unknown metric",
        "of: recall,",
        "of: recal,",
        "recal,",
        "there is no metric 'recal'; did you mean 'recall'?",
    ),
    (
        "a gap across no segment",
        "gap: region",
        "gap: regoin",
        "regoin",
        "'regoin' is not a segment of 'recall'; did you mean 'region'?",
    ),
    (
        "a metric without source",
        "    source: billing\n",
        "",
        "monthly-churn\n    title",
        "metric 'monthly-churn' has no `source`; only one whose thresholds are all gaps can do without",
    ),
    # twice, and in circles
    (
        "a metric twice",
        "id: recall-parity",
        "id: recall",
        "recall\n    title: Recall parity",
        "metric 'recall' stands twice; the first is in line 50",
    ),
    (
        "a threshold twice",
        "id: churn-jump",
        "id: churn-ceiling",
        "churn-ceiling\n        level: warning",
        "threshold 'churn-ceiling' stands twice; the first is in line 39",
    ),
    (
        "a step twice",
        "id: offer",
        "id: segment",
        "segment, kind: fix",
        "step 'segment' stands twice; the first is in line 82",
    ),
    (
        "a key twice",
        "title: Recall\n",
        "title: Recall\n    title: Recall\n",
        "title: Recall\n    aspect",
        "key 'title' stands twice; the first is in line 51",
    ),
    (
        "a metric that drives itself",
        "drives: []",
        "drives: [monthly-churn]",
        "monthly-churn]\n    segments",
        "`drives` goes in a circle: monthly-churn → monthly-churn",
    ),
    (
        "a circle of drives",
        "drives: []",
        "drives: [recall]",
        "monthly-churn]\n    segments: [region]",
        "`drives` goes in a circle: monthly-churn → recall → monthly-churn",
    ),
    # names of files
    (
        "another day than the file's",
        "2026-07-06",
        "2026-07-07",
        "2026-07-07",
        "effective_from 2026-07-07 is not what the file is named; write 2026-07-06, or rename the file 2026-07-07.yaml",
    ),
    (
        "another SOP than the folder's",
        "sop: churn-predictor",
        "sop: churn",
        "churn\n",
        "sop 'churn' stands in the folder 'churn-predictor'; the two must be the same",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_thing_wrong_is_one_problem_at_its_place(tmp_path, old, new, at, message):
    text = broken(GOOD, old, new)
    found = library(tmp_path, good(sop=text)).problems
    assert found == (Problem(FILE, *place_of(at, text), message),)


def test_a_threshold_without_a_bound_is_refused(tmp_path):
    text = broken(GOOD, "lower: 0.7, ", "")
    (problem,) = library(tmp_path, good(sop=text)).problems
    assert (
        str(problem)
        == f"{FILE}:{place_of('{id: recall-floor', text)[0]}:9: a threshold needs a `lower` or an `upper` bound"
    )


def test_a_gap_of_a_metric_that_is_not_measured_is_refused(tmp_path):
    text = broken(GOOD, "of: recall,", "of: recall-parity,")
    assert [p.message for p in library(tmp_path, good(sop=text)).problems] == [
        "'region' is not a segment of 'recall-parity'",
        "'recall-parity' has no source, so there is nothing to find a gap in",
    ]


def test_two_circles_of_drives_are_both_named(tmp_path):
    text = broken(GOOD, "drives: []", "drives: [recall, monthly-churn]")
    circles = {p.message for p in library(tmp_path, good(sop=text)).problems}
    assert circles == {
        "`drives` goes in a circle: monthly-churn → recall → monthly-churn",
        "`drives` goes in a circle: monthly-churn → monthly-churn",
    }


def test_sources_are_not_checked_where_they_are_not_known(tmp_path):
    text = broken(GOOD, "source: billing", "source: elsewhere")
    assert library(tmp_path, good(sop=text), sources=None).problems == ()
