"""The outline of a signal: a picture of it comes out as from all of its course, whatever was loaded since."""

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history import merge, outline, signal_outline
from dashboard.history.courses import Asked, Course, courses, key
from dashboard.history.rules import Rule, Signal
from dashboard.history.warehouse import current
from tests.history.feeding import Feed
from tests.history.test_read import MINUTE, START, cursor

HOUR = 60 * MINUTE
RULE = Rule("assistant", "accuracy", "quality", "t", START, None, "warning", "enforced", upper=1.0)
MEAN = dataclasses.replace(RULE, signal=Signal("mean", window=HOUR))
SURE = dataclasses.replace(MEAN, min_n=20)  # where few were asked there is no evidence
CHANGE = dataclasses.replace(RULE, signal=Signal("change", window=2 * HOUR))
GAP = Signal("gap", dimension="channel", of="accuracy", of_source="quality", as_="difference")
GAPS = dataclasses.replace(RULE, metric="parity", source=None, signal=GAP)
RULES = (MEAN, SURE, CHANGE, GAPS)
CHANNELS = ("", "chat", "mail")
LENGTH = 400


@pytest.fixture(scope="module", autouse=True)
def small():
    """What is long here, and its cells, and what is sorted anew, are small enough to try."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "LONG", 60)
        patch.setattr(outline, "ROWS", 4)
        patch.setattr(merge, "TAIL_ROWS", 150)
        yield


def said(minutes, start=START, seed=1, channels=CHANNELS):
    """Rows uneven in time, some without a value or by few, spikes now and then."""
    noise = np.random.default_rng(seed).integers(-40, 40, (LENGTH * 3, 4))
    rows = []
    for k in minutes:
        if k % 37 < 9 or k % 3:
            value = "" if k % 23 == 5 else 50 + noise[k][0] / 2 * (1 + 20 * (k % 61 == 0))
            at = f"{start + k * MINUTE:%Y-%m-%dT%H:%M}"
            rows += [f"{at},accuracy,{value},{10 + k % 40},v1,{channel},\n" for channel in channels]
    return "".join(rows)


def load(feed, rules=RULES):
    """The next generation, with the outlines of the signals of these rules."""
    return feed.ingest(lambda con, changes: signal_outline.draw(con, rules, changes.from_scratch), judged_by="anew")


def fed(root, *texts, rules=RULES):
    feed = Feed(root)
    for k, text in enumerate(texts):
        feed.put(f"{k}.csv", text)
        load(feed, rules)
    return feed


def told(course: Course, width):
    """column → (first, last, lowest, highest)."""
    found = {}
    for at, value in zip(course.at.tolist(), course.value.tolist(), strict=True):
        first, _, low, high = found.get(at // width, (at, at, value, value))
        found[at // width] = (first, at, min(low, value), max(high, value))
    return found


def hold_equal(feed, start, length, width, few, rules=RULES):
    """A picture from the outlines and one from all evidence."""
    con = cursor(feed)
    asked = [Asked(rule, segment, start, start + length)
             for rule in rules for segment in ("", "channel=chat") if rule is not GAPS or segment == ""]  # fmt: skip
    reduced, made_up = signal_outline.reduced(con, asked, width, few)
    assert made_up >= width
    for whole, course in zip(courses(con, asked), reduced, strict=True):
        assert course.total == whole.at.size
        assert told(course, made_up) == told(whole, made_up)
        if whole.at.size <= few:
            assert (course.at.tolist(), course.value.tolist()) == (whole.at.tolist(), whole.value.tolist())


def drawn(feed):
    return {row[:4]: row[4] for row in feed.ask("SELECT metric, segment, signal, min_n, outline FROM signal_outline")}


PAST = dt.datetime(1969, 12, 31, 20)  # before the instant from which columns are counted


@pytest.fixture(scope="module", params=[START, PAST], ids=["now", "over 1970"])
def long(request, tmp_path_factory):
    late = [k for k in range(LENGTH) if k % 60 == 7]
    texts = (
        said([k for k in range(LENGTH) if k not in late], request.param),
        said(range(LENGTH, LENGTH + 60), request.param),
        said(late, request.param),
        said(range(LENGTH + 60, LENGTH + 90), request.param),
    )
    return fed(tmp_path_factory.mktemp("long"), *texts), request.param


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(-50, LENGTH + 100),
    length=st.integers(0, LENGTH + 200),
    width=st.integers(1, 9000),
    few=st.sampled_from([0, 20, 200]),
)
def test_a_picture_from_the_outline_is_that_from_all_evidence(long, start, length, width, few):
    feed, zero = long
    hold_equal(feed, zero + start * MINUTE, length * MINUTE, width * 1_000_000, few)


steps = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 120)),
    st.tuples(st.just("append to one"), st.integers(1, 40)),
    st.tuples(st.just("restate"), st.integers(0, LENGTH // 2)),
    st.tuples(st.just("late"), st.integers(0, LENGTH // 2)),
    st.tuples(st.just("rules"), st.sampled_from([RULES, (MEAN,), (CHANGE, GAPS), ()])),
)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.integers(0, 150), st.lists(steps, min_size=1, max_size=5))
def test_it_stays_so_whatever_is_loaded_and_whichever_version_of_the_sop_is_in_force(data, first, todo):
    with tempfile.TemporaryDirectory() as folder:
        end, rules = first, RULES
        feed = fed(Path(folder), said(k for k in range(first) if k % 10 != 4))
        for i, (what, how) in enumerate(todo):
            if what == "rules":
                rules = how
            elif what.startswith("append"):
                feed.put(f"x{i}.csv", said(range(end, end + how), channels=CHANNELS if what == "append" else ("chat",)))
                end += how
            elif what == "restate":
                feed.put(f"x{i}.csv", said([how], seed=i + 2, channels=("", "chat")))
            else:
                feed.put(f"x{i}.csv", said(k for k in range(how, how + 20) if k % 10 == 4))
            load(feed, rules)
            start, length = data.draw(st.integers(-5, end)), data.draw(st.integers(0, end + 5))
            hold_equal(feed, START + start * MINUTE, length * MINUTE, data.draw(st.integers(1, 4000)) * 10**6, 20)
            hold_equal(feed, START, end * MINUTE, 10**9, 0)
            wanted = {key(rule, "") for rule in rules}
            assert {(k[0], k[2], k[3]) for k in drawn(feed)} <= {(k[0], *k[3:]) for k in wanted}


def test_the_outline_is_a_small_part_of_the_long_series_that_a_threshold_is_on_alone(tmp_path):
    feed = fed(tmp_path, said(range(LENGTH)) + said(range(20), channels=["phone"]))
    segments = ["", "channel=chat", "channel=mail"]
    signals = [("change 2h", 0), ("mean 1h", 0), ("mean 1h", 20)]
    wanted = {("accuracy", segment, *signal) for segment in segments for signal in signals}
    assert drawn(feed).keys() == wanted | {("accuracy", "", "gap channel of accuracy (difference)", 0)}
    [(most,)] = feed.ask("SELECT max(n) FROM (SELECT count(*) AS n FROM signal_point GROUP BY outline)")
    [(rows,)] = feed.ask("SELECT count(*) FROM observation WHERE segment = ''")
    assert most < rows * 0.7


def test_what_is_appended_leaves_the_cells_before_it_as_they_are(tmp_path):
    feed = fed(tmp_path, said(range(LENGTH)))
    marked, end = START + 300 * MINUTE, START + LENGTH * MINUTE
    with duckdb.connect(str(current(feed.data / "warehouse"))) as con:
        con.execute('UPDATE signal_point SET value = -1 WHERE "at" < ?', [marked])
    before = drawn(feed)
    feed.put("later.csv", said(range(LENGTH, LENGTH + 20)))
    load(feed)
    assert drawn(feed) == before
    assert feed.ask('SELECT DISTINCT value FROM signal_point WHERE "at" < ?', marked) == [(-1,)]
    assert feed.ask('SELECT count(DISTINCT outline) FROM signal_point WHERE "at" >= ?', end) == [(len(before),)]


@pytest.mark.parametrize("kind", ["restated", "late"])
def test_a_series_that_changed_before_its_end_is_drawn_anew_and_no_other(tmp_path, kind):
    feed = fed(tmp_path, said(k for k in range(LENGTH) if k != 100))
    before = drawn(feed)
    feed.put("later.csv", said([101 if kind == "restated" else 100], seed=9, channels=["chat"]))
    load(feed)
    after = drawn(feed)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert {name[1:3] for name in changed} == {
        ("", "gap channel of accuracy (difference)"), ("channel=chat", "mean 1h"), ("channel=chat", "change 2h"),
    }  # fmt: skip


def test_a_signal_stated_anew_is_computed_until_the_next_load_draws_it(tmp_path):
    feed = fed(tmp_path, said(range(LENGTH)), rules=[MEAN])
    other = dataclasses.replace(MEAN, signal=Signal("mean", window=3 * HOUR), threshold="u")
    asked = [Asked(other, "", START, START + LENGTH * MINUTE)]
    [whole], [course] = courses(cursor(feed), asked), signal_outline.extremes(cursor(feed), asked)
    assert course.at.tolist() == whole.at.tolist()
    load(feed, [other])
    assert {name[2] for name in drawn(feed)} == {"mean 3h"}
    [course] = signal_outline.extremes(cursor(feed), asked)
    assert course.at.size < course.total == whole.total
    assert (course.at[-1], course.value.max()) == (whole.at[-1], whole.value.max())


def test_a_generation_made_before_there_were_outlines_is_computed_and_the_next_one_has_its_own(tmp_path):
    feed = fed(tmp_path, said(range(LENGTH)))
    with duckdb.connect(str(current(feed.data / "warehouse"))) as old:
        old.execute("DROP TABLE signal_outline")
        old.execute("DROP TABLE signal_point")
    hold_equal(feed, START, LENGTH * MINUTE, 10**9, 0)
    feed.put("later.csv", said([LENGTH]))
    load(feed)
    assert len(drawn(feed)) == 10
    hold_equal(feed, START, LENGTH * MINUTE, 10**9, 0)
