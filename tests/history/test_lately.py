"""Means over spans and a short line of many series, against the same worked out one observation at a time."""

import math

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import blocks
from dashboard.history.blocks import Series
from dashboard.history.lately import Wanted, lately

HOUR = 3_600_000_000
WINDOWS, LINE, SLOTS = [(20 * HOUR, 30 * HOUR), (10 * HOUR, 20 * HOUR)], (6 * HOUR, 30 * HOUR), 6
SCHEMA = pa.schema({"at": pa.timestamp("us"), "value": pa.float64(), "n": pa.int64()})
values = st.none() | st.floats(-1e6, 1e6)
sizes = st.none() | st.integers(0, 40)
points = st.dictionaries(st.integers(0, 40), st.tuples(values, sizes), max_size=25)
asked = st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))


def mean(numbers):
    known = [v for v in numbers if v is not None]
    return math.fsum(known) / len(known) if known else None


def slot(hour):
    return min((hour * HOUR - LINE[0]) * SLOTS // (LINE[1] - LINE[0]), SLOTS - 1)


def by_hand(observed, least, own):
    def evidence(after, until):
        return [v for at, (v, n) in observed.items() if after < at * HOUR <= until and (n is None or n >= least)]

    drawn = {at: v for at, (v, _) in observed.items() if LINE[0] < at * HOUR <= LINE[1]}
    line = [mean([v for at, v in drawn.items() if slot(at) == i]) for i in range(SLOTS)]
    return [mean(evidence(*window)) for window in [*WINDOWS, own]], line


def about(expected):
    return [None if v is None else pytest.approx(v, rel=1e-9, abs=1e-6) for v in expected]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(points, points), min_size=1, max_size=4), st.lists(asked, max_size=6), st.integers(5, 40))
def test_each_is_what_it_is_by_hand_wherever_its_rows_lie_and_however_often_it_is_asked(stored, wanted, at_once):
    series, behind, rows = [], {}, []
    for i, (early, late) in enumerate(stored):
        late = {at: said for at, said in late.items() if at not in early}
        stored[i] = early | late
        series.append(Series(f"m{i}", "numbers", "", len(rows), len(early)))
        rows += [(at * HOUR, *said) for at, said in sorted(early.items())]
        if late:
            columns = zip(*((at * HOUR, *said) for at, said in sorted(late.items())), strict=True)
            at, value, n = columns
            behind[f"m{i}", "numbers", ""] = (np.array(at), np.array(value, float), np.array(n, float))
    asking = [
        Wanted(series[which % len(series)], least, (min(a, b) * HOUR, max(a, b) * HOUR))
        for which, least, a, b in wanted
    ]
    con = duckdb.connect(config={"threads": 1})
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], SCHEMA)
    con.register("rows", table)
    con.execute("CREATE TABLE observation AS FROM rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ROWS_A_BLOCK", at_once)
        found = lately(con, asking, behind, WINDOWS, LINE, SLOTS)
    assert len(found) == len(asking)
    for told, (which, *_), one in zip(found, wanted, asking, strict=True):
        means, line = by_hand(stored[which % len(stored)], one.least, one.own)
        assert (told.means, told.line) == (about(means), about(line))
