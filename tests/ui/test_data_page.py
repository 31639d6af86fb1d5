"""The data page in worlds that are late, that are well, that were never loaded, and whose files are broken."""

import datetime as dt
import fcntl

import pytest

from dashboard.history.warehouse import current
from tests import worlds
from tests.ui.opening import open_page, rerun, words


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the data page on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("data", tmp_path, monkeypatch, **query)

    return run


def with_bad_rows(root):
    rows = [*worlds.good_rows(), (worlds.day(61), "accuracy", "lots", 100), ("someday", "latency", 2)]
    return worlds.make_world(root, rows=rows)


def load(app):
    return next(b for b in app.button if b.label == "Load now")


def test_a_fresh_source_says_its_rows_and_newest_numbers(opened):
    said = words(opened(worlds.healthy))
    assert "301 rows from 2 sources" in said
    assert "✓ fresh Nightly export numbers · 3 metrics, daily · raw/numbers.csv 300 rows newest Sun 15 Mar" in said


def test_a_source_whose_metric_is_silent_is_late_and_the_metric_is_named(opened):
    said = words(opened(worlds.breaching))
    assert "◷ late Nightly export" in said
    assert "Late: Answer latency, silent for 6 days (expected within 3 days)" in said
    assert "Customer satisfaction, silent" not in said


def test_rejected_rows_are_counted_explained_and_listed_with_their_place(opened):
    app = opened(with_bad_rows)
    assert "▲ rows rejected Nightly export" in words(app)
    assert "2 rejected:" in words(app)
    bad = app.dataframe[0].value
    assert bad["line"].tolist() == [302, 303]
    assert bad["column"].tolist() == ["value", "at"]
    assert bad["value"].tolist() == ["lots", "someday"]


def test_rejected_rows_can_be_narrowed_to_a_source_by_the_address(opened):
    app = opened(with_bad_rows, source="numbers")
    assert next(b for b in app.selectbox if b.label == "Source").value == "numbers"
    assert len(app.dataframe[0].value) == 2


def test_a_refused_source_says_why_and_that_the_last_good_data_stays(opened, tmp_path):
    def refused(root):
        worlds.healthy(root)
        (root / "data" / "raw" / "numbers.csv").write_text("at,metrik,value,n,channel,model\n")
        worlds.refresh(worlds.Workspace(root), worlds.NOW + dt.timedelta(hours=1))

    said = words(opened(refused))
    assert "● refused Nightly export" in said
    assert "did you mean 'metrik'?" in said
    assert "300 rows" in said


def test_load_now_takes_in_what_is_new_and_says_so(opened, tmp_path):
    app = opened(worlds.healthy)
    worlds.write_numbers(tmp_path, [*worlds.good_rows(), (worlds.day(0), "latency", 2)])
    rerun(load(app).click())
    assert "1 new, 0 restated, 0 rejected" in words(app)
    assert "302 rows from 2 sources" in words(app)


def test_loading_again_says_that_nothing_is_new(opened):
    app = opened(worlds.healthy)
    rerun(load(app).click())
    assert "Nothing new" in words(app)


def test_while_another_process_loads_it_says_so_and_that_trying_again_helps(opened, tmp_path):
    app = opened(worlds.healthy)
    with (tmp_path / "data" / "warehouse" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rerun(load(app).click())
    assert "another ingest is writing" in words(app)
    assert "Try again in a moment." in words(app)


def test_before_the_first_load_it_can_be_loaded_here(opened, tmp_path):
    app = opened(lambda root: worlds.make_world(root, rows=worlds.good_rows(), load=False))
    assert "never loaded" in words(app)
    rerun(load(app).click())
    assert current(tmp_path / "data" / "warehouse")
    assert "300 rows" in words(app)


def test_a_workspace_without_sources_says_what_to_do(opened):
    def bare(root):
        worlds.empty(root)
        (root / "data" / "sources.yaml").unlink()

    app = opened(bare)
    assert "No sources yet" in words(app)
    assert load(app).disabled


def test_broken_files_are_listed_with_their_lines(opened):
    said = words(opened(worlds.broken))
    assert "data/sources.yaml:" in said
    assert "'deploymints'" in said
    assert "sop/ranker/2026-01-01.yaml:" in said


def test_what_a_file_says_is_not_read_as_html(opened):
    def evil(root):
        worlds.make_world(root, sources=worlds.SOURCES.replace("Nightly export", "'<script>alert(1)</script>'"))

    app = opened(evil)
    assert "<script>alert(1)</script>" in words(app)
    assert not any("<script" in e.proto.body for e in app.get("html"))
