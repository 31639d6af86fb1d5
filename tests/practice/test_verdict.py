"""What was judged at the load is used where it says the same, and only there."""

import datetime as dt

import pandas as pd
import pytest

from dashboard.errors import FileProblems
from dashboard.history import ask
from dashboard.history.courses import Asked
from dashboard.history.judge import judge
from dashboard.history.rules import digest
from dashboard.practice import verdict as asked
from dashboard.practice.breach import breaches
from dashboard.practice.rules import feeds
from dashboard.practice.verdict import refresh, verdict
from dashboard.practice.world import files_digest, open_world
from tests import worlds
from tests.worlds import NOW, SOP, bad_rows, day, good_rows, make_world


def key(frame):
    return frame.sort_values(["threshold", "segment", "since"])[
        ["threshold", "segment", "since", "points"]
    ].values.tolist()


def judging(monkeypatch):
    """The instants that had to be judged anew."""
    anew = []
    monkeypatch.setattr(asked, "judge", lambda cursor, rules, as_of: anew.append(as_of) or judge(cursor, rules, as_of))
    return anew


def fresh(world):
    return open_world(world.workspace)


def test_the_stored_verdict_is_used_and_is_what_judging_anew_gives(breaching, monkeypatch):
    anew = judging(monkeypatch)
    world = fresh(breaching)
    found = verdict(world, NOW)
    assert anew == []
    assert key(found.breaches) == key(judge(world.warehouse.cursor(), world.rules, NOW).breaches)


def test_a_day_in_the_past_is_judged_anew_and_remembered(breaching, monkeypatch):
    anew = judging(monkeypatch)
    world, past = fresh(breaching), dt.datetime(2026, 3, 1)
    assert verdict(world, past) is verdict(world, past)
    assert anew == [past]


def test_another_law_is_judged_anew_without_another_load(tmp_path, monkeypatch):
    world = make_world(tmp_path, rows=bad_rows())
    before = files_digest(world.workspace)
    (tmp_path / "sop" / "assistant" / "2026-01-01.yaml").write_text(
        SOP.replace("lower: 88,", "lower: 50,").replace("lower: 89}", "lower: 60}")
    )
    anew = judging(monkeypatch)
    changed = fresh(world)
    assert "floor" not in {b.threshold for b in breaches(changed, NOW)}
    assert anew == [NOW]
    assert files_digest(world.workspace) != before


def test_a_version_that_begins_after_the_load_is_judged_by_when_it_has_begun(tmp_path, monkeypatch):
    line = next(text for text in SOP.splitlines(keepends=True) if "id: floor" in text)
    later = SOP.replace("2026-01-01", "2026-03-20").replace(line, "")
    world = make_world(tmp_path, [SOP, later], bad_rows())
    anew = judging(monkeypatch)
    assert "floor" in {b.threshold for b in breaches(world, dt.datetime(2026, 3, 19, 23))}
    assert anew == []
    assert "floor" not in {b.threshold for b in breaches(world, dt.datetime(2026, 3, 20))}
    assert anew == [dt.datetime(2026, 3, 20)]


def test_loading_again_after_a_change_of_law_stores_its_verdict(tmp_path, monkeypatch):
    world = make_world(tmp_path, rows=bad_rows())
    path = tmp_path / "sop" / "assistant" / "2026-01-01.yaml"
    path.write_text(SOP.replace("lower: 88,", "lower: 50,").replace("lower: 89}", "lower: 60}"))
    refresh(world.workspace, NOW)
    anew = judging(monkeypatch)
    assert "floor" not in {b.threshold for b in breaches(fresh(world), NOW)}
    assert anew == []


def test_nothing_is_loaded_by_sources_that_cannot_be_read(tmp_path):
    world = worlds.broken(tmp_path)
    with pytest.raises(FileProblems, match=r"data/sources\.yaml:13"):
        refresh(world.workspace, NOW)


def test_refresh_says_how_far_it_is(tmp_path):
    world = make_world(tmp_path, rows=good_rows(), load=False)
    told = []
    report = refresh(world.workspace, NOW, progress=lambda what, share: told.append(share))
    assert [(s.source, s.loaded) for s in report.sources] == [("numbers", 300), ("releases", 1)]
    assert told == sorted(told)
    assert open_world(world.workspace).generation == report.generation


def test_feeds_take_every_dimension_that_any_version_declares(tmp_path):
    later = (
        SOP.replace("2026-01-01", "2026-03-01")
        .replace("segments: [channel]", "segments: [locale]")
        .replace("gap: channel", "gap: locale")
    )
    world = make_world(tmp_path, [SOP, later], load=False)
    fed = feeds(world.library, world.sources)
    assert fed["numbers"]["accuracy"] == ("channel", "locale")
    assert fed["releases"] == {}


def test_rules_carry_over_what_the_sop_states(breaching):
    floor = next(r for r in breaching.rules if r.threshold == "floor")
    assert (floor.lower, floor.recover_lower, floor.upper, floor.for_, floor.min_n) == (88, 89, None, 2, 50)
    assert (floor.start, floor.end, floor.source, floor.response) == (
        dt.datetime(2026, 1, 1),
        None,
        "numbers",
        "wrong-answers",
    )
    parity = next(r for r in breaching.rules if r.metric == "parity")
    assert (parity.source, parity.signal.of, parity.signal.of_source, parity.signal.dimension) == (
        None,
        "accuracy",
        "numbers",
        "channel",
    )
    assert parity.signal.of_min_n == 50  # that of accuracy: parity gives none
    ceiling = next(r for r in breaching.rules if r.threshold == "ceiling")
    assert ceiling.for_ == dt.timedelta(days=3)
    assert len(digest(breaching.rules)) == 16


SIGNALS = ["", "signal: {change: 7d}, ", "signal: {mean: 3d}, "]


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("segment", ["", "channel=chat"])
def test_the_last_signal_of_an_open_breach_is_the_one_the_judge_saw(tmp_path, signal, segment):
    """A bound just above the last signal breaches there; just below, it does not."""
    bound = "lower: -0.001" if "change" in signal else "lower: 100"
    sop = SOP.replace("level: critical, lower: 88, for: 2, recover: {lower: 89}", f"level: critical, {signal}{bound}")
    rows = [*bad_rows(), (day(0), "accuracy", 1, 3), (day(0), "accuracy", 1, 3, "chat")]  # too few to say anything
    world = make_world(tmp_path, sop, rows)
    rule = next(r for r in world.rules if r.threshold == "floor")
    [(at, value)] = ask.last_signals(world.warehouse.cursor(), [Asked(rule, segment, NOW - dt.timedelta(5), NOW)])
    assert at == dt.datetime(2026, 3, 15)
    for lower, breached in ((value + 1e-9, True), (value, False)):
        tried = type(rule)(**{**vars(rule), "lower": lower, "recover_lower": lower, "start": dt.datetime(2026, 3, 15)})
        found = judge(world.warehouse.cursor(), [tried], NOW).breaches
        assert bool(len(found[found.segment == segment])) == breached


def test_a_signal_without_evidence_in_its_range_says_nothing(breaching):
    rule = next(r for r in breaching.rules if r.threshold == "ceiling")
    cursor = breaching.warehouse.cursor()
    assert ask.last_signals(cursor, [Asked(rule, "", NOW - dt.timedelta(2), NOW)]) == [ask.SILENCE]
    assert ask.last_signals(cursor, []) == []


def test_last_observations_of_a_past_day_are_those_of_that_day(breaching):
    past = dt.datetime(2026, 2, 1)
    known = ask.last_observations(breaching.warehouse.cursor(), past)
    assert set(known["last_at"]) == {pd.Timestamp(past)}
    assert len(ask.last_observations(breaching.warehouse.cursor(), dt.datetime(2026, 1, 1))) == 0
