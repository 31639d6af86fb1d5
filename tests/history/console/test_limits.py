"""What a query may take: time, memory, rows, bytes, a turn; and that it can be stopped."""

import json
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from dashboard.errors import QueryFailed
from dashboard.history.console.asking import AT_ONCE, CHILD, LONGEST, Limits, start
from tests.history.console.test_reach import BURN, burning


@pytest.mark.parametrize(
    "query",
    [
        "SELECT repeat('x', 2000000000)",
        "SELECT list(range) FROM range(1000000000)",
        "SELECT string_agg(repeat('x', 1000)) FROM range(10000000)",
        "SELECT a.range, count(*) FROM range(100000000) a GROUP BY a.range ORDER BY 2, 1",
        "WITH RECURSIVE r AS (SELECT 'x' AS t UNION ALL SELECT t || t FROM r) SELECT max(length(t)) FROM r",
    ],
)
def test_too_much_memory_is_told_with_what_to_do(refusal, query):
    said = refusal(query, memory=300 << 20)
    assert "needed more than the 300 MB of memory that one may take" in said
    assert "narrow it with WHERE" in said


@pytest.mark.parametrize(
    "query",
    [
        BURN,
        "SELECT count(*) FROM observation a, observation b, observation c, observation d WHERE a.n * d.n < c.n * b.n",
        "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
    ],
)
def test_too_much_time_is_told_with_what_to_do(refusal, query):
    began = time.monotonic()
    said = refusal(query, seconds=1)
    assert "stopped after 1 second," in said
    assert "ask for fewer rows" in said
    assert time.monotonic() - began < 4


def test_a_query_can_be_stopped_and_its_process_is_gone(generation):
    with burning(generation) as running:
        began = time.monotonic()
        running.stop()
        with pytest.raises(QueryFailed, match="the query was stopped"):
            running.answer()
        assert time.monotonic() - began < 2
    assert running._process.returncode == -signal.SIGKILL


def test_one_that_waits_says_so_has_its_turn_later_and_can_be_stopped_before(generation):
    first = [start(generation, BURN, Limits()) for _ in range(AT_ONCE)]
    waiting, given_up = (start(generation, "SELECT 1", Limits()) for _ in range(2))
    try:
        assert not waiting.wait(1)
        assert waiting.seconds is None
        given_up.stop()
        with pytest.raises(QueryFailed, match="stopped before its turn"):
            given_up.answer()
    finally:
        for running in first:
            running.stop()
    assert waiting.answer().table.num_rows == 1


def test_a_query_ends_itself_when_nobody_waits_for_it(generation):
    limits = {"seconds": 1, "memory": 300 << 20, "rows": 1, "size": 1}
    request = json.dumps({"path": str(generation), "query": BURN, **limits}).encode()
    done = subprocess.run([sys.executable, str(CHILD)], input=request, capture_output=True, timeout=20)
    assert -done.returncode in (signal.SIGALRM, signal.SIGXCPU)


def test_rows_are_cut_in_the_order_asked_for(ask, generation):
    found = ask("SELECT metric, value FROM observation ORDER BY value DESC, metric;", rows=7)
    with duckdb.connect(str(generation), read_only=True) as con:
        first = con.execute("SELECT metric, value FROM observation ORDER BY value DESC, metric LIMIT 7").fetchall()
    assert list(zip(*found.table.to_pydict().values(), strict=True)) == first
    assert found.more == "rows"


@pytest.mark.parametrize(("rows", "held", "more"), [(99, 99, "rows"), (100, 100, None), (101, 100, None)])
def test_an_answer_that_fits_is_whole(ask, rows, held, more):
    found = ask("SELECT * FROM range(100)", rows=rows)
    assert (found.table.column(0).to_pylist(), found.more) == (list(range(held)), more)


def test_a_large_sorted_answer_needs_no_memory_for_what_is_not_shown(ask):
    found = ask("SELECT range, hash(range)::VARCHAR h FROM range(20000000) ORDER BY h", rows=10, memory=200 << 20)
    assert (found.table.num_rows, found.more) == (10, "rows")


def test_an_answer_is_cut_where_it_grows_too_large(ask):
    found = ask("SELECT repeat('é', 50000) FROM range(1000)", size=1 << 20)
    assert found.more == "size"
    assert 5 <= found.table.num_rows <= 10
    assert found.table.nbytes <= 1 << 20


def test_a_row_that_is_too_large_alone_leaves_nothing(ask):
    found = ask("SELECT repeat('x', 2000000)", size=1 << 20)
    assert (found.table.num_rows, found.more) == (0, "size")


def test_too_many_columns_are_refused(refusal):
    many = ", ".join(f"1 AS c{i}" for i in range(201))
    assert "201 columns; at most 200 are shown" in refusal(f"SELECT {many}")


def test_too_long_a_query_is_refused(refusal):
    assert f"{LONGEST + 1:,} characters long; {LONGEST:,} are allowed" in refusal("x" * (LONGEST + 1))


@pytest.mark.parametrize("inner", ["(", "-", "NOT ", "[", "CASE WHEN "])
def test_what_is_nested_without_end_harms_nobody(refusal, inner):
    assert refusal("SELECT " + inner * (19000 // len(inner)))
