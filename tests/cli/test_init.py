"""A workspace from a metrics file: it loads, is judged and opens, and says what is left to fill in."""

import csv
import datetime as dt
import json
import random

import pandas as pd
import pytest

from dashboard.cli import main
from dashboard.practice.standing import standing
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace

NOW = dt.datetime(2026, 6, 1)
FIRST = dt.date(2026, 1, 1)


def wide(path):
    chance = random.Random(7)
    rows = [
        [str(FIRST + dt.timedelta(i)), round(0.9 + chance.gauss(0, 0.01), 4), round(500 + chance.gauss(0, 30)), 3,
         chance.randint(50, 99), "eu"] for i in range(100)
    ]  # fmt: skip
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["day", "Answer accuracy", "p95 latency (ms)", "Constant", "samples", "region"], *rows]
        )
    return path


def long_german(path):
    chance = random.Random(8)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Datum", "Kennzahl", "Wert", "Anzahl", "Kanal", "Version", "Bemerkung"])
        for i in range(90):
            at = (FIRST + dt.timedelta(i)).strftime("%d.%m.%Y")
            for channel in ("", "chat", "mail"):
                value = f"{1090 + chance.gauss(0, 20):.2f}".replace(".", ",")
                writer.writerow([at, "Kosten, €", value, 500, channel, "v1", f"Zeile {i} {channel} {chance.random()}"])
    return path


@pytest.fixture
def begin(tmp_path, capsys):
    """Runs init on a file; gives (status, output, error, folder)."""

    def beginning(file, folder="mine"):
        status = main(["init", str(tmp_path / folder), "--from", str(file)], NOW)
        return (status, *capsys.readouterr(), tmp_path / folder)

    return beginning


def works(root, capsys):
    """Ingests and checks it; gives the documents of both."""
    assert main(["ingest", "--workspace", str(root), "--json"], NOW) in (0, 1)
    loaded = json.loads(capsys.readouterr().out)
    assert main(["check", "--workspace", str(root), "--json", "--history"], NOW) in (0, 1)
    out, err = capsys.readouterr()
    assert err == ""
    return loaded, json.loads(out)


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx", "csv.gz"])
def test_a_wide_file_of_any_format_becomes_a_workspace_that_works(begin, tmp_path, capsys, kind):
    frame = pd.read_csv(wide(tmp_path / "plain.csv"))
    file = tmp_path / f"numbers.{kind}"
    match kind:
        case "csv" | "csv.gz":
            frame.to_csv(file, index=False)
        case "tsv":
            frame.to_csv(file, index=False, sep="\t")
        case "jsonl":
            frame.to_json(file, orient="records", lines=True)
        case "parquet":
            frame.assign(day=pd.to_datetime(frame["day"])).to_parquet(file)
        case "xlsx":
            frame.assign(day=pd.to_datetime(frame["day"])).to_excel(file, index=False)
    status, out, _, root = begin(file)
    assert status == 0
    assert "wide layout" in out
    loaded, breaches = works(root, capsys)
    assert (loaded["loaded"], loaded["rejected"]) == (300, 0)
    assert {b["metric"] for b in breaches} <= {"answer-accuracy", "p95-latency-ms"}
    metrics = {m.id: m for m in open_world(Workspace(root)).library.sops["mine"].newest.sop.metrics}
    assert {id: m.better for id, m in metrics.items()} == {
        "answer-accuracy": "higher",
        "p95-latency-ms": "lower",
        "constant": "within",
    }
    assert metrics["p95-latency-ms"].unit == "ms"
    assert metrics["answer-accuracy"].segments == ("region",)
    floor = {t.level: t.lower for t in metrics["answer-accuracy"].thresholds}
    assert 0.85 < floor["critical"] < floor["warning"] < 0.9
    assert metrics["constant"].thresholds == ()


def test_a_long_file_with_names_that_are_no_ids_and_numbers_written_elsewhere(begin, tmp_path, capsys):
    _, out, _, root = begin(long_german(tmp_path / "zahlen.csv"))
    said = [" ".join(line.split()) for line in out.splitlines()]
    for line in ("date Datum", "metric Kennzahl", "value Wert", "sample size Anzahl", "model version Version",
                 "segments Kanal", "dates written %d.%m.%Y", "decimal mark ,", "left out Bemerkung"):  # fmt: skip
        assert line in said
    loaded, _ = works(root, capsys)
    assert (loaded["loaded"], loaded["rejected"]) == (270, 0)
    found = standing(open_world(Workspace(root)), NOW).metrics[0]
    assert (found.metric, found.title, found.unit) == ("kosten", "Kosten, €", "€")
    assert found.upper is not None  # 'Kosten' says nothing, so both ways are bounded
    assert found.lower is not None


def test_a_file_of_one_metric_is_named_after_the_file(begin, tmp_path, capsys):
    file = tmp_path / "weekly-churn.jsonl"
    file.write_text(
        "".join(json.dumps({"date": str(FIRST + dt.timedelta(7 * i)), "value": 2 + i % 3}) + "\n" for i in range(30))
    )
    assert begin(file)[0] == 0
    sop = open_world(Workspace(tmp_path / "mine")).library.sops["mine"].newest.sop
    assert [(m.id, m.better, m.reported) for m in sop.metrics] == [("weekly-churn", "lower", "weekly")]
    assert sop.effective_from == FIRST


def test_the_next_commands_are_told_and_lint_asks_for_owners(begin, tmp_path, capsys):
    _, out, _, root = begin(wide(tmp_path / "a.csv"))
    assert f"python -m dashboard ingest --workspace {root}" in out
    assert f"DASHBOARD_WORKSPACE={root} python -m streamlit run dashboard/app.py" in out
    assert main(["lint", "--workspace", str(root), "--json"], NOW) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"unfilled-duty", "proposed-threshold"} <= {f["rule"] for f in found}
    assert "broken" not in {f["rule"] for f in found}


def test_until_owners_are_named_nobody_owns_a_breach(begin, tmp_path, capsys):
    file = wide(tmp_path / "a.csv")
    file.write_text(file.read_text() + "2026-04-11,0.2,500,3,60,eu\n2026-04-12,0.2,500,3,60,eu\n")
    *_, root = begin(file)
    _, breaches = works(root, capsys)
    worst = [b for b in breaches if b["ended_at"] is None and b["level"] == "critical"]
    assert [(b["metric"], b["owner"], b["backup"], b["worst"]) for b in worst] == [("answer-accuracy", None, None, 0.2)]


def test_what_is_proposed_is_marked_so_in_the_file(begin, tmp_path):
    *_, root = begin(wide(tmp_path / "a.csv"))
    text = (root / "sop" / "mine" / "2026-01-01.yaml").read_text()
    assert "better: higher  # guessed from the name" in text
    assert "better: within  # the name does not say; higher or lower?" in text
    assert "thresholds:  # proposed: the worst 2 % of the history" in text
    assert "# no thresholds proposed: its history does not move" in text


def test_rows_that_cannot_be_read_are_told_and_do_not_stop_it(begin, tmp_path):
    file = wide(tmp_path / "a.csv")
    file.write_text(file.read_text() + "not a day,1,1,1,1,eu\n")
    status, out, _, _ = begin(file)
    assert status == 0
    assert "300 observations, 1 row rejected" in out


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "a,b\n1,2\n", "a.csv: a column of dates cannot be made out among a, b"),
        ("a.csv", "date,note\n2026-01-01,hello\n", "a.csv: a column of numbers cannot be made out"),
        ("a.csv", "date,share\n2026-01-01,91.2%\n", "among date, share; 'share' is left out: its numbers are written"),
        ("a.csv", "date,accuracy\n", "a.csv: no rows below its header (date, accuracy)"),
        ("a.csv", "", "a.csv: is empty"),
        ("a.docx", "x", "of what format it is cannot be told"),
        ("a.parquet", "x", "a.parquet: "),
        ("a.xlsx", "x", "not a workbook"),
        ("missing.csv", None, "there is no file"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_and_nothing_is_left(begin, tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text)
    status, out, err, root = begin(tmp_path / name)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not root.exists()
    assert {path.name for path in tmp_path.iterdir()} <= {name}


def test_a_folder_in_use_is_left_alone_and_an_empty_one_is_taken(begin, tmp_path):
    file = wide(tmp_path / "a.csv")
    (tmp_path / "mine").mkdir()
    assert begin(file)[0] == 0
    before = sorted((tmp_path / "mine").rglob("*"))
    status, _, err, _ = begin(file)
    assert (status, "is there already and not empty" in err) == (2, True)
    assert sorted((tmp_path / "mine").rglob("*")) == before


def test_hostile_names_in_the_file_stay_text(begin, tmp_path, capsys):
    file = tmp_path / "numbers [1] *.csv"
    names = ['"}: [evil', "yes", "a: b # c", "é", "ü, 100 %"]
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["date", *names, "x"])
        writer.writerows([str(FIRST + dt.timedelta(i)), *[i % 5 + k for k in range(5)], 1] for i in range(40))
    status, _, err, root = begin(file, "my #1: model")
    assert (status, err) == (0, "")
    loaded, _ = works(root, capsys)
    assert (loaded["rejected"], [s["refused"] for s in loaded["sources"]]) == (0, [None])
    titles = {m.title for m in open_world(Workspace(root)).library.sops["my-1-model"].newest.sop.metrics}
    assert '"}: [evil' in titles
