"""What docs/notifications.md says can be done."""

import configparser
import json
import re
import shlex
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml

from dashboard.cli import _parser
from dashboard.ledger.acts import ChangeKind
from dashboard.practice.telling.reading import FILE, settings_of
from dashboard.practice.telling.told import MOST, WAITS
from dashboard.workspace import Workspace
from dashboard.yamlfile.nodes import compose, plain

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "notifications.md").read_text(encoding="utf-8")
SETTINGS, WORKFLOW = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
UNITS = re.findall(r"```ini\n(.*?)```", TEXT, re.S)
COMMANDS = sorted({c.strip() for c in re.findall(r"python -m dashboard ([^`\n|]+)", TEXT)})


def unit(text):
    parsed = configparser.ConfigParser(strict=False, delimiters="=", interpolation=None)
    parsed.optionxform = str
    parsed.read_string(text)
    return parsed


def test_the_settings_are_read_and_every_channel_can_be_used(tmp_path, monkeypatch):
    for name in ("SMTP_PASSWORD", "SLACK_A", "SLACK_B", "SLACK_C"):
        monkeypatch.setenv(name, {"SLACK_A": "T1JJ3T3L2", "SLACK_B": "A1BRTD4JD"}.get(name, "TIiajkdnlazkcOXrIdevi7FQ"))
    monkeypatch.setenv("PAGERDUTY_URL", "pagerduty://A1BRTD4JDTIiajkdnlazkcOXrIdevi7F@TIiajkdnlazkcOXrIdevi7FQ")
    (tmp_path / "data").mkdir()
    (tmp_path / FILE).write_text(SETTINGS)
    found = settings_of(Workspace(tmp_path))
    assert (found.problems, found.warnings, found.unusable) == ((), (), {})
    assert found.told.receiver("tomas").channels == ("mail", "pager")


def test_the_settings_fit_the_schema_that_they_name():
    schema = json.loads((ROOT / "data" / "notifications.schema.json").read_text(encoding="utf-8"))
    value = plain(compose(SETTINGS, "x.yaml")[0])
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(value)) == []
    value["channels"][0]["ulr"] = "x"
    assert len(list(jsonschema.Draft202012Validator(schema).iter_errors(value))) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one(command):
    assert _parser().parse_args(shlex.split(command)).run


def test_the_table_names_all_that_can_be_told():
    table = TEXT.split("| what | to whom | when |")[1].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `([a-z ]+)`", table, re.M)) == get_args(ChangeKind)


def test_the_units_of_systemd_are_units_and_run_what_they_should():
    watch, check, timer = map(unit, UNITS)
    assert watch["Service"]["ExecStart"].endswith("watch --every 5m --workspace /srv/ownership")
    assert check["Service"]["Type"] == "oneshot"
    assert "check --notify" in check["Service"]["ExecStart"]
    assert timer["Timer"]["OnCalendar"] == "*:0/5"


def test_the_workflow_runs_both_on_a_schedule():
    read = yaml.safe_load(WORKFLOW)
    runs = [step["run"] for step in read["jobs"]["check"]["steps"] if "run" in step]
    assert [run.partition(" ||")[0] for run in runs][1:] == [
        "python -m dashboard ingest", "python -m dashboard check --notify",
    ]  # fmt: skip
    assert read[True]["schedule"] == [{"cron": "*/15 * * * *"}]  # YAML 1.1 reads `on` as true


def test_it_says_how_often_and_when_it_is_tried_again():
    told = [f"{w.seconds // 60} minutes" if w.seconds < 3600 else f"{w.seconds // 3600} hour" for w in WAITS]
    assert (len(WAITS), told) == (MOST - 1, ["2 minutes", "10 minutes", "1 hour", "6 hour"])
    assert "after 2 minutes, 10 minutes, 1 hour and 6 hours" in " ".join(TEXT.split())
