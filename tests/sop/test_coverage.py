"""How much of the seven steps a version has agreed on."""

import pytest

from dashboard.sop.coverage import coverage
from tests.sop.law import GOOD, broken, good, library


def shares(tmp_path, text: str) -> dict[str, tuple[int, int]]:
    sop = library(tmp_path, good(sop=text)).sops["churn-predictor"].newest.sop
    return {each.step: (each.n, each.of) for each in coverage(sop)}


def test_the_seven_steps_of_a_version(tmp_path):
    assert shares(tmp_path, GOOD) == {
        "Objectives": (1, 3), "Metrics": (2, 3), "Owners": (1, 3), "Reviews": (1, 3), "Thresholds": (3, 3),
        "Responses": (1, 4), "Improvement": (2, 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "old", "new", "n"),
    [
        ("Objectives", "    objective: keep-subscribers\n", "", 1),  # it is still the KPI of one
        ("Metrics", "    reported: daily\n", "", 1),
        ("Owners", "      backup: bo\n", "", 0),
        ("Reviews", "    review: weekly-growth\n", "", 0),
        (
            "Thresholds",
            "{id: recall-floor, level: warning,",
            "{id: recall-floor, level: warning, stage: aspirational,",
            2,
        ),
        ("Responses", "        respond: win-back\n", "", 0),
        ("Improvement", "owner: growth-lead\n", "", 1),
    ],
)
def test_each_step_asks_for_its_own(tmp_path, step, old, new, n):
    assert shares(tmp_path, broken(GOOD, old, new))[step][0] == n
