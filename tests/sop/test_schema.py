"""The committed JSON Schemas say what the models say."""

import json
from pathlib import Path

import jsonschema
import pytest

from dashboard.yamlfile.nodes import compose, plain
from tests.sop.law import GOOD, PEOPLE, broken
from tests.write_schemas import ROOT, schemas

SOP = ROOT / "sop/schema/sop.schema.json"
PEOPLE_SCHEMA = ROOT / "sop/schema/people.schema.json"
SOURCES = ROOT / "data/sources.schema.json"


def refused(schema: Path, text: str) -> list[str]:
    """Where the file does not fit the committed schema."""
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    value = plain(compose(text, "x.yaml")[0])
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(value)]


@pytest.mark.parametrize("path", schemas(), ids=lambda path: path.name)
def test_the_committed_schema_is_current(path):
    message = f"{path.name} is not what the models say: run `python -m tests.write_schemas`"
    assert path.read_text(encoding="utf-8") == schemas()[path], message


@pytest.mark.parametrize("path", schemas(), ids=lambda path: path.name)
def test_the_committed_schema_is_one(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


LIBRARY = ROOT / "sop/schema/library.schema.json"
EXAMPLES = [(path, LIBRARY if path.parent.name == "library" else SOP) for path in sorted(ROOT.glob("sop/*/*.yaml"))]
EXAMPLES += [(ROOT / "sop/people.yaml", PEOPLE_SCHEMA), (ROOT / "data/sources.yaml", SOURCES)]


@pytest.mark.parametrize(("path", "schema"), EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_worked_examples_fit_it(path, schema):
    assert refused(schema, path.read_text(encoding="utf-8")) == []


def test_a_good_file_fits_it():
    assert refused(SOP, GOOD) == []
    assert refused(PEOPLE_SCHEMA, PEOPLE) == []


def test_a_definition_that_is_used_fits_it_and_what_stands_beside_it_is_held_to_it_too():
    using = broken(GOOD, "  - id: recall\n    title: Recall\n    aspect: accuracy\n", "  - use: recall-of-all\n")
    assert refused(SOP, using) == []
    assert refused(SOP, broken(using, "level: warning, lower", "level: warnin, lower")) == [
        "metrics/1/thresholds/0/level"
    ]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("upper: 3.0", "uper: 3.0", "metrics/0/thresholds/0"),
        ("level: critical", "level: critcal", "metrics/0/thresholds/0/level"),
        ("title: Churn predictor\n", "", ""),
        ("for: 2\n", "for: 0\n", "metrics/0/thresholds/0/for"),
        ("stale_after: 3d", "stale_after: 3 days", "metrics/0/stale_after"),
        ("as: ratio", "as_: ratio", "metrics/2/thresholds/0/signal"),
        ("id: churn-jump", "id: Churn jump", "metrics/0/thresholds/1/id"),
        ("reported: daily", "reported: dayly", "metrics/0/reported"),
        ("upper: 3.0", 'upper: "3.0"', "metrics/0/thresholds/0/upper"),
    ],
)
def test_what_the_model_refuses_does_not_fit_it(old, new, where):
    assert where in refused(SOP, broken(GOOD, old, new))
