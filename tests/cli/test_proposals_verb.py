"""`proposals`: what is proposed, by its output and exit status."""

import json

import pytest

from dashboard.cli import main
from dashboard.ledger import acts
from tests.practice.proposals.cast import WHY, Cast
from tests.worlds import NOW


@pytest.fixture
def cast(tmp_path):
    made = Cast(tmp_path)
    yield made
    made.close()


@pytest.fixture
def run(capsys):
    """Runs a verb; gives (status, standard output, standard error)."""

    def running(*arguments):
        status = main([str(a) for a in arguments], NOW)
        return (status, *capsys.readouterr())

    return running


def test_an_open_proposal_is_a_finding_until_it_is_decided(run, cast):
    assert run("proposals", "--workspace", cast.root) == (0, "no change is proposed\n", "")
    id = cast.propose(("lower: 88", "lower: 88.5"))
    status, out, err = run("proposals", "--workspace", cast.root)
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"{id}  open, from Wed 1 Apr",
        "  Critical lower bound of Response accuracy 88 % → 88.5 %",
        f"  Mei Tanaka, Mon 16 Mar: {WHY}",
        "  lacks the approval of Chris Otto, who owns the SOP",
    ]
    cast.ledger.record(acts.ProposalDeclined(proposal=id, text="Not now"), "cto", NOW, NOW)
    assert run("proposals", "--workspace", cast.root) == (0, "no change is proposed\n", "")
    status, out, _ = run("proposals", "--workspace", cast.root, "--all", "--json")
    assert status == 0
    assert json.loads(out) == [
        {"proposal": id, "sop": "assistant", "title": "Critical lower bound of Response accuracy 88 % → 88.5 %",
         "state": "declined", "effective_from": "2026-04-01", "base": "2026-01-01", "by": "mei",
         "at": "2026-03-16T12:00:00Z", "because": WHY, "approved_by": [], "lacks": None, "behind": None}
    ]  # fmt: skip


def test_an_sop_that_there_is_not_is_told_with_the_nearest(run, cast):
    status, out, err = run("proposals", "--workspace", cast.root, "--sop", "asistant")
    assert (status, out) == (2, "")
    assert err.startswith("there is no SOP 'asistant'; did you mean 'assistant'?")
