"""Rule files as drafts: what becomes what, and what is left out, with its line."""

import datetime as dt

import pytest

from dashboard.practice.exchange.draft import sop_yaml
from tests.exchange.drafting import RULE, draft, rule, sop_of, why


def test_a_rule_of_somebody_elses(tmp_path):
    made = draft(
        tmp_path,
        rule(
            "for: 10m\n"
            "labels: {severity: page, team: ML Platform, tier: '1'}\n"
            "annotations: {summary: 'It is {{ $value }} s', runbook_url: https://runbooks.example/latency}"
        ),
    )
    [metric] = sop_of(made).metrics
    [threshold] = metric.thresholds
    assert (metric.id, metric.title, metric.better) == ("latency-p95", "Latency p95", "lower")
    assert (threshold.id, threshold.level, threshold.upper) == ("high-latency", "critical", 4)
    assert (threshold.for_, threshold.respond) == (dt.timedelta(minutes=10), "high-latency")
    assert (metric.owners.monitoring, metric.owners.decision, metric.owners.backup) == (
        "ml-platform",
        "to-be-named",
        "to-be-named",
    )
    assert made.parties == {"ml-platform": "ML Platform"}
    [response] = sop_of(made).responses
    assert (response.title, response.runbook) == ("High latency", "https://runbooks.example/latency")
    assert made.left_out == []
    text = sop_yaml(made, "s", dt.date(2026, 1, 1), "a.yml")
    assert "a.yml:4: latency_p95 > 4" in text
    assert "it also says tier: 1; summary: It is {{ $value }} s" in text


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        ("critical", "critical"),
        ("PAGE", "critical"),
        ("warning", "warning"),
        ("ticket", "warning"),
        ("sev1", "critical"),
    ],
)
def test_a_known_severity_is_a_level(tmp_path, severity, level):
    made = draft(tmp_path, rule(f"labels: {{severity: {severity}}}"))
    assert sop_of(made).metrics[0].thresholds[0].level == level
    assert made.left_out == []


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ("labels: {severity: critcl}",
         "its severity 'critcl' is no level; did you mean 'critical'? Taken for a warning"),
        ("labels: {severity: info}", "its severity 'info' is no level; known: critical, warning. Taken for a warning"),
        ("", "it has no severity. Taken for a warning"),
    ],
)  # fmt: skip
def test_an_unknown_severity_is_guessed_said_and_marked_for_lint(tmp_path, labels, reason):
    made = draft(tmp_path, rule(labels))
    [threshold] = sop_of(made).metrics[0].thresholds
    assert (threshold.id, threshold.level) == ("high-latency-proposed", "warning")
    assert why(made) == [(4, "HighLatency", reason, True)]


WARNING = "labels: {severity: warning}"


@pytest.mark.parametrize(
    ("more", "expr", "reason", "part"),
    [
        (WARNING, "rate(x[5m]) > 1", "rate() has no equal among the signals", False),
        (WARNING, "latency_p95 >= 4", "the bound itself fires in Prometheus", True),
        (WARNING, "avg_over_time(x[30s]) > 1", "its window (0:00:30) is no whole number of minutes", False),
        (WARNING, "x < 5 or x > 3", "impossible bounds: lower 5 is above upper 3", False),
        (WARNING, 'min(x{a!=""}) / max(x{a!=""}) < 2', "it never reaches lower 2", False),
        (f"for: soon\n{WARNING}", "x > 1", "'soon' is not a duration", False),
        (f"for: 90s\n{WARNING}", "x > 1", "for: 90s is no whole number of minutes; taken for 2m", True),
        (f"for: 200y\n{WARNING}", "x > 1", "is neither a count of observations", False),
        (f"keep_firing_for: 5m\n{WARNING}", "x > 1", "how often it is reported is not said", True),
        (f"annotations: {{reported: daily}}\nkeep_firing_for: 5m\n{WARNING}", "x > 1", "it is reported every 1d", True),
        (f"annotations: {{runbook_url: 'javascript:x'}}\n{WARNING}", "x > 1", "its runbook 'javascript:x' is no", True),
        ("labels: {severity: warning, owner: '{{ $labels.x }}'}", "x > 1", "is made by a template", True),
    ],
)  # fmt: skip
def test_what_is_left_out_says_why(tmp_path, more, expr, reason, part):
    made = draft(tmp_path, rule(more, expr))
    [(line, name, said, in_part)] = why(made)
    assert (line, name, in_part) == (4, "HighLatency", part)
    assert reason in said
    assert bool(made.taken) == part
    if part:
        sop_of(made)
    else:
        assert (made.metrics, made.responses) == ({}, {})


def test_a_recording_rule_is_left_out(tmp_path):
    made = draft(tmp_path, RULE.replace("alert: HighLatency", "record: job:x:rate5m"))
    [(line, name, said, part)] = why(made)
    assert (line, name, part) == (4, "job:x:rate5m", False)
    assert "a recording rule" in said


def test_alerts_of_one_name_become_thresholds_with_ids_of_their_own(tmp_path):
    more = "".join(
        f"      - alert: HighLatency\n        expr: latency_p95 > {bound}\n        labels: {{severity: {level}}}\n"
        for bound, level in ((4, "critical"), (3, "warning"), (2, "warning"), (4, "critical"))
    )
    made = draft(tmp_path, f"groups:\n  - name: g\n    rules:\n{more}")
    assert [t.id for t in sop_of(made).metrics[0].thresholds] == [
        "high-latency",
        "high-latency-warning",
        "high-latency-warning-2",
    ]
    assert why(made) == [(13, "HighLatency", "the same stands in the draft already, as 'high-latency'", False)]


def test_what_differs_in_its_labels_is_another_metric(tmp_path):
    one = rule(WARNING, 'latency{job="a"} > 1')
    other = rule(WARNING, 'latency{job="b"} > 1')
    made = draft(tmp_path, one, other, rule(WARNING, "avg_over_time(latency{job='b'}[1d]) > 1", "Slow"))
    assert {m.id: len(m.thresholds) for m in sop_of(made).metrics} == {"latency": 1, "latency-2": 2}
    assert '# in Prometheus: latency{job="b"}' in sop_yaml(made, "s", dt.date(2026, 1, 1), "files")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("job:errors:rate5m", "job-errors-rate5m"),
        ("_x", "x"),
        ("HTTP_Requests", "http-requests"),
        ("x" * 90, "x" * 64),
        (":", "metric"),
        ("__", "metric"),
    ],
)
def test_any_metric_name_gets_an_id(tmp_path, name, id):
    made = draft(tmp_path, rule(WARNING, f"'{name} > 1'"))
    assert [m.id for m in sop_of(made).metrics] == [id]


def test_names_that_come_to_one_id_are_told_apart(tmp_path):
    made = draft(tmp_path, rule(WARNING, "'a:b > 1'"), rule(WARNING, "a_b > 1", "Other"))
    assert [m.id for m in sop_of(made).metrics] == ["a-b", "a-b-2"]


def test_the_first_owner_of_a_metric_stays(tmp_path):
    rules = [
        rule(f"labels: {{severity: warning, owner: {who}}}", "x > 1", name) for who, name in (("a", "A"), ("b", "B"))
    ]
    made = draft(tmp_path, *rules)
    assert sop_of(made).metrics[0].owners.monitoring == "a"
    assert why(made) == [(4, "B", "monitoring of 'x' is 'a' by another rule, not 'b'", True)]


def test_labels_of_the_group_are_the_rules(tmp_path):
    text = rule("labels: {team: ml}").replace("    rules:", "    labels: {severity: critical, team: all}\n    rules:")
    made = draft(tmp_path, text)
    assert sop_of(made).metrics[0].thresholds[0].level == "critical"
    assert made.parties == {"ml": "ml"}


def test_a_resource_of_the_operator_is_a_rule_file(tmp_path):
    inside = "".join(f"  {line}\n" for line in rule(WARNING).splitlines())
    made = draft(
        tmp_path,
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x, namespace: y}\n"
        f"spec:\n{inside}---\n{RULE}",
    )
    assert [(one.line, one.metric) for one in made.taken] == [(8, "latency-p95"), (15, "latency-p95")]


def test_a_number_where_text_is_meant_is_text(tmp_path):
    made = draft(tmp_path, rule("labels: {severity: critical, owner: 1e3, tier: 010}"))
    assert made.parties == {"1e3": "1e3"}
    assert "tier: 010" in sop_yaml(made, "s", dt.date(2026, 1, 1), "files")


def test_what_a_file_says_never_leaves_its_comment(tmp_path):
    made = draft(tmp_path, rule('annotations: {description: "a\\n  - id: x\\r\\u2028evil: 1"}\n' + WARNING))
    assert len(sop_of(made).metrics) == 1
    text = sop_yaml(made, "s", dt.date(2026, 1, 1), "files")
    assert next(line for line in text.splitlines() if "evil" in line).lstrip().startswith("#")


def test_people_whose_names_no_id_can_hold_stay_different_people(tmp_path):
    rules = [
        rule(f"labels: {{severity: warning, owner: {who}}}", f"x{i} > 1", f"A{i}")
        for i, who in enumerate(["山田", "李", "山田", "to-be-named", "Mei T", "mei-t"])
    ]
    made = draft(tmp_path, *rules)
    owners = [metric.owners.monitoring for metric in sop_of(made).metrics]
    assert owners == ["unnamed", "unnamed-2", "unnamed", "to-be-named-2", "mei-t", "mei-t-2"]
    assert list(made.parties.values()) == ["山田", "李", "to-be-named", "Mei T", "mei-t"]


def test_every_guessed_level_is_marked_for_lint(tmp_path):
    made = draft(tmp_path, *[rule("", f"x > {bound}") for bound in (1, 2, 3)])
    ids = [threshold.id for threshold in sop_of(made).metrics[0].thresholds]
    assert ids == ["high-latency-proposed", "high-latency-warning-proposed", "high-latency-warning-2-proposed"]


def test_a_runbook_is_one_response_unless_the_rules_name_several(tmp_path):
    book = "annotations: {runbook_url: https://wiki.example/x}\nlabels: {severity: warning"
    texts = [rule(f"{book}{more}}}", "x > 1", name) for more, name in (("", "A"), ("", "B"), (", response: c", "C"))]
    made = draft(tmp_path, *texts)
    assert [t.respond for t in sop_of(made).metrics[0].thresholds] == ["a", "a", "c"]
