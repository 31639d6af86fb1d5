"""Documents of OpenSLO as drafts."""

import datetime as dt

import pytest

from dashboard.practice.exchange.draft import sop_yaml
from tests.exchange.drafting import draft, sop_of, why

SERVICE = """\
apiVersion: openslo/v1
kind: Service
metadata: {name: assistant, displayName: Support assistant, labels: {example.com/team: [ml-team, other]}}
spec: {description: Answers customers.}
"""
LATENCY = """\
apiVersion: openslo/v1
kind: SLI
metadata: {name: answer-latency, displayName: Answer latency}
spec:
  thresholdMetric:
    metricSource: {type: Prometheus, spec: {query: 'histogram_quantile(0.95, rate(latency_bucket[5m]))'}}
"""
QUICK = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: quick-answers}
spec:
  description: An answer comes at once.
  service: assistant
  indicatorRef: answer-latency
  budgetingMethod: Occurrences
  objectives: [{op: lte, value: 4}]
"""
RATIO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: right-answers, annotations: {owner: Mei Tanaka}}
spec:
  service: assistant
  indicator:
    metadata: {name: right-ratio, displayName: Right answers}
    spec:
      ratioMetric:
        counter: true
        good: {metricSource: {type: Prometheus, spec: {query: right_total}}}
        total: {metricSource: {type: Prometheus, spec: {query: answers_total}}}
  budgetingMethod: Occurrences
  objectives: [{displayName: Good enough, targetPercent: 98}]
"""
CONDITION = """\
apiVersion: openslo/v1
kind: AlertCondition
metadata: {name: fast-burn}
spec:
  severity: page
  condition: {kind: burnrate, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m}
"""
POLICY = """\
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: on-call}
spec:
  conditions: [{conditionRef: fast-burn}]
"""
WINDOW = "  timeWindow: [{duration: 4w, isRolling: true}]\n"
ALERTED = RATIO + "  alertPolicies: [{alertPolicyRef: on-call}]\n"


def joined(*texts):
    return "---\n".join(texts)


def test_an_objective_on_a_value_is_a_threshold_on_it(tmp_path):
    made = draft(tmp_path, joined(SERVICE, LATENCY, QUICK))
    sop = sop_of(made)
    [metric] = sop.metrics
    [threshold] = metric.thresholds
    assert (made.title, made.summary) == ("Support assistant", "Answers customers.")
    assert (metric.id, metric.title, metric.objective) == ("answer-latency", "Answer latency", "quick-answers")
    assert (threshold.upper, threshold.lower, threshold.signal, threshold.level) == (4, None, None, "warning")
    assert threshold.id == "quick-answers-proposed"  # no alert says how severe it is
    assert [(o.id, o.statement, o.kpis) for o in sop.objectives] == [
        ("quick-answers", "An answer comes at once.", ("answer-latency",))
    ]
    assert metric.owners.monitoring == "ml-team"
    assert "# measured: Prometheus: histogram_quantile(0.95, rate(latency_bucket[5m]))" in sop_yaml(
        made, "s", dt.date(2026, 1, 1), "a.yml"
    )
    assert made.left_out == []


@pytest.mark.parametrize(
    ("op", "side", "strict"),
    [("lte", "upper", False), ("lt", "upper", True), ("gte", "lower", False), ("gt", "lower", True)],
)
def test_which_side_is_bounded(tmp_path, op, side, strict):
    made = draft(tmp_path, joined(SERVICE, LATENCY, QUICK.replace("lte", op)))
    assert getattr(sop_of(made).metrics[0].thresholds[0], side) == 4
    assert [left.why.startswith("the value itself is not good") for left in made.left_out] == [True] * strict


def test_an_objective_on_a_ratio_is_one_on_the_mean_over_its_window(tmp_path):
    made = draft(tmp_path, RATIO.replace("  budgetingMethod", WINDOW + "  budgetingMethod"))
    [metric] = sop_of(made).metrics
    [threshold] = metric.thresholds
    assert (threshold.lower, threshold.upper, threshold.signal.mean) == (0.98, None, dt.timedelta(weeks=4))
    assert (metric.better, metric.owners.monitoring, made.parties) == (
        "higher",
        "mei-tanaka",
        {"mei-tanaka": "Mei Tanaka"},
    )
    said = "the mean of the ratios of 4w, whatever number of events each is of"
    assert why(made) == [(15, "right-answers", said, True)]


def test_a_stored_ratio_of_failures_is_bounded_from_above(tmp_path):
    good = RATIO.index("        counter")
    raw = "        rawType: failure\n        raw: {metricSource: {type: Prometheus, spec: {query: bad_ratio}}}\n"
    made = draft(tmp_path, RATIO[:good] + raw + RATIO[RATIO.index("  budgetingMethod") :])
    [threshold] = sop_of(made).metrics[0].thresholds
    assert (threshold.upper, threshold.lower, threshold.signal) == (0.02, None, None)


def test_a_burn_rate_is_a_threshold_on_the_mean_over_its_window(tmp_path):
    made = draft(tmp_path, joined(CONDITION, POLICY), ALERTED)
    objective, burning = sop_of(made).metrics[0].thresholds
    assert objective.lower == 0.98
    assert (burning.id, burning.level, burning.lower) == ("fast-burn", "critical", 0.712)  # 1 − 14.4 × 0.02
    assert (burning.signal.mean, burning.for_) == (dt.timedelta(hours=1), dt.timedelta(minutes=5))
    assert made.left_out == []


def test_policies_and_conditions_can_stand_inside(tmp_path):
    condition = "{metadata: {name: slow-burn}, spec: {severity: ticket, condition: {threshold: 1, lookbackWindow: 3d}}}"
    inline = f"  alertPolicies: [{{metadata: {{name: p}}, spec: {{conditions: [{condition}]}}}}]\n"
    made = draft(tmp_path, RATIO + inline)
    burning = sop_of(made).metrics[0].thresholds[1]
    assert (burning.id, burning.level, burning.lower, burning.for_) == ("slow-burn", "warning", 0.98, 1)


def test_an_alert_gives_a_value_its_level_and_its_burn_rate_is_left_out(tmp_path):
    quick = QUICK + "  alertPolicies: [{alertPolicyRef: on-call}]\n"
    made = draft(tmp_path, joined(SERVICE, LATENCY, CONDITION, POLICY, quick))
    assert [(t.id, t.level) for t in sop_of(made).metrics[0].thresholds] == [("quick-answers", "critical")]
    assert [said for _, _, said, _ in why(made)] == ["the burn rate of 'fast-burn': of a single value there is none"]


@pytest.mark.parametrize(
    ("text", "said", "part"),
    [
        (joined(SERVICE, QUICK), "SLI 'answer-latency' is in none of the files", False),
        (joined(SERVICE, LATENCY, QUICK.replace("op: lte, ", "")), "needs `op` (lte, gte, lt, gt) and `value`", False),
        (joined(SERVICE, LATENCY, QUICK.replace("4}", "4, target: 0.99}")), "its target (0.99): here each", True),
        (RATIO.replace(", targetPercent: 98", ""), "needs `target`", False),
        (RATIO.replace("98", "100"), "a target lies between 0 and 1, and 1 does not", False),
        (RATIO.replace("Occurrences", "Timeslices"), "time slices have no equal", False),
        (RATIO.replace("98}", "98, indicatorRef: other}"), "part of a composite", False),
        (RATIO + WINDOW.replace("isRolling: true", "calendar: {startTime: x}"), "a window of the calendar", False),
        (RATIO + WINDOW.replace("4w", "1M"), "'1M' has no fixed length", False),
        (ALERTED, "AlertPolicy 'on-call' is in none of the files", True),
        (joined(ALERTED, POLICY, CONDITION.replace("14.4", "60")), "is never reached", False),
        (joined(ALERTED, POLICY, CONDITION.replace("page", "loud")), "the severity 'loud' is no level", True),
        (joined(ALERTED, CONDITION, POLICY + "  alertWhenBreaching: false\n"), "does not alert on a breach", True),
        (joined(ALERTED, CONDITION, POLICY + "  alertWhenNoData: true\n"), "here a silent series is stale", True),
        (joined(ALERTED, CONDITION, POLICY + "  notificationTargets: [{targetRef: x}]\n"), "whom to tell", True),
        (joined(RATIO, LATENCY), "no SLO that was read uses this SLI", False),
        (joined(RATIO, CONDITION.replace("openslo/v1", "openslo/v2alpha")), "'openslo/v2alpha' is not read", False),
        (joined(RATIO, CONDITION.replace("AlertCondition", "DataSource")), "is said in data/sources.yaml", False),
        (joined(RATIO, CONDITION.replace("AlertCondition", "Rumour")), "there is no kind 'Rumour'", False),
    ],
)  # fmt: skip
def test_what_is_left_out_says_why(tmp_path, text, said, part):
    made = draft(tmp_path, text)
    matching = [left for left in made.left_out if said in left.why]
    assert [left.part for left in matching] == [part]
    if made.taken:
        sop_of(made)


def test_the_line_is_that_of_the_objective_in_the_document_it_stands_in(tmp_path):
    made = draft(tmp_path, joined(SERVICE, LATENCY, QUICK.replace("op: lte, ", "")))
    [(line, name, _, _)] = why(made)
    assert (line, name) == (21, "quick-answers")
