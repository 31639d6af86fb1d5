"""What an SOP is as alerting rules, and what of it is left out."""

import datetime as dt

import pytest
import yaml

from dashboard.errors import WorkspaceError
from dashboard.practice.exchange.names import label_name, metric_name
from dashboard.practice.exchange.to_prometheus import LeftOut, prometheus_rules
from dashboard.practice.world import open_world
from dashboard.workspace import BUNDLED, Workspace
from tests.exchange import promtool
from tests.exchange.law import AT, metric, rules, world

BARE = "{id: t, level: critical, upper: 3}"


def only(found):
    """The one rule there is, as Prometheus reads it."""
    [rule] = yaml.safe_load(found.text)["groups"][0]["rules"]
    return rule


@pytest.mark.parametrize(
    ("stated", "expr"),
    [
        ("upper: 3", "m > 3"),
        ("lower: 0.1", "m < 0.1"),
        ("lower: -1.5, upper: 1.0e+25", "m < -1.5 or m > 1e+25"),
        ("signal: {mean: 1w}, lower: 2", "avg_over_time(m[7d]) < 2"),
        ("signal: {mean: 90m}, upper: 2", "avg_over_time(m[90m]) > 2"),
        (
            "signal: {change: 28d}, lower: -0.05",
            "(m - avg_over_time(m[28d] offset 1h)) / (abs(avg_over_time(m[28d] offset 1h)) > 0) < -0.05 "
            "and m offset 3h",
        ),
        (
            "signal: {change: 1d}, lower: -1, upper: 1",
            "((m - avg_over_time(m[1d] offset 1h)) / (abs(avg_over_time(m[1d] offset 1h)) > 0) < -1 or "
            "(m - avg_over_time(m[1d] offset 1h)) / (abs(avg_over_time(m[1d] offset 1h)) > 0) > 1) and m offset 3h",
        ),
        (
            "signal: {gap: region, of: m}, lower: 0.8",
            'min(m{region!="",plan=""}) / (max(m{region!="",plan=""}) > 0) < 0.8 and count(m{region!="",plan=""}) >= 2',
        ),
        (
            "signal: {gap: region, of: m, as: difference}, upper: 5",
            'max(m{region!="",plan=""}) - min(m{region!="",plan=""}) > 5 and count(m{region!="",plan=""}) >= 2',
        ),
    ],
)
def test_signal_and_bounds_are_an_expression(tmp_path, stated, expr):
    found = rules(tmp_path, metric("m", f"{{id: t, level: critical, {stated}}}", "segments: [region, plan]"))
    assert only(found)["expr"] == expr
    assert found.left_out == []
    promtool.check(found.text, tmp_path)


@pytest.mark.parametrize(
    ("reported", "stated", "lasting", "keeping", "said"),
    [
        ("daily", "", None, None, False),
        ("daily", "for: 1", None, None, False),
        ("daily", "for: 3", "2d", None, True),
        ("6h", "for: 3, recover: {for: 2}", "12h", "6h", True),
        ("hourly", "for: 3d", "3d", None, False),
        ("monthly", "for: 2, recover: {for: 3}", "31d", "62d", True),
    ],
)
def test_how_long_it_lasts_and_goes_on(tmp_path, reported, stated, lasting, keeping, said):
    threshold = f"{{id: t, level: warning, upper: 3{', ' if stated else ''}{stated}}}"
    found = rules(tmp_path, metric("m", threshold, f"reported: {reported}"))
    rule = only(found)
    assert (rule.get("for"), rule.get("keep_firing_for")) == (lasting, keeping)
    assert ("observations, one every" in found.text) == said
    promtool.check(found.text, tmp_path)


OWNED = """
    unit: s
    segments: [channel]
    owners: {monitoring: mei, analysis: ml, decision: cto, backup: ola}
"""
RESPONSES = """\
responses:
  - id: fix-it
    title: "Braces {{ and }} in a title"
    runbook: https://wiki.example/{{fix}}
    steps: [{id: find, kind: investigate, do: Find it, role: analysis}]
"""


def test_a_rule_says_whose_it_is_and_what_to_do(tmp_path):
    threshold = "{id: ceiling, level: critical, upper: 3, for: 2, respond: fix-it}"
    found = rules(tmp_path, metric("answer-latency", threshold, OWNED), tail=RESPONSES)
    assert only(found) == {
        "alert": "AnswerLatencyCeiling",
        "expr": "answer_latency > 3",
        "for": "1h",
        "labels": {
            "severity": "critical",
            "sop": "s",
            "metric": "answer-latency",
            "threshold": "ceiling",
            "owner": "ml",
            "backup": "ola",
            "response": "fix-it",
        },
        "annotations": {
            "summary": "Metric answer-latency{{ with $labels.channel }} · {{ . }}{{ end }}: "
            '{{ $value | printf "%.4g" }} s (acceptable ≤ 3 s)',
            "title": "Metric answer-latency",
            "owner": "ML team (analysis)",
            "backup": "Ola Berg",
            "response": 'Braces {{ "{{" }} and }} in a title',
            "runbook_url": 'https://wiki.example/{{ "{{" }}fix}}',
            "reported": "hourly",
            "observations": "2",
        },
    }
    promtool.check(found.text, tmp_path)


def test_an_absent_owners_deputy_is_named(tmp_path):
    people = (
        "people:\n  - {id: mei, name: Mei, absences: [{from: 2026-01-01, until: 2026-01-05, deputy: bo}]}\n"
        "  - {id: bo, name: Bo}\n"
    )
    law = world(tmp_path, metric("m", BARE, "owners: {monitoring: mei}"), people=people)
    assert [only(prometheus_rules(law, at))["labels"]["owner"] for at in (AT, AT + dt.timedelta(days=9))] == [
        "bo",
        "mei",
    ]


def test_nobody_is_no_label(tmp_path):
    rule = only(rules(tmp_path, metric("m", BARE)))
    assert "owner" not in rule["labels"]
    assert rule["annotations"]["owner"] == "nobody (monitoring)"


@pytest.mark.parametrize(
    ("thresholds", "more", "whole", "why"),
    [
        ("{id: t, level: warning, stage: aspirational, upper: 3}", "", True, "aspirational: it is drawn and counted"),
        ("{id: t, level: warning, lower: -0.1, signal: {drift: 90d}}", "", True, "no function that finds a shift"),
        ("{id: t, level: warning, upper: 3, recover: {upper: 2}}", "unit: s", False, "its recover bounds (≤ 2 s)"),
        (BARE, "min_n: 50", False, "its min_n: Prometheus does not know the samples, and takes fewer than 50"),
        (
            "{id: t, level: warning, signal: {change: 2h}, upper: 1}",
            "",
            True,
            "needs 3 earlier observations, and 2h do",
        ),
        (BARE, "segments: [severity]", True, "its dimension 'severity' would be the label severity"),
        (BARE, 'segments: ["a b", "a-b"]', True, "its dimensions a b and a-b would both be the label a_b"),
    ],
)
def test_what_cannot_be_said_is_listed_in_the_file_too(tmp_path, thresholds, more, whole, why):
    found = rules(tmp_path, metric("m", thresholds, more))
    [left] = found.left_out
    assert (left.sop, left.metric, left.threshold, left.part) == ("s", "m", "t", not whole)
    assert why in left.why
    assert f"# Left out: {left.why if left.part else f's/m/t: {left.why}'}" in found.text
    assert bool(found.alerts["s"]) != whole
    promtool.check(found.text, tmp_path)


def test_two_metrics_of_one_name_there_are_told_apart(tmp_path):
    found = rules(tmp_path, metric("a-b", BARE), metric("a_b", BARE))
    assert found.left_out == [LeftOut("s", "a_b", "t", "in Prometheus 'a-b' is called a_b too")]
    assert only(found)["labels"]["metric"] == "a-b"


@pytest.mark.parametrize(
    ("id", "name"), [("response-accuracy", "response_accuracy"), ("p95_ms", "p95_ms"), ("7-day", "_7_day")]
)
def test_names_of_metrics(id, name):
    assert metric_name(id) == name


@pytest.mark.parametrize(
    ("dimension", "label"),
    [("channel", "channel"), ("age band", "age_band"), ("__x", "_x"), ("1st", "_1st"), ("地区", "_")],
)
def test_names_of_labels(dimension, label):
    assert label_name(dimension) == label


@pytest.mark.parametrize("title", ["no", "1e3", "a: b # c", "{{ . }}", "'quoted' \"twice\"", "ünï\u2028x\u0007", "- x"])
def test_any_title_is_text_and_never_a_template(tmp_path, title):
    stated = metric("m", BARE).replace("title: Metric m", f"title: {_json(title)}")
    found = rules(tmp_path, stated)
    promtool.check(found.text, tmp_path)
    assert only(found)["annotations"]["title"] == title.replace("{{", '{{ "{{" }}')


def _json(text):
    import json

    return json.dumps(text)


def test_the_examples_are_accepted_by_prometheus_whole(tmp_path):
    law = open_world(Workspace(BUNDLED))
    found = prometheus_rules(law, law.clock)
    said = promtool.check(found.text, tmp_path)
    counted = sum(len(metric.thresholds) for v in law.library.sops.values() for metric in v.in_force(law.clock).metrics)
    written = sum(map(len, found.alerts.values()))
    assert f"SUCCESS: {written} rules found" in said
    assert written + sum(not left.part for left in found.left_out) == counted
    assert list(found.alerts) == sorted(law.library.sops)


def test_the_version_in_force_is_written_and_one_that_begins_later_is_not(tmp_path):
    law = world(tmp_path, metric("m", BARE))
    assert [a.expr for a in prometheus_rules(law, AT, "s").alerts["s"]] == ["m > 3"]
    with pytest.raises(WorkspaceError, match="no version of 's' is in force on 2025-12-31"):
        prometheus_rules(law, dt.datetime(2025, 12, 31), "s")
    with pytest.raises(WorkspaceError, match="there is no SOP 'z'; known: s"):
        prometheus_rules(law, AT, "z")
