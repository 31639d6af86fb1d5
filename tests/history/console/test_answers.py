"""What an answer holds: plain types, unique names, instants as they are kept."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.history.console.child import _fitting


def test_an_answer_knows_its_generation_its_query_and_its_time(ask, generation):
    found = ask("SELECT count(*) AS n FROM observation;")
    assert (found.table.to_pylist(), found.generation) == ([{"n": 295}], generation.stem)
    assert (found.query, found.more) == ("SELECT count(*) AS n FROM observation;", None)
    assert 0 < found.seconds < 20


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("sum(n) FROM observation WHERE segment = 'channel=chat'", 30000),
        ("170141183460469231731687303715884105727", Decimal(170141183460469231731687303715884105727)),
        ("1.50::DECIMAL(5, 2)", Decimal("1.50")),
        ("'2026-03-01 12:00+02'::TIMESTAMPTZ", dt.datetime(2026, 3, 1, 10)),
        ("TIMESTAMP '2026-03-01'", dt.datetime(2026, 3, 1)),
        ("DATE '2026-03-01'", dt.date(2026, 3, 1)),
        ("DATE '0044-03-15 (BC)'", "-0043-03-15"),
        ("INTERVAL 3 DAYS", "3 days"),
        ("[1, 2]", "[1, 2]"),
        ("{'a': 1}", "{'a': 1}"),
        ("MAP {'a': 1}", "{a=1}"),
        ("'a'::ENUM('a', 'b')", "a"),
        ("'\\xAA'::BLOB", "\\xAA"),
        ("TIME '10:00'", "10:00:00"),
        ("NULL", None),
        ("$$a;b$$ -- ;", "a;b"),
        ("';' /* ; */", ";"),
    ],
)
def test_every_type_is_one_that_tables_charts_and_files_know(ask, expression, meant):
    assert ask(f"SELECT {expression}\n;;").table.column(0).to_pylist() == [meant]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("DESCRIBE observation", 7),
        ("SUMMARIZE observation", 7),
        ("SHOW TABLES", 15),
        ("FROM load", 2),
        ("VALUES (1), (2)", 2),
        ("PIVOT observation ON metric IN ('latency', 'accuracy') USING count(*) GROUP BY segment", 3),
        ("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 5) SELECT * FROM r", 5),
    ],
)
def test_all_that_reads_is_answered(ask, query, rows):
    assert ask(query).table.num_rows == rows


def test_columns_of_one_name_are_told_apart(ask):
    assert ask("SELECT 1 AS a, 2 AS a, 3 AS a_1").table.column_names == ["a", "a_1", "a_1_1"]


@given(some.lists(some.text(max_size=30), max_size=40), some.integers(0, 400))
def test_what_fits_is_the_beginning_and_no_larger_than_allowed(texts, size):
    batch = pa.record_batch({"a": pa.array(texts, pa.string())})
    fitting = _fitting(batch, size)
    assert fitting.column(0).to_pylist() == texts[: fitting.num_rows]
    assert fitting.num_rows == 0 or fitting.nbytes <= size
