"""`new`: the first version of a new SOP, by output, exit status and what is written."""

import datetime as dt
import json
import re

import pytest

from dashboard.cli import main
from dashboard.sop.load import read_sops
from dashboard.workspace import BUNDLED
from tests import worlds
from tests.worlds import NOW

TODAY = NOW.date()


@pytest.fixture
def root(tmp_path):
    worlds.empty(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys, root):
    def go(*arguments: str):
        status = main(["new", *arguments, "--workspace", str(root)], NOW)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def law(root, sop):
    return read_sops(root / "sop", {"numbers", "releases"}).sops[sop]


def test_blank_asks_the_questions_of_the_seven_steps_and_can_be_read(run, root):
    status, out, _ = run("triage", "--blank", "--title", "yes: 1e3 # {", "--owner", "mei")
    assert status == 1  # not finished: lint has something to remark on
    assert "It measures nothing yet" in out
    assert "1 remark on it" in out
    file = root / "sop" / "triage" / f"{TODAY}.yaml"
    assert out.startswith(f"{file} is written.\n")
    asked = [line for line in file.read_text().splitlines() if re.match(r"#  \d\. .*\?$", line)]
    assert len(asked) == 7
    [version] = law(root, "triage").good
    assert (version.sop.title, version.sop.owner, version.sop.effective_from) == ("yes: 1e3 # {", "mei", TODAY)


def test_like_one_of_the_workspace_it_says_the_same_under_another_name(run, root):
    status, out, _ = run("second", "--like", "assistant", "--title", "Second", "--from", "2026-05-01", "--json")
    told = json.loads(out)
    assert (told["sop"], told["problems"], status) == ("second", [], 1 if told["remarks"] else 0)
    first, second = law(root, "assistant").newest.sop, law(root, "second").newest.sop
    assert (second.title, second.effective_from, second.owner) == ("Second", dt.date(2026, 5, 1), first.owner)
    same = ("metrics", "objectives", "reviews", "responses", "timezone")
    assert [getattr(second, part) for part in same] == [getattr(first, part) for part in same]
    # only what says which version it is has changed: the comments and the rest of the lines are the same
    before = (root / "sop/assistant/2026-01-01.yaml").read_text().splitlines()
    after = (root / "sop/second/2026-05-01.yaml").read_text().splitlines()
    keys = ("sop:", "title:", "effective_from:", "changed:", "owner:")
    assert [x for x in after if not x.startswith(keys)] == [x for x in before if not x.startswith(keys)]


@pytest.mark.parametrize("example", ["credit-risk", "diagnostic-imaging", "shop-recommender", "support-assistant"])
def test_like_an_example_what_is_unknown_here_is_to_be_named_and_nothing_else_is_wrong(run, root, example):
    status, out, _ = run("mine", "--like", example, "--title", "Mine", "--json")
    told = json.loads(out)
    assert status == 1
    assert {message.split(": ", 1)[1] for message in told["problems"]} == {
        "no source 'to-be-named' in sources.yaml; known: numbers, releases"
    }
    mine = read_sops(root / "sop", None).sops["mine"].newest.sop  # by somebody who knows the sources
    theirs = read_sops(BUNDLED / "sop", None).sops[example].newest.sop
    bounds = [[(t.id, t.lower, t.upper, t.respond) for t in metric.thresholds] for metric in theirs.metrics]
    assert [[(t.id, t.lower, t.upper, t.respond) for t in metric.thresholds] for metric in mine.metrics] == bounds
    assert [(r.id, r.rrule, r.duration, r.remind) for r in mine.reviews] == [
        (r.id, r.rrule, r.duration, r.remind) for r in theirs.reviews
    ]  # also where the example has it from its library, which is not here
    assert {party.id for party in read_sops(root / "sop", None).people.people} >= {"to-be-named", "mei"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["assistant", "--blank", "--title", "x"], "there is an SOP 'assistant' already"),
        (["library", "--blank", "--title", "x"], "'library' is the folder of shared definitions"),
        (["A b", "--blank", "--title", "x"], "- and _, at most 64); write 'a-b'"),
        (["../x", "--blank", "--title", "x"], "is not an id"),
        (["x", "--blank"], "a blank SOP needs a --title"),
        (["x", "--blank", "--title", " "], "give it a title"),
        (["x", "--like", "asistant"], "there is no SOP or example 'asistant'; did you mean 'assistant'?"),
        (["x", "--blank", "--title", "x", "--from", "2026-03-15"], "is past"),
        (["x", "--blank", "--title", "x", "--from", "soon"], "'soon' is not a day"),
        (["x", "--blank", "--title", "x", "--owner", "meij"], "nobody in people.yaml is 'meij'; did you mean 'mei'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_line_and_leaves_nothing(run, root, arguments, said):
    before = sorted(root.rglob("*"))
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert sorted(root.rglob("*")) == before


def test_a_file_that_is_there_is_not_written_over(run, root):
    (root / "sop" / "mine").mkdir()
    (root / "sop" / "mine" / "notes.txt").write_text("keep")
    status, _, err = run("mine", "--blank", "--title", "Mine")
    assert (status, [path.name for path in (root / "sop" / "mine").iterdir()]) == (2, ["notes.txt"])
    assert "already" in err
