"""What a query found, for machines and for people."""

import datetime as dt
import decimal
import json

import pyarrow as pa
import pytest

from dashboard.history.console.asking import Answer, Limits
from dashboard.practice.answer_report import answer_json, cut_short, of_answer


def answer(more=None, limits=None, **columns):
    return Answer("SELECT", "20260316T120000Z-1", pa.table(columns), more, 0.01, limits or Limits())


def test_the_document_has_columns_rows_and_no_number_that_is_none():
    found = answer(
        at=[dt.datetime(2026, 3, 1, 12), None],
        day=[dt.date(2026, 3, 1), None],
        value=[1.5, float("nan")],
        n=[decimal.Decimal(2**70), decimal.Decimal("0")],
        of=["é", ""],
    )
    assert answer_json(found) == {
        "generation": "20260316T120000Z-1",
        "columns": ["at", "day", "value", "n", "of"],
        "rows": [["2026-03-01T12:00:00Z", "2026-03-01", 1.5, 2**70, "é"], [None, None, None, 0, ""]],
        "cut_short": None,
    }
    json.dumps(answer_json(found), allow_nan=False)


def test_the_text_is_aligned_numbers_to_the_right():
    found = answer(metric=["accuracy", "latency", None], value=[92.1234567, 2.0, None])
    assert of_answer(found).split("\n") == ["metric      value", "accuracy  92.1235", "latency         2", ""]


def test_no_cell_moves_the_cursor_or_breaks_a_line():
    said = of_answer(answer(**{"a\x1b[2J": ["\x1b]0;title\x07", "two\nlines", "‮x", "w" * 100]}))
    assert said.split("\n")[:3] == ["a\\x1b[2J", "\\x1b]0;title\\x07", "two\\x0alines"]
    assert all(character.isprintable() or character == "\n" for character in said)
    assert "w" * 59 + "…" in said


@pytest.mark.parametrize(
    ("more", "rows", "said"),
    [
        (None, 3, None),
        ("rows", 3, "these are the first 3 rows, as many as an answer holds; "
         "narrow the query, or aggregate, for the rest"),
        ("size", 3, "these are the first 3 rows, since an answer holds 16 MB; "
         "narrow the query, or aggregate, for the rest"),
        ("size", 0, "the first row alone is larger than 16 MB; select less of it"),
    ],
)  # fmt: skip
def test_an_answer_that_was_cut_says_so_and_what_to_do(more, rows, said):
    assert cut_short(answer(more, a=list(range(rows)))) == said
