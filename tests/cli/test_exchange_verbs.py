"""`export` and `import`: what they print and write, and how they end."""

import datetime as dt
import json

import pytest
import yaml

from dashboard.cli import main
from tests import worlds
from tests.exchange import promtool
from tests.worlds import NOW, SOP, make_world

RULES = """\
groups:
  - name: assistant
    rules:
      - {alert: Slow, expr: latency_seconds > 4, for: 10m, labels: {severity: page, owner: mei}}
"""
CLEAN_SOP = "\n".join(
    line
    for line in SOP.replace(", recover: {lower: 89}", "").splitlines()
    if "min_n" not in line and "hope" not in line
)


@pytest.fixture
def run(capsys):
    def running(*arguments):
        try:
            status = main([*map(str, arguments)], NOW)
        except SystemExit as left:
            status = left.code
        return (status, *capsys.readouterr())

    return running


def test_export_writes_rules_to_standard_output_and_what_is_left_out_to_standard_error(run, tmp_path):
    worlds.empty(tmp_path)
    status, out, err = run("export", "prometheus", "assistant", "--workspace", tmp_path)
    assert status == 1
    promtool.check(out, tmp_path)
    assert [rule["alert"] for rule in yaml.safe_load(out)["groups"][0]["rules"]] == [
        "AccuracyFloor",
        "SatisfactionLow",
        "SatisfactionFalling",
        "LatencyCeiling",
        "ParityFourFifths",
    ]
    assert err.splitlines()[:3] == [
        "left out in part: assistant/accuracy/floor: its recover bounds (≥ 89 %): the alert ends within the bounds of "
        "the threshold itself",
        "left out in part: assistant/accuracy/floor: its min_n: Prometheus does not know the samples, and takes fewer "
        "than 50 for evidence too",
        "left out: assistant/accuracy/hope: aspirational: it is drawn and counted, and fires nothing",
    ]


def test_export_of_what_can_all_be_said_is_clean(run, tmp_path):
    make_world(tmp_path, CLEAN_SOP, load=False)
    target = tmp_path / "rules.yml"
    assert run("export", "prometheus", "--workspace", tmp_path, "--output", target) == (0, "", "")
    assert "Left out" not in target.read_text()
    promtool.check(target.read_text(), tmp_path)


def test_export_as_json(run, tmp_path):
    worlds.empty(tmp_path)
    status, out, err = run("export", "prometheus", "--workspace", tmp_path, "--json")
    found = json.loads(out)
    assert (status, err, found["output"]) == (1, "", None)
    assert found["rules"][3] == {
        "sop": "assistant",
        "metric": "latency",
        "threshold": "ceiling",
        "alert": "LatencyCeiling",
        "expr": "latency > 4",
        "for": "3d",
        "keep_firing_for": None,
    }
    assert found["left_out"][-2] == {
        "sop": "assistant",
        "metric": "accuracy",
        "threshold": "hope",
        "why": "aspirational: it is drawn and counted, and fires nothing",
    }
    target = tmp_path / "rules.yml"
    again = json.loads(run("export", "prometheus", "--workspace", tmp_path, "--json", "--output", target)[1])
    assert (again["text"], again["output"], target.read_text()) == (None, str(target), found["text"])


def test_export_leaves_a_broken_sop_out_and_says_so(run, tmp_path):
    worlds.healthy(tmp_path)
    (tmp_path / "sop" / "ranker").mkdir()
    (tmp_path / "sop" / "ranker" / "2026-01-01.yaml").write_text("sop: [ranker\n")
    status, out, err = run("export", "prometheus", "--workspace", tmp_path)
    assert (status, [group["name"] for group in yaml.safe_load(out)["groups"]]) == (1, ["assistant"])
    assert "sop/ranker/2026-01-01.yaml:2:1: " in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "prometheus", "assistent"), "there is no SOP 'assistent'; did you mean 'assistant'?"),
        (("export", "grafana"), "argument system: invalid choice: 'grafana'"),
        (("export", "prometheus", "--output", "{tmp}/no/such/rules.yml"), "rules.yml: No such file or directory"),
        (("--workspace", "{tmp}", "import", "{tmp}/rules.yml", "--into", "x"), "import takes no --workspace"),
        (("import", "{tmp}/rules.yml"), "import takes either --into DIR or --output FILE"),
        (("import", "{tmp}/rules.yml", "--into", "x", "--output", "y"), "import takes either --into DIR or --output"),
        (("import", "{tmp}/gone.yml", "--output", "{tmp}/y"), "gone.yml: cannot be read: No such file or directory"),
        (("import", "{tmp}/rules.yml", "--output", "{tmp}/y", "--sop", "A B"), "'A B' is not an id"),
        (("import", "{tmp}/rules.yml", "--output", "{tmp}/rules.yml"), "is there already, and is not overwritten"),
        (("import", "{tmp}/rules.yml", "--into", "{tmp}"), "there is an SOP 'assistant' in {tmp} already"),
        (("import", "{tmp}/rules.yml", "--into", "{tmp}/data"), "is no workspace, and not empty"),
        (("import", "{tmp}/rules.yml", "--into", "{tmp}/rules.yml"), "is no workspace, and not empty"),
        (("import", "--into", "x"), "the following arguments are required: FILE"),
    ],
)  # fmt: skip
def test_what_could_not_run_exits_2_and_changes_nothing(run, tmp_path, arguments, said):
    worlds.empty(tmp_path)
    (tmp_path / "rules.yml").write_text(RULES)
    before = sorted(tmp_path.rglob("*"))
    placed = [str(argument).replace("{tmp}", str(tmp_path)) for argument in arguments]
    where = ["--workspace", tmp_path] if placed[0] == "export" else []
    status, out, err = run(*placed, *where)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said.replace("{tmp}", str(tmp_path)) in err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "rules.yml").read_text() == RULES


def test_import_into_a_new_workspace_and_lint_says_what_to_fill_in(run, tmp_path):
    (tmp_path / "rules.yml").write_text(RULES)
    mine = tmp_path / "mine"
    status, out, err = run("import", tmp_path / "rules.yml", "--into", mine)
    draft = mine / "sop" / "assistant" / "2026-03-16.yaml"
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        f"{draft}: a draft of 'assistant' with 1 threshold of 1 metric",
        f"it is in force in {mine} from the day in its name",
        "next:",
        f"  python -m dashboard lint --workspace {mine}",
    ]
    status, out, _ = run("lint", "--workspace", mine, "--json")
    found = json.loads(out)
    assert status == 1
    assert {f["rule"] for f in found} >= {"unfilled-duty", "no-backup", "no-review"}
    assert "broken" not in {f["rule"] for f in found}
    assert "nobody is named for analysis and decision of 'latency-seconds'" in [f["message"] for f in found]


def test_import_into_a_workspace_in_use_puts_nothing_in_force(run, tmp_path):
    worlds.empty(tmp_path)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    rules = tmp_path.parent / f"{tmp_path.name}.yml"
    rules.write_text(RULES)
    status, out, _ = run("import", rules, "--into", tmp_path, "--sop", "from-prometheus", "--json")
    done = json.loads(out)
    draft = tmp_path / "sop" / "from-prometheus" / "2026-03-16.yaml"
    assert (status, done["in_force"], done["written"]) == (0, False, str(draft))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != draft} == kept
    broken = [
        f["message"] for f in json.loads(run("lint", "--workspace", tmp_path, "--json")[1]) if f["rule"] == "broken"
    ]
    assert any("no source 'to-be-named' in sources.yaml" in message for message in broken)
    assert any("nobody in people.yaml is 'to-be-named'" in message for message in broken)
    assert (
        "not in force: names in it are still to be filled in"
        in run("import", rules, "--into", tmp_path, "--sop", "again")[1]
    )


def test_import_lists_each_rule_taken_or_left_out(run, tmp_path):
    (tmp_path / "rules.yml").write_text(
        RULES + "      - {alert: Failing, expr: 'rate(errors[5m]) > 1', labels: {severity: page}}\n"
    )
    target = tmp_path / "2026-02-01.yaml"
    status, out, err = run("import", tmp_path / "rules.yml", "--output", target, "--json")
    file = str(tmp_path / "rules.yml")
    assert (status, err) == (1, "")
    assert json.loads(out) == {
        "sop": "assistant",
        "written": str(target),
        "in_force": False,
        "taken": [{"file": file, "line": 4, "rule": "Slow", "metric": "latency-seconds", "threshold": "slow"}],
        "left_out": [
            {
                "file": file,
                "line": 5,
                "rule": "Failing",
                "why": "rate() has no equal among the signals (value, mean, change, gap); write it as a recording "
                "rule, and alert on what that records",
            }
        ],
    }
    assert "effective_from: 2026-02-01" in target.read_text()


def test_import_of_nothing_that_can_be_taken_over_writes_nothing(run, tmp_path):
    (tmp_path / "rules.yml").write_text(RULES.replace("latency_seconds > 4", "absent(latency_seconds)"))
    status, out, err = run("import", tmp_path / "rules.yml", "--into", tmp_path / "mine")
    assert (status, err) == (1, "")
    assert out.splitlines()[-1] == "nothing could be taken over, so nothing was written"
    assert not (tmp_path / "mine").exists()


def test_a_broken_file_among_several_stops_all(run, tmp_path):
    (tmp_path / "rules.yml").write_text(RULES)
    (tmp_path / "bad.yml").write_text("groups: 7\n")
    status, out, err = run("import", tmp_path / "rules.yml", tmp_path / "bad.yml", "--into", tmp_path / "mine")
    assert (status, out) == (2, "")
    assert "bad.yml:1:9: `groups` must be a list" in err
    assert not (tmp_path / "mine").exists()


def test_the_owner_is_who_holds_the_duty_at_the_clock_of_the_workspace(run, tmp_path):
    people = worlds.PEOPLE.replace(
        "{id: bo, name: Bo Lind}",
        "{id: bo, name: Bo Lind, absences: [{from: 2026-03-10, until: 2026-03-20, deputy: ola}]}",
    )
    make_world(tmp_path, people=people, load=False)
    _, out, _ = run("export", "prometheus", "--workspace", tmp_path)
    rule = yaml.safe_load(out)["groups"][0]["rules"][3]
    assert (rule["labels"]["owner"], rule["annotations"]["owner"]) == ("ola", "Ola Berg (monitoring)")
    assert dt.date(2026, 3, 10) <= NOW.date() <= dt.date(2026, 3, 20)
