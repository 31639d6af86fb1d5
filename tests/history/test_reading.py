"""What the cells of a file say: observations, or rows in quarantine with their exact place and reason."""

import csv
import datetime as dt
import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.feeding import FEEDS, GOOD, HEADER, Feed, source

DAY = dt.datetime(2026, 7, 1)


@pytest.fixture
def feed(tmp_path):
    return Feed(tmp_path)


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


INSTANTS = [
    ("2026-07-01", "UTC", None, "2026-07-01T00:00:00"),
    ("2026-07-01T10:30", "UTC", None, "2026-07-01T10:30:00"),
    ("2026-07-01 10:30:15.25", "UTC", None, "2026-07-01T10:30:15.250000"),
    ("2026-07-01T10:30:00Z", "Europe/Berlin", None, "2026-07-01T10:30:00"),
    ("2026-07-01T10:30:00+05:30", "Europe/Berlin", None, "2026-07-01T05:00:00"),
    ("2026-07-01T10:30:00-0800", "UTC", None, "2026-07-01T18:30:00"),
    ("2026-07-01", "Europe/Berlin", None, "2026-06-30T22:00:00"),
    ("2026-01-01 12:00", "America/New_York", None, "2026-01-01T17:00:00"),
    ("01/07/2026", "UTC", "%d/%m/%Y", "2026-07-01T00:00:00"),
    ("01/07/2026 10:30", "Europe/London", "%d/%m/%Y %H:%M", "2026-07-01T09:30:00"),
    ("01/07/2026 10:30 +0200", "Europe/London", "%d/%m/%Y %H:%M %z", "2026-07-01T08:30:00"),
    ("2026-10-25 02:30", "Europe/Berlin", None, "2026-10-25T01:30:00"),
    ("2026-03-08", "America/Havana", None, "2026-03-08T05:00:00"),
]


@pytest.mark.parametrize(("text", "zone", "form", "instant"), INSTANTS)
def test_an_instant_is_kept_in_utc(feed, text, zone, form, instant):
    feed.sources = [source(timezone=zone, date_format=form)]
    feed.put("a.csv", f"{text},accuracy,1,1,v,,\n")
    feed.ingest()
    assert feed.quarantine() == []
    assert [row[2].isoformat() for row in feed.observations()] == [instant]


@pytest.mark.parametrize(("text", "form"), [("2026-03-29 02:30", None), ("29.03.2026 02:30", "%d.%m.%Y %H:%M")])
def test_a_wall_time_that_the_clocks_skipped_is_no_time(feed, text, form):
    feed.sources = [source(timezone="Europe/Berlin", date_format=form)]
    feed.put("a.csv", f"{text},accuracy,1,1,v,,\n")
    feed.ingest()
    assert feed.quarantine() == [("raw/a.csv", 2, "date", text, "a time that the clocks of Europe/Berlin skipped")]


NUMBERS = [
    (",", ".", "1.234,5", 1234.5),
    (",", ".", "0,031", 0.031),
    (",", ".", "-1.234.567", -1234567.0),
    (",", ".", "1.2.3", None),
    (",", ".", "1.5", None),
    (",", ".", "1,2,3", None),
    (",", None, "3,5", 3.5),
    (",", None, "3.5", None),
    (".", ",", "1,234.5", 1234.5),
    (".", ",", "12,34.5", None),
    (".", "'", "1'234.5", 1234.5),
    (",", " ", "1\u00a0234,5", 1234.5),
    (",", " ", "1 234,5e2", 123450.0),
]


@pytest.mark.parametrize(("decimal", "thousands", "text", "value"), NUMBERS)
def test_numbers_are_read_by_their_marks_and_malformed_groups_are_refused(feed, decimal, thousands, text, value):
    feed.sources = [source(decimal=decimal, thousands=thousands, delimiter=";")]
    feed.put("a.csv", f"2026-07-01;accuracy;{text};1;v;;\n", HEADER.replace(",", ";"))
    feed.ingest()
    if value is None:
        assert [row[2:4] for row in feed.quarantine()] == [("value", text)]
        assert feed.observations() == []
    else:
        assert [row[3] for row in feed.observations()] == [value]


def test_a_wide_file_gives_each_metric_its_column_and_a_bad_cell_costs_only_itself(feed):
    columns = {"at": "Day", "n": "N", "metrics": {"Accuracy, %": "accuracy", "p95": "latency"}}
    feed.sources = [source(layout="wide", columns=columns)]
    header = 'Day,N,"Accuracy, %",p95\n'
    feed.put("a.csv", "2026-07-01,10,90,200\n2026-07-02,11,bad,210\nnever,12,91,220\n2026-07-04,13,92,\n", header)
    feed.ingest()
    days = [DAY + dt.timedelta(days=k) for k in range(4)]
    assert feed.observations() == [
        ("accuracy", "", days[0], 90.0, 10, None), ("accuracy", "", days[3], 92.0, 13, None),
        ("latency", "", days[0], 200.0, 10, None), ("latency", "", days[1], 210.0, 11, None),
        ("latency", "", days[3], None, 13, None),
    ]  # fmt: skip
    assert [row[1:4] for row in feed.quarantine()] == [(3, "Accuracy, %", "bad"), (4, "Day", "never")]


def test_names_in_the_metric_column_can_be_mapped_to_ids(feed):
    columns = {"at": "date", "metric": "metric", "value": "value", "metrics": {"Answer accuracy": "accuracy"}}
    feed.sources = [source(columns=columns)]
    feed.put("a.csv", "2026-07-01,Answer accuracy,1,,,,\n2026-07-01,latency,2,,,,\n2026-07-01,Other,3,,,,\n")
    feed.ingest()
    assert [row[0] for row in feed.observations()] == ["accuracy", "latency"]
    assert [row[1:4] for row in feed.quarantine()] == [(4, "metric", "Other")]


def test_json_lines_are_read_and_a_line_that_is_no_object_is_quarantined(feed):
    feed.sources = [source(path="raw/*.jsonl", metric="latency", columns={"at": "day", "value": "p 95", "n": "n"})]
    lines = [json.dumps({"day": "2026-07-01", "p 95": 1.5, "n": 7}), "", "{broken", "[1]"]
    lines += [json.dumps({"day": f"2026-07-0{k}", "p 95": value}) for k, value in ((2, None), (3, 'x"y'))]
    feed.put("a.jsonl", "\n".join(lines).encode())
    feed.ingest()
    assert [row[3:5] for row in feed.observations()] == [(1.5, 7), (None, None)]
    assert [row[1:] for row in feed.quarantine()] == [
        (3, None, None, "not a JSON object"), (4, None, None, "not a JSON object"),
        (6, "p 95", 'x"y', "not a number"),
    ]  # fmt: skip


def test_parquet_is_read_by_its_own_types(feed):
    feed.sources = [source(path="raw/*.parquet", timezone="Europe/Berlin", columns={
        "at": "at", "metric": "metric", "value": "value", "n": "n", "segments": ["channel"]})]  # fmt: skip
    table = pa.table({
        "at": pa.array([DAY, DAY, DAY], pa.timestamp("ms")), "metric": ["accuracy", "latency", "accuracy"],
        "value": pa.array([1.5, float("inf"), 2.0], pa.float32()), "n": pa.array([1, 2, None], pa.int32()),
        "channel": [None, None, "chat"]})  # fmt: skip
    feed.put("x", "")
    pq.write_table(table, feed.data / "raw" / "a.parquet")
    feed.ingest()
    at = dt.datetime(2026, 6, 30, 22)
    assert feed.observations() == [
        ("accuracy", "", at, 1.5, 1, None),
        ("accuracy", "channel=chat", at, 2.0, None, None),
    ]
    assert [row[1:] for row in feed.quarantine()] == [(2, "value", "inf", "not a finite number")]


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


TEXT = st.text(st.sampled_from(list("ab,\"'; \u00e9\n\t|")), max_size=5)
RAW = st.sampled_from(["too,few", "1,2,3,4,5,6,7,8", '2026-07-01,accuracy,1,1,"v"x,,', "   ", ",", "", "",
                       '2026-07-01,accuracy,1,1,"v,,', '"2026', '2026-07-01,accuracy,1,1,"v"",w,'])  # fmt: skip
RECORD = st.tuples(st.sampled_from(["1", "1.5", "", "x", "1,5", '"', "a\nb"]), TEXT, TEXT)


def expected(model, value, channel):
    """(model version, value, reason for quarantine) of one record, told from its fields alone."""
    if any(mark in channel for mark in ",=\r\n"):
        return None, None, "cannot hold"
    if value in ("x", "1,5", '"', "a\nb"):
        return None, None, "not a number"
    return model.strip(" ") or None, float(value) if value else None, None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.one_of(RAW, RECORD), max_size=12),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    last=st.booleans(),
    packed=st.booleans(),
)
def test_no_field_of_any_file_shifts_and_no_record_is_lost(tmp_path_factory, lines, ending, quoting, last, packed):
    feed = Feed(tmp_path_factory.mktemp("any"))
    text, good, bad = HEADER.replace("\n", ending), [], []
    for k, line in enumerate(lines):
        number = text.count("\n") + 1
        at = DAY + dt.timedelta(days=k)
        if isinstance(line, str):
            text += line + ending
            if line:
                bad.append((number, "field" if '"' not in line else "quote"))
            continue
        value, model, channel = line
        buffer = io.StringIO()
        csv.writer(buffer, quoting=quoting, lineterminator=ending).writerow(
            [f"{at:%Y-%m-%d}", "accuracy", value, k, model, channel, ""]
        )
        text += buffer.getvalue()
        version, number_read, reason = expected(model, value, channel)
        if reason:
            bad.append((number, reason))
        else:
            segment = f"channel={channel.strip(' ')}" if channel.strip(" ") else ""
            good.append(("accuracy", segment, at, number_read, k, version))
    if last and lines:
        text = text.removesuffix(ending)
    feed.put("a.csv.gz" if packed else "a.csv", text.encode())
    feed.sources = [source(path="raw/*", format="csv")]
    feed.ingest()
    assert feed.observations() == sorted(good, key=lambda row: row[:3])
    found = [(line, reason) for _, line, _, _, reason in feed.quarantine()]
    assert [line for line, _ in found] == [line for line, _ in bad]
    assert all(wanted in reason for (_, reason), (_, wanted) in zip(found, bad, strict=True))


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


def test_excel_is_read_by_the_types_of_its_cells_and_by_the_settings_where_they_are_text(feed):
    feed.sources = [source(path="raw/*.xlsx", sheet="Weekly", layout="wide", decimal=",", thousands=".", columns={
        "at": "Week", "n": "N", "metrics": {"Accuracy": "accuracy", "p95": "latency"}})]  # fmt: skip
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Weekly")
    cells = [[], ["Week", "Accuracy", "p95", "N"], [DAY, 0.5, 1.5, 10], [dt.datetime(2026, 7, 8), None, "1.234,5", 11],
             [dt.datetime(2026, 7, 15), 0.75, "pending", 12.5]]  # fmt: skip
    for line in cells:
        sheet.append(line)
    feed.put("x", "")
    book.save(feed.data / "raw" / "a.xlsx")
    feed.ingest()
    assert [(row[0], row[2].day, row[3], row[4]) for row in feed.observations()] == [
        ("accuracy", 1, 0.5, 10), ("accuracy", 8, None, 11), ("latency", 1, 1.5, 10), ("latency", 8, 1234.5, 11),
    ]  # fmt: skip
    assert [row[1:4] for row in feed.quarantine()] == [(5, "N", "12.5"), (5, "p95", "pending")]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(feed):
    feed.sources = [source(path="raw/*.xlsx", sheet="Weekly")]
    book = openpyxl.Workbook()
    book.active.title = "Weekli"
    feed.put("x", "")
    book.save(feed.data / "raw" / "a.xlsx")
    assert feed.ingest().sources[0].refused == "raw/a.xlsx: no sheet 'Weekly'; did you mean 'Weekli'?"
