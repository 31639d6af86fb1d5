"""What may be said in sources.yaml, and how it is refused."""

import pytest

from dashboard import yamlfile
from dashboard.errors import FileProblems
from dashboard.history.sources.config import Sources
from tests.history.feeding import source

GOOD = """\
sources:
  - id: quality
    kind: file
    path: raw/*.csv
    holds: observations
    columns: {at: date, metric: metric, value: value, segments: [channel]}
"""


def problems(tmp_path, text):
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(FileProblems) as caught:
        yamlfile.load(path, Sources, "data/sources.yaml")
    return [str(problem) for problem in caught.value.problems]


REFUSED = [
    ("a path above data/", "raw/*.csv", "../secret/*.csv", "4:11", "'../secret/*.csv' leaves data/"),
    ("an absolute path", "raw/*.csv", "/etc/x.csv", "4:11", "'/etc/x.csv' leaves data/"),
    ("a home path", "raw/*.csv", "~/x.csv", "4:11", "leaves data/"),
    ("a file of no known kind", "raw/*.csv", "raw/*.dat", "4:11", "add `format`: csv, tsv"),
    ("an unknown key", "    kind:", "    titel: x\n    kind:", "3:5", "unknown key 'titel'; did you mean 'title'?"),
    ("an unknown kind of content", "holds: observations", "holds: observation", "5:12", "did you mean 'observations'?"),
    ("an unknown column", "value: value", "valeu: value", "6:41", "unknown key 'valeu'; did you mean 'value'?"),
    ("a long file without a metric", "metric: metric, ", "", "6:14", "this one has neither"),
    ("a long file without a value", "value: value, ", "", "6:14", "`value` is missing"),
    ("a title of observations", "value: value", "value: value, title: t", "6:62", "`title` is not a column of obs"),
    ("an unknown time zone", "    kind: file", "    kind: file\n    timezone: Europe/Londn", "4:15", "time zone"),
    ("an unreadable date format", "    kind: file", "    kind: file\n    date_format: 'dd/mm'", "4:18", "date format"),
    ("a sheet of a csv file", "    kind: file", "    kind: file\n    sheet: One", "4:12", "a setting of xlsx files"),
    ("one mark for two things", "    kind: file", "    kind: file\n    decimal: ','\n    thousands: ','", "5:16",
     "same"),
    ("a wide file without metrics", "    kind: file", "    kind: file\n    layout: wide", "7:14", "needs `metrics`"),
    ("a SOP of observations", "    kind: file", "    kind: file\n    sop: churn", "4:10", "`sop` is for events"),
    ("a metric twice", "    kind: file", "    kind: file\n    metric: m", "7:14", "this one has both"),
    ("events in a wide file", "holds: observations", "holds: alerts\n    layout: wide", "6:13", "a row each"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "message"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_refused_at_the_exact_place_with_the_nearest_right_answer(tmp_path, old, new, place, message):
    assert old in GOOD
    said = problems(tmp_path, GOOD.replace(old, new, 1))
    assert len(said) == 1, said
    assert said[0].startswith(f"data/sources.yaml:{place}: ")
    assert message in said[0]


def test_two_sources_of_one_name_are_refused(tmp_path):
    twice = GOOD + GOOD.partition("\n")[2]
    assert problems(tmp_path, twice) == ["data/sources.yaml:7:9: two sources are called 'quality'"]


def test_the_clock_is_read_as_utc(tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("as_of: 2026-07-06T02:00:00+02:00\n" + GOOD)
    assert yamlfile.load(path, Sources, "x").as_of.isoformat() == "2026-07-06T00:00:00"


@pytest.mark.parametrize(
    ("path", "form"),
    [("a.csv", "csv"), ("a.CSV.gz", "csv"), ("a/*.tsv", "tsv"), ("a.jsonl.gz", "jsonl"), ("a.parquet", "parquet"),
     ("*.xlsx", "xlsx")],
)  # fmt: skip
def test_the_format_is_that_of_the_extension(path, form):
    assert source(path=path).form == form


def test_a_new_title_is_no_new_way_of_reading_but_a_new_date_format_is():
    assert source().digest == source(title="Nightly").digest
    assert source().digest != source(date_format="%d/%m/%Y").digest
