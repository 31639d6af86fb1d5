"""promtool, Prometheus' own judge of rule files: the one on the path, else what get_promtool.sh fetched."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

GET = Path(__file__).parent / "get_promtool.sh"
FETCHED = Path(__file__).parents[2] / ".promtool" / "promtool"


def program() -> str:
    """Its path. In CI it is fetched if there is none; else the test is left out."""
    found = shutil.which("promtool") or (str(FETCHED) if FETCHED.exists() else None)
    if found is None and os.environ.get("CI"):
        subprocess.run(["sh", str(GET)], check=True)
        found = str(FETCHED)
    if found is None:
        pytest.skip("no promtool here: `sh tests/exchange/get_promtool.sh` fetches Debian's")
    return found


def check(text: str, folder: Path) -> str:
    """What `promtool check rules` says of the file; an AssertionError with it where it is not accepted."""
    path = folder / "rules.yml"
    path.write_text(text, encoding="utf-8")
    return _run("check", "rules", str(path))


def replay(text: str, folder: Path, series: dict[str, str], interval: str, tests: list[dict]) -> str:
    """`promtool test rules`: the rules over these series, and what expressions must give at which times."""
    check(text, folder)
    plan = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": interval,
        "tests": [
            {
                "interval": interval,
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "promql_expr_test": tests,
            }
        ],
    }
    (folder / "plan.yml").write_text(yaml.safe_dump(plan, width=10**9))
    return _run("test", "rules", str(folder / "plan.yml"))


def _run(*command: str) -> str:
    done = subprocess.run([program(), *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
    return done.stdout
