"""Three incidents: answered on the day, late, and not at all; each step by how it went."""

import datetime as dt

import pytest

from dashboard.ledger import acts
from dashboard.ledger.acts import StepDone, StepReassigned
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.acting import acts_of
from dashboard.practice.response_times import BY, OUTCOMES, Times, in_time, response_times, summarised, times
from dashboard.practice.scope import NO_TEAM, Scope, Share
from tests.practice.incidents.told import HOUR, INCIDENT, OPENED, began, on_it
from tests.practice.sitting import done
from tests.responding import DAY, FIRST, SECOND, THIRD, responding
from tests.worlds import NOW, SOP, make_world

ALL = Scope(dt.datetime(2026, 1, 1), NOW)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return responding(tmp_path_factory.mktemp("responding"))


@pytest.fixture(scope="module")
def seen(world):
    return response_times(world, acts_of(world.workspace), ALL, NOW)


def outcomes(seen, incident=-1):
    """How the steps of an incident went, by step."""
    named = seen.incidents["incident"].iloc[incident]
    return dict(seen.steps[seen.steps["incident"] == named][["step", "outcome"]].itertuples(index=False, name=None))


def test_times_run_from_the_opening_and_what_is_not_yet_has_none(seen):
    rows = seen.incidents
    assert rows["opened_at"].tolist() == [FIRST, SECOND, THIRD]
    assert rows["acknowledge_hours"].tolist()[:2] == [2, 30]  # whoever does a step has taken it on
    assert rows["resolve_hours"].tolist()[:2] == [20, 31]
    assert rows[["acknowledge_hours", "resolve_hours"]].iloc[2].isna().all()
    assert rows["noticed_hours"].tolist() == [6, 6, 6]
    assert rows["state"].tolist() == ["reviewed", "resolved", "open"]


def test_each_step_by_how_it_went(seen):
    assert outcomes(seen, 0) == {"find": "in time", "undo": "skipped"}
    assert outcomes(seen, 1) == {"find": "late", "undo": "overdue"}  # it was resolved with the step undone
    assert outcomes(seen, 2) == {"find": "overdue", "undo": "overdue"}


def test_the_counts_of_an_incident_are_those_of_its_steps(seen):
    counted = seen.steps.groupby(["incident", "outcome"]).size()
    for row in seen.incidents.to_dict("records"):
        for outcome in OUTCOMES:
            assert row[outcome.replace(" ", "_")] == counted.get((row["incident"], outcome), 0)


def test_the_median_leaves_out_who_waits_and_says_how_many(seen):
    assert times(seen.incidents, "acknowledge") == Times(2, 1, 16, pytest.approx(27.2))
    assert times(seen.incidents, "resolve") == Times(2, 1, 25.5, pytest.approx(29.9))
    nobody = seen.incidents.iloc[2:]
    assert times(nobody, "acknowledge") == Times(0, 1, None, None)
    assert in_time(seen.incidents) == Share(1, 5)


def test_the_team_is_that_of_whoever_acknowledged_or_was_called_first(seen):
    rows = summarised(seen.incidents, BY["team"]).set_index("team")
    assert rows["n"].to_dict() == {
        "ML team": 1,
        NO_TEAM: 2,
    }  # Mei, of the ML team that analyses, was called; Ola has none
    assert rows.loc["ML team", ["acknowledged", "waiting", "resolved", "under_way"]].tolist() == [0, 1, 0, 1]
    assert rows.loc[NO_TEAM, "acknowledge_median"] == 16
    assert seen.incidents["who"].tolist() == ["Ola Berg", "Ola Berg", "Mei Tanaka"]


def test_by_response_and_month(seen):
    [by_response] = summarised(seen.incidents, BY["response"]).to_dict("records")
    assert (by_response["response_title"], by_response["n"], by_response["waiting"]) == ("Wrong answers", 3, 1)
    assert by_response["share_in_time"] == pytest.approx(1 / 5)
    months = summarised(seen.incidents, BY["month"])
    assert months[["month", "n"]].to_numpy().tolist() == [["2026-02", 2], ["2026-03", 1]]


def test_as_of_an_instant_later_acts_have_not_happened(world):
    seen = response_times(world, acts_of(world.workspace), ALL, FIRST + HOUR)
    assert len(seen.incidents) == 1
    assert times(seen.incidents, "acknowledge") == Times(0, 1, None, None)
    assert outcomes(seen) == {"find": "open", "undo": "open"}


@pytest.mark.parametrize(
    ("scope", "n"),
    [
        (Scope(FIRST, SECOND), 1),  # from the start, and before the end
        (Scope(FIRST, NOW, "assistant"), 3),
        (Scope(FIRST, NOW, "another"), 0),
        (Scope(FIRST, NOW, team="ml"), 1),
        (Scope(NOW, NOW + DAY), 0),
    ],
)
def test_the_scope(world, scope, n):
    assert len(response_times(world, acts_of(world.workspace), scope, NOW).incidents) == n


def test_nothing_is_still_counted(world):
    seen = response_times(world, NO_ACTS, ALL, NOW)
    assert (times(seen.incidents, "resolve"), in_time(seen.incidents)) == (Times(0, 0, None, None), Share(0, 0))
    assert in_time(seen.incidents).value is None
    assert summarised(seen.incidents, "team").empty


def test_a_step_on_the_minute_is_in_time_and_one_without_a_limit_is_only_done(world, tmp_path):
    known = began((4 * HOUR, "mei", on_it(StepDone, step="find")))
    assert outcomes(response_times(world, known, ALL, NOW))["find"] == "in time"
    unlimited = make_world(tmp_path, SOP.replace(", within: 4h", "").replace(", within: 1d", ""))
    assert outcomes(response_times(unlimited, known, ALL, NOW)) == {"find": "done", "undo": "open"}


def test_acknowledged_before_it_was_opened_is_at_once_and_given_to_another_is_no_outcome(world):
    given = (HOUR, "mei", on_it(StepReassigned, step="undo", who="bo"))
    known = began((-HOUR, "mei", acts.IncidentAcknowledged(incident="i1")), given)
    seen = response_times(world, known, ALL, OPENED + 2 * HOUR)
    assert seen.incidents["acknowledge_hours"].tolist() == [0]
    assert outcomes(seen)["undo"] == "open"


def test_of_an_sop_that_no_file_states_any_more_the_times_are_known_and_the_steps_are_not(world):
    gone = INCIDENT.model_copy(update={"sop": "gone", "breaches": ()})
    seen = response_times(world, began((HOUR, "mei", on_it(acts.IncidentAcknowledged)), incident=gone), ALL, NOW)
    assert seen.incidents["acknowledge_hours"].tolist() == [1]
    assert seen.incidents["response_title"].tolist() == ["wrong-answers"]
    assert seen.steps.empty


def test_opened_by_hand_without_a_response_it_is_of_whoever_opened_it(world):
    by_hand = acts.IncidentOpened(incident="i2", sop="assistant", title="Odd answers", level="warning")
    seen = response_times(world, done((OPENED, "bo", by_hand)), ALL, NOW)
    row = seen.incidents.iloc[0]
    assert (row["who"], row["team"], row["response_title"]) == ("Bo Lind", "ML team", "no response")
    assert row["noticed_hours"] != row["noticed_hours"]  # nothing fired
