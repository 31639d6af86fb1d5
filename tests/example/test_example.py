"""The four worked examples: they are whole, they are what the generator makes, and they show everything once."""

import datetime as dt
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import python_calamine
import yaml

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
EXAMPLES = {"support-assistant", "credit-risk", "shop-recommender", "diagnostic-imaging"}
SOPS = {
    path: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / "sop").glob("*/*.yaml"))
    if path.parent.name in EXAMPLES
}
LATEST = {sop["sop"]: sop for sop in SOPS.values()}  # files are in the order of their dates
PEOPLE = {who["id"]: who for who in yaml.safe_load((ROOT / "sop" / "people.yaml").read_text("utf-8"))["people"]}
SOURCES = {
    source["id"]: source for source in yaml.safe_load((ROOT / "data" / "sources.yaml").read_text("utf-8"))["sources"]
}
AS_OF = dt.date(2026, 11, 16)
every_version = pytest.mark.parametrize("sop", SOPS.values(), ids=[f"{p.parent.name}/{p.stem}" for p in SOPS])


def generate(to: Path, **environment: str) -> Path:
    command = [sys.executable, str(ROOT / "data" / "generate.py"), "--to", str(to)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment, cwd=to.parent)
    return to


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("example") / "raw")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def content(path: Path) -> object:
    """What the file says, without what depends on the version of the library that wrote it."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pydict()
    if path.suffix == ".xlsx":
        book = python_calamine.CalamineWorkbook.from_path(path)
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return path.read_bytes()


def metrics(sop: dict) -> dict[str, dict]:
    return {metric["id"]: metric for metric in sop["metrics"]}


def thresholds() -> list[dict]:
    return [t for sop in LATEST.values() for metric in sop["metrics"] for t in metric["thresholds"]]


def parties(node: object) -> set[str]:
    """Every person or team that a procedure names, wherever it does."""
    if isinstance(node, list):
        return set().union(*(parties(item) for item in node))
    if not isinstance(node, dict):
        return set()
    named = {
        node[key]
        for key in ("by", "to", "owner", "monitoring", "analysis", "decision", "backup", "chair")
        if isinstance(node.get(key), str)
    }
    return named | set(node.get("attendees", [])) | set().union(*(parties(value) for value in node.values()))


def test_the_generator_makes_the_files_that_are_committed(made: Path) -> None:
    assert files(made) == files(RAW)
    for name in files(RAW):
        assert content(made / name) == content(RAW / name), name


def test_the_generator_makes_the_same_bytes_on_another_day_in_another_place(made: Path, tmp_path: Path) -> None:
    again = generate(tmp_path / "raw", TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C")
    assert {name: (again / name).read_bytes() for name in files(again)} == {
        name: (made / name).read_bytes() for name in files(made)
    }


def test_the_raw_files_stay_under_eight_megabytes() -> None:
    assert sum((RAW / name).stat().st_size for name in files(RAW)) < 8_000_000


def test_every_example_has_two_versions_and_one_has_three() -> None:
    counts = sorted(sum(sop["sop"] == example for sop in SOPS.values()) for example in EXAMPLES)
    assert counts[0] >= 2
    assert counts[-1] >= 3


@every_version
def test_a_version_says_what_its_file_is_called_and_why_it_was_made(sop: dict) -> None:
    path = next(p for p, content in SOPS.items() if content is sop)
    assert (sop["sop"], str(sop["effective_from"])) == (path.parent.name, path.stem)
    assert sop["changed"]["by"] in PEOPLE
    assert len(sop["changed"]["because"].split()) >= 8


@every_version
def test_everything_a_version_refers_to_exists(sop: dict) -> None:
    known = metrics(sop)
    objectives, reviews, responses = (
        {part["id"] for part in sop[key]} for key in ("objectives", "reviews", "responses")
    )
    assert parties(sop) <= set(PEOPLE)
    assert {kpi for objective in sop["objectives"] for kpi in objective["kpis"]} <= set(known)
    for metric in known.values():
        assert metric["objective"] in objectives
        assert metric["review"] in reviews
        assert set(metric.get("drives", [])) <= set(known)
        assert {t["respond"] for t in metric["thresholds"] if "respond" in t} <= responses
        gaps = [t["signal"] for t in metric["thresholds"] if "gap" in t.get("signal", {})]
        assert all(gap["gap"] in known[gap["of"]]["segments"] for gap in gaps)
        assert metric.get("source") in SOURCES or len(gaps) == len(metric["thresholds"])


@every_version
def test_every_metric_has_all_duties_a_backup_and_an_escalation(sop: dict) -> None:
    for metric in sop["metrics"]:
        assert set(metric["owners"]) == {"monitoring", "analysis", "decision", "backup", "escalation"}, metric["id"]


@every_version
def test_every_response_is_bound_to_a_threshold(sop: dict) -> None:
    bound = {t.get("respond") for metric in sop["metrics"] for t in metric["thresholds"]}
    assert {response["id"] for response in sop["responses"]} <= bound


def test_five_to_nine_metrics_each_with_short_titles_and_ids_of_their_own() -> None:
    for sop in SOPS.values():
        assert 5 <= len(sop["metrics"]) <= 9
        assert max(len(metric["title"]) for metric in sop["metrics"]) <= 24
    ids = [metric["id"] for sop in LATEST.values() for metric in sop["metrics"]]
    assert len(ids) == len(set(ids))


def test_every_aspect_and_both_kinds_of_metric_occur() -> None:
    all_metrics = [metric for sop in LATEST.values() for metric in sop["metrics"]]
    assert {m["aspect"] for m in all_metrics} == {
        "accuracy",
        "fairness",
        "latency",
        "cost",
        "reliability",
        "safety",
        "feedback",
        "business",
    }
    assert {m["kind"] for m in all_metrics} == {"quantitative", "qualitative"}
    assert {m["better"] for m in all_metrics} == {"higher", "lower", "within"}
    assert {m.get("reported") for m in all_metrics} >= {"hourly", "daily", "weekly"}


def test_every_kind_of_signal_timing_and_step_occurs() -> None:
    signals = [t.get("signal", {"value": True}) for t in thresholds()]
    assert {kind for signal in signals for kind in signal} == {"value", "change", "mean", "gap", "of", "as"}
    assert {signal["as"] for signal in signals if "as" in signal} == {"ratio", "difference"}
    assert {type(t["for"]) for t in thresholds() if "for" in t} == {int, str}
    assert any("recover" in t for t in thresholds())
    assert any(t.get("stage") == "aspirational" for t in thresholds())
    steps = {step["kind"] for sop in LATEST.values() for response in sop["responses"] for step in response["steps"]}
    assert steps == {"investigate", "fix", "retrain", "rollback", "communicate"}


def test_people_are_away_leave_with_and_without_a_successor_and_work_in_teams() -> None:
    away = [a for who in PEOPLE.values() for a in who.get("absences", []) if a["from"] <= AS_OF <= a["until"]]
    gone = [who for who in PEOPLE.values() if who.get("until", AS_OF) < AS_OF]
    teams = [who for who in PEOPLE.values() if "members" in who]
    assert away
    assert {bool(who.get("replaced_by")) for who in gone} == {True, False}
    named = {who.get("replaced_by") for who in gone} | {
        a["deputy"] for who in PEOPLE.values() for a in who.get("absences", [])
    }
    assert named - {None} <= set(PEOPLE)
    assert all(who.get("team") == team["id"] for team in teams for who in map(PEOPLE.__getitem__, team["members"]))
    assert {who["team"] for who in PEOPLE.values() if "team" in who} == {team["id"] for team in teams}


def test_every_source_finds_its_files_and_every_file_has_its_source() -> None:
    found = {source["id"]: sorted((ROOT / "data").glob(source["path"])) for source in SOURCES.values()}
    assert [name for name, paths in found.items() if not paths] == []
    assert sorted(path for paths in found.values() for path in paths) == sorted(RAW / name for name in files(RAW))


def test_every_kind_of_event_format_and_layout_occurs() -> None:
    assert {s["holds"] for s in SOURCES.values()} == {
        "observations",
        "deployments",
        "incidents",
        "alerts",
        "feedback",
        "documents",
    }
    assert {name.split(".", 1)[1] for name in files(RAW)} >= {
        "csv",
        "csv.gz",
        "tsv",
        "jsonl",
        "jsonl.gz",
        "parquet",
        "xlsx",
    }
    assert {s.get("layout") for s in SOURCES.values() if s["holds"] == "observations"} == {"long", "wide"}
    assert {s.get("timezone", "UTC") for s in SOURCES.values()} > {"UTC"}
    assert any(s.get("decimal") == "," for s in SOURCES.values())


def test_events_speak_of_metrics_that_exist() -> None:
    for example, sop in {
        "support": "support-assistant",
        "credit": "credit-risk",
        "shop": "shop-recommender",
        "imaging": "diagnostic-imaging",
    }.items():
        told = yaml.safe_load((ROOT / "data" / "generator" / "told" / f"{example}.yaml").read_text("utf-8"))
        named = {event["metric"] for kind in told.values() for event in kind if "metric" in event}
        assert named <= set(metrics(LATEST[sop])), example


def test_the_stories_name_thresholds_that_exist() -> None:
    known = {
        (sop["sop"], metric["id"], t["id"])
        for sop in SOPS.values()
        for metric in sop["metrics"]
        for t in metric["thresholds"]
    }
    told = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in (ROOT / "data" / "STORIES.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
    ]
    ended = [(row[0], row[1], row[6]) for row in told if len(row) == 8 and row[0] in EXAMPLES]
    still_open = [
        (row[0], row[1], row[5]) for row in told if len(row) == 7 and row[0] in EXAMPLES and row[6] != "stale"
    ]
    assert len(still_open) == 8
    assert 10 <= len(ended) <= 40
    assert set(ended + still_open) <= known
