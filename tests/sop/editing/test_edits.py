"""What changed between two texts, made again in a third; and two people's changes brought together, or told apart."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import EditRefused
from dashboard.sop.diff import STAMP
from dashboard.sop.editing import (
    MISSING,
    ORDER,
    Edit,
    add_item,
    apply,
    edits,
    order_items,
    rebase,
    remove_at,
    set_at,
    touching,
    value_at,
)
from dashboard.sop.editing.source import same
from tests.sop.editing.texts import VERSIONS, awkward, leaves
from tests.sop.law import GOOD, broken

CHURN, CEILING = ("metrics", "monthly-churn"), ("metrics", "monthly-churn", "thresholds", "churn-ceiling")
STEPS = ("responses", "win-back", "steps")
LISTS = [("metrics",), (*CHURN, "thresholds"), STEPS, ("reviews",)]


@st.composite
def changed(draw, text=GOOD, within=(), most=4):
    """The text with a few things in it changed: values, keys and items gone, items come, and put in another order."""
    for _ in range(draw(st.integers(1, most))):
        lists = [path for path in LISTS if path[: len(within)] == within and _listed(text, path)]
        way = draw(st.sampled_from(["set", "set", "remove", *(["add", "order", "drop"] if lists else [])]))
        if way in ("set", "remove"):
            places = [path for path, _ in leaves(value_at(text, ())) if path[: len(within)] == within]
            path = draw(st.sampled_from(places))
            text = set_at(text, path, draw(awkward)) if way == "set" else remove_at(text, path)
            continue
        path = draw(st.sampled_from(lists))
        ids = [item["id"] for item in value_at(text, path)]
        if way == "add":
            new = {"id": f"new-{draw(st.integers(0, 999))}-{len(text)}", "title": draw(awkward), "drives": ["a"]}
            text = add_item(text, path, new, draw(st.sampled_from([None, "", *ids])))
        elif way == "order":
            text = order_items(text, path, draw(st.permutations(ids)))
        else:
            text = remove_at(text, (*path, draw(st.sampled_from(ids))))
    return text


def _listed(text, path):
    try:
        return value_at(text, path)
    except EditRefused:
        return []


@settings(deadline=None, max_examples=30)
@given(changed())
def test_the_edits_between_two_texts_make_one_say_what_the_other_says(after):
    made = apply(GOOD, edits(GOOD, after))
    assert same(value_at(made, ()), value_at(after, ()))
    assert apply(after, edits(after, made)) == after
    assert rebase(GOOD, after, GOOD).text == after
    assert rebase(GOOD, GOOD, after).text == after
    assert rebase(GOOD, after, after).text == after


@settings(deadline=None, max_examples=15)
@given(changed(within=CHURN), changed(within=("responses", "win-back")))
def test_changes_of_different_things_are_the_same_in_either_order(one, other):
    mine, theirs = edits(GOOD, one), edits(GOOD, other)
    assert touching(mine, theirs) == ()
    assert apply(apply(GOOD, mine), theirs) == apply(apply(GOOD, theirs), mine)
    first, second = rebase(GOOD, one, other), rebase(GOOD, other, one)
    assert first.conflicts == second.conflicts == ()
    assert first.text == second.text


@settings(deadline=None, max_examples=30)
@given(changed(), changed())
def test_what_is_rebased_holds_every_change_that_stands_against_none_and_tells_the_others(one, other):
    mine, theirs = edits(GOOD, one), edits(GOOD, other)
    mine, theirs = ([edit for edit in made if edit.path[0] not in STAMP] for made in (mine, theirs))
    done = rebase(GOOD, one, other)
    assert {conflict.path for conflict in done.conflicts} == set(touching(mine, theirs))
    told = {conflict.mine.path for conflict in done.conflicts}
    left = edits(GOOD, done.text)
    for edit in mine:
        if edit.path not in told and edit.path[-1] != ORDER:
            assert any(edit == kept or edit.path[: len(kept.path)] == kept.path for kept in left), edit


@pytest.mark.parametrize(
    ("before", "after"),
    [pair for pair in pairwise(VERSIONS) if pair[0].split("/")[1] == pair[1].split("/")[1]],
)
def test_a_version_that_ships_is_reached_from_the_one_before(before, after):
    made = apply(VERSIONS[before], edits(VERSIONS[before], VERSIONS[after]))
    assert same(value_at(made, ()), value_at(VERSIONS[after], ()))


def test_an_edit_names_its_place_by_ids_and_what_was_and_is_said_there():
    after = broken(GOOD, "upper: 3.0", "upper: 2.5")
    after = remove_at(after, (*CEILING, "respond"))
    after = set_at(after, ("metrics", "recall", "owners"), {"monitoring": "bo"})
    after = add_item(after, STEPS, {"id": "tell", "do": "Tell"}, after="segment")
    after = order_items(after, STEPS, ["offer", "segment", "tell"])
    after = remove_at(after, ("metrics", "recall-parity"))
    parity = value_at(GOOD, ("metrics", "recall-parity"))
    assert edits(GOOD, after) == (
        Edit(("metrics", "recall-parity"), parity, MISSING),
        Edit((*CEILING, "respond"), "win-back", MISSING),
        Edit((*CEILING, "upper"), 3.0, 2.5),
        Edit(("metrics", "recall", "owners"), MISSING, {"monitoring": "bo"}),
        Edit((*STEPS, ORDER), ["segment", "offer"], ["offer", "segment"]),
        Edit((*STEPS, "tell"), MISSING, {"id": "tell", "do": "Tell"}),
    )
    assert edits(GOOD, after)[-1].follows == "segment"


def test_how_a_text_is_written_and_the_order_of_its_keys_are_no_edits():
    other = GOOD.replace('unit: "%"', "unit: '%'   # per month").replace("upper: 3.0", "upper: 3")
    other = other.replace(
        "    aspect: business\n    kind: quantitative\n", "    kind: quantitative\n    aspect: business\n"
    )
    assert other != GOOD
    assert edits(GOOD, other) == ()


def test_an_item_that_takes_over_another_is_called_by_it_until_it_has_an_id():
    before = "metrics:\n  - {use: latency, title: One}\n  - {use: cost, id: spend}\n"
    assert [edit.path for edit in edits(before, before.replace("One", "Two"))] == [("metrics", "latency", "title")]
    assert set_at(before, ("metrics", "spend", "title"), "x") == before.replace("spend", "spend, title: x")


@pytest.mark.parametrize(
    ("edit", "text", "said"),
    [
        (
            Edit((*CEILING, "upper"), 3.0, 2.5),
            broken(GOOD, "upper: 3.0", "upper: 4"),
            "says '4' by now, and said '3.0'",
        ),
        (Edit((*CEILING, "upper"), 3.0, 2.5), remove_at(GOOD, CEILING), "upper is no longer there"),
        (Edit((*CEILING, "stage"), MISSING, "enforced"), GOOD, "stage is there already"),
        (Edit((*CEILING, "for"), 1, True), GOOD, "says '2' by now, and said '1'"),
        (
            Edit((*STEPS, ORDER), ["segment", "offer"], ["offer", "segment"]),
            order_items(GOOD, STEPS, ["offer", "segment"]),
            "the order of responses › win-back › steps is no longer what it was",
        ),
        (Edit(("metrics", "gone", "unit"), MISSING, "s"), GOOD, "there is no metrics › gone"),
    ],
)
def test_an_edit_of_a_place_that_says_something_else_by_now_is_refused(edit, text, said):
    with pytest.raises(EditRefused) as refused:
        apply(text, [edit])
    assert said in str(refused.value)


def test_two_who_change_the_same_are_told_and_nothing_of_it_is_merged():
    mine = set_at(broken(GOOD, "upper: 3.0", "upper: 2.5"), ("metrics", "recall", "title"), "Recall of leavers")
    theirs = broken(GOOD, "upper: 3.0", "upper: 3.5")
    done = rebase(GOOD, mine, theirs)
    (conflict,) = done.conflicts
    assert (conflict.path, conflict.mine.after, conflict.theirs.after) == ((*CEILING, "upper"), 2.5, 3.5)
    assert done.text == theirs.replace("title: Recall\n", "title: Recall of leavers\n")
    (conflict,) = rebase(GOOD, mine, remove_at(GOOD, CEILING)).conflicts
    assert (conflict.path, conflict.theirs.path) == ((*CEILING, "upper"), CEILING)
    (conflict,) = rebase(GOOD, remove_at(GOOD, CEILING), mine).conflicts
    assert (conflict.path, conflict.mine.path) == ((*CEILING, "upper"), CEILING)


def test_two_who_change_the_same_to_the_same_stand_not_against_one_another():
    mine = remove_at(broken(GOOD, "upper: 3.0", "upper: 2.5"), ("metrics", "recall-parity"))
    theirs = broken(GOOD, "upper: 3.0", "upper: 2.5")
    assert rebase(GOOD, mine, theirs) == rebase(GOOD, theirs, mine)
    assert rebase(GOOD, mine, theirs).text == mine


def test_both_sides_comments_stay_and_each_version_keeps_its_own_stamp():
    mine = broken(GOOD, "upper: 3.0", "upper: 2.5  # as in May").replace("2026-07-06", "2026-08-03")
    mine = mine.replace("Lisbon outage showed recall mattered", "Asked for by the board, not that it mattered")
    theirs = broken(GOOD, "backup: bo", "backup: cto  # until Bo is back").replace("2026-07-06", "2026-07-20")
    done = rebase(GOOD, mine, theirs)
    assert done.conflicts == ()
    assert done.text == mine.replace("backup: bo", "backup: cto  # until Bo is back")
