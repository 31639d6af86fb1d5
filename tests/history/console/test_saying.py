"""What is said of a query that is wrong: one message, the place, the nearest right answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.history.console.saying import explained


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC 1", 'line 1, column 1: syntax error at or near "SELEC"'),
        (
            "SELECT metric,\n  vale\nFROM observation",
            "line 2, column 3: Referenced column \"vale\" not found in FROM clause; did you mean 'value'?",
        ),
        (
            "SELECT 'é€', vale FROM observation",
            "line 1, column 14: Referenced column \"vale\" not found in FROM clause; did you mean 'value'?",
        ),
        (
            "FROM observatoin",
            "line 1, column 6: Table with name observatoin does not exist; did you mean 'observation'?",
        ),
        (
            "FROM numbers",
            "line 1, column 6: Table with name numbers does not exist; known: breach, change_point, drift, "
            "event, file, load, meta, observation, outline, pending, quarantine, revision, series, signal_outline, "
            "signal_point",
        ),
        (
            "SELECT medain(value) FROM observation",
            "line 1, column 8: Scalar Function with name medain does not exist; did you mean 'median'?",
        ),
        (
            "SELECT at, value FROM observation",
            'line 1, column 10: syntax error at or near ","; "at" is a keyword of DuckDB and wants double quotes',
        ),
        ("SELECT 'x'::INT", "line 1, column 11: Could not convert string 'x' to INT32"),
        ("SELECT $metric", "Values were not provided for the following parameters: metric"),
        ("SELECT " + "(" * 2000 + "1" + ")" * 2000, "the query is nested too deeply; make it simpler"),
        ("", "there is no query yet; write a SELECT"),
        ("-- nothing", "there is no query yet; write a SELECT"),
        (
            "PIVOT observation ON segment USING count(*)",
            "a PIVOT has to name its columns here: ON segment IN ('channel=chat', …)",
        ),
        ("SELECT '\ud800'", "the query is no text: it has characters that are none"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_message_with_its_place(refusal, query, said):
    assert refusal(query) == said


def test_it_is_said_without_what_cannot_be_done_here(refusal):
    assert "SET" not in refusal("SELECT sum(metric) FROM observation")
    assert "known" not in refusal("SELECT sum(metric) FROM observation")


@given(some.text(min_size=1), some.data(), some.integers(0, 50))
def test_a_place_is_counted_in_lines_and_characters(query, data, shift):
    query = query.encode(errors="ignore").decode().replace("\r", "")
    index = data.draw(some.integers(0, len(query)))
    position = shift + len(query[:index].encode())
    told = json.dumps({"exception_message": "no", "position": str(position)})
    failed = explained(f"Binder Error: {told}", query, shift)
    lines = query[:index].split("\n")
    assert (failed.line, failed.column) == (len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize("position", ["-1", "3", "4000"])
def test_a_place_outside_the_query_is_not_named(position):
    told = json.dumps({"exception_message": "no!", "position": position})
    assert str(explained(f"Binder Error: {told}", "SELECT", 5)) == "no"


def test_what_is_no_json_is_said_as_it_is():
    assert str(explained("IO Error: disk gone", "SELECT 1", 0)) == "disk gone"
    assert str(explained("gone", "SELECT 1", 0)) == "gone"
