"""Reading a series for a screen: few points, no spike lost, whatever lies in the sorted part or behind it."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import ask, read
from dashboard.history.courses import Asked
from dashboard.history.rules import Rule
from dashboard.history.warehouse import current, open_generation
from tests.history.feeding import Feed

START = dt.datetime(2026, 7, 1)
MINUTE = dt.timedelta(minutes=1)
SERIES = ("accuracy", "quality", "")


def line(minute, value, metric="accuracy", model="v1", channel=""):
    return f"{START + minute * MINUTE:%Y-%m-%dT%H:%M},{metric},{value},{minute},{model},{channel},\n"


def loaded(root, *files):
    feed = Feed(root)
    for k, text in enumerate(files):
        feed.put(f"{k}.csv", text)
        feed.ingest()
    return feed


def cursor(feed):
    return open_generation(current(feed.data / "warehouse")).cursor()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """5,000 points sorted, 500 in the tail, some of them late; a neighbour on either side; two spikes."""
    value = {k: np.sin(k / 50) for k in range(5500)} | {1234: 99.0, 5200: -99.0, 77: ""}
    late = {k for k in range(5000) if k % 100 == 7}
    body = "".join(line(k, value[k], model=f"v{k // 2000}") for k in range(5000) if k not in late)
    tail = "".join(line(k, value[k], model=f"v{k // 2000}") for k in [*sorted(late), *range(5000, 5500)])
    others = "".join(line(k, -500, channel="chat") + line(k, 500, "latency") for k in range(300))
    return loaded(tmp_path_factory.mktemp("many"), body + others, tail)


def test_few_points_come_as_they_are(many):
    frame = read.observations(cursor(many), *SERIES, START + 70 * MINUTE, START + 80 * MINUTE, 10)
    assert list(frame["at"]) == [START + k * MINUTE for k in range(70, 81)]
    assert str(frame["at"].dtype) == "datetime64[us]"
    assert list(frame["n"]) == list(range(70, 81))
    assert np.isnan(frame["value"][7])
    assert not frame["value"].drop(7).isna().any()


def test_many_points_are_reduced_to_four_a_pixel_column_and_every_spike_stays(many):
    frame = read.observations(cursor(many), *SERIES, START, START + 5499 * MINUTE, 50)
    assert 100 < len(frame) <= 200
    assert frame["at"].is_monotonic_increasing
    assert (frame["value"].max(), frame["value"].min()) == (99.0, -99.0)
    assert (frame["at"].iloc[0], frame["at"].iloc[-1]) == (START, START + 5499 * MINUTE)


def test_the_last_instant_of_the_range_is_in_its_last_pixel_column(many):
    frame = read.observations(cursor(many), *SERIES, START, START + 4 * MINUTE, 1)
    assert list(frame["at"]) == [START, START + 4 * MINUTE]


@settings(max_examples=30, deadline=None)
@given(start=st.integers(-10, 5500), length=st.integers(0, 5600), pixels=st.integers(1, 300))
def test_the_reduced_points_are_first_last_lowest_and_highest_of_each_column(many, start, length, pixels):
    at = (START + start * MINUTE, START + (start + length) * MINUTE)
    frame = read.observations(cursor(many), *SERIES, *at, pixels)
    whole = read.exported(cursor(many), *SERIES, *at).to_pandas()
    if len(whole) <= 4 * pixels:
        assert len(frame) == len(whole)
        return
    span = (at[1] - at[0]) // dt.timedelta(microseconds=1)
    width = -(-span // (pixels - 1)) if pixels > 1 else 10**18
    column, own = (rows["at"].astype("int64") // width for rows in (whole, frame))
    groups = whole.groupby(column)
    assert groups.ngroups <= pixels
    assert frame.groupby(own).size().max() <= 4
    for kept, wanted in (("first", groups["at"].min()), ("last", groups["at"].max())):
        assert set(wanted) <= set(frame["at"]), kept
    reduced = frame.groupby(own)["value"]
    assert reduced.max().dropna().to_dict() == groups["value"].max().dropna().to_dict()
    assert reduced.min().dropna().to_dict() == groups["value"].min().dropna().to_dict()


def test_a_series_that_is_not_there_has_no_points(many):
    assert read.observations(cursor(many), "accuracy", "nowhere", "", START, START + 9 * MINUTE, 10).empty
    assert read.exported(cursor(many), "nothing", "quality", "", START, START + 9 * MINUTE).num_rows == 0


def test_an_export_has_every_row_of_the_range_with_its_names(many):
    table = read.exported(cursor(many), "accuracy", "quality", "channel=chat", START, START + 4 * MINUTE)
    assert table.column_names == ["metric", "segment", "at", "value", "n", "model_version", "source"]
    assert table.to_pylist()[4] == {
        "metric": "accuracy", "segment": "channel=chat", "at": START + 4 * MINUTE, "value": -500.0, "n": 4,
        "model_version": "v1", "source": "quality",
    }  # fmt: skip
    assert table.num_rows == 5


def test_segments_and_model_versions_are_those_of_the_series(many):
    assert read.segments(cursor(many), "accuracy", "quality") == ["", "channel=chat"]
    assert read.segments(cursor(many), "latency", "quality") == [""]
    versions = read.model_versions(cursor(many), *SERIES, START + 1000 * MINUTE, START + 9999 * MINUTE)
    assert versions.values.tolist() == [
        ["v0", START + 1000 * MINUTE, START + 1999 * MINUTE], ["v1", START + 2000 * MINUTE, START + 3999 * MINUTE],
        ["v2", START + 4000 * MINUTE, START + 5499 * MINUTE],
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(minutes=st.integers(-5, 6000), back=st.sampled_from([(), (3 * MINUTE,), (3 * MINUTE, 400 * MINUTE)]))
def test_the_last_observations_by_an_instant_are_those_that_the_rows_have(many, minutes, back):
    as_of = START + minutes * MINUTE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "LOOKED_BACK", back)
        known = ask.last_observations(cursor(many), as_of)
    rows = cursor(many).execute('SELECT * FROM observation WHERE "at" <= ? ORDER BY "at"', [as_of]).df()
    last = rows.groupby(["metric", "source", "segment"]).tail(1).set_index(["metric", "segment"])
    first = rows.groupby(["metric", "segment"])["at"].min()
    found = known.set_index(["metric", "segment"])
    assert set(found.index) == set(last.index)
    for series, row in last.iterrows():
        told = found.loc[series]
        assert (told["source"], told["first_at"], told["last_at"]) == (row["source"], first[series], row["at"])
        assert told["last_n"] == row["n"]
        assert told["last_value"] == row["value"] or (np.isnan(told["last_value"]) and np.isnan(row["value"]))


def test_extents_count_the_tail_once(many):
    frame = read.extents(cursor(many))
    assert frame.values.tolist() == [
        ["quality", "accuracy", 2, 5800, START, START + 5499 * MINUTE],
        ["quality", "latency", 1, 300, START, START + 299 * MINUTE],
    ]


def test_revisions_are_those_of_the_series_in_the_range(tmp_path):
    feed = loaded(
        tmp_path,
        line(0, 1) + line(5, 2) + line(0, 7, channel="chat"),
        line(0, 3) + line(5, 4),
        line(0, 5) + line(0, 8, channel="chat"),
    )
    frame = read.revisions(cursor(feed), *SERIES, START, START + MINUTE)
    assert frame["value"].tolist() == [1.0, 3.0]
    assert set(frame["restated_at"]) == {feed.now}


def test_events_of_the_sop_and_of_no_sop_that_touch_the_range(many, tmp_path):
    publish = Feed(tmp_path)
    publish.put("0.csv", line(0, 1))
    publish.ingest()

    def judge(con, changes):
        for title, sop, first, last in [
            ("before", "s", 0, 4),
            ("into", "s", 0, 5),
            ("any", None, 6, None),
            ("other", "t", 6, None),
            ("after", "s", 9, None),
        ]:
            until = None if last is None else START + last * MINUTE
            con.execute("INSERT INTO event VALUES ('alert', ?, ?, ?, NULL, ?, NULL, '', NULL, NULL, NULL, 'x')",
                        [START + first * MINUTE, until, title, sop])  # fmt: skip

    publish.ingest(judge, judged_by="x")
    frame = read.events(cursor(publish), "s", START + 5 * MINUTE, START + 8 * MINUTE)
    assert frame["title"].tolist() == ["into", "any"]


def test_loads_and_quarantine_say_how_each_source_stands(tmp_path):
    feed = loaded(tmp_path, line(0, 1) + "bad,accuracy,1,,,,\n" + "worse,accuracy,1,,,,\n")
    assert read.loads(cursor(feed)) == [read.Load("quality", feed.now, 1, 0, 2, None)]
    assert read.quarantine(cursor(feed), "quality", limit=1, offset=1)["value"].tolist() == ["worse"]
    assert read.quarantine(cursor(feed))["line"].tolist() == [3, 4]
    assert read.quarantine(cursor(feed), "other").empty


@pytest.mark.parametrize(
    ("last", "until", "said"),
    [
        (line(2, 7), 9, (START + 2 * MINUTE, 7.0)),
        (line(2, ""), 9, (START + MINUTE, 5.0)),
        (line(0, 7), 9, (START + MINUTE, 5.0)),
        (line(2, 7), 1, (START + MINUTE, 5.0)),
        (line(2, 7), 0, (None, None)),
    ],
    ids=["the newest", "not without a value", "not with too small a sample", "not after the range", "nothing"],
)
def test_the_last_evidence_of_a_value_in_a_range(tmp_path, last, until, said):
    feed = loaded(tmp_path, line(1, 5) + last)
    rule = Rule(sop="s", metric="accuracy", threshold="t", level="critical", stage="enforced", source="quality",
                start=START, end=None, upper=1.0, min_n=1)  # fmt: skip
    after = START + (MINUTE if until != 0 else dt.timedelta())
    asked = Asked(rule, "", min(after, START + until * MINUTE), START + until * MINUTE)
    assert ask.last_signals(cursor(feed), [asked]) == [said]
