"""The judge against the reference, and the rules of judging one by one."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history.judge import judge
from dashboard.history.rules import Rule, Signal
from tests.history import reference
from tests.history.judging import START, as_sets, day, histories, rules, warehouse


@settings(max_examples=200, deadline=None)
@given(rules(), histories(), st.one_of(st.integers(-4, 60)), st.data())
def test_the_judge_agrees_with_the_reference(law, history, k, data):
    tail = data.draw(st.lists(st.sampled_from(history), unique=True)) if history else []
    con = warehouse([o for o in history if o not in tail], tail)
    assert as_sets(judge(con, law, day(k))) == reference.judge(law, history, day(k))


CEILING = dict(sop="sop", metric="m", source="s", threshold="t", start=START, end=None, level="critical",
               stage="enforced", upper=3.0, recover_upper=3.0)  # fmt: skip
HOUR = dt.timedelta(hours=1)


def judged(values, as_of=None, ns=None, segment="", **law):
    """(since, fired, ended) in steps of six hours from the start, for values six hours apart."""
    ns = ns or [None] * len(values)
    rows = [("m", "s", segment, day(k), v, n) for k, (v, n) in enumerate(zip(values, ns, strict=True))]
    verdict = judge(warehouse(rows), [Rule(**(CEILING | law))], as_of or day(len(values)))

    def step(instant):
        return None if instant != instant or instant is None else (instant - START) // (6 * HOUR)

    frame = verdict.breaches
    return [tuple(map(step, t)) for t in zip(frame.since, frame.fired_at, frame.ended_at, strict=True)]


@pytest.mark.parametrize(
    ("sentence", "values", "law", "expected"),
    [
        ("a value equal to the bound is acceptable", [3.0, 3.0], {}, []),
        ("a value above the bound fires at once", [1, 4, 1], {}, [(1, 1, 2)]),
        ("an open breach has no end", [1, 4, 5], {}, [(1, 1, None)]),
        ("for: 2 fires at the second breaching point", [4, 4, 1], {"for_": 2}, [(0, 1, 2)]),
        ("for: 2 does not fire when a good point lies between", [4, 1, 4, 1], {"for_": 2}, []),
        ("a duration fires at the first point that long after the first", [4] * 4, {"for_": 9 * HOUR}, [(0, 2, None)]),
        ("a duration fires at exactly its length", [4] * 3, {"for_": 12 * HOUR}, [(0, 2, None)]),
        ("recovery needs the recover bound", [4, 2.9, 2.8, 1], {"recover_upper": 2.8}, [(0, 0, 2)]),
        ("recover.for: 2 needs two in a row", [4, 1, 4, 1, 1], {"recover_for": 2}, [(0, 0, 4)]),
        ("a point in between starts recovery anew", [4, 1, 2.9, 1, 1], {"recover_for": 2, "recover_upper": 2.8},
         [(0, 0, 4)]),
        ("a point in between breaks a pending run", [4, 2.9, 4, 4], {"for_": 2, "recover_upper": 2.8}, [(2, 3, None)]),
        ("no evidence neither breaks a run nor counts in it", [4, None, 4], {"for_": 2}, [(0, 2, None)]),
        ("no evidence does not recover", [4, None, None], {}, [(0, 0, None)]),
    ],
)  # fmt: skip
def test_rule(sentence, values, law, expected):
    assert judged(values, **law) == expected


def test_a_small_sample_is_no_evidence():
    assert judged([9, 9, 9], ns=[49, None, 50], min_n=50, for_=2) == [(1, 2, None)]


def test_every_segment_is_judged_on_its_own():
    assert judged([4, 1], segment="d=a") == [(0, 0, 1)]


def two_versions(**second):
    """A ceiling of 3 until step 3, and something else from then on."""
    return [Rule(**(CEILING | {"end": day(3)})), Rule(**(CEILING | {"start": day(3)} | second))]


def test_an_open_breach_is_carried_into_the_next_version_and_judged_by_it():
    rows = [("m", "s", "", day(k), v, None) for k, v in enumerate([1, 4, 4, 4, 6])]
    frame = judge(warehouse(rows), two_versions(upper=5.0, recover_upper=5.0), day(9)).breaches
    assert [(r.since, r.points) for r in frame.itertuples()] == [(day(1), 2), (day(4), 1)]
    assert frame.ended_at.isna().tolist() == [False, True]
    assert frame.ended_at[0] == day(3)


def test_a_run_is_carried_into_a_version_with_another_for():
    rows = [("m", "s", "", day(k), 4.0, None) for k in range(1, 5)]
    law = [Rule(**(CEILING | {"end": day(3), "for_": 5})), Rule(**(CEILING | {"start": day(3), "for_": 3}))]
    frame = judge(warehouse(rows), law, day(9)).breaches
    assert [(r.since, r.fired_at) for r in frame.itertuples()] == [(day(1), day(3))]


def test_a_threshold_dropped_by_a_version_ends_its_open_breach_as_retired():
    rows = [("m", "s", "", day(k), 4.0, None) for k in range(5)]
    law = [Rule(**(CEILING | {"end": day(7)}))]
    before, after = (judge(warehouse(rows), law, day(k)).breaches.iloc[0] for k in (6, 7))
    assert before.ended_because is None
    assert (after.ended_at, after.ended_because) == (day(7), "retired")


def test_an_open_breach_has_the_level_of_the_version_in_force_though_no_point_came_since():
    rows = [("m", "s", "", day(1), 4.0, None)]
    frame = judge(warehouse(rows), two_versions(level="warning"), day(5)).breaches
    assert frame.level.tolist() == ["warning"]


def test_change_is_relative_to_the_mean_of_the_window_before_and_needs_three_points():
    signal = Signal("change", window=dt.timedelta(days=1))
    assert judged([10, 10, 10, 12, 10], signal=signal, upper=0.15, recover_upper=0.15) == [(3, 3, 4)]
    assert judged([10, 10, 12], signal=signal, upper=0.15, recover_upper=0.15) == []


def test_the_mean_of_equal_values_is_that_value_whatever_came_before():
    signal = Signal("mean", window=dt.timedelta(days=1))
    values = [1e9 / 3] + [0.3] * 9 + [0.1] * 30
    found = judged(values, signal=signal, upper=None, recover_upper=None, lower=0.1, recover_lower=0.1)
    assert found == []


def test_a_gap_belongs_to_the_whole_population_of_the_metric_that_declares_it():
    rows = [("m", "s", f"d={g}", day(k), v, 9) for g, v in (("a", 0.9), ("b", 0.6)) for k in range(2)]
    law = [Rule(**(CEILING | dict(metric="g", source=None, upper=None, recover_upper=None, lower=0.8, recover_lower=0.8,
                                  signal=Signal("gap", dimension="d", of="m", of_source="s"))))]  # fmt: skip
    frame = judge(warehouse(rows), law, day(3)).breaches
    assert [(r.metric, r.segment, r.points) for r in frame.itertuples()] == [("g", "", 2)]
    assert frame.worst[0] == pytest.approx(2 / 3)
