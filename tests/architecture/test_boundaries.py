"""Boundaries are failing tests, not habits."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.cli import VERBS, main

ROOT = Path(__file__).resolve().parents[2]
CORE = sorted(path for path in (ROOT / "dashboard").rglob("*.py") if "ui" not in path.parts and path.name != "app.py")


def test_imports_run_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_runs_without_streamlit():
    program = (
        "import sys\nfrom dashboard.cli import main\nstatus = main(['lint', '--json'])\n"
        "screens = {'streamlit', 'streamlit_agraph', 'plotly'}\n"
        "print({m.partition('.')[0] for m in sys.modules} & screens, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    assert f"usage: python -m dashboard {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_lives_in_history_alone(path):
    if "history" in path.parts:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\bSELECT\b.+\bFROM\b|\b(INSERT INTO|DELETE FROM|CREATE TABLE)\b", node.value, re.S)


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_is_told_the_time(path):
    if path == ROOT / "dashboard" / "cli" / "__init__.py":
        return
    assert not re.search(r"\.(now|utcnow|today)\(\)|\.now\(dt\.UTC\)|time\.time\(\)", path.read_text())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dashboard").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_file_is_too_long(path):
    assert len(path.read_text().splitlines()) <= 400
