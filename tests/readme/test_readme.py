"""What the README says can be done."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.history.console.asking import Limits
from dashboard.history.console.contract import tables

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*command, cwd=ROOT):
    return subprocess.run([sys.executable, *command], cwd=cwd, capture_output=True, text=True)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_every_link_leads_somewhere(link):
    assert (ROOT / link).exists()


def test_the_table_of_verbs_and_the_command_line_name_the_same():
    table = README.split("| verb | does |")[1].split("\n\n")[0]
    told = set(re.findall(r"^\| `([a-z-]+)", table, re.M))
    known = set(re.findall(r"^    ([a-z-]+)[ \n]", run("-m", "dashboard", "--help").stdout, re.M))
    assert told == known


def test_the_table_of_tables_is_what_the_schema_documents():
    told = README.split("| table | a row is | columns |\n| --- | --- | --- |\n")[1].split("\n\n")[0].splitlines()
    assert told == [f"| `{t.name}` | {t.about} | {', '.join(c.name for c in t.columns)} |" for t in tables()]


def test_the_limits_of_a_query_are_those_told():
    limits = Limits()
    told = (
        f"{limits.memory >> 20} MB of memory and {limits.seconds} seconds held by the kernel, {limits.rows:,} rows and"
    )
    assert " ".join(f"{told} {limits.size >> 20} MB of answer".split()) in " ".join(README.split())


def test_a_workspace_of_ones_own_in_the_steps_told_and_a_notebook_reads_it(tmp_path):
    (tmp_path / "metrics.csv").write_text(
        "date,metric,value\n" + "".join(f"2026-07-{day:02},answer-accuracy,{90 + day % 3}\n" for day in range(1, 29))
    )
    made = run("-m", "dashboard", "init", str(tmp_path / "churn"), "--from", str(tmp_path / "metrics.csv"))
    assert (made.returncode, "next:" in made.stdout) == (0, True)
    assert run("-m", "dashboard", "ingest", "--workspace", str(tmp_path / "churn")).returncode == 0
    lint = run("-m", "dashboard", "lint", "--workspace", str(tmp_path / "churn"))
    assert (lint.returncode, "unfilled-duty" in lint.stdout) == (1, True)

    notebook = re.search(r"```python\n(.*?)```", README, re.S)[1]
    notebook = notebook.replace("response-accuracy", "answer-accuracy").replace("channel=chat", "")
    code = notebook.replace('db.sql("""', 'print(len(db.sql("""').replace(".df()", ".df()))")
    read = run("-c", code, cwd=tmp_path / "churn")
    assert read.stdout.strip() == "28", read.stderr
