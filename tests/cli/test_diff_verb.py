"""`diff`: what changed between two versions, by output and exit status."""

import json

import pytest

from dashboard.cli import main
from tests import worlds
from tests.worlds import NOW, SOP

SECOND = (
    SOP.replace("effective_from: 2026-01-01", "effective_from: 2026-02-01")
    .replace("lower: 88", "lower: 90")
    .replace("recover: {lower: 89}", "recover: {lower: 91}")
    .replace("because: first version", "because: 88 was too low")
)
THIRD = (
    SECOND.replace("effective_from: 2026-02-01", "effective_from: 2026-04-01")
    .replace("monitoring: bo", "monitoring: ola")
    .replace("because: 88 was too low", "because: Bo <b>moves</b> on")
)


@pytest.fixture
def root(tmp_path):
    worlds.make_world(tmp_path, [SOP, SECOND, THIRD], load=False)
    return tmp_path


@pytest.fixture
def run(capsys, root):
    def go(*arguments: str):
        status = main(["diff", *arguments, "--workspace", str(root)], NOW)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def test_without_days_the_newest_is_held_against_the_one_before(run):
    status, out, err = run("assistant")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        "Assistant from Sun 1 Feb 2026 to Wed 1 Apr 2026",
        "  Wed 1 Apr 2026, Chris Otto: Bo <b>moves</b> on",
        "Owners",
        "  → monitoring of Answer latency Bo Lind → Ola Berg",
    ]


def test_a_day_alone_is_held_against_the_newest_and_says_from_when_each_change_is(run):
    status, out, _ = run("assistant", "2026-01-01")
    assert status == 1
    assert "critical lower bound of Response accuracy 88 % → 90 %, from Sun 1 Feb 2026" in out
    assert "monitoring of Answer latency Bo Lind → Ola Berg, from Wed 1 Apr 2026" in out


def test_the_earlier_is_told_first_whichever_is_named_first(run):
    assert run("assistant", "2026-02-01", "2026-01-01") == run("assistant", "2026-01-01", "2026-02-01")


def test_a_document_for_machines_has_values_as_the_file_writes_them(run):
    status, out, _ = run("assistant", "2026-01-01", "2026-02-01", "--json")
    document = json.loads(out)
    assert (status, document["sop"], document["from"], document["to"]) == (1, "assistant", "2026-01-01", "2026-02-01")
    assert document["changes"][0] == {
        "kind": "threshold", "id": ["accuracy", "floor"], "what": "changed", "field": "lower", "before": 88.0,
        "after": 90.0, "since": "2026-02-01", "text": "critical lower bound of Response accuracy 88 % → 90 %",
    }  # fmt: skip
    assert document["changes"][1]["after"] == {"lower": 91.0}
    assert run("assistant", "2026-01-01", "2026-02-01", "--format", "json")[1] == out


def test_markdown_shows_what_files_say_as_text(run):
    status, out, _ = run("assistant", "--format", "md")
    assert status == 1
    assert out.startswith(
        "# Assistant from Sun 1 Feb 2026 to Wed 1 Apr 2026\n\n- Wed 1 Apr 2026, Chris Otto: Bo \\<b\\>"
    )
    assert "## Owners\n\n- Monitoring of Answer latency Bo Lind → Ola Berg, from Wed 1 Apr 2026" in out


def test_a_version_held_against_itself_is_clean(run):
    assert run("assistant", "2026-02-01", "2026-02-01")[:2] == (
        0,
        "nothing changed from Sun 1 Feb 2026 to Sun 1 Feb 2026\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("asistant",), "there is no SOP 'asistant'; did you mean 'assistant'?"),
        (("assistant", "2026-02-02"), "has no version of 2026-02-02; there are 2026-01-01, 2026-02-01, 2026-04-01"),
        (("assistant", "yesterday"), "'yesterday' is not a day; a version is named by its day, like 2026-07-06"),
        (("assistant", "2026-03-01"), "the version of 2026-03-01 cannot be used: sop/assistant/2026-03-01.yaml:1:1: "),
    ],
)
def test_what_cannot_be_compared_exits_2_with_one_line(run, root, arguments, said):
    (root / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nsop: assistant\nmetrics: 7\n")
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_first_version_has_nothing_before_it(run, tmp_path, capsys):
    assert run("assistant", "2026-04-01")[0] == 1
    worlds.make_world(tmp_path / "one", load=False)
    assert main(["diff", "assistant", "--workspace", str(tmp_path / "one")], NOW) == 2
    assert "one version, of 2026-01-01: there is nothing to compare" in capsys.readouterr().err
