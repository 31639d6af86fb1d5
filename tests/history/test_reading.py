"""What the rows of a file become: observations, or rows in quarantine with their exact place and reason."""

import datetime as dt

import pytest

from tests.history.feeding import GOOD, HEADER, source

DAY = dt.datetime(2026, 7, 1)


def test_a_row_becomes_an_observation_of_its_segment(feed):
    feed.put(
        "a.csv", "2026-07-01,accuracy,0.9,120,v1,chat,de\n2026-07-01,accuracy,0.8,,,,de\n2026-07-01,latency,5,,,,\n"
    )
    feed.ingest()
    assert feed.observations() == [
        ("accuracy", "channel=chat,locale=de", DAY, 0.9, 120, "v1"),
        ("accuracy", "locale=de", DAY, 0.8, None, None),
        ("latency", "", DAY, 5.0, None, None),
    ]
    assert feed.quarantine() == []


def test_an_empty_value_is_an_observation_without_evidence(feed):
    feed.put("a.csv", "2026-07-01,accuracy,,120,v1,,\n")
    feed.ingest()
    assert feed.observations() == [("accuracy", "", DAY, None, 120, "v1")]


BAD_ROWS = [
    ("an unparseable time", "01.07.2026,accuracy,1,1,v,,", "date", "01.07.2026", "not written as ISO 8601"),
    ("a day that does not exist", "2026-06-31,accuracy,1,1,v,,", "date", "2026-06-31", "no such time"),
    ("a time with something behind it", "2026-07-01 10:00 PM,accuracy,1,1,v,,", "date", "2026-07-01 10:00 PM",
     "no such"),
    ("a year with two digits", "0026-07-01,accuracy,1,1,v,,", "date", "0026-07-01", "not a year from 1900"),
    ("an empty time", ",accuracy,1,1,v,,", "date", None, "empty time"),
    ("an unparseable number", "2026-07-01,accuracy,O.9,1,v,,", "value", "O.9", "not a number"),
    ("a decimal comma", '2026-07-01,accuracy,"0,9",1,v,,', "value", "0,9", "not a number"),
    ("a number with a unit", "2026-07-01,accuracy,90%,1,v,,", "value", "90%", "not a number"),
    ("an underscore in a number", "2026-07-01,accuracy,1_0,1,v,,", "value", "1_0", "not a number"),
    ("a word for nothing", "2026-07-01,accuracy,N/A,1,v,,", "value", "N/A", "not a number"),
    ("an infinite number", "2026-07-01,accuracy,inf,1,v,,", "value", "inf", "not a finite number"),
    ("a number too large", "2026-07-01,accuracy,1e999,1,v,,", "value", "1e999", "not a finite number"),
    ("not a number as text", "2026-07-01,accuracy,nan,1,v,,", "value", "nan", "not a finite number"),
    ("a negative n", "2026-07-01,accuracy,1,-1,v,,", "n", "-1", "not a sample size"),
    ("a broken n", "2026-07-01,accuracy,1,1.5,v,,", "n", "1.5", "not a sample size"),
    ("an unreadable n", "2026-07-01,accuracy,1,many,v,,", "n", "many", "not a sample size"),
    ("an unknown metric", "2026-07-01,acuracy,1,1,v,,", "metric", "acuracy",
     "unknown metric; did you mean 'accuracy'?"),
    ("an empty metric", "2026-07-01,,1,1,v,,", "metric", None, "empty metric"),
    ("a dimension not declared", "2026-07-01,latency,1,1,v,,de", "locale", "de",
     "metric 'latency' does not declare dimension 'locale'"),
    ("a segment that cannot be written", '2026-07-01,accuracy,1,1,v,"a,b",', "channel", "a,b", "cannot hold ,"),
    ("a second row of one key", "2026-06-30,accuracy,2,1,v,,", "date", "2026-06-30T00:00:00Z",
     "a second row for accuracy at this time in this file"),
    ("too few fields", "2026-07-01,accuracy,1", None, None, "wrong number of fields: 3, not 7"),
    ("too many fields", "2026-07-01,accuracy,1,1,v,,,extra", None, None, "wrong number of fields: 8, not 7"),
    ("an empty field too many", "2026-07-01,accuracy,91,6,v,,,", None, None, "wrong number of fields: 8, not 7"),
    ("an empty quoted one", '2026-07-01,accuracy,91,6,v,,,""', None, None, "wrong number of fields: 8, not 7"),
    ("a quote that goes on", '2026-07-01,accuracy,1,1,"v"x,,', None, None, "a quote that is not closed"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "value", "reason"), [r[1:] for r in BAD_ROWS], ids=[r[0] for r in BAD_ROWS])
def test_a_bad_row_is_quarantined_with_its_place_and_the_others_are_loaded(feed, row, column, value, reason):
    feed.put("a.csv", f'2026-06-30,accuracy,1,1,"v\n1",,\n\n{row}\n2026-07-02,accuracy,3,1,v1,,\n')
    report = feed.ingest()
    ((file, line, found_column, found_value, found_reason),) = feed.quarantine()
    assert (file, line, found_column, found_value) == ("raw/a.csv", 5, column, value)
    assert reason in found_reason
    assert feed.ask("SELECT raw FROM quarantine") == [(row,)]
    assert [row[3] for row in feed.observations()] == [1.0, 3.0]
    assert report.as_json()["rejected"] == 1


def test_text_that_is_not_utf_8_is_quarantined(feed):
    feed.put("a.csv", (HEADER + "2026-07-01,accuracy,1,1,v,,\n").encode() + b"2026-07-02,accuracy,1,1,\xff\xfe,,\n")
    feed.ingest()
    assert feed.quarantine() == [("raw/a.csv", 3, None, None, "not UTF-8")]
    assert len(feed.observations()) == 1


def test_a_line_of_megabytes_is_quarantined(feed):
    feed.put("a.csv", "2026-07-01,accuracy,1,1,v,,\n" + "x" * 3_000_000 + "\n2026-07-02,accuracy,1,1,v,,\n")
    feed.ingest()
    assert feed.quarantine() == [("raw/a.csv", 3, None, None, "a line of more than 2 MB")]
    assert len(feed.observations()) == 2


def test_lines_are_exact_in_a_file_of_many_blocks_with_crlf_and_quoted_line_breaks(feed):
    rows, bad = [], []
    line = 2
    for i in range(60_000):
        at = DAY + dt.timedelta(minutes=i)
        value, model = ("oops", "v") if i % 9_973 == 5 else (str(i), '"v\r\n1"' if i % 777 == 0 else "v")
        if i % 10_007 == 9:
            rows.append("2026,too,few")
            bad.append((line, None))
            line += 1
        rows.append(f"{at:%Y-%m-%dT%H:%M},accuracy,{value},1,{model},{'x' * 600},")
        if value == "oops":
            bad.append((line, "oops"))
        line += 1 + (model != "v")
    text = (HEADER + "\n".join(rows) + "\n").replace("\r\n", "\n").replace("\n", "\r\n")
    assert len(text) > 35_000_000
    feed.put("a.csv", text.encode())
    feed.ingest()
    assert [(line, value) for _, line, _, value, _ in feed.quarantine()] == bad


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_that_mixes_line_ends_is_read_whole(feed, ending):
    other = "\r\n" if ending == "\n" else "\n"
    feed.put("a.csv", (HEADER.strip() + ending + "2026-07-01,accuracy,1,1,v,,\n2026-07-02,accuracy,bad,1,v,,"
             + other + "2026-07-03,accuracy,3,1,v,," + ending).encode())  # fmt: skip
    feed.ingest()
    assert [row[3] for row in feed.observations()] == [1.0, 3.0]
    assert [(line, value) for _, line, _, value, _ in feed.quarantine()] == [(3, "bad")]


def test_a_quote_that_is_not_closed_costs_its_own_line_and_none_after_it(feed):
    rows = [f"{DAY + dt.timedelta(minutes=k):%Y-%m-%dT%H:%M},accuracy,{k},1,v,{'x' * 900},\n" for k in range(40_000)]
    rows[20_000] = rows[20_000].replace(",v,", ',"v,')
    feed.put("a.csv", "".join(rows))
    feed.ingest()
    assert [row[:2] for row in feed.quarantine()] == [("raw/a.csv", 20_002)]
    assert feed.ask("SELECT count(*) FROM observation") == [(39_999,)]


def test_rows_inside_a_quoted_field_are_not_taken_for_rows(feed):
    feed.sources = [source(columns=GOOD["columns"] | {"segments": []})]
    inside = "".join(f"{{0:%Y-%m-%dT%H:%M:0{k}}},accuracy,-1,1,x\n" for k in range(3))
    row = f'{{0:%Y-%m-%dT%H:%M}},accuracy,{{1}},1,"v\n{inside}end"\n'
    text = "".join(row.format(DAY + dt.timedelta(minutes=k), k) for k in range(250_000))
    feed.put("a.csv", text, "date,metric,value,n,model\n")
    feed.ingest()
    assert feed.ask("SELECT count(*), min(value) FROM observation") == [(250_000, 0.0)]
    assert feed.quarantine() == []
