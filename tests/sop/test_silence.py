"""A rule can be silenced with a reason; a silence that silences nothing, or no rule, is remarked on."""

import datetime as dt

import pytest

from dashboard.sop.lint import NAMES, findings, heed, lint
from tests.sop.law import FILE, GOOD, good, library, place_of

TODAY = dt.date(2026, 7, 6)


def silenced(*silences: str) -> str:
    return GOOD + "lint:\n" + "".join(f"  - {{{each}}}\n" for each in silences)


def found(tmp_path, text: str):
    law = library(tmp_path, good(sop=text))
    assert not law.problems
    return heed(law, findings(law, TODAY), NAMES)


def test_a_silenced_rule_speaks_no_more_of_that_metric_and_says_why(tmp_path):
    text = silenced('silence: no-backup, metric: recall, because: "Ana and Bo share it"')
    about = [(f.thing(library(tmp_path, good(sop=text)).sops["churn-predictor"].newest.sop), f.because)
             for f in found(tmp_path, text) if f.rule == "no-backup"]  # fmt: skip
    assert about == [(("metrics", "recall"), "Ana and Bo share it"), (("metrics", "recall-parity"), None)]
    assert [f.rule for f in lint(library(tmp_path, good(sop=text)), TODAY)].count("no-backup") == 1


def test_without_a_metric_the_rule_is_silent_in_the_whole_file(tmp_path):
    law = library(tmp_path, good(sop=silenced("silence: no-backup, because: it is a trial")))
    assert "no-backup" not in {f.rule for f in lint(law, TODAY)}
    assert "no-review" in {f.rule for f in lint(law, TODAY)}


def test_a_silence_is_of_its_own_file_alone(tmp_path):
    other = silenced("silence: no-backup, because: a trial").replace("sop: churn-predictor", "sop: other")
    law = library(tmp_path, {**good(), "sop/other/2026-07-06.yaml": other})
    assert {f.file for f in lint(law, TODAY) if f.rule == "no-backup"} == {FILE}


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        ("silence: no-backup, metric: monthly-churn", "nothing is silenced by 'no-backup': it says nothing here"),
        ("silence: no-bakup", "nothing is silenced by 'no-bakup': there is no such rule; did you mean 'no-backup'?"),
        ("silence: direction", "nothing is silenced by 'direction': it says nothing here"),
        ("silence: no-backup, response: win-back", "nothing is silenced by 'no-backup': it says nothing here"),
    ],
)
def test_a_silence_that_silences_nothing_is_a_finding_at_its_line(tmp_path, silence, said):
    text = silenced(f"{silence}, because: so")
    (idle,) = [f for f in found(tmp_path, text) if f.rule == "idle-silence"]
    assert (idle.line, idle.level, idle.message) == (place_of("{silence", text)[0], "warning", said)


def test_a_silence_of_a_metric_that_there_is_not_is_a_problem_of_the_file(tmp_path):
    text = silenced("silence: no-backup, metric: recal, because: so")
    (problem,) = library(tmp_path, good(sop=text)).problems
    assert problem.message == "there is no metric 'recal'; did you mean 'recall'?"


def test_a_silence_without_a_reason_is_refused(tmp_path):
    (problem,) = library(tmp_path, good(sop=silenced("silence: no-backup"))).problems
    assert problem.message == "`because` is missing"


def test_what_makes_a_file_unusable_cannot_be_silenced(tmp_path):
    text = silenced("silence: broken, because: so")
    people = good()["sop/people.yaml"].replace("replaced_by: bo", "replaced_by: bob")
    law = library(tmp_path, good(sop=text, people=people))
    rules = {(f.rule, f.because) for f in heed(law, findings(law, TODAY), NAMES)}
    assert ("broken", None) in rules
    assert ("idle-silence", None) in rules
