"""An alert fires from the very observation at which the judge's breach fires, and as long: Prometheus itself is asked.

Each observation is held for its hour, sampled every five minutes; what fires is asked five minutes before the next.
"""

import datetime as dt
import random

import pytest

from dashboard.history.judge import judge
from dashboard.practice.exchange.to_prometheus import prometheus_rules
from dashboard.practice.rules import rules as judged_by
from tests.exchange import promtool
from tests.exchange.law import AT, metric, world
from tests.history.judging import START, warehouse

HOURS, SAMPLES = 60, 12
HOUR = dt.timedelta(hours=1)


def firing(law, observations):
    """(threshold, segment) → the hours in which the judge has a breach of it firing."""
    con = warehouse([(m, "x", segment, START + i * HOUR, v, None) for m, segment, i, v in observations])
    found = judge(con, judged_by(law.library), START + HOURS * HOUR).breaches
    return {
        (row.threshold, row.segment, i)
        for row in found.itertuples()
        for i in range(HOURS)
        if row.fired_at <= START + i * HOUR and not (row.ended_at is not None and row.ended_at <= START + i * HOUR)
    }


def series(observations):
    """The observations as gauges."""
    by_series = {}
    for m, segment, i, value in observations:
        by_series.setdefault((m, segment), ["_"] * (HOURS * SAMPLES))[i * SAMPLES : (i + 1) * SAMPLES] = [
            repr(value)
        ] * SAMPLES
    named = {}
    for (m, segment), values in by_series.items():
        labels = ",".join(f'{k}="{v}"' for k, v in (pair.split("=") for pair in segment.split(",") if pair))
        named[f"{m.replace('-', '_')}{{{labels}}}"] = " ".join(values)
    return named


def asked(expected):
    """What of the alerts must be firing five minutes before each full hour."""
    tests = []
    for i in range(HOURS):
        samples = [
            {"labels": f'{{threshold="{threshold}"{", " if segment else ""}{_labels(segment)}}}', "value": 1}
            for threshold, segment, hour in sorted(expected)
            if hour == i
        ]
        query = 'count by (threshold, channel) (ALERTS{alertstate="firing"})'
        tests.append({"expr": query, "eval_time": f"{i * 60 + 55}m", "exp_samples": samples})
    return tests


def _labels(segment):
    return ", ".join(f'{k}="{v}"' for k, v in (pair.split("=") for pair in segment.split(",") if pair))


def told(values, m="m", segment="", first=0):
    return [(m, segment, first + i, value) for i, value in enumerate(values)]


def walk(seed, options):
    """Values that stay a while, so that counts of consecutive observations are reached and missed."""
    chance, found = random.Random(seed), []
    while len(found) < HOURS:
        found += [chance.choice(options)] * chance.choice([1, 1, 2, 3, 5])
    return found[:HOURS]


VALUE = """
{id: once, level: critical, upper: 15}
{id: thrice, level: critical, upper: 15, for: 3}
{id: lasting, level: warning, upper: 15, for: 2h}
{id: lingering, level: warning, lower: 5, upper: 15, for: 2, recover: {for: 3}}
{id: at-the-bound, level: warning, upper: 20}
"""
MEAN = """
{id: mean, level: warning, signal: {mean: 4h}, upper: 6}
{id: mean-low, level: warning, signal: {mean: 4h}, lower: 6, for: 2, recover: {for: 2}}
"""
CHANGE = """
{id: jump, level: warning, signal: {change: 4h}, upper: 0.45, for: 2}
{id: moved, level: critical, signal: {change: 4h}, lower: -0.27, upper: 0.45}
"""
GAP = """
{id: parity, level: critical, signal: {gap: channel, of: m, as: ratio}, lower: 0.8, for: 2, recover: {for: 2}}
{id: apart, level: warning, signal: {gap: channel, of: m, as: difference}, upper: 2.5}
"""
SEGMENTED = "segments: [channel]"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("thresholds", "options"),
    [(VALUE, [1, 10, 20, 30]), (MEAN, [0, 10, 20]), (CHANGE, [10, 20])],
    ids=["value", "mean", "change"],
)
def test_it_fires_where_the_judge_does(tmp_path, thresholds, options, seed):
    law = world(tmp_path, metric("m", thresholds, SEGMENTED))
    observations = told(walk(seed, options)) + told(walk(seed + 10, options), segment="channel=chat")
    expected = firing(law, observations)
    assert 10 < len(expected) < 2 * HOURS * thresholds.count("id:") - 10
    promtool.replay(prometheus_rules(law, AT).text, tmp_path, series(observations), "5m", asked(expected))


def test_a_gap_fires_where_the_judges_does_and_not_for_one_group_alone(tmp_path):
    law = world(tmp_path, metric("m", "", SEGMENTED), metric("g", GAP, "source: x"))
    options = [7, 9, 10]
    observations = (
        told(walk(3, options), segment="channel=a")
        + told(walk(4, [1]))
        + told(walk(5, options)[8:], segment="channel=b", first=8)
    )
    expected = firing(law, observations)
    assert {threshold for threshold, _, _ in expected} == {"parity", "apart"}
    assert min(hour for _, _, hour in expected) >= 8
    promtool.replay(prometheus_rules(law, AT).text, tmp_path, series(observations), "5m", asked(expected))


def test_a_change_from_nothing_is_no_change_here_nor_there(tmp_path):
    law = world(tmp_path, metric("m", "{id: jump, level: warning, signal: {change: 4h}, upper: 0.5}"))
    observations = told([0] * 10 + [10] * 3 + [0] * 20 + [10] * 27)
    expected = firing(law, observations)
    assert ("jump", "", 10) not in expected
    assert ("jump", "", 11) in expected
    promtool.replay(prometheus_rules(law, AT).text, tmp_path, series(observations), "5m", asked(expected))


def test_promtool_notices_where_the_two_differ(tmp_path):
    law = world(tmp_path, metric("m", VALUE))
    observations = told(walk(1, [1, 10, 20, 30]))
    expected = firing(law, observations)
    wrong = expected ^ {("thrice", "", 59)}
    with pytest.raises(AssertionError, match="thrice"):
        promtool.replay(prometheus_rules(law, AT).text, tmp_path, series(observations), "5m", asked(wrong))
