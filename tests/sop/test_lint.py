"""Every rule does what its documentation shows; and what is particular to some."""

import datetime as dt
import re
import textwrap
from pathlib import Path

import pytest

import dashboard.sop.lint as package
from dashboard.sop.lint import RULES, Finding, lint
from tests.sop.law import FILE, GOOD, broken, good, library, place_of

TODAY = dt.date(2026, 7, 6)
HEAD = "apiVersion: sop/v1\nsop: churn-predictor\ntitle: Churn\neffective_from: 2026-07-06\n"
CAST = "people: [" + ", ".join(f"{{id: {id}, name: {id.title()}}}" for id in ("ana", "bo", "cy", "to-be-named")) + "]\n"


def examples(rule, kind: str) -> tuple[str, str]:
    """(SOP, people) of the example that follows `Passing::` or `Failing::` in a rule's docstring."""
    block = re.search(rf"^{kind}::\n\n((?:(?: {{4}}.*)?\n)+)", rule.__doc__ + "\n", re.M)[1]
    sop, _, people = textwrap.dedent(block).partition("\npeople:\n")
    return HEAD + sop, f"people:\n{people}" if people else CAST


@pytest.fixture(params=RULES, ids=[rule.NAME for rule in RULES])
def rule(request):
    return request.param


def test_the_passing_example_has_no_finding(tmp_path, rule):
    sop, people = examples(rule, "Passing")
    found = library(tmp_path, good(sop=sop, people=people))
    assert found.problems == ()
    assert list(rule.find(found, TODAY)) == []


def test_the_failing_example_has_one_finding_at_its_line(tmp_path, rule):
    sop, people = examples(rule, "Failing")
    found = library(tmp_path, good(sop=sop, people=people))
    assert rule.NAME == "broken" or found.problems == ()
    marked = [number for number, text in enumerate(sop.splitlines(), 1) if text.endswith("  # here")]
    (finding,) = rule.find(found, TODAY)
    assert ([finding.line], finding.file, finding.rule, finding.level) == (marked, FILE, rule.NAME, rule.LEVEL)
    assert "{" not in finding.message


def test_every_rule_file_is_registered_under_its_own_name():
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__", "finding", "silence"}
    assert {rule.NAME.replace("-", "_") for rule in RULES} == files
    assert len(RULES) == len(files)


def test_findings_come_by_file_and_line(tmp_path):
    findings = lint(library(tmp_path, good()), TODAY)
    assert [(f.line, f.rule) for f in findings] == [
        (46, "warning-without-response"),
        (50, "no-backup"),
        (50, "no-escalation"),
        (50, "no-frequency"),
        (50, "no-review"),
        (50, "unfilled-duty"),
        (57, "warning-without-response"),
        (58, "fairness-without-min-n"),
        (58, "no-backup"),
        (58, "no-objective"),
        (58, "no-review"),
        (58, "unfilled-duty"),
        (62, "critical-without-escalation"),
        (62, "critical-without-response"),
    ]


def test_a_broken_file_is_a_finding_of_level_error_and_the_version_before_is_linted(tmp_path):
    newer = "sop/churn-predictor/2026-09-07.yaml"
    text = broken(GOOD, "upper: 3.0", "uper: 3.0")
    findings = lint(library(tmp_path, {**good(), newer: text.replace("2026-07-06", "2026-09-07")}), TODAY)
    line = place_of("uper", text)[0]
    errors = [f for f in findings if f.level == "error"]
    assert Finding(newer, line, "broken", "error", "unknown key 'uper'; did you mean 'upper'?") in errors
    assert {f.file for f in findings if f.level != "error"} == {FILE}


def remarks(tmp_path, rule: str, text: str, today: dt.date = TODAY, **files) -> list[tuple[int, str]]:
    return [(f.line, f.message) for f in lint(library(tmp_path, good(sop=text, **files)), today) if f.rule == rule]


def test_a_placeholder_holds_no_duty_and_is_no_backup(tmp_path):
    text = GOOD.replace("analysis: data-science", "analysis: to-be-named").replace("backup: bo", "backup: to-be-named")
    people = CAST.replace("]", ", {id: growth-lead, name: G}, {id: cto, name: T}, {id: data-science, name: D}]")
    line = place_of("monitoring: ana", text)[0]
    assert (line, "nobody is named for analysis of 'monthly-churn'") in remarks(
        tmp_path, "unfilled-duty", text, people=people
    )
    assert line in dict(remarks(tmp_path / "again", "no-backup", text, people=people))


def test_who_is_away_is_remarked_only_while_away(tmp_path):
    people = good()["sop/people.yaml"].replace(", deputy: bo", "")
    days = [dt.date(2026, 7, day) for day in (19, 20, 31)] + [dt.date(2026, 8, 1)]
    found = [len(remarks(tmp_path / str(i), "absent-owner", GOOD, day, people=people)) for i, day in enumerate(days)]
    assert found == [0, 1, 1, 0]


def test_who_has_left_is_remarked_wherever_named_except_as_author(tmp_path):
    text = (
        GOOD.replace("by: growth-lead", "by: cy")
        .replace("chair: growth-lead", "chair: cy")
        .replace("4h, to: growth-lead", "4h, to: cy")
    )
    assert remarks(tmp_path, "departed-owner", text) == [
        (place_of(where, text)[0], "Cy Rao left on 2026-06-30; name Bo Lind ('bo') instead")
        for where in ("4h, to: cy", "chair: cy")
    ]


def test_a_team_that_holds_everything_is_not_one_person(tmp_path):
    everything = "owners: {monitoring: X, analysis: X, decision: X, backup: X}\n    segments: [region]\n"
    for i, (holder, count) in enumerate([("data-science", 0), ("bo", 1)]):
        text = broken(GOOD, "segments: [region]\n", everything.replace("X", holder))
        assert len(remarks(tmp_path / str(i), "one-person", text)) == count


@pytest.mark.parametrize(
    ("signal", "bound", "count"),
    [
        ("{gap: region, of: recall, as: ratio}", "upper: 0.9", 1),
        ("{gap: region, of: recall, as: difference}", "upper: 0.9", 0),
        ("{gap: region, of: recall, as: difference}", "lower: 0.1", 1),
    ],
)
def test_a_gap_has_a_direction_of_its_own(tmp_path, signal, bound, count):
    text = broken(GOOD, "{gap: region, of: recall, as: ratio}\n        lower: 0.8", f"{signal}\n        {bound}")
    assert len(remarks(tmp_path, "direction", text)) == count


def test_who_watches_is_backup_and_is_escalated_to_is_one_person_whoever_decides(tmp_path):
    alone = (
        GOOD.replace("backup: bo", "backup: ana")
        .replace("to: growth-lead}", "to: ana}")
        .replace("to: cto}", "to: ana}")
    )
    line = place_of("monitoring: ana", alone)[0]
    assert remarks(tmp_path, "one-person", alone) == [
        (line, "Ana Souza watches 'monthly-churn', is the backup, and is whom it escalates to")
    ]
    assert remarks(tmp_path / "b", "one-person", broken(alone, "{after: 1d, to: ana}", "{after: 1d, to: cto}")) == []


def test_a_team_may_hold_much(tmp_path):
    metric = "  - {id: m%d, title: M, aspect: cost, source: billing, owners: {monitoring: %s}}\n"
    for holder, count in (("data-science", 0), ("bo", 1)):
        text = broken(GOOD, "\nreviews:", "".join(metric % (i, holder) for i in range(11)) + "\nreviews:")
        assert len(remarks(tmp_path / holder, "too-much", text)) == count


def test_what_one_holds_is_counted_over_all_sops(tmp_path):
    metric = "  - {id: m%d, title: M, aspect: cost, source: billing, owners: {analysis: bo}}\n"
    text = broken(GOOD, "\nreviews:", "".join(metric % i for i in range(6)) + "\nreviews:")
    other = text.replace("sop: churn-predictor", "sop: other")
    found = lint(library(tmp_path, {**good(sop=text), "sop/other/2026-07-06.yaml": other}), TODAY)
    (finding,) = [f for f in found if f.rule == "too-much"]
    assert (finding.file, finding.message) == (
        FILE, "Bo Lind watches or analyses 12 metrics; can somebody share them?",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("critical", "warning", "count"),
    [
        ("lower: 0.8", "lower: 0.8", 0),
        ("lower: 0.8", "lower: 0.79", 1),
        ("upper: 3", "upper: 3.1", 1),
        ("upper: 3", "upper: 2.9", 0),
        ("lower: 1, upper: 3", "lower: 0.9, upper: 3.1", 2),
        ("lower: 0.8", "upper: 9", 0),
        ("lower: 0.8, signal: {mean: 7d}", "lower: 0.7", 0),
        ("lower: 0.8, signal: {mean: 7d}", "lower: 0.7, signal: {mean: 7d}", 1),
        ("lower: 0.8, stage: aspirational", "lower: 0.7", 0),
        ("lower: 0.8", "lower: 0.7, stage: aspirational", 0),
    ],
)
def test_a_warning_lies_within_the_critical_bound_of_the_same_signal(tmp_path, critical, warning, count):
    both = f"{{id: a, level: critical, {critical}}}\n      - {{id: b, level: warning, {warning}}}"
    text = broken(GOOD, "{id: recall-floor, level: warning, lower: 0.7, for: 3d}", both)
    assert len(remarks(tmp_path, "warning-beyond-critical", text)) == count
