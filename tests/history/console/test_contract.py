"""The tables are documented once, in the schema, and the questions to begin with can be answered."""

import duckdb
import pytest

from dashboard.history.console.contract import examples, tables


def test_every_table_and_column_is_documented():
    assert [table.name for table in tables()][:3] == ["observation", "revision", "quarantine"]
    assert all(table.about for table in tables())
    assert [f"{table.name}.{c.name}" for table in tables() for c in table.columns if not c.about] == []


def test_the_columns_are_those_of_a_generation_which_has_the_documentation_too(generation):
    query = (
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY ALL"
    )
    with duckdb.connect(str(generation), read_only=True) as con:
        for table in tables():
            assert con.execute(query, [table.name]).fetchall() == sorted(
                (c.name, c.type, c.optional, c.about) for c in table.columns
            )


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.question)
def test_every_question_is_answered(ask, example):
    assert example.question.endswith("?")
    assert example.query.startswith(f"-- {example.question}\n")
    found = ask(example.query).table
    assert found.num_columns > 2
    if "restated" not in example.question and "deployed" not in example.question:  # there was nothing of the kind
        assert found.num_rows
