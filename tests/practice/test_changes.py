"""Changes of an SOP said in words: units, durations and names, for every field there is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.practice.changes import Teller
from dashboard.sop.diff import diff
from dashboard.sop.model import People, Sop
from tests.sop.any_sop import changed_once, parts
from tests.sop.law import GOOD, broken, good, library

PARITY = "{gap: region, of: recall, as: ratio}"
CASES = [
    ("a bound", "upper: 3.0", "upper: 3.5", "critical upper bound of Monthly churn 3 % → 3.5 %"),
    ("a bound of a change", "upper: 0.15", "upper: 0.2", "warning upper bound of Monthly churn 15 % → 20 %"),
    ("a bound that came", "upper: 0.15", "upper: 0.15\n        lower: -0.2",
     "warning lower bound of Monthly churn none → −20 %"),
    ("how often", "for: 2\n        recover", "for: 3d\n        recover",
     "critical threshold of Monthly churn, fires after: 2 observations in a row → 3 days"),
    ("recovery", "{upper: 2.8, for: 2}", "{upper: 2.8}",
     "critical threshold of Monthly churn, recovers: ≤ 2.8 % (2 observations in a row) → ≤ 2.8 % (1 observation)"),
    ("the signal", "{change: 28d}", "{mean: 7d}",
     "warning threshold of Monthly churn, held against its bounds is: "
     "change against the 28 days before → mean of 7 days"),
    ("the response", "        respond: win-back\n", "",
     "critical threshold of Monthly churn, response: Churn above the ceiling → none"),
    ("a level", "level: warning, lower: 0.7", "level: critical, lower: 0.7",
     "critical threshold of Recall, level: warning → critical"),
    ("an owner", "decision: growth-lead", "decision: cto", "decision of Monthly churn Gwen Lead → Tove Ott"),
    ("a backup that went", "      backup: bo\n", "", "backup of Monthly churn Bo Lind → none"),
    ("an escalation", "{after: 1d, to: cto}", "{after: 36h, to: cto}",
     "escalation of Monthly churn: Gwen Lead after 4 hours, Tove Ott after 1 day → "
     "Gwen Lead after 4 hours, Tove Ott after 36 hours"),
    ("the owner of it all", "owner: growth-lead", "owner: bo", "owner of the procedure Gwen Lead → Bo Lind"),
    ("a step's limit", "within: 4h}", "within: 1w}",
     "step “Find the plan that moved” of response Churn above the ceiling, time limit: 4 hours → 1 week"),
    ("what a step does", "do: Open the retention offer", "do: Call them",
     "step “Call them” of response Churn above the ceiling: “Open the retention offer” → “Call them”"),
    ("attendees", "attendees: [ana, data-science]", "attendees: [data-science, bo]",
     "review Weekly growth review, attendees: gained Bo Lind; lost Ana Souza"),
    ("the order of attendees", "attendees: [ana, data-science]", "attendees: [data-science, ana]",
     "review Weekly growth review, attendees: Ana Souza, Data science → Data science, Ana Souza"),
    ("how long a review takes", "duration: 30m", "duration: 1h",
     "review Weekly growth review, duration: 30 minutes → 1 hour"),
    ("patience", "stale_after: 3d", "stale_after: 36h",
     "metric Monthly churn, counts as stale after: 3 days → 36 hours"),
    ("an objective", "    objective: keep-subscribers\n", "",
     "metric Monthly churn, objective: Fewer paying subscribers leave. → none"),
    ("a statement", "statement: Fewer paying", "statement: Far fewer paying",
     "objective “Far fewer paying subscribers leave.”: “Fewer paying subscribers leave.” → "
     "“Far fewer paying subscribers leave.”"),
    ("drives", "drives: [monthly-churn]", "drives: []", "metric Recall, moves: lost Monthly churn"),
    ("the time zone", "timezone: Europe/London", "timezone: UTC", "the procedure, timezone: Europe/London → UTC"),
]  # fmt: skip


def sentences(tmp_path, *texts: str) -> list[str]:
    days = [f"2026-07-{6 + i:02}" for i in range(len(texts))]
    files = {
        f"sop/churn-predictor/{day}.yaml": t.replace("2026-07-06", day) for day, t in zip(days, texts, strict=True)
    }
    found = library(tmp_path, {**good(), **files})
    assert not found.problems
    before, after = (version.sop for version in found.sops["churn-predictor"].good)
    teller = Teller(before, after, found.people)
    return [teller.say(change) for change in diff(before, after)]


@pytest.mark.parametrize(("old", "new", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_change_in_words(tmp_path, old, new, said):
    text = broken(GOOD, old, new)
    assert sentences(tmp_path, GOOD, text) == [said]


def test_a_threshold_a_step_and_a_metric_that_came(tmp_path):
    text = broken(GOOD, "for: 3d}\n", "for: 3d}\n      - {id: cliff, level: critical, lower: 0.5, respond: win-back}\n")
    step = "      - {id: tell, kind: communicate, do: Tell support, role: decision, within: 1d}\n"
    metric = "  - {id: cost, title: Cost, aspect: cost, source: billing, owners: {monitoring: ana}}\n\nreviews:"
    text = broken(text + step, "\nreviews:", metric)
    assert sentences(tmp_path, GOOD, text) == [
        "critical threshold cliff added to Recall: acceptable ≥ 0.5, response Churn above the ceiling",
        "response Churn above the ceiling gained a step: Tell support (communicate, decision, within 1 day)",
        "metric Cost added: 0 thresholds, watched by Ana Souza",
    ]
    assert sentences(tmp_path / "back", text, GOOD)[0].startswith("critical threshold cliff removed from Recall:")


def test_thresholds_that_are_alike_are_told_apart_by_their_ids(tmp_path):
    two = broken(GOOD, "for: 3d}\n", "for: 3d}\n      - {id: lower-still, level: warning, lower: 0.6}\n")
    assert sentences(tmp_path, two, broken(two, "lower: 0.6", "lower: 0.65")) == [
        "warning lower bound of Recall (lower-still) 0.6 → 0.65"
    ]


def test_a_step_that_moved_says_what_it_now_follows(tmp_path):
    lines = GOOD.splitlines(keepends=True)
    steps = [line for line in lines if "- {id: segment" in line or "- {id: offer" in line]
    said = sentences(tmp_path, GOOD, GOOD.replace("".join(steps), "".join(steps[::-1])))
    assert said == ["step “Open the retention offer” of response Churn above the ceiling now comes first"]


def test_who_is_not_in_people_yaml_is_called_by_their_id(tmp_path):
    before = Sop.model_validate(
        {"apiVersion": "sop/v1", "sop": "a", "title": "A", "effective_from": "2026-01-01", "metrics": []}
    )
    after = before.model_copy(update={"owner": "ana"})
    (change,) = diff(before, after)
    assert Teller(before, after, People(people=())).say(change) == "owner of the procedure none → ana"


@given(changed_once())
@settings(max_examples=200)
def test_every_change_has_words_and_shows_what_it_became(case):
    before, _, after = case
    (change,) = diff(before, after)
    said = Teller(before, after, People(people=())).say(change)
    assert said
    assert not any(inside in said for inside in ("datetime", "(after=", "None", "_"))
    if change.what == "changed":
        was, _, now = said.partition(" → ")
        assert (now and was != now) or "gained" in said or "lost" in said


@given(parts(Sop), parts(Sop), st.booleans())
@settings(max_examples=50)
def test_any_two_versions_can_be_told(before, after, _):
    teller = Teller(before, after, People(people=()))
    assert all(teller.say(change) for change in diff(before, after))
