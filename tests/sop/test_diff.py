"""Every change is told once, where it is and from when; what is the same is not told."""

import datetime as dt
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.sop.diff import LISTS, STAMP, diff, diff_over
from dashboard.sop.model import Metric, Objective, Owners, Recover, Response, Review, Sop, Step, Threshold
from tests.sop.any_sop import VALUES, changed_once, held, others, parts, places, put
from tests.sop.law import GOOD, broken, good, library

OWN = {"id", "owners", *LISTS}


def read(tmp_path, *texts: str) -> list[Sop]:
    files = {f"sop/churn-predictor/2026-07-{6 + i:02}.yaml": text for i, text in enumerate(texts)}
    dated = {file: text.replace("2026-07-06", file[-15:-5]) for file, text in files.items()}
    found = library(tmp_path, {**good(), **dated})
    assert not found.problems
    return [version.sop for version in found.sops["churn-predictor"].good]


def test_the_strategies_make_every_field_of_the_model_different():
    for cls in (Sop, Objective, Metric, Owners, Threshold, Review, Response, Step):
        for name in cls.model_fields:
            assert name in OWN or (len(VALUES[name]) > 1) is (name not in ("apiVersion", "sop")), (cls, name)


@given(parts(Sop))
@settings(max_examples=50)
def test_nothing_changed_in_the_same(sop):
    assert diff(sop, sop) == ()
    assert diff(sop, sop.model_copy(update={"effective_from": dt.date(2027, 1, 1), "changed": None})) == ()


@given(changed_once())
@settings(max_examples=300)
def test_one_thing_made_different_is_one_change_at_its_place(case):
    sop, place, other = case
    (change,) = diff(sop, other)
    ids, where = [], sop
    for name, i in place.steps:
        where = getattr(where, name) if i is None else getattr(where, name)[i]
        ids += [where.id] if i is not None else []
    assert change.since == other.effective_from
    if place.field in LISTS:
        assert (change.kind, change.ids[:-1]) == (LISTS[place.field], tuple(ids))
        assert change.what in ("added", "removed", "moved")
    else:
        known = place.cls.model_fields[place.field]
        assert (change.what, change.field, change.ids) == ("changed", known.alias or place.field, tuple(ids))
        if place.field != "reported":
            assert (change.before, change.after) == (held(sop, place), held(other, place))


@given(parts(Sop), st.data())
@settings(max_examples=100)
def test_changes_made_in_any_order_are_the_same_changes(sop, data):
    fields = [place for place in places(sop) if place.field not in LISTS]
    chosen = data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3, unique=True))
    edits = [(place, data.draw(others(sop, place))) for place in chosen]
    results = []
    for order in permutations(edits):
        made = sop
        for place, value in order:
            made = put(made, place, value)
        results.append(diff(sop, made))
    assert all(result == results[0] for result in results)
    assert len(results[0]) == len(edits)
    assert len({change.key for change in results[0]}) == len(edits)


@given(parts(Sop), parts(Sop))
@settings(max_examples=100)
def test_what_was_added_one_way_is_removed_the_other(one, other):
    there, back = diff(one, other), diff(other, one)
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(c.key, kinds[c.what]) for c in there if c.what != "moved"} == {
        (c.key, c.what) for c in back if c.what != "moved"
    }


def test_thresholds_come_first_the_critical_ones_before_the_others(tmp_path):
    changed = broken(GOOD, "title: Churn predictor", "title: Churn")
    changed = broken(changed, "upper: 0.15", "upper: 0.2")
    changed = broken(changed, "decision: growth-lead", "decision: cto")
    changed = broken(changed, "upper: 3.0", "upper: 3.5")
    changed = broken(changed, "within: 4h", "within: 2h")
    changed = broken(changed, "duration: 30m", "duration: 45m")
    found = diff(*read(tmp_path, GOOD, changed))
    assert [(c.kind, c.field) for c in found] == [
        ("threshold", "upper"), ("threshold", "upper"), ("owner", "decision"), ("step", "within"),
        ("review", "duration"), ("sop", "title"),
    ]  # fmt: skip
    assert [c.ids[-1] for c in found[:2]] == ["churn-ceiling", "churn-jump"]


def test_what_only_moved_is_told_as_the_fewest_moves(tmp_path):
    lines = GOOD.splitlines(keepends=True)
    steps = [line for line in lines if "- {id: segment" in line or "- {id: offer" in line]
    (change,) = diff(*read(tmp_path, GOOD, GOOD.replace("".join(steps), "".join(steps[::-1]))))
    assert (change.what, change.ids, change.before, change.after) == ("moved", ("win-back", "offer"), "segment", None)


def test_two_ways_to_write_the_same_are_no_change(tmp_path):
    assert diff(*read(tmp_path, GOOD, GOOD.replace("reported: daily", "reported: 1d"))) == ()
    assert diff(*read(tmp_path / "b", GOOD, GOOD.replace("{after: 1d, to: cto}", "{after: 24h, to: cto}"))) == ()


def test_a_parity_that_comes_to_say_how_often_it_is_reported_changed(tmp_path):
    says = GOOD.replace("    aspect: fairness\n", "    aspect: fairness\n    reported: daily\n")
    (change,) = diff(*read(tmp_path, GOOD, says))
    assert (change.field, change.before, change.after) == ("reported", None, dt.timedelta(days=1))


def test_over_several_versions_each_change_holds_since_the_version_that_brought_it(tmp_path):
    second = broken(GOOD, "upper: 3.0", "upper: 3.5")
    third = broken(second, "backup: bo", "backup: cto")
    fourth = broken(third, "upper: 3.5", "upper: 3.6")
    versions = read(tmp_path, GOOD, second, third, fourth)
    found = diff_over(versions)
    assert [(c.field, c.before, c.after, c.since.day) for c in found] == [
        ("upper", 3.0, 3.6, 9), ("backup", "bo", "cto", 8),
    ]  # fmt: skip
    assert [c.since.day for c in diff_over(versions[:3])] == [7, 8]


def test_what_came_and_went_between_is_no_change(tmp_path):
    versions = read(tmp_path, GOOD, broken(GOOD, "upper: 3.0", "upper: 3.5"), GOOD)
    assert diff_over(versions) == ()


def test_a_metric_that_came_is_one_change_with_all_that_is_in_it(tmp_path):
    before = GOOD[: GOOD.index("  - id: recall-parity")] + GOOD[GOOD.index("\nreviews:") :]
    (change,) = diff(*read(tmp_path, before, GOOD))
    assert (change.kind, change.what, change.ids, len(change.after.thresholds)) == (
        "metric", "added", ("recall-parity",), 1,
    )  # fmt: skip


def test_recovery_bounds_are_one_value(tmp_path):
    changed = broken(GOOD, "recover: {upper: 2.8, for: 2}", "recover: {upper: 2.7, for: 3}")
    (change,) = diff(*read(tmp_path, GOOD, changed))
    assert (change.field, change.after) == ("recover", Recover(upper=2.7, for_=3))


def test_only_which_version_it_is_and_why_is_left_out():
    assert STAMP == ("apiVersion", "sop", "effective_from", "changed")
