"""The forms of a file: wide and long, JSON lines, Parquet, Excel."""

import datetime as dt
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.history.feeding import source

DAY = dt.datetime(2026, 7, 1)


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
