"""A rule tried on evidence that is read once: the judge's own verdict, whatever the rule and the history."""

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history.episodes import NEVER
from dashboard.history.judge import judge
from dashboard.history.rules import Rule
from dashboard.history.trying import evidence, fired, judged
from tests.history.judging import as_sets, day, histories, rule, warehouse

ALWAYS = dt.datetime(1, 1, 1)


@st.composite
def one_rule(draw):
    """One threshold that has always been in force; of the metric itself, or comparing groups of it."""
    metric = draw(st.sampled_from(["m", "m", "g"]))
    return draw(rule("sop", metric, None if metric == "g" else "s", "t", ALWAYS, None))


@settings(max_examples=150, deadline=None)
@given(one_rule(), histories(), st.integers(-4, 60), st.data())
def test_a_tried_rule_has_the_verdict_that_the_judge_gives(law, history, k, data):
    tail = data.draw(st.lists(st.sampled_from(history), unique=True)) if history else []
    con = warehouse([o for o in history if o not in tail], tail)
    held = evidence(con, [law], day(k))
    expected = judge(con, [law], day(k))
    assert as_sets(judged(held, law, day(k))) == as_sets(expected)
    segments, at, ended, points = fired(held, law, day(k))
    found = expected.breaches
    assert sorted(zip(segments, at.tolist(), strict=True)) == sorted(
        zip(found["segment"], found["fired_at"].astype("datetime64[us]").astype(np.int64), strict=True)
    )
    assert (ended == NEVER).sum() == found["ended_at"].isna().sum()
    assert points == found["points"].sum()


@settings(max_examples=100, deadline=None)
@given(one_rule(), histories(), st.sampled_from([0.1, 0.5, 1.0, 2.5]))
def test_a_looser_bound_never_has_more_breaching_points(law, history, looser):
    held = evidence(warehouse(history), [law], day(60))

    def outside(lower, upper):
        bounds = {"lower": lower, "upper": upper, "recover_lower": lower, "recover_upper": upper}
        return fired(held, replace(law, **bounds, for_=1, recover_for=1), day(60))[3]

    tight = outside(law.lower, law.upper)
    loose = outside(*(None if b is None else b + w for b, w in ((law.lower, -looser), (law.upper, looser))))
    beyond = np.zeros(held.signal.size, bool)
    if law.lower is not None:
        beyond |= held.signal < law.lower
    if law.upper is not None:
        beyond |= held.signal > law.upper
    assert tight == beyond.sum()
    assert loose <= tight


def test_evidence_is_taken_from_source_to_source_as_the_metric_moved():
    rows = [("m", "s", "", day(k), 1.0, None) for k in range(4)] + [
        ("m", "s2", "", day(k), 9.0, None) for k in range(8)
    ]
    first = Rule("sop", "m", "s", "t", ALWAYS, day(2), level="warning", stage="enforced", upper=5.0, recover_upper=5.0)
    second = replace(first, source="s2", start=day(2), end=None)
    held = evidence(warehouse(rows), [first, second], day(5))
    assert held.of("")[1].tolist() == [1.0, 1.0, 9.0, 9.0, 9.0, 9.0]
    assert held.of("no such segment")[0].size == 0
