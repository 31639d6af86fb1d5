"""Files that refuse their whole source: nothing of it is loaded, and the last good data stays."""

import pytest

from tests.history.feeding import FEEDS, HEADER, source

REFUSED = [
    ("a column that is missing", "a.csv", b"date,metric,valu,n,model,channel,locale\n", "did you mean 'valu'?"),
    ("another separator", "a.csv", HEADER.replace(",", ";").encode(), 'set `delimiter: ";"`'),
    ("a column twice", "a.csv", HEADER.replace("locale", "locale,value").encode(), "two columns are called 'value'"),
    ("an empty file", "a.csv", b"", "is empty"),
    ("another encoding", "a.csv", HEADER.encode("utf-16"), "not UTF-8"),
    ("nothing usable in many rows", "a.csv", (HEADER + "x,y,z,,,,\n" * 1001).encode(), "none of its 1,001 rows"),
]


@pytest.mark.parametrize(("name", "content", "reason"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_a_file_of_another_shape_refuses_the_whole_source_and_the_last_good_data_stays(feed, name, content, reason):
    feed.put("0.csv", "2026-07-01,accuracy,1,1,v,,\nbad,accuracy,1,1,v,,\n")
    feed.ingest()
    before = feed.observations(), feed.quarantine()
    feed.put("1.csv", "2026-07-02,accuracy,1,1,v,,\n")
    feed.put(name, content)
    (row,) = feed.ingest().sources
    assert reason in row.refused
    assert row.refused.startswith("raw/a.csv: ")
    assert (row.loaded, row.restated, row.rejected) == (0, 0, 1)
    assert (feed.observations(), feed.quarantine()) == before
    assert feed.ask("SELECT refused FROM load") == [(row.refused,)]


def test_broken_gzip_and_broken_parquet_are_refused(feed):
    feed.put("a.csv", b"")
    feed.sources = [source(path="raw/cut.csv.gz"), source(id="other", path="raw/b.parquet")]
    feed.feeds = {"quality": FEEDS, "other": FEEDS}
    cut = feed.put("cut.csv.gz", "2026-07-01,accuracy,1,1,v,,\n" * 50_000)
    cut.write_bytes(cut.read_bytes()[:-200])
    feed.put("b.parquet", b"nonsense")
    refused = [row.refused for row in feed.ingest().sources]
    assert refused[0].startswith("raw/cut.csv.gz: cannot be read")
    assert refused[1].startswith("raw/b.parquet: not a Parquet file")
    assert feed.observations() == []


def test_a_source_without_a_file_or_without_a_metric_is_refused_and_the_others_load(feed):
    feed.put("a.csv", "2026-07-01,accuracy,1,1,v,,\n")
    feed.sources = [source(id="nowhere", path="raw/*.tsv"), source(id="unwanted"), source()]
    report = feed.ingest()
    assert [row.refused for row in report.sources] == [
        "no file matches 'raw/*.tsv' below data/", "no metric of any SOP has `source: unwanted`", None,
    ]  # fmt: skip
    assert report.as_json()["loaded"] == 1


def test_an_empty_file_with_the_right_header_is_fine(feed):
    feed.put("a.csv", "")
    assert feed.ingest().sources[0].refused is None
