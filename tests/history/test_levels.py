"""The table `change_point`: looking again at what changed gives what looking at everything gives."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import levels
from dashboard.history.rejudge import rejudge
from tests.history.judging import START, put, warehouse
from tests.history.test_rejudge import key, load

KEYS = [("m", "s", ""), ("m", "s", "d=a"), ("other", "s2", "")]


def day(k):
    return START + dt.timedelta(days=k)


def rows(con):
    return sorted(
        con.execute('SELECT metric, segment, "at", before, after, confidence, source FROM change_point').fetchall()
    )


def from_scratch(observations, least_n, as_of):
    con = warehouse(observations)
    levels.update(con, least_n, as_of, from_scratch=True)
    return rows(con)


@st.composite
def histories(draw):
    """Some weeks of up to three series that step up and down, some values missing, some samples small."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    found = []
    for series in KEYS[: draw(st.integers(1, 3))]:
        length = draw(st.integers(5, 60))
        level = np.repeat(rng.integers(0, 4, -(-length // 12)), 12)[:length] * 3.0
        for k in np.flatnonzero(rng.random(length) < 0.9):
            value = None if rng.random() < 0.05 else float(level[k] + rng.standard_normal() / 2)
            found.append((*series, day(int(k)), value, int(rng.choice([1, 9]))))
    return found


@settings(max_examples=60, deadline=None)
@given(histories(), st.data())
def test_looking_again_at_what_changed_agrees_with_looking_at_everything(history, data):
    """Three loads at three instants: the oldest part, the rest in any order with some of it restated, and the last."""
    cuts = sorted(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
    late = set(data.draw(st.lists(st.sampled_from(history), max_size=3)))
    restated = [(*o[:4], 9.0, 9) for o in data.draw(st.lists(st.sampled_from(history), max_size=3, unique=True))]
    loads = [
        [o for o in history if o[3] <= day(cuts[0]) and o not in late],
        [o for o in history if (day(cuts[0]) < o[3] <= day(cuts[1]) or o in late)],
        [o for o in history if o[3] > day(cuts[1]) and o not in late] + [o for o in restated if o[3] <= day(cuts[1])],
    ]
    instants = sorted(data.draw(st.tuples(*[st.integers(0, 70)] * 3)))
    least = [{("m", "s"): n} for n in data.draw(st.sampled_from([(0, 0, 0), (5, 5, 5), (0, 0, 5)]))]
    con = warehouse(loads[0])
    held = {key(o): o for o in loads[0]}
    levels.update(con, least[0], day(instants[0]), from_scratch=True)
    for arriving, k, least_n in zip(loads[1:], instants[1:], least[1:], strict=True):
        held = load(con, held, list({key(o): o for o in arriving}.values()))
        levels.update(con, least_n, day(k), from_scratch=False)
        assert rows(con) == from_scratch(list(held.values()), least_n, day(k))


def stepping(series=KEYS[0], count=60):
    return [(*series, day(k), 1.0 + 4 * (k >= 30) + k % 2 / 10, 9) for k in range(count)]


def test_a_row_says_where_the_level_changed_of_which_series_and_source():
    ((metric, segment, at, before, after, confidence, source),) = from_scratch(stepping(KEYS[1]), {}, day(99))
    assert (metric, segment, at, source) == ("m", "d=a", day(30), "s")
    assert (before, after) == pytest.approx((1.05, 5.05))
    assert confidence > 0.99


def test_small_samples_are_no_evidence():
    history = [(*o[:5], 3 if o[3] >= day(30) else 9) for o in stepping()]
    assert len(from_scratch(history, {}, day(99))) == 1
    assert from_scratch(history, {("m", "s"): 5}, day(99)) == []


def test_what_lies_in_the_future_counts_when_it_is_there():
    con = warehouse(stepping())
    levels.update(con, {}, day(20), from_scratch=True)
    assert rows(con) == []
    con.execute("CREATE TEMP TABLE fresh (metric VARCHAR, source VARCHAR, segment VARCHAR)")
    con.execute("CREATE TEMP TABLE touched (metric VARCHAR, source VARCHAR, segment VARCHAR)")
    levels.update(con, {}, day(99), from_scratch=False)
    assert [row[2] for row in rows(con)] == [day(30)]


def test_a_generation_from_before_there_was_such_a_table_gets_one():
    con = warehouse(stepping())
    con.execute("DROP TABLE change_point")
    con.execute("DROP TABLE drift")
    assert levels.stored(con, {}, day(99)) is None
    levels.update(con, {}, day(99), from_scratch=False)
    assert [row[2] for row in rows(con)] == [day(30)]


def test_what_is_stored_is_used_where_it_says_what_looking_anew_would():
    con = warehouse(stepping())
    levels.update(con, {}, day(70), from_scratch=True)
    assert [row.at for row in levels.stored(con, {}, day(99))] == [day(30)]
    assert levels.stored(con, {}, day(40)) is None
    assert levels.stored(con, {("m", "s"): 5}, day(99)) is None


def test_it_leaves_judging_alone():
    con = warehouse(stepping())
    rejudge(con, [], day(99), from_scratch=True)
    before = con.execute("SELECT * FROM meta").fetchall()
    levels.update(con, {}, day(99), from_scratch=True)
    put(con, [])
    assert con.execute("SELECT * FROM meta").fetchall() == before
