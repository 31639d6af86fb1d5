"""Who stands where, in the small worlds of tests/worlds.py."""

import datetime as dt

import pytest

from dashboard.history.warehouse import Warehouse
from dashboard.practice.breach import breaches
from dashboard.practice.sparks import sparks
from dashboard.practice.standing import standing
from tests import worlds
from tests.worlds import NOW, SOP, bad_rows, day, good_rows, make_world


def states(stands):
    return {m.metric: m.state for m in stands.metrics}


def one(world, metric, as_of=NOW):
    return next(m for m in standing(world, as_of).metrics if m.metric == metric)


def test_worst_comes_first_and_counts_say_how_many(breaching):
    stands = standing(breaching, NOW)
    assert list(states(stands).items()) == [
        ("accuracy", "critical"),
        ("satisfaction", "warning"),
        ("latency", "stale"),
        ("parity", "ok"),
    ]
    assert stands.counts == {
        "critical": 1,
        "warning": 1,
        "stale": 1,
        "pending": 0,
        "accepted": 0,
        "no evidence": 0,
        "ok": 1,
    }


def test_a_healthy_world_is_ok_with_the_last_value_and_the_bound_it_is_held_against(healthy):
    world = healthy
    assert set(states(standing(world, NOW)).values()) == {"ok"}
    accuracy = one(world, "accuracy")
    assert (accuracy.segment, accuracy.value, accuracy.value_at) == ("", 92.1, dt.datetime(2026, 3, 15))
    assert (accuracy.lower, accuracy.upper, accuracy.signal, accuracy.since) == (88, None, "value", None)


def test_a_metric_made_of_gaps_shows_its_gap(healthy):
    parity = one(healthy, "parity")
    assert parity.value == pytest.approx(91.1 / 93)
    assert (parity.lower, parity.signal) == (0.8, "gap channel of accuracy (ratio)")


def test_a_breach_names_its_series_its_bounds_its_owner_and_what_to_do_first(breaching):
    accuracy = one(breaching, "accuracy")
    breach = accuracy.breaches[0]
    assert (accuracy.segment, accuracy.since, accuracy.value) == ("channel=chat", dt.datetime(2026, 3, 4), 84.1)
    assert (breach.threshold, breach.lower, breach.points, breach.worst) == ("floor", 88, 12, 84.1)
    assert breach.fired_at == dt.datetime(2026, 3, 5)
    # The first step of the response is the analysts'.
    assert (breach.ownership.acting.party, breach.ownership.acting.duty) == ("ml", "analysis")
    assert breach.ownership.backup.party == "ola"
    assert breach.first_step == "Find the channel that moved"
    assert breach.first_step_due == dt.datetime(2026, 3, 5, 4)
    assert (breach.response_title, breach.runbook) == ("Wrong answers", "https://wiki.example/wrong")
    assert [step.due for step in breach.ownership.escalation] == [dt.datetime(2026, 3, 5, 4), dt.datetime(2026, 3, 12)]


def test_an_aspirational_breach_is_listed_last_calls_nobody_and_makes_no_state(healthy):
    world = healthy
    accuracy = one(world, "accuracy")
    assert accuracy.state == "ok"
    assert {b.threshold for b in accuracy.breaches} == {"hope"}
    assert all(b.response is None for b in breaches(world, NOW))


def test_an_aspirational_threshold_with_a_response_still_calls_nobody(tmp_path):
    sop = SOP.replace("stage: aspirational, lower: 99}", "stage: aspirational, lower: 99, respond: wrong-answers}")
    hopes = [b for b in breaches(make_world(tmp_path, sop, good_rows()), NOW) if b.threshold == "hope"]
    assert hopes
    assert all((b.response, b.first_step, b.runbook) == (None, None, None) for b in hopes)


def test_a_silent_series_is_stale_since_its_last_observation_and_its_monitor_acts(breaching):
    latency = one(breaching, "latency")
    assert (latency.since, latency.value) == (dt.datetime(2026, 3, 10), 2.6)
    assert (latency.ownership.acting.party, latency.ownership.acting.duty) == ("bo", "monitoring")


@pytest.mark.parametrize(("hours", "state"), [(72, "ok"), (73, "stale")])
def test_a_series_is_stale_once_it_is_silent_for_longer_than_its_patience(tmp_path, hours, state):
    rows = [row for row in good_rows() if row[1] != "latency"]
    last = NOW - dt.timedelta(hours=hours)
    world = make_world(tmp_path, rows=[*rows, (f"{last:%Y-%m-%dT%H:%M}", "latency", 1)])
    assert one(world, "latency").state == state


def test_what_was_never_loaded_is_stale_without_a_beginning_once_it_could_have_come(tmp_path):
    world = make_world(tmp_path, rows=[row for row in good_rows() if row[1] != "latency"])
    assert (one(world, "latency").state, one(world, "latency").since) == ("stale", None)
    just = dt.datetime(2026, 1, 2)
    assert one(world, "latency", just).state == "no evidence"


def test_before_anything_was_ever_loaded_there_is_no_evidence_and_no_alarm(tmp_path):
    assert set(states(standing(worlds.empty(tmp_path), NOW)).values()) == {"no evidence"}


def test_a_metric_made_of_gaps_is_stale_when_its_groups_are(tmp_path):
    rows = [row for row in good_rows() if row[1] != "accuracy" or str(row[0]) < day(9)]
    assert one(make_world(tmp_path, rows=rows), "parity").state == "stale"


def test_a_metric_made_of_gaps_is_as_patient_as_what_it_compares(tmp_path):
    patient = SOP.replace("    title: Response accuracy\n", "    title: Response accuracy\n    stale_after: 16d\n")
    assert patient != SOP
    rows = [row for row in good_rows() if row[1] != "accuracy" or str(row[0]) < day(9)]
    assert one(make_world(tmp_path, patient, rows=rows), "parity").state == "ok"


def test_a_run_that_has_not_fired_is_pending_since_its_first_point(tmp_path):
    rows = [(at, m, 5 if m == "latency" and str(at) >= day(2) else v, *rest) for at, m, v, *rest in good_rows()]
    latency = one(make_world(tmp_path, rows=rows), "latency")
    assert (latency.state, latency.since, latency.value, latency.upper) == ("pending", dt.datetime(2026, 3, 14), 5, 4)


def test_a_small_sample_today_is_looked_through_as_long_as_there_was_evidence_lately(tmp_path):
    rows = [*good_rows(), (f"{NOW:%Y-%m-%dT06:00}", "accuracy", 10, 3)]
    accuracy = one(make_world(tmp_path, rows=rows), "accuracy")
    assert (accuracy.state, accuracy.value) == ("ok", 92.1)


def test_only_small_samples_for_as_long_as_the_patience_is_no_evidence(tmp_path):
    rows = [(at, m, v, 3, *rest[1:]) if m == "accuracy" and str(at) >= day(4) else (at, m, v, *rest)
            for at, m, v, *rest in good_rows()]  # fmt: skip
    assert one(make_world(tmp_path, rows=rows), "accuracy").state == "no evidence"


def test_a_segment_gone_silent_makes_the_metric_stale_until_it_is_given_up(tmp_path):
    def without_mail_for(days, folder):
        rows = [row for row in good_rows() if "mail" not in row or str(row[0]) < day(days)]
        (tmp_path / folder).mkdir()
        return make_world(tmp_path / folder, rows=rows)

    stale = one(without_mail_for(10, "lately"), "accuracy")
    assert (stale.state, stale.segment) == ("stale", "channel=mail")
    assert one(without_mail_for(40, "long ago"), "accuracy").state == "ok"


def test_a_dimension_that_the_sop_no_longer_names_makes_nothing_stale(tmp_path):
    later = SOP.replace("2026-01-01", "2026-03-10").replace("segments: [channel]", "segments: []")
    later = later[: later.index("  - id: parity")] + later[later.index("responses:") :]
    rows = [row for row in good_rows() if "mail" not in row or str(row[0]) < day(10)]
    assert one(make_world(tmp_path, [SOP, later], rows), "accuracy").state == "ok"


def test_any_past_day_can_be_asked(breaching):
    world = breaching
    assert states(standing(world, dt.datetime(2026, 3, 4, 1)))["accuracy"] == "pending"
    assert states(standing(world, dt.datetime(2026, 3, 3)))["accuracy"] == "ok"
    assert one(world, "accuracy", dt.datetime(2026, 3, 3)).value_at == dt.datetime(2026, 3, 3)
    assert standing(world, dt.datetime(2025, 12, 31)).metrics == ()


def test_filters_by_sop_party_and_state(breaching):
    world = breaching
    assert standing(world, NOW, sop="other").metrics == ()
    assert list(states(standing(world, NOW, party="ola"))) == ["accuracy", "satisfaction", "parity"]
    assert list(states(standing(world, NOW, party="ml"))) == ["accuracy"]
    # Bo is in the team that analyses accuracy, monitors latency, and is the backup of parity.
    assert list(states(standing(world, NOW, party="bo"))) == ["accuracy", "latency", "parity"]
    warned = standing(world, NOW, level="warning")
    assert list(states(warned)) == ["satisfaction"]
    assert warned.counts["critical"] == 1


def test_a_broken_version_leaves_the_last_good_one_in_force_and_is_told(tmp_path):
    world = worlds.broken(tmp_path)
    assert states(standing(world, world.now(NOW)))["accuracy"] == "critical"
    files = {problem.file for problem in world.problems}
    assert files == {"sop/assistant/2026-03-01.yaml", "sop/ranker/2026-01-01.yaml", "data/sources.yaml"}


def test_time_does_not_jump_because_a_source_is_misspelt(tmp_path):
    assert worlds.broken(tmp_path).now(dt.datetime(2030, 1, 1)) == NOW


def test_a_warehouse_that_cannot_be_opened_is_a_problem_not_a_failure(tmp_path):
    worlds.healthy(tmp_path)
    (tmp_path / "data" / "warehouse" / "CURRENT").write_text("elsewhere.duckdb\n")
    world = worlds.open_world(worlds.Workspace(tmp_path))
    assert "elsewhere.duckdb" in world.warehouse_problem
    assert set(states(standing(world, NOW)).values()) == {"no evidence"}


def test_ended_breaches_are_history_with_what_was_said_at_their_end(tmp_path):
    rows = [(at, m, 84 if m == "accuracy" and day(30) <= str(at) < day(20) else v, *rest)
            for at, m, v, *rest in good_rows()]  # fmt: skip
    world = make_world(tmp_path, rows=rows)
    assert not [b for b in breaches(world, NOW) if b.enforced]
    whole = next(b for b in breaches(world, NOW, history=True) if b.enforced and b.segment == "")
    assert (whole.since, whole.ended_at) == (dt.datetime(2026, 2, 14), dt.datetime(2026, 2, 24))
    assert (whole.ended_because, whole.points) == ("recovered", 10)
    assert (whole.value_at, whole.value) == (whole.ended_at, pytest.approx(92.6))


def test_a_breach_of_a_threshold_since_dropped_is_shown_by_the_version_that_had_it(tmp_path):
    line = next(text for text in SOP.splitlines(keepends=True) if "id: floor" in text)
    later = SOP.replace("2026-01-01", "2026-03-10").replace(line, "").replace("title: Response", "title: New")
    world = make_world(tmp_path, [SOP, later], bad_rows())
    floor = next(b for b in breaches(world, NOW, history=True) if b.threshold == "floor")
    assert (floor.ended_because, floor.ended_at) == ("retired", dt.datetime(2026, 3, 10))
    assert (floor.title, floor.lower) == ("Response accuracy", 88)
    assert one(world, "accuracy").state == "ok"


def test_the_number_of_queries_does_not_grow_with_the_number_of_metrics(tmp_path, monkeypatch):
    def queries(folder, copies):
        start, end = SOP.index("  - id: latency"), SOP.index("  - id: parity")
        more = "".join(SOP[start:end].replace("id: latency", f"id: latency-{i}") for i in range(copies))
        rows = bad_rows()
        rows += [(at, f"latency-{i}", v) for i in range(copies) for at, m, v, *_ in bad_rows() if m == "latency"]
        (tmp_path / folder).mkdir()
        world = make_world(tmp_path / folder, SOP[:end] + more + SOP[end:], rows)
        cursors = []

        class Counting:
            def __init__(self, cursor):
                self.cursor = cursor

            def execute(self, *asked):
                cursors.append(asked[0])
                return self.cursor.execute(*asked)

            def __getattr__(self, name):
                return getattr(self.cursor, name)

        real = Warehouse.cursor
        monkeypatch.setattr(Warehouse, "cursor", lambda self: Counting(real(self)))
        stands = standing(world, NOW)
        sparks(world, stands.metrics, NOW)
        monkeypatch.setattr(Warehouse, "cursor", real)
        assert len(stands.metrics) == 4 + copies
        return len(cursors)

    assert queries("few", 0) == queries("many", 12)


def test_a_spark_is_the_course_of_the_worst_series_in_equal_slots(breaching):
    world = breaching
    lines = sparks(world, standing(world, NOW).metrics, NOW, days=30, points=30)
    assert set(lines) == {("assistant", name) for name in ("accuracy", "satisfaction", "latency", "parity")}
    accuracy = lines["assistant", "accuracy"]
    assert accuracy[-13:] == [pytest.approx(84.1)] * 12 + [None]  # nothing yet today
    assert accuracy[0] == pytest.approx(91.1)
    assert lines["assistant", "latency"][-7:] == [2.6] + [None] * 6
    assert lines["assistant", "parity"][-2] == pytest.approx(84.1 / 93)
