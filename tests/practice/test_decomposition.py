"""Parts that add up to the whole, whatever they are; and how far shares have shifted."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.practice.decomposition import SMALLEST, decompose, stability_index

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
weights = st.fractions(min_value=0, max_value=1000, max_denominator=100)
periods = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(weights, numbers), max_size=8)


def mean(parts):
    return sum(w * v for w, v in parts.values()) / sum(w for w, _ in parts.values())


@given(periods, periods)
def test_what_the_parts_add_is_exactly_the_change_of_the_whole(before, after):
    parts = decompose(before, after)
    if not any(w for w, _ in before.values()) or not any(w for w, _ in after.values()):
        assert parts == []
        return
    assert sum(part.added for part in parts) == mean(after) - mean(before)
    assert sum(part.share_before for part in parts) == 1 == sum(part.share_after for part in parts)


@given(periods, periods)
def test_the_other_way_round_every_part_adds_the_opposite(before, after):
    there, back = decompose(before, after), decompose(after, before)
    assert [(p.name, p.mix, p.within) for p in there] == [(p.name, -p.mix, -p.within) for p in back]


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(weights, numbers), min_size=1), numbers)
def test_when_only_values_move_nothing_is_mix_and_when_only_shares_move_nothing_is_within(parts, by):
    moved = {name: (weight, value + by) for name, (weight, value) in parts.items()}
    assert all(part.mix == 0 for part in decompose(parts, moved))
    shifted = {name: (weight * (i + 1), value) for i, (name, (weight, value)) in enumerate(parts.items())}
    assert all(part.within == 0 for part in decompose(parts, shifted))


def test_floats_add_up_to_rounding():
    before = {"chat": (30772.0, 86.667), "email": (28987.0, 91.372), "phone": (14379.0, 90.758)}
    after = {"chat": (31090.0, 84.996), "email": (28008.0, 91.683), "phone": (14317.0, 90.928)}
    parts = decompose(before, after)
    assert math.fsum(p.added for p in parts) == pytest.approx(mean(after) - mean(before), abs=1e-12)
    assert min(parts, key=lambda p: p.added).name == "chat"


def test_a_part_that_appears_or_vanishes_is_all_mix():
    old, new = (Fraction(10), Fraction(80)), (Fraction(10), Fraction(90))
    appeared = {p.name: p for p in decompose({"a": old}, {"a": old, "b": new})}["b"]
    assert (appeared.before, appeared.after, appeared.within) == (None, 90, 0)
    assert appeared.mix == Fraction(1, 2) * (90 - Fraction(165, 2))
    vanished = {p.name: p for p in decompose({"a": old, "b": new}, {"a": old})}["b"]
    assert (vanished.before, vanished.after, vanished.within) == (90, None, 0)


def test_the_stability_index_of_an_example_worked_by_hand():
    index = stability_index({"a": 50, "b": 50}, {"a": 25, "b": 75})
    assert index == pytest.approx(-0.25 * math.log(0.5) + 0.25 * math.log(1.5))
    assert stability_index({"a": 1, "b": 3}, {"a": 10, "b": 30}) == 0


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e6), min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e6), min_size=1),
)
def test_the_stability_index_is_symmetric_and_never_below_0_nor_infinite(before, after):
    index = stability_index(before, after)
    if sum(before.values()) <= 0 or sum(after.values()) <= 0:
        assert index is None
    else:
        assert 0 <= index < math.inf
        assert index == pytest.approx(stability_index(after, before))


def test_a_share_of_nothing_counts_as_the_smallest():
    index = stability_index({"a": 1}, {"a": 1, "b": 1})
    expected = (0.5 - 1) * math.log(0.5) + (0.5 - SMALLEST) * math.log(0.5 / SMALLEST)
    assert index == pytest.approx(expected)
