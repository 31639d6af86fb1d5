"""The snippet for a notebook reads the numbers that the page shows."""

import ast
import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from dashboard.practice.notebook import notebook
from tests import worlds


def test_run_in_the_workspace_it_reads_exactly_those_numbers(tmp_path, monkeypatch):
    world = worlds.breaching(tmp_path)
    monkeypatch.chdir(tmp_path)
    query = (
        'SELECT "at", value FROM observation\nWHERE metric = $metric AND segment = \'\' AND "at" >= $start ORDER BY 1'
    )
    file = world.warehouse.path.relative_to(tmp_path)
    made = notebook(file, query, {"metric": "accuracy", "start": dt.datetime(2026, 3, 10)})
    assert f"duckdb.connect('data/warehouse/{world.generation}.duckdb', read_only=True)" in made
    space: dict[str, object] = {}
    exec(made, space)
    assert space["df"]["at"].dt.day.tolist() == [10, 11, 12, 13, 14, 15]
    assert space["df"]["value"].tolist() == [92.6, 92.5, 92.4, 92.3, 92.2, 92.1]


def test_a_query_of_several_lines_stays_readable():
    made = notebook(Path("a.duckdb"), "SELECT 1\nFROM load")
    assert 'df = db.execute("""SELECT 1\nFROM load""").df()\n' in made
    assert "datetime" not in made


@given(some.text(), some.dictionaries(some.text(), some.one_of(some.text(), some.integers(), some.none()), max_size=3))
def test_whatever_the_query_and_the_values_are_they_stand_in_it_as_they_are(query, bound):
    calls = [
        node for node in ast.walk(ast.parse(notebook(Path("a.duckdb"), query, bound))) if isinstance(node, ast.Call)
    ]
    execute = next(c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "execute")
    assert [ast.literal_eval(argument) for argument in execute.args] == ([query, bound] if bound else [query])
