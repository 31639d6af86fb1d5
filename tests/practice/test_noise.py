"""Thresholds that fire again and again, alone or together."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ledger.state import NO_ACTS
from dashboard.practice.acting import acts_of
from dashboard.practice.breach import TRACK
from dashboard.practice.firing_together import BEYOND_CHANCE, MOSTLY, OFTEN, TOGETHER, pairs
from dashboard.practice.noise import AGAIN, again, noise, seen
from dashboard.practice.scope import Scope
from dashboard.practice.verdict import verdict
from tests.responding import DAY, HOUR, MIDNIGHT, responding, wolf_rows
from tests.worlds import NOW, SOP, make_world

ALL = Scope(dt.datetime(2026, 1, 1), NOW)
START = dt.datetime(2026, 1, 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return responding(tmp_path_factory.mktemp("responding"))


@pytest.fixture(scope="module")
def found(world):
    return noise(world, acts_of(world.workspace), ALL, NOW)


def frame(*rows, because="recovered"):
    """(metric, days from the start at which it fires, days it lasts or None) as breaches of the verdict."""
    made = [
        {"sop": "s", "metric": metric, "segment": "", "threshold": "t", "since": START + at * DAY,
         "fired_at": START + at * DAY, "ended_at": START + (at + lasts) * DAY if lasts is not None else None,
         "ended_because": because if lasts is not None else None}
        for metric, at, lasts in rows
    ]  # fmt: skip
    columns = [*TRACK, "since", "fired_at", "ended_at", "ended_because"]
    made = pd.DataFrame(made, columns=columns)
    return made.astype(dict.fromkeys(("since", "fired_at", "ended_at"), "datetime64[us]"))


def test_the_wolf_comes_first_and_says_what_can_be_done(found):
    wolf = found.thresholds[0]
    assert (wolf.metric, wolf.threshold, wolf.fired, wolf.series) == ("satisfaction", "low", 5, 1)
    assert (wolf.again, wolf.gap_days, wolf.days) == (4, 4, 1)
    assert wolf.unseen == 4  # the first alone was acknowledged before it was over
    assert wolf.reasons == (
        "It fires again 4 days after it ended: a `recover` bound further inside would make one breach of several.",
        "With `for: 2` 4 of 5 would not have fired, and the others later.",
        "Nobody saw 4 of 5 in time: who would act on it? If nobody, let it be aspirational.",
    )


def test_what_fired_once_is_no_noise(found):
    chat = next(t for t in found.thresholds if t.threshold == "floor")
    assert (chat.fired, chat.again, chat.unseen, chat.days, chat.reasons) == (1, 0, 1, None, ())
    assert (found.fired, found.again, found.unseen) == (6, 4, 5)


def test_only_what_fired_in_the_scope_counts_and_again_looks_before_it(world):
    last = noise(world, NO_ACTS, Scope(MIDNIGHT - 22 * DAY, MIDNIGHT - 20 * DAY), NOW)
    assert [(t.fired, t.again) for t in last.thresholds] == [(1, 1)]
    assert noise(world, NO_ACTS, Scope(START, NOW, "another"), NOW).thresholds == ()


def test_as_of_an_instant_it_has_not_fired_since(world):
    past = noise(world, acts_of(world.workspace), ALL, MIDNIGHT - 25 * DAY + HOUR)
    assert [(t.fired, t.unseen) for t in past.thresholds] == [(2, 1)]


def test_since_the_threshold_was_changed_what_fired_before_is_no_reason(tmp_path):
    longer = SOP.replace("effective_from: 2026-01-01", "effective_from: 2026-02-20").replace(
        "{id: low, level: warning, lower: 4,", "{id: low, level: warning, lower: 4, for: 2,"
    )
    [wolf] = [
        t
        for t in noise(make_world(tmp_path, [SOP, longer], wolf_rows()), NO_ACTS, ALL, NOW).thresholds
        if t.threshold == "low"
    ]
    assert (wolf.fired, wolf.changed_on, wolf.since_change) == (2, dt.date(2026, 2, 20), 0)
    assert wolf.reasons == ()


def test_a_threshold_that_is_no_longer_stated_has_no_reasons(tmp_path):
    without = SOP.replace("effective_from: 2026-01-01", "effective_from: 2026-03-15").replace(
        "      - {id: low, level: warning, lower: 4, respond: wrong-answers}\n", ""
    )
    made = make_world(tmp_path, [SOP, without], wolf_rows())
    [wolf] = [t for t in noise(made, NO_ACTS, ALL, NOW).thresholds if t.threshold == "low"]
    assert (wolf.fired, wolf.reasons) == (4, ())


def test_again_is_within_the_days_after_a_recovery():
    days = AGAIN // DAY
    rows = again(frame(("a", 0, 1), ("a", 1 + days, 1), ("a", 3 + 2 * days, 1), ("b", 3, 1)))
    assert rows.sort_values(["metric", "since"])["again"].tolist() == [False, True, False, False]
    retired = again(frame(("a", 0, 1), ("a", 3, 1), because="retired"))
    assert not retired["again"].any()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 20), st.integers(0, 6)), max_size=12))
def test_again_as_counted_by_hand(told):
    ends, rows, expected = {}, [], []
    for metric, gap, lasts in told:
        before = ends.get(metric)
        at = (before or 0) + gap
        rows.append((metric, at, lasts))
        expected.append(before is not None and gap * DAY <= AGAIN)
        ends[metric] = at + lasts
    order = sorted(range(len(rows)), key=lambda i: (rows[i][0], rows[i][1]))
    assert again(frame(*rows))["again"].tolist() == [expected[i] for i in order]


def test_seen_is_before_it_was_over(world):
    rows = again(noise_rows(world))
    told = seen(rows, acts_of(world.workspace), NOW)
    low = rows["threshold"] == "low"
    assert told[low].tolist() == [True, False, False, False, False]
    assert not seen(rows, NO_ACTS, NOW).any()


def noise_rows(world):
    rows = verdict(world, NOW).breaches
    return rows[rows["stage"] == "enforced"]


def test_two_that_fire_together_in_most_of_their_cases_are_a_pair():
    rows = frame(*((m, at, 1) for at in (0, 30, 60) for m in "ab"), ("a", 100, 1), *(("c", at, 1) for at in (15, 45)))
    [pair] = pairs(rows, 365, {})
    assert (pair.first, pair.second) == (("s", "a", "t"), ("s", "b", "t"))
    assert (pair.together, pair.cases, pair.lead_days) == (3, 4, 0)
    assert pair.reason == "They may say the same: think of keeping one of them, or of one response for both."


def test_the_one_that_fires_first_is_named_first():
    [pair] = pairs(frame(*(("b", at, 1) for at in (0, 30)), *(("a", at + 2, 1) for at in (0, 30))), 365, {})
    assert (pair.first[1], pair.second[1], pair.lead_days) == ("b", "a", 2)
    assert "keeping t, which fires first, 2 days before" in pair.reason


def test_a_warning_before_its_critical_threshold_is_as_it_is_meant():
    rows = frame(*(("a", at, 1) for at in (0, 30)), *(("a", at + 2, 1) for at in (0, 30)))
    rows["threshold"] = ["watch", "watch", "floor", "floor"]
    levels = {("s", "a", "watch"): "warning", ("s", "a", "floor"): "critical"}
    [pair] = pairs(rows, 365, levels)
    assert pair.reason == "A warning and what it warns of: as it is meant, if 2 days are time to act."
    rows["fired_at"] = [START, START + 30 * DAY] * 2
    [pair] = pairs(rows, 365, levels)
    assert pair.reason.startswith("The warning does not come before the critical threshold")


def test_what_fires_every_day_is_with_everything_by_chance():
    rows = frame(*(("a", at, 0) for at in range(60)), *(("b", at, 0) for at in range(0, 60, 2)))
    assert pairs(rows, 60, {}) == ()


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 80)), max_size=30),
    st.sampled_from([30, 90, 400]),
)
def test_pairs_as_counted_by_hand(told, days):
    fires = {m: sorted({at for name, at in told if name == m}) for m in "abcd"}
    near = {
        (m, o): sum(any(abs(at - other) <= TOGETHER // DAY for other in fires[o]) for at in fires[m])
        for m in fires
        for o in fires
    }
    expected = {}
    for m in "abcd":
        for o in "abcd":
            both = min(near[m, o], near[o, m])
            either = len(fires[m]) + len(fires[o]) - both
            chance = len(fires[m]) * len(fires[o]) * (2 * (TOGETHER // DAY) + 1) / days
            if m < o and both >= OFTEN and both > MOSTLY * either and both >= BEYOND_CHANCE * chance:
                expected[m, o] = (both, either)
    found = pairs(frame(*((m, at, 0) for m, at in told)), days, {})
    assert {tuple(sorted((p.first[1], p.second[1]))): (p.together, p.cases) for p in found} == expected
    assert [p.together for p in found] == sorted((p.together for p in found), reverse=True)
