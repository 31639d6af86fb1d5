"""Whether each metric drifted: what changed, against what, how far, in which order; and what moved near it."""

import datetime as dt
from dataclasses import replace

import pytest

from dashboard.ledger.acts import EventRef
from dashboard.practice.acting import acts_of
from dashboard.practice.drift import LevelChange
from dashboard.practice.drifted import narrowed
from dashboard.practice.has_drifted import drifted
from dashboard.practice.near import around, drivers
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds
from tests.responding import DAY, FIRST, MIDNIGHT, SECOND, responding
from tests.worlds import NOW, SOP, day, good_rows, make_world

ONLY = ("assistant", "satisfaction")


def shifted(ago=20, driver_ago=26, days=60):
    """Accuracy 3 points lower for `driver_ago` days, and satisfaction 0.3 lower for `ago` days."""
    rows = []
    for at, metric, value, *rest in good_rows():
        if metric == "accuracy" and not rest[1]:
            value -= 3 * (str(at) >= day(driver_ago))
        if metric == "satisfaction":
            value -= 0.3 * (str(at) >= day(ago))
        if str(at) >= day(days):
            rows.append((at, metric, value, *rest))
    return rows


@pytest.fixture
def planted(tmp_path):
    return make_world(tmp_path, SOP, shifted())


def by_id(found):
    return {one.state.metric: one for one in found}


def test_a_planted_shift_is_found_with_when_by_how_much_and_against_what(planted):
    one = by_id(drifted(planted, NOW, 28))["satisfaction"]
    assert (one.kpi, one.recent, one.against, one.reach, one.stayed) == (True, True, True, "near", True)
    assert one.last.at == dt.datetime(2026, 2, 24)
    assert one.last.after - one.last.before == pytest.approx(-0.3, abs=0.02)
    assert one.last.confidence > 0.99
    assert one.lately == pytest.approx(4.13, abs=0.03)


def test_means_of_the_periods_are_those_of_the_evidence_in_them(planted):
    one = by_id(drifted(planted, NOW, 28))["latency"]
    known = {row[0]: row[2] for row in shifted() if row[1] == "latency"}
    last = [known[day(ago)] for ago in range(27, 0, -1) if day(ago) in known]
    before = [known[day(ago)] for ago in range(55, 27, -1) if day(ago) in known]
    assert one.now == pytest.approx(sum(last) / len(last))
    assert one.before == pytest.approx(sum(before) / len(before))
    assert one.last_year is None
    assert (one.changes, one.recent, one.against, one.reach) == ((), False, None, "unknown")


def test_what_was_appended_since_counts_too(tmp_path):
    early = [row for row in shifted() if str(row[0]) < day(55)]
    world = make_world(tmp_path, SOP, early)
    worlds.write_numbers(tmp_path, shifted())
    refresh(world.workspace, NOW)
    found = by_id(drifted(open_world(world.workspace), NOW, 28))
    assert {id: one.observations for id, one in found.items() if id in ("latency", "satisfaction")} == {
        "latency": 60, "satisfaction": 60,
    }  # fmt: skip
    assert found["latency"].known


def test_last_year_is_the_same_weekdays_52_weeks_ago(tmp_path):
    rows = [(day(ago), "latency", 1.0 if ago > 200 else 2.0) for ago in range(400, 0, -1)]
    one = by_id(drifted(make_world(tmp_path, SOP, rows), NOW, 28))["latency"]
    assert (one.now, one.before, one.last_year) == (2.0, 2.0, 1.0)
    assert [change.at for change in one.changes] == [dt.datetime(2025, 8, 28)]
    assert not one.recent


def test_small_samples_count_for_nothing(tmp_path):
    rows = [*good_rows(), (f"{day(1)}T06:00:00", "accuracy", 0, 10)]
    with_it, without = make_world(tmp_path / "a", SOP, rows), make_world(tmp_path / "b", SOP, good_rows())
    assert by_id(drifted(with_it, NOW, 28))["accuracy"].now == by_id(drifted(without, NOW, 28))["accuracy"].now


def test_kpis_come_first_then_what_got_worse_then_the_rest(planted):
    found = drifted(planted, NOW, 28)
    assert [one.state.metric for one in found] == ["satisfaction", "accuracy", "latency", "parity"]
    assert [one.recent for one in found] == [True, True, False, False]


def test_of_what_moved_alike_and_of_what_did_not_move_the_worst_state_comes_first(tmp_path):
    rows = [(*row[:2], 87.5 + (worlds.DAYS - i // 5) / 50, *row[3:]) if row[1] == "accuracy" else row
            for i, row in enumerate(good_rows())]  # fmt: skip
    found = drifted(make_world(tmp_path, SOP, rows), NOW, 28)
    assert [(one.state.metric, one.state.state) for one in found[1:]] == [
        ("accuracy", "critical"), ("latency", "ok"), ("parity", "ok"),
    ]  # fmt: skip


def test_the_segments_that_changed_in_the_period_are_known(tmp_path):
    rows = [
        (*row[:2], row[2] - 5 * (str(row[0]) >= day(15)), *row[3:]) if row[4:5] == ("chat",) else row
        for row in good_rows()
    ]
    world = make_world(tmp_path, SOP, rows)
    one = by_id(drifted(world, NOW, 28))["accuracy"]
    assert one.changes == ()
    assert [(change.segment, change.at) for change in one.elsewhere] == [("channel=chat", dt.datetime(2026, 3, 1))]
    assert by_id(drifted(world, NOW, 7))["accuracy"].elsewhere == ()


def test_a_gap_has_a_level_of_its_own(tmp_path):
    rows = [
        (*row[:2], row[2] - 15 * (str(row[0]) >= day(15)), *row[3:]) if row[4:5] == ("chat",) else row
        for row in good_rows()
    ]
    one = by_id(drifted(make_world(tmp_path, SOP, rows), NOW, 28))["parity"]
    assert one.signal == "gap channel of accuracy (ratio)"
    assert one.last.at == dt.datetime(2026, 3, 1)
    assert one.last.after == pytest.approx(76.3 / 93, abs=0.01)
    assert (one.against, one.lower, one.reach) == (True, 0.8, "near")
    assert one.observations == 60


def test_what_comes_later_than_the_instant_is_not_known(planted):
    one = by_id(drifted(planted, dt.datetime(2026, 2, 20), 28))["satisfaction"]
    assert one.changes == ()
    assert one.now == pytest.approx(4.43, abs=0.01)


@pytest.mark.parametrize(
    ("better", "lower", "upper", "before", "after", "against", "reach"),
    [
        ("higher", 5, None, 9, 8, True, "inside"),
        ("higher", 5, None, 9, 6, True, "near"),
        ("higher", 5, None, 9, 4, True, "outside"),
        ("higher", 5, None, 8, 9, False, "inside"),
        ("lower", None, 5, 2, 4.5, True, "near"),
        ("within", 0, 10, 5, 9, True, "near"),
        ("within", 0, 10, 9, 5, False, "inside"),
        ("within", None, None, 9, 5, None, "unknown"),
        (None, None, None, 9, 5, None, "unknown"),
        (None, 5, None, 9, 4, True, "outside"),
    ],
)
def test_against_and_reach(planted, better, lower, upper, before, after, against, reach):
    one = by_id(drifted(planted, NOW, 28))["satisfaction"]
    change = LevelChange("satisfaction", "", NOW, before, after, 1.0)
    stated = one.stated.model_copy(update={"better": better})
    told = replace(one, stated=stated, lower=lower, upper=upper, changes=(change,))
    assert (told.against, told.reach) == (against, reach)


def test_narrowing_keeps_a_procedure_an_objective_an_aspect(planted):
    found = drifted(planted, NOW, 28)
    kept = [
        {one.state.metric for one in narrowed(found, *asked)}
        for asked in [("assistant", None, None), (None, "assistant/quick", None), (None, None, "fairness")]
    ]
    assert kept == [{"satisfaction", "accuracy", "latency", "parity"}, {"latency"}, {"parity"}]
    assert narrowed(found, "other", None, None) == ()


def test_a_driver_that_moved_before_it_is_told_with_the_lag(planted):
    found = drifted(planted, NOW, 28)
    law = planted.library.sops["assistant"].in_force(NOW)
    (driver,) = drivers(by_id(found)["satisfaction"], found, law)
    assert (driver.of.state.metric, driver.steps, driver.together) == ("accuracy", 1, False)
    assert driver.lag == dt.timedelta(days=6)
    assert drivers(by_id(found)["accuracy"], found, law) == []


@pytest.mark.parametrize(("driver_ago", "lag", "together"), [(19, -1, True), (22, 2, True), (12, None, False)])
def test_with_it_is_what_cannot_be_told_apart_and_later_is_not_near(tmp_path, driver_ago, lag, together):
    world = make_world(tmp_path, SOP, shifted(driver_ago=driver_ago))
    found = drifted(world, NOW, 28)
    (driver,) = drivers(by_id(found)["satisfaction"], found, world.library.sops["assistant"].in_force(NOW))
    assert driver.lag == (None if lag is None else dt.timedelta(days=lag))
    assert driver.together is together


def test_drivers_of_drivers_count_their_steps_and_a_circle_ends(tmp_path):
    law = SOP.replace("    better: lower\n", "    better: lower\n    drives: [accuracy]\n", 1)
    world = make_world(tmp_path, law, shifted())
    found = drifted(world, NOW, 28)
    told = drivers(by_id(found)["satisfaction"], found, world.library.sops["assistant"].in_force(NOW))
    assert [(d.of.state.metric, d.steps, d.change is None) for d in told] == [
        ("accuracy", 1, False),
        ("latency", 2, True),
    ]


def test_releases_and_changes_of_the_sop_are_near_within_two_weeks_and_never_later_than_now(planted):
    at = dt.datetime(2026, 2, 24)
    near = around(planted, *ONLY, at, NOW)
    assert list(near["title"]) == ["Release 2.0"]
    assert near["lag"].iloc[0] == at - dt.datetime(2026, 2, 24)
    assert around(planted, *ONLY, dt.datetime(2026, 3, 14), NOW).empty
    assert around(planted, *ONLY, at, dt.datetime(2026, 2, 23)).empty
    assert list(around(planted, *ONLY, dt.datetime(2026, 1, 5), NOW)["kind"]) == ["sop_change"]


def test_an_incident_that_a_breach_of_the_metric_opened_is_near(tmp_path):
    world = responding(tmp_path)
    at = MIDNIGHT - 28 * DAY
    done = acts_of(world.workspace)
    near = around(world, *ONLY, at, NOW, done)
    assert [(kind, title) for kind, title in zip(near["kind"], near["title"], strict=True)] == [
        ("incident", "Wrong answers"), ("incident", "Wrong answers"), ("deployment", "Release 2.0"),
    ]  # fmt: skip
    assert list(near["at"][:2]) == [SECOND, FIRST]
    assert "incident" not in set(around(world, "assistant", "latency", at, NOW, done)["kind"])


@pytest.mark.parametrize(("kind", "told"), [("deployment", True), ("incident", False)])
def test_an_incident_that_was_loaded_as_an_event_too_is_told_once(tmp_path, kind, told):
    world = responding(tmp_path)
    done = acts_of(world.workspace)
    event = EventRef(kind=kind, at=FIRST, title="Known of")
    linked = replace(done, incidents={id: replace(one, events=(event,)) for id, one in done.incidents.items()})
    assert ("incident" in set(around(world, *ONLY, FIRST, NOW, linked)["kind"])) is told


def test_nothing_loaded_is_no_list(tmp_path):
    assert drifted(worlds.empty(tmp_path), NOW, 28) == ()
