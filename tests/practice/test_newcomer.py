"""A newcomer's own file: named safely, mapped, tried out, kept as a source, and given a first SOP."""

import datetime as dt

import pytest

from dashboard.errors import SourceRefused, WorkspaceError
from dashboard.history.preview import sample
from dashboard.practice import newcomer
from dashboard.practice.guess import guess
from dashboard.practice.standing import standing
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds

NOW = dt.datetime(2026, 3, 16, 12)
WIDE = "Day;Accuracy %;Latency ms;region;samples\n" + "".join(
    f"{day:02}.01.2026;9{day % 3},{day % 10};12{day % 7};{'eu' if day % 2 else 'us'};4{day:02}\n"
    for day in range(1, 29)
)
LONG = "at,metric,value\n" + "".join(f"2026-02-{day:02},Answer Rate,{0.9 + day / 1000}\n" for day in range(1, 29))


def brought(tmp_path, text, name="Zahlen März.csv"):
    """The sample of an uploaded file, the guess, and the names of its metrics."""
    file = tmp_path / "incoming" / newcomer.safe_name(name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    seen = sample(file)
    mapping = guess(seen)
    return seen, mapping, newcomer.metric_ids(seen, mapping, None)


@pytest.fixture
def world(tmp_path):
    root = tmp_path / "workspace"
    root.mkdir()
    return worlds.healthy(root)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("numbers.csv", "numbers.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Bericht März.csv", "Bericht-Marz.csv"),
        ("*.csv", "upload.csv"),
        ("a[b]{c}?.csv.gz", "a-b-c.csv.gz"),
        (".hidden", "hidden"),
        ("", "upload"),
        ("x" * 300 + ".parquet", "x" * 80 + ".parquet"),
    ],
)
def test_a_file_name_loses_its_path_and_whatever_a_glob_would_read(given, safe):
    assert newcomer.safe_name(given) == safe


def test_an_id_is_unlike_those_that_are_taken():
    assert newcomer.free_id("Sales Report.csv", {"sales-report", "sales-report-2"}) == "sales-report-3"


def test_trying_out_says_what_would_be_loaded_and_what_not_and_keeps_nothing(tmp_path, world):
    seen, mapping, names = brought(tmp_path, WIDE + "31.02.2026;90,1;120;eu;400\n29.01.2026;kaputt;120;eu;400\n")
    source = newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC")
    tried = newcomer.trial(seen, source, names, NOW)
    assert (tried.refused, tried.loaded, tried.rejected) == (None, 57, 2)
    assert set(tried.rows["metric"]) == {"accuracy", "latency-ms"}
    assert set(tried.rows["segment"]) == {"region=eu", "region=us"}
    assert tried.rejected_rows["value"].tolist() == ["31.02.2026", "kaputt"]
    assert tried.rejected_rows["line"].tolist() == [30, 31]
    assert open_world(world.workspace).generation == world.generation
    assert not (world.workspace.data_dir / newcomer.UPLOADS).exists()


def test_a_file_that_is_not_what_the_mapping_says_is_refused_with_the_reason(tmp_path):
    seen, mapping, names = brought(tmp_path, WIDE)
    source = newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC")
    wrong = source.model_copy(update={"columns": source.columns.model_copy(update={"at": "Dya"})})
    assert "did you mean 'Day'" in newcomer.trial(seen, wrong, names, NOW).refused


def test_a_mapping_that_does_not_hold_together_is_refused_in_words(tmp_path):
    seen, mapping, names = brought(tmp_path, WIDE)
    with pytest.raises(SourceRefused, match="unknown time zone 'Europe/Lodnon'"):
        newcomer.as_source("mine", "Mine", seen, mapping, names, "Europe/Lodnon")
    with pytest.raises(SourceRefused, match="`id`"):
        newcomer.as_source("Not an id", "Mine", seen, mapping, names, "UTC")


def test_keeping_it_adds_the_source_behind_the_others_and_leaves_their_comments(tmp_path, world):
    file = world.workspace.sources_file
    before = "# ours\n" + file.read_text() + "  # the last word\n"
    file.write_text(before)
    seen, mapping, names = brought(tmp_path, WIDE)
    source = newcomer.as_source("mine", "Mine: all", seen, mapping, names, "Europe/Berlin")
    kept = newcomer.keep(world.workspace, seen.path, source)
    assert kept.read_text() == WIDE
    assert kept == world.workspace.data_dir / "raw" / "uploads" / "Zahlen-Marz.csv"
    assert file.read_text().startswith(before.rstrip())
    again = open_world(world.workspace)
    assert not again.source_problems
    assert again.sources[-1] == source
    assert [s.id for s in again.sources] == ["numbers", "releases", "mine"]


def test_a_second_file_of_the_same_name_takes_nothing_from_the_first(tmp_path, world):
    for id, text in (("one", WIDE), ("two", LONG)):
        seen, mapping, names = brought(tmp_path, text, "same.csv")
        source = newcomer.as_source(id, id, seen, mapping, names, "UTC")
        newcomer.keep(world.workspace, seen.path, source)
    sources = {s.id: s.path for s in open_world(world.workspace).sources}
    assert (sources["one"], sources["two"]) == ("raw/uploads/same.csv", "raw/uploads/same-2.csv")
    assert (world.workspace.data_dir / sources["one"]).read_text() == WIDE


@pytest.mark.parametrize(
    "text", ["sources: [{id: x}]\n", "sources:\n  - id: a\n    kind: file\nas_of: 2026-01-01\n", "a: [\n"]
)
def test_a_sources_file_that_cannot_take_it_stays_as_it_is_and_the_entry_is_shown(tmp_path, world, text):
    world.workspace.sources_file.write_text(text)
    seen, mapping, names = brought(tmp_path, WIDE)
    source = newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC")
    with pytest.raises(WorkspaceError, match="id: mine"):
        newcomer.keep(world.workspace, seen.path, source)
    assert world.workspace.sources_file.read_text() == text
    assert not (world.workspace.data_dir / source.path).exists()


def test_an_id_that_is_taken_is_refused(tmp_path, world):
    seen, mapping, names = brought(tmp_path, WIDE)
    source = newcomer.as_source("numbers", "Mine", seen, mapping, names, "UTC")
    with pytest.raises(WorkspaceError, match="two sources are called 'numbers'"):
        newcomer.keep(world.workspace, seen.path, source)


def test_a_workspace_without_sources_gets_its_first(tmp_path, world):
    world.workspace.sources_file.unlink()
    seen, mapping, names = brought(tmp_path, WIDE)
    newcomer.keep(world.workspace, seen.path, newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC"))
    assert [s.id for s in open_world(world.workspace).sources] == ["mine"]


@pytest.mark.parametrize("text", [WIDE, LONG])
def test_kept_with_a_proposed_sop_its_metrics_are_judged_and_their_owners_to_be_named(tmp_path, world, text):
    seen, mapping, names = brought(tmp_path, text)
    source = newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC")
    tried = newcomer.trial(seen, source, names, NOW)
    newcomer.keep(world.workspace, seen.path, source)
    newcomer.propose_sop(world.workspace, "Our numbers", mapping, names, "mine", tried)
    said = newcomer.load(world.workspace, NOW, "mine", lambda doing, done: None)
    assert said == f"{tried.loaded} values loaded, 0 rows rejected"
    after = open_world(world.workspace)
    assert not after.problems
    stands = standing(after, NOW, "our-numbers").metrics
    assert {m.metric for m in stands} == set(names.values())
    assert {m.ownership.acting.party for m in stands} == {None}


def test_what_was_kept_without_an_sop_loads_once_one_names_it(tmp_path, world):
    seen, mapping, names = brought(tmp_path, LONG)
    source = newcomer.as_source("mine", "Mine", seen, mapping, names, "UTC")
    newcomer.keep(world.workspace, seen.path, source)
    with pytest.raises(WorkspaceError, match="but could not be loaded: no metric of any SOP has `source: mine`"):
        newcomer.load(world.workspace, NOW, "mine", lambda doing, done: None)
    newcomer.propose_sop(world.workspace, "Later", mapping, names, "mine", newcomer.trial(seen, source, names, NOW))
    reports = refresh(world.workspace, NOW + dt.timedelta(hours=1)).sources
    assert {r.source: r.loaded for r in reports}["mine"] == 28
