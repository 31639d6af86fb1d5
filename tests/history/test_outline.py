"""The outline of a long series: pictures, counts and models come out as from all rows, whatever was loaded since."""

import datetime as dt

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import outline, read
from dashboard.history.warehouse import current
from tests.history.test_read import MINUTE, SERIES, START, cursor, line, loaded

LENGTH = 3000
PAST = dt.datetime(1969, 12, 31, 12)  # before the instant from which cells are counted


@pytest.fixture(scope="module", autouse=True)
def small():
    """What is long here, and its cells, are small enough to try."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "LONG", 500)
        patch.setattr(outline, "ROWS", 16)
        yield


def rows(minutes, start=START, model="v{}", **changed):
    """Uneven in time, some without a value, spikes now and then; a model for 700 minutes, two by turns at 2,000."""
    noise = np.random.default_rng(3).normal(0, 1, 3 * LENGTH).round(3)
    said = []
    for k in minutes:
        if k % 97 < 30 or k % 7:
            value = "" if k % 41 == 0 else changed.get(str(k), noise[k] * (30 if k % 613 == 0 else 1))
            version = model.format(k // 700 if not 2000 <= k < 2100 else k % 2)
            said.append(f"{start + k * MINUTE:%Y-%m-%dT%H:%M},accuracy,{value},{k},{version},,\n")
    return "".join(said)


@pytest.fixture(scope="module", params=[START, PAST], ids=["now", "over 1970"])
def long(request, tmp_path_factory):
    """A long series between short ones, and behind it a tail with late arrivals."""
    late = [k for k in range(LENGTH) if k % 300 == 11]
    first = rows([k for k in range(LENGTH) if k not in late], request.param)
    others = "".join(line(k, -500, channel="chat") + line(k, 500, "latency") for k in range(50))
    tail = rows([*late, *range(LENGTH, LENGTH + 200)], request.param)
    return loaded(tmp_path_factory.mktemp("long"), first + others, tail), request.param


def plain(con, *asked):
    """The parameters of a question, as if there were no outline."""
    return read._bounds(con, *asked) | {"cell": 0}


def told(frame, width):
    """column → (first, last, lowest, highest)."""
    column = np.trunc(frame["at"].astype("int64") / width)
    groups = frame.groupby(column)
    four = {"first": groups["at"].min(), "last": groups["at"].max(), "low": groups["value"].min(),
            "high": groups["value"].max()}  # fmt: skip
    return {name: series.dropna().to_dict() for name, series in four.items()}


@settings(max_examples=60, deadline=None)
@given(start=st.integers(-50, LENGTH + 200), length=st.integers(0, LENGTH + 300), pixels=st.integers(1, 60))
def test_a_picture_from_the_outline_is_that_from_all_rows(long, start, length, pixels):
    feed, zero = long
    asked = (*SERIES, zero + start * MINUTE, zero + (start + length) * MINUTE)
    con = cursor(feed)
    params = read._bounds(con, *asked)
    assert params["cell"]
    width = params["cell"] * (1 + max(length * 60_000_000 // pixels // params["cell"], 0))
    outlined = read._ask(con, "outlined_reduced", params | {"width": width}).df()
    assert told(outlined, width) == told(read._ask(con, "reduced", params | {"width": width}).df(), width)
    assert told(outlined, width) == told(read.exported(con, *asked).to_pandas(), width)
    drawn = read.observations(con, *asked, pixels)
    assert len(drawn) <= 4 * pixels


@settings(max_examples=40, deadline=None)
@given(start=st.integers(-50, LENGTH + 200), length=st.integers(0, LENGTH + 300))
def test_counts_models_and_the_latest_are_those_of_all_rows(long, start, length):
    feed, zero = long
    asked = (*SERIES, zero + start * MINUTE, zero + (start + length) * MINUTE)
    con = cursor(feed)
    every = read.exported(con, *asked)
    assert read.count(con, *asked) == every.num_rows
    assert read.model_versions(con, *asked).equals(read._ask(con, "model_versions", plain(con, *asked)).df())
    assert read.latest(con, *asked, 20).equals(every.take(np.arange(every.num_rows)[::-1][:20]))


def test_the_outline_is_a_small_part(long):
    feed, _ = long
    [(outlined, series)] = feed.ask("SELECT count(*), count(DISTINCT metric || source || segment) FROM outline")
    assert series == 1
    assert outlined < LENGTH / 2


def test_a_value_restated_is_in_the_picture_and_what_it_said_is_not(tmp_path):
    feed = loaded(
        tmp_path, rows(range(LENGTH), **{"1000": 777}), rows([1000], **{"1000": 1}) + rows([1501], **{"1501": -888})
    )
    frame = read.observations(cursor(feed), *SERIES, START, START + LENGTH * MINUTE, 20)
    assert frame["value"].min() == -888
    assert frame["value"].max() < 777


def test_what_is_appended_leaves_the_outline_as_it_is(tmp_path, monkeypatch):
    feed = loaded(tmp_path, rows(range(LENGTH)))
    before = feed.ask("FROM outline")
    feed.put("later.csv", rows(range(LENGTH, LENGTH + 50)))
    feed.ingest()
    assert feed.ask("FROM outline") == before
    assert (
        read.count(cursor(feed), *SERIES, START, START + 2 * LENGTH * MINUTE)
        == feed.ask("SELECT count(*) FROM observation")[0][0]
    )


def test_a_generation_made_before_there_were_outlines_is_read_and_the_next_one_has_its_own(tmp_path):
    feed = loaded(tmp_path, rows(range(LENGTH)))
    asked = (*SERIES, START, START + LENGTH * MINUTE)
    outlined = (read.observations(cursor(feed), *asked, 20), read.count(cursor(feed), *asked))
    with duckdb.connect(str(current(feed.data / "warehouse"))) as old:
        old.execute("DROP TABLE outline")
    assert read.count(cursor(feed), *asked) == outlined[1]
    frame = read.observations(cursor(feed), *asked, 20)
    assert (frame["value"].max(), frame["value"].min()) == (outlined[0]["value"].max(), outlined[0]["value"].min())
    feed.put("later.csv", rows([LENGTH]))
    feed.ingest()
    assert feed.ask("SELECT count(*) > 0 FROM outline") == [(True,)]
