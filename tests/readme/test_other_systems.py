"""What docs/other-systems.md says is what the commands do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "other-systems.md").read_text(encoding="utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", DOCS, re.S)
SAID = re.findall(r"```\n(left out.*?|\S+: left out.*?)```", DOCS, re.S)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The commands as they stand there, beside a copy of the example's files."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "sop", folder / "sop")
    (folder / "data").mkdir()
    shutil.copy(ROOT / "data" / "sources.yaml", folder / "data")

    def running(line):
        command = line.replace("python", sys.executable, 1).split()
        where = {**os.environ, "DASHBOARD_WORKSPACE": str(folder), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, cwd=folder, env=where, capture_output=True, encoding="utf-8")

    running.folder = folder
    return running


def command(verb):
    return re.search(rf"^python -m dashboard {verb} .*$", DOCS, re.M)[0]


def test_the_export_gives_the_rule_that_is_shown_of_the_threshold_that_is_shown(run):
    done = run(command("export"))
    assert (done.returncode, done.stdout) == (1, "")
    rules = yaml.safe_load((run.folder / "rules.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    [shown] = yaml.safe_load(YAML[1])
    assert shown in rules
    assert SAID[0].strip() in done.stderr.splitlines()
    [stated] = yaml.safe_load(YAML[0])
    newest = yaml.safe_load((ROOT / "sop" / "support-assistant" / "2026-03-02.yaml").read_text(encoding="utf-8"))
    assert stated in [threshold for metric in newest["metrics"] for threshold in metric["thresholds"]]


def test_the_import_gives_the_draft_that_is_shown_and_lint_goes_on_from_there(run):
    (run.folder / "rules.yml").write_text(YAML[2], encoding="utf-8")
    done = run(command("import"))
    assert (done.returncode, done.stderr) == (1, "")
    assert SAID[1].strip() in done.stdout.splitlines()
    [draft] = (run.folder / "drafts" / "sop" / "assistant").glob("*.yaml")
    assert YAML[3] in draft.read_text(encoding="utf-8")
    lint = run(re.search(r"`(python -m dashboard lint [^`]*)`", DOCS)[1])
    assert lint.returncode == 1
    assert "nobody is named for analysis and decision" in lint.stdout
    assert "[broken]" not in lint.stdout


def test_the_burn_rate_is_computed_as_told():
    assert f"{1 - 14.4 * 0.02:.3f}" == "0.712"
    assert "`lower: 0.712` (1 − 14.4 × 0.02)" in DOCS
