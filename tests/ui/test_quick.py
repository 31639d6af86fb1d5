"""The quick chart: which column can stand where, and what is drawn of it."""

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa

from dashboard.ui.theme import LIGHT
from dashboard.ui.views import quick

DAYS = [dt.datetime(2026, 3, day) for day in (3, 1, 2)]
TABLE = pa.table({
    "metric": ["b", "a", "b"], "value": [3.0, 1.0, None], "at": DAYS, "n": [30, 10, 20],
    "share": [Decimal("0.3"), Decimal("0.1"), Decimal("0.2")],
})  # fmt: skip


def traces(table, x, y, by=None):
    return json.loads(quick.figure(table, x, y, by, LIGHT).to_json())["data"]


def test_instants_come_first_along_the_bottom_and_numbers_alone_go_up():
    can = quick.axes(TABLE)
    assert can == quick.Axes(("at", "metric", "value", "n", "share"), ("value", "n", "share"), ("metric",))
    assert can.chosen(None, None, None) == ("at", "value", None)
    assert can.chosen("metric", "n", "metric") == ("metric", "n", None)
    assert can.chosen("at", "metric", "metric") == ("at", "value", "metric")
    assert can.chosen("value", None, None) == ("value", "n", None)


def test_a_table_of_one_number_can_be_drawn_and_many_values_make_no_lines():
    one = quick.axes(pa.table({"n": [1]}))
    assert one.chosen(None, None, None) == ("n", "n", None)
    assert quick.axes(pa.table({"name": list("abcdefg"), "n": range(7)})).by == ()


def test_over_time_a_line_in_the_order_of_time_that_breaks_where_nothing_is():
    (line,) = traces(TABLE, "at", "value")
    assert line["type"] == "scatter"
    assert line["x"] == ["2026-03-01 00:00:00", "2026-03-02 00:00:00", "2026-03-03 00:00:00"]
    assert [line["y"][0], line["y"][2]] == [1, 3]
    assert line["y"][1] is None


def test_a_line_each_in_colours_of_the_palette():
    lines = traces(TABLE, "at", "n", "metric")
    assert [(t["name"], t["y"]) for t in lines] == [("a", [10]), ("b", [20, 30])]
    assert [t["line"]["color"] for t in lines] == [LIGHT.line, quick.COMPARED[0]]


def test_over_texts_bars_and_over_numbers_points():
    (bars,) = traces(TABLE, "metric", "share")
    assert (bars["type"], bars["x"], bars["y"]) == ("bar", ["b", "a", "b"], [0.3, 0.1, 0.2])
    (points,) = traces(TABLE, "n", "value")
    assert (points["mode"], points["x"]) == ("markers", [30, 10, 20])


def test_no_more_bars_than_can_be_read():
    table = pa.table({"name": [f"n{i}" for i in range(500)], "n": range(500)})
    assert len(traces(table, "name", "n")[0]["x"]) == quick.BARS
