"""Values that were restated, with what they say now; rows that were turned away; and how many of each."""

import datetime as dt

from dashboard.history.restated import restated, turned_away
from dashboard.history.warehouse import current, open_generation
from tests.history.feeding import Feed

DAY = dt.datetime(2026, 6, 1)
LATER = DAY + dt.timedelta(days=9)


def test_each_statement_with_the_next_and_the_last_with_what_stands(tmp_path):
    feed = Feed(tmp_path)
    for name, value in (("a", 1), ("b", 2), ("c", 3)):
        feed.put(f"{name}.csv", f"2026-06-01,accuracy,{value},{value}00,v{value},,\n2026-06-10,accuracy,{value},,,,\n")
    feed.put("d.csv", "2026-06-02,latency,-,,,,\nnever,latency,1,,,,\n")
    feed.ingest()
    with open_generation(current(feed.data / "warehouse")) as warehouse:
        cursor = warehouse.cursor()
        series, soon = [("accuracy", "quality")], DAY + dt.timedelta(days=1)
        found = restated(cursor, series, DAY, soon, 10)
        assert found.total == 2
        assert [row[3:9] for row in found.rows] == [(1, 100, 2, 200, "v1", "v2"), (2, 200, 3, 300, "v2", "v3")]
        # restated in the range, whenever the value is of
        assert restated(cursor, series, feed.now, feed.now + dt.timedelta(days=1), 10).total == 4
        first = restated(cursor, series, DAY, LATER + dt.timedelta(days=1), 1)
        assert (len(first.rows), first.total) == (1, 4)
        assert restated(cursor, [("latency", "quality")], DAY, LATER, 10).total == 0
        away = turned_away(cursor, ["quality"], 1)
        assert (len(away.rows), away.total) == (1, 2)
        assert turned_away(cursor, ["other"], 5).total == 0
