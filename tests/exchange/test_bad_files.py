"""Files that cannot be read say where and why, and nothing is written."""

import time

import pytest

from dashboard.errors import FileProblems
from dashboard.practice.exchange.importing import read_files
from tests.exchange.drafting import RULE, draft

SLO = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec:\n  objectives: [{target: 0.9}]\n"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("groups: [", "2:1", "not readable as YAML"),
        ("groups:\n\t- name: x", "2:1", "a tab cannot indent"),
        ("", "1:1", "the file is empty"),
        ("- a\n- b", "1:1", "is neither a rule file of Prometheus (`groups:`) nor a document of OpenSLO"),
        ("just text", "1:1", "is neither a rule file"),
        ("apiVersion: v1\nkind: Service\n", "1:1", "is neither a rule file"),
        (RULE + "---\nsomething: else\n", "7:1", "is neither a rule file"),
        ("groups: 7", "1:9", "`groups` must be a list"),
        (RULE.replace("expr:", "exprs:"), "5:9", "unknown key 'exprs'"),
        (RULE.replace("        expr: latency_p95 > 4\n", ""), "4:9", "`expr` is missing"),
        (RULE + "        fro: 5m\n", "6:9", "unknown key 'fro'; did you mean 'for'?"),
        (RULE + "        record: x\n", "4:9", "a rule has either `alert` or `record`"),
        (RULE + "        labels: [a]\n", "6:17", "`labels` must be a mapping"),
        (RULE + "        alert: Again\n", "6:9", "key 'alert' stands twice; the first is in line 4"),
        (RULE.replace("latency_p95 > 4", "!!python/object:os.system x"), "5:15", "tags are not read"),
        (RULE.replace("HighLatency", "''"), "4:16", "`alert` is empty"),
        (SLO.replace("name: a", "name: ''"), "3:18", "`name` is empty"),
        ("groups:\n  - name: {{ .Values.name }}\n", "2:12", "a key must be text, not a list or a mapping"),
        (RULE.replace("HighLatency", "High\x00Latency"), "4:20", "U+0000"),
        (SLO.replace("spec:", "specs:"), "4:1", "unknown key 'specs'"),
        (SLO.replace("0.9", "most"), "5:25", "`target` must be a number, not 'most'"),
        (SLO.replace("[{target: 0.9}]", "[]"), "5:15", "`objectives` is empty"),
    ],
)
def test_what_is_wrong_and_where(tmp_path, text, place, said):
    with pytest.raises(FileProblems) as broken:
        draft(tmp_path, text)
    told = str(broken.value)
    assert f"a.yml:{place}: " in told
    assert said in told


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileProblems, match=r"gone\.yml: cannot be read: No such file"):
        read_files([tmp_path / "gone.yml"])


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE + "#" * 1_000_000, "is over 1 MB"),
        (BOMB, "more than 50,000 values"),
        ("---\na\n" * 100_000, "more than 50,000 values"),
        ("groups: " + "[" * 5000, "nested more than 40 deep"),
        (RULE.replace("latency_p95 > 4", "&a [*a]"), "inside &a itself"),
        ("a: &a 1\n---\nb: *a\n", "*a has no &a before it"),
    ],
)
def test_a_file_meant_to_hang_is_refused_at_once(tmp_path, text, said):
    began = time.monotonic()
    with pytest.raises(FileProblems) as broken:
        draft(tmp_path, text)
    assert said in str(broken.value)
    assert time.monotonic() - began < 10


def test_as_many_rules_as_a_file_can_hold_are_read(tmp_path):
    many = "".join(
        f"      - {{alert: A{i}, expr: metric_{i % 700} > {i}, labels: {{severity: warning}}}}\n" for i in range(4000)
    )
    began = time.monotonic()
    made = draft(tmp_path, f"groups:\n  - name: g\n    rules:\n{many}")
    assert (len(made.taken), len(made.metrics)) == (4000, 700)
    assert time.monotonic() - began < 60
