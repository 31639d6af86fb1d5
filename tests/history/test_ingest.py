"""What an ingest makes of files that are new, changed, repeated, restated, refused."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.errors import Busy, WorkspaceError
from dashboard.history import merge
from dashboard.history.warehouse import current, open_generation, sole_writer
from tests.history.feeding import FEEDS, Feed, source

DAY = dt.datetime(2026, 7, 1)


def row(day, value, metric="accuracy", n="1", channel=""):
    """One line of a file."""
    return f"{DAY + dt.timedelta(days=day):%Y-%m-%d},{metric},{value},{n},v,{channel},\n"


def values(feed):
    return [value for _, _, _, value, _, _ in feed.observations()]


class Judge:
    """Remembers what it was told."""

    def __init__(self):
        self.from_scratch = self.fresh = self.touched = None

    def __call__(self, con, changes):
        self.from_scratch = changes.from_scratch
        if not changes.from_scratch:
            self.fresh = con.execute('SELECT metric, source, segment, "at", value, n FROM fresh').fetchall()
            self.touched = sorted(con.execute("FROM touched").fetchall())


def test_the_report_is_the_document_of_the_command_line(feed):
    feed.put("a.csv", row(0, 1) + row(1, "x"))
    generation = feed.ingest().generation
    assert feed.ingest().as_json() == {
        "generation": generation, "loaded": 0, "restated": 0, "rejected": 1,
        "sources": [{"source": "quality", "loaded": 0, "restated": 0, "rejected": 1, "refused": None}],
    }  # fmt: skip


def test_a_second_ingest_of_the_same_files_changes_nothing_at_all(feed):
    feed.put("a.csv", row(0, 1) + row(1, "x"))
    first = feed.ingest()
    files = {path: path.stat().st_mtime_ns for path in (feed.data / "warehouse").glob("*.duckdb")}
    feed.now += dt.timedelta(days=1)
    again = feed.ingest()
    assert (first.published, again.published) == (True, False)
    assert again.generation == first.generation == current(feed.data / "warehouse").stem
    assert {path: path.stat().st_mtime_ns for path in (feed.data / "warehouse").glob("*.duckdb")} == files


def test_a_later_file_restates_and_the_earlier_statements_are_kept_in_their_order(feed):
    for name, value in (("a", 1), ("b", 2), ("c", 2), ("d", 3)):
        feed.put(f"{name}.csv", row(0, value) + (row(1, 9) if name == "a" else ""))
    report = feed.ingest()
    assert values(feed) == [3.0, 9.0]
    assert feed.ask('SELECT value, restated_at, "at" FROM revision ORDER BY rowid') == [
        (1.0, feed.now, DAY),
        (2.0, feed.now, DAY),
    ]
    assert (report.sources[0].loaded, report.sources[0].restated) == (2, 2)


def test_a_restated_n_or_model_version_is_a_restatement_and_the_same_row_again_is_none(feed):
    feed.put("a.csv", row(0, 1, n=5) + row(1, 1, n=5) + row(2, "", n=5))
    feed.ingest()
    feed.put("b.csv", row(0, 1, n=6) + row(1, 1, n=5) + row(2, "", n=5))
    report = feed.ingest()
    assert report.sources[0].restated == 1
    assert [r[4] for r in feed.observations()] == [6, 5, 5]


def test_a_value_restated_to_nothing_and_back_leaves_both_statements_behind(feed):
    feed.put("a.csv", row(0, 1))
    feed.ingest()
    feed.put("b.csv", row(0, ""))
    feed.put("c.csv", row(0, 1))
    feed.ingest()
    assert values(feed) == [1.0]
    assert feed.ask("SELECT value FROM revision ORDER BY rowid") == [(1.0,), (None,)]


def test_a_changed_file_restates_what_differs_and_what_vanished_from_it_stays(feed):
    feed.put("a.csv", row(0, 1) + row(1, 2) + row(2, "x"))
    feed.ingest()
    feed.put("a.csv", row(1, 5) + row(3, 7) + row(4, "y") + row(5, "z"))
    report = feed.ingest()
    assert values(feed) == [1.0, 5.0, 7.0]
    assert [q[3] for q in feed.quarantine()] == ["y", "z"]
    assert report.as_json()["sources"][0] == {
        "source": "quality", "loaded": 1, "restated": 1, "rejected": 2, "refused": None,
    }  # fmt: skip


def test_a_file_that_is_gone_leaves_its_observations(feed):
    feed.put("a.csv", row(0, 1))
    gone = feed.put("b.csv", row(1, 2))
    feed.ingest()
    gone.unlink()
    assert not feed.ingest().published
    assert values(feed) == [1.0, 2.0]


def test_another_way_of_reading_replaces_what_was_read_before(feed):
    feed.put("a.csv", "01/02/2026,accuracy,1,1,v,,\n03/02/2026,accuracy,2,1,v,,\n")
    feed.sources = [source(date_format="%d/%m/%Y")]
    feed.ingest()
    feed.sources = [source(date_format="%m/%d/%Y")]
    judge = Judge()
    report = feed.ingest(judge)
    assert [str(r[2].date()) for r in feed.observations()] == ["2026-01-02", "2026-03-02"]
    assert judge.from_scratch
    assert (report.sources[0].loaded, report.sources[0].restated) == (2, 0)
    assert feed.ask("SELECT count(*) FROM revision") == [(0,)]


def test_another_way_of_reading_that_is_refused_leaves_the_last_good_data(feed):
    feed.put("a.csv", row(0, 1))
    feed.ingest()
    feed.sources = [source(delimiter=";")]
    assert "separated by a comma" in feed.ingest().sources[0].refused
    assert values(feed) == [1.0]


def test_rows_of_a_metric_that_an_sop_now_takes_are_read_from_files_read_before(feed):
    feed.put("a.csv", row(0, 1) + row(0, 2, metric="novelty"))
    feed.ingest()
    feed.feeds = {"quality": FEEDS | {"novelty": ()}}
    feed.ingest()
    assert [r[0] for r in feed.observations()] == ["accuracy", "novelty"]
    assert feed.quarantine() == []


def test_the_judge_hears_of_appended_rows_and_of_series_otherwise_touched(feed):
    judge = Judge()
    feed.put("a.csv", row(1, 1) + row(3, 3) + row(1, 10, "latency") + row(1, 5, channel="chat"))
    feed.ingest(judge)
    assert judge.from_scratch
    feed.put(
        "b.csv", row(4, 4) + row(2, 2) + row(1, 11, "latency") + row(1, 5, channel="chat") + row(9, 9, channel="app")
    )
    feed.ingest(judge)
    day = dt.timedelta(days=1)
    assert not judge.from_scratch
    assert judge.fresh == [
        ("accuracy", "quality", "", DAY + 4 * day, 4.0, 1),
        ("accuracy", "quality", "channel=app", DAY + 9 * day, 9.0, 1),
    ]  # fmt: skip
    assert judge.touched == [("accuracy", "quality", ""), ("latency", "quality", "")]


def test_a_judge_that_fails_leaves_the_generation_before(feed):
    feed.put("a.csv", row(0, 1))
    before = feed.ingest().generation

    def judge(con, changes):
        raise RuntimeError("no")

    feed.put("b.csv", row(1, 1))
    with pytest.raises(RuntimeError):
        feed.ingest(judge)
    assert current(feed.data / "warehouse").stem == before
    assert feed.ingest().as_json()["loaded"] == 1


def test_other_rules_alone_make_a_new_generation_judged_by_them(feed):
    def judge(con, changes):
        con.execute("UPDATE meta SET judged_by = 'new'")

    feed.put("a.csv", row(0, 1))
    feed.ingest()
    assert feed.ingest(judge, judged_by="new").published
    assert not feed.ingest(judge, judged_by="new").published
    assert values(feed) == [1.0]


SERIES = """
    SELECT metric, source, segment, first_at, last_at, last_value, last_n, last_model_version FROM series ORDER BY ALL
"""
OWN_SERIES = """
    SELECT metric, source, segment, min("at"), max("at"), arg_max_null(value, "at"), arg_max_null(n, "at"),
           arg_max_null(model_version, "at")
    FROM observation GROUP BY ALL ORDER BY ALL
"""


def in_step(feed):
    """The sorted part is sorted, and `series` says where each series lies in it and what it last said."""
    stretches = feed.ask(
        'SELECT metric, source, segment, "at" FROM observation '
        "WHERE rowid < (SELECT sorted_rows FROM meta) ORDER BY rowid"
    )
    found = feed.ask("SELECT metric, source, segment, first_row, rows FROM series WHERE rows > 0 ORDER BY first_row")
    places = [key[:3] for key in stretches]
    return (
        stretches == sorted(stretches)
        and feed.ask(SERIES) == feed.ask(OWN_SERIES)
        and sum(rows for *_, rows in found) == len(stretches)
        and all(set(places[first : first + rows]) == {tuple(key)} for *key, first, rows in found)
    )


@pytest.mark.parametrize("tail_rows", [0, 3, 1000])
def test_the_series_table_stays_in_step_through_appends_late_rows_and_restatements(feed, monkeypatch, tail_rows):
    monkeypatch.setattr(merge, "TAIL_ROWS", tail_rows)
    feed.put("a.csv", "".join(row(k, k) + row(k, k, channel="chat") for k in range(5, 10)))
    feed.ingest()
    assert in_step(feed)
    steps = [
        row(10, 10),  # appended
        row(1, 1) + row(9, 99, channel="chat"),  # late, and the last one restated
        row(10, "") + row(3, 3, "latency"),  # one of the tail restated, a new series
        row(2, 2, "latency") + row(11, 1, "latency") + row(11, 11),
    ]
    for k, text in enumerate(steps):
        feed.put(f"b{k}.csv", text)
        feed.ingest()
        assert in_step(feed), k
    assert feed.ask("SELECT sorted_rows FROM meta") == [
        (10 if tail_rows == 1000 else feed.ask("SELECT sorted_rows FROM meta")[0][0],)
    ]
    assert feed.ask('SELECT count(*), count(DISTINCT (metric, segment, "at")) FROM observation') == [(16, 16)]


def test_the_tail_is_sorted_in_when_it_has_grown(feed, monkeypatch):
    monkeypatch.setattr(merge, "TAIL_ROWS", 2)
    feed.put("a.csv", row(0, 0) + row(5, 5))
    feed.ingest()
    for k, sorted_rows in ((1, 2), (2, 2), (3, 5)):
        feed.put(f"b{k}.csv", row(k, k))
        feed.ingest()
        assert feed.ask("SELECT sorted_rows FROM meta") == [(sorted_rows,)]
    assert in_step(feed)


def test_only_the_chosen_sources_are_looked_at(feed):
    feed.put("a.csv", row(0, 1))
    feed.sources = [source(), source(id="other")]
    feed.feeds["other"] = FEEDS
    assert [s.source for s in feed.ingest(only=["other"]).sources] == ["other"]
    assert feed.ask("SELECT DISTINCT source FROM observation") == [("other",)]
    with pytest.raises(WorkspaceError, match=r"no source 'othr' in .*; did you mean 'other'"):
        feed.ingest(only=["othr"])


def test_a_source_put_right_again_is_no_longer_refused_even_without_new_rows(feed):
    feed.put("a.csv", row(0, 1))
    feed.ingest()
    wrong = feed.put("b.csv", "", header="no,such\n")
    assert feed.ingest().published
    assert not feed.ingest().published
    wrong.unlink()
    assert feed.ingest().published
    assert feed.ask("SELECT refused, loaded FROM load") == [(None, 1)]


def test_files_whose_names_look_like_patterns_are_read(feed):
    feed.put("export [1] (copy)'s.csv", row(0, 1))
    feed.put("export 1 (copy)'s.csv", row(1, 2))
    feed.ingest()
    assert values(feed) == [1.0, 2.0]


def test_progress_goes_from_nothing_to_nearly_all(feed):
    feed.put("a.csv", row(0, 1))
    told = []
    feed.ingest(progress=lambda doing, done: told.append((doing, done)))
    assert told[0] == ("Looking for what is new", 0)
    assert ("Reading quality", 0.0) in told
    assert [done for _, done in told] == sorted(done for _, done in told)


def test_a_second_ingest_at_the_same_time_is_told_to_wait(feed):
    feed.put("a.csv", row(0, 1))
    with sole_writer(feed.data / "warehouse"), pytest.raises(Busy, match="another ingest is writing") as caught:
        feed.ingest()
    assert caught.value.retry
    assert feed.ingest().published


EVENTS = {"at": "at", "until": "until", "title": "title", "text": "text", "metric": "metric", "segments": ["channel"]}
EVENT_HEADER = "at,until,title,text,metric,channel\n"


def events(feed, text, **changes):
    feed.sources = [source(holds="incidents", columns=EVENTS, timezone="Europe/Berlin", **changes)]
    feed.put("a.csv", text, EVENT_HEADER)
    return feed.ingest()


def test_events_are_loaded_once_for_each_sop_they_concern(feed):
    text = '2026-07-01 10:00,2026-07-01T12:00Z,Outage,"Two\nlines",accuracy,chat\n2026-07-02,,,Slow answers,,\n'
    report = events(feed, text, sop=["churn", "fraud"])
    told = 'SELECT sop, kind, "at", until, title, text, metric, segment FROM event ORDER BY sop, "at"'
    one = (
        "incident",
        dt.datetime(2026, 7, 1, 8),
        dt.datetime(2026, 7, 1, 12),
        "Outage",
        "Two\nlines",
        "accuracy",
        "channel=chat",
    )
    two = ("incident", dt.datetime(2026, 7, 1, 22), None, "Slow answers", "Slow answers", None, "")
    assert feed.ask(told) == [("churn", *one), ("churn", *two), ("fraud", *one), ("fraud", *two)]
    assert report.sources[0].loaded == 2


def test_the_events_of_a_changed_file_take_the_place_of_the_earlier_ones(feed):
    events(feed, "2026-07-01,,One,,,\n2026-07-02,2026-07-01,Two,,,\n")
    assert feed.quarantine() == [("raw/a.csv", 3, "until", "2026-07-01", "ends before it begins")]
    events(feed, "2026-07-01,,Uno,,,\nsoon,,Three,,,\n,,Four,,,\n")
    assert feed.ask("SELECT title, sop FROM event") == [("Uno", None)]
    assert [(q[1], q[2], q[3]) for q in feed.quarantine()] == [(3, "at", "soon"), (4, "at", None)]
    assert not feed.ingest().published


statement = st.tuples(
    st.integers(0, 5),
    st.sampled_from([None, 1.0, 2.0]),
    st.sampled_from(["", "chat"]),
    st.sampled_from(["accuracy", "latency"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(st.lists(statement, max_size=6, unique_by=lambda s: (s[0], s[2], s[3])), min_size=1, max_size=5),
    cuts=st.sets(st.integers(1, 4)),
    tail_rows=st.sampled_from([0, 2, 100]),
)
def test_files_ingested_in_any_number_of_runs_say_the_same_as_all_at_once(tmp_path_factory, files, cuts, tail_rows):
    def text(statements):
        return "".join(row(day, "" if value is None else value, metric, channel=channel)
                       for day, value, channel, metric in statements)  # fmt: skip

    whole, split = Feed(tmp_path_factory.mktemp("whole")), Feed(tmp_path_factory.mktemp("split"))
    dims = {"accuracy": ("channel",), "latency": ("channel",)}
    whole.feeds = split.feeds = {"quality": dims}
    for k, statements in enumerate(files):
        whole.put(f"{k}.csv", text(statements))
        split.put(f"{k}.csv", text(statements))
        if k in cuts:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(merge, "TAIL_ROWS", tail_rows)
                split.ingest()
    whole.ingest()
    split.ingest()
    assert split.observations() == whole.observations()
    revised = 'SELECT metric, segment, "at", value, n FROM revision ORDER BY metric, segment, "at", rowid'
    assert split.ask(revised) == whole.ask(revised)
    assert in_step(whole)
    assert in_step(split)


def test_an_open_generation_goes_on_being_read_while_others_are_published(feed):
    feed.put("a.csv", row(0, 1))
    feed.ingest()
    with open_generation(current(feed.data / "warehouse")) as warehouse:
        for k in range(1, 5):
            feed.put(f"{k}.csv", row(k, 1))
            feed.ingest()
        assert not warehouse.path.exists()
        assert warehouse.cursor().execute("SELECT count(*) FROM observation").fetchall() == [(1,)]
    assert values(feed) == [1.0] * 5
