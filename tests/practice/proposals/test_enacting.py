"""From a proposal to a version in force: who agrees, what is written, and what is refused on the way."""

import datetime as dt
import subprocess

import pytest

from dashboard.errors import FileProblems, WorkspaceError
from dashboard.ledger import acts
from dashboard.ledger.refusal import Refused
from dashboard.practice.breach import breaches
from dashboard.practice.proposals import enacting
from dashboard.practice.proposals.proposed import brought_up
from dashboard.workspace import COMMIT_VARIABLE
from tests.practice.proposals.cast import DAY, NEXT, WHY
from tests.worlds import NOW

HIGHER = ("lower: 88", "lower: 88.5")
HIGHEST = ("lower: 88", "lower: 88.8")
SLOWER = ("upper: 4", "upper: 5")


def test_the_owner_approves_and_the_next_version_is_written(cast):
    id = cast.propose(HIGHER)
    before = cast.stands(id)
    assert (before.state, before.lacks) == ("open", "the approval of Chris Otto, who owns the SOP")
    assert before.proposal.title == before.draft.title == "Critical lower bound of Response accuracy 88 % → 88.5 %"
    assert cast.approve(id, "ola") is None  # named, but it is Chris's
    file = cast.approve(id, "cto")
    assert file == cast.root / "sop" / "assistant" / "2026-04-01.yaml"
    written = cast.world.library.sops["assistant"].newest
    assert (written.sop.effective_from, written.sop.metric("accuracy").thresholds[0].lower) == (NEXT, 88.5)
    assert (written.sop.changed.by, written.sop.changed.because) == ("mei", WHY)
    [kept] = cast.ledger.state().versions["assistant", NEXT]
    assert (kept.digest, kept.proposal, kept.mark.by) == (written.digest, id, "cto")
    assert cast.stands(id).state == "approved"
    cast.at = NOW + 30 * DAY
    assert cast.stands(id).state == "in force"


def test_what_was_judged_before_stays_and_from_its_day_the_new_version_judges(cast):
    history = [b.ref for b in breaches(cast.world, NOW, history=True)]
    cast.approve(cast.propose(("lower: 88, for: 2, recover: {lower: 89}", "lower: 80, for: 2")), "cto")
    assert [b.ref for b in breaches(cast.world, NOW, history=True)] == history
    versions = cast.world.library.sops["assistant"]
    assert versions.in_force(NOW).effective_from == dt.date(2026, 1, 1)
    assert versions.in_force(dt.datetime(2026, 4, 1)).metric("accuracy").thresholds[0].lower == 80


def test_an_owner_who_writes_it_needs_somebody_else(cast):
    id = cast.propose(HIGHER, by="cto")
    assert cast.stands(id).lacks == "the approval of somebody other than Chris Otto, who wrote it"
    with pytest.raises(Refused, match="who wrote it cannot approve it"):
        cast.approve(id, "cto")
    assert cast.approve(id, "ola")


def test_who_stands_in_for_the_owner_approves(cast):
    people = cast.root / "sop" / "people.yaml"
    away = "{id: cto, name: Chris Otto, absences: [{from: 2026-03-01, until: 2026-03-31, deputy: ola}]}"
    people.write_text(people.read_text().replace("{id: cto, name: Chris Otto}", away))
    id = cast.propose(HIGHER)
    assert cast.stands(id).lacks == "the approval of Ola Berg, who stands in for the owner of the SOP"
    assert cast.approve(id, "ola")


def test_who_is_not_named_in_the_sop_has_no_say(cast):
    with pytest.raises(WorkspaceError, match="Eve Ray is not named in Assistant"):
        cast.propose(HIGHER, by="eve")
    with pytest.raises(WorkspaceError, match="Eve Ray is not named in Assistant"):
        cast.approve(cast.propose(HIGHER), "eve")
    assert cast.propose(SLOWER, by="bo")  # a member of a team that is named


@pytest.mark.parametrize(
    ("changes", "more", "why"),
    [
        ([HIGHER], {"day": dt.date(2026, 3, 15)}, "Sun 15 Mar is past: what was judged stays judged"),
        ([HIGHER], {"day": dt.date(2026, 3, 16)}, "Mon 16 Mar has begun: what was judged stays judged"),
        ([HIGHER], {"because": " "}, "say why: the version carries its reason"),
        ([], {}, "nothing is agreed otherwise in it than in the version of 2026-01-01"),
    ],
)
def test_what_cannot_be_proposed(cast, changes, more, why):
    with pytest.raises(WorkspaceError, match=why):
        cast.propose(*changes, **more)
    assert cast.ledger.length() == 0


@pytest.mark.parametrize(
    ("change", "line", "why"),
    [
        (("lower: 88,", "lower: high,"), 31, "lower"),
        (("respond: wrong-answers", "respond: wrong-answer"), 31, "did you mean 'wrong-answers'"),
        (("monitoring: mei", "monitoring: [mei"), 0, ""),
    ],
)
def test_a_text_that_cannot_be_a_version_is_told_with_its_place(cast, change, line, why):
    with pytest.raises(FileProblems) as refused:
        cast.propose(change)
    problem = refused.value.problems[0]
    assert why in problem.message
    assert problem.line == line or (not line and problem.line)


def test_of_two_proposals_on_the_same_the_second_is_told_and_refused_until_it_is_brought_up(cast):
    first, second, apart = cast.propose(HIGHER), cast.propose(HIGHEST, by="ola"), cast.propose(SLOWER, by="bo")
    told = cast.stands(second).beside
    assert [(b.id, b.places) for b in told] == [(first, ("metrics › accuracy › thresholds › floor › lower",))]
    assert cast.stands(apart).beside == ()
    cast.approve(first, "cto")
    for id in (second, apart):
        assert cast.stands(id).behind == "there is a version from Wed 1 Apr 2026, which it was not made from"
        with pytest.raises(WorkspaceError, match="there is a version from Wed 1 Apr"):
            cast.approve(id, "cto")
    state = cast.ledger.state()
    conflict = brought_up(cast.world, state, state.proposals[second], cast.stands(second).draft.text)
    assert [c.path for c in conflict.conflicts] == [("metrics", "accuracy", "thresholds", "floor", "lower")]
    merged = brought_up(cast.world, state, state.proposals[apart], cast.stands(apart).draft.text)
    assert merged.conflicts == ()
    later = dt.date(2026, 5, 1)
    digest = enacting.newest_of(cast.world, "assistant").digest
    wanted = enacting.Written(merged.text, later, WHY, digest)
    enacting.revise(cast.world, cast.ledger, state.proposals[apart], wanted, cast.doing("bo"))
    assert cast.stands(apart).behind is None
    cast.approve(apart, "cto")
    newest = cast.world.library.sops["assistant"].newest.sop
    assert (newest.metric("accuracy").thresholds[0].lower, newest.metric("latency").thresholds[0].upper) == (88.5, 5)


def test_an_approval_after_its_day_has_come_asks_for_a_later_one(cast):
    id = cast.propose(HIGHER)
    cast.at = NOW + 20 * DAY
    with pytest.raises(WorkspaceError, match="is past: what was judged stays judged"):
        cast.approve(id, "cto")
    assert not (cast.root / "sop" / "assistant" / "2026-04-01.yaml").exists()


def test_a_stale_form_does_not_approve_what_was_revised_meanwhile(cast):
    id = cast.propose(HIGHER)
    old = cast.ledger.state().proposals[id]
    wanted = enacting.Written(cast.text.replace(*HIGHEST), NEXT, "Higher still", old.base_digest)
    enacting.revise(cast.world, cast.ledger, old, wanted, cast.doing("mei"))
    with pytest.raises(Refused, match="the text is another since it was revised by mei"):
        enacting.approve(cast.world, cast.ledger, old, "", cast.doing("cto"))


def test_a_form_begun_from_an_older_version_is_told_and_undoes_nothing(cast):
    begun = enacting.Written(
        cast.text.replace(*SLOWER), dt.date(2026, 5, 1), WHY, enacting.newest_of(cast.world, "assistant").digest
    )
    cast.approve(cast.propose(HIGHER), "cto")
    with pytest.raises(WorkspaceError, match="is not the one that this was begun from: bring it up to date first"):
        enacting.propose(cast.world, cast.ledger, "assistant", begun, acts.Origin(), cast.doing("bo"))


def test_a_file_put_there_by_hand_is_not_written_over(cast):
    id = cast.propose(HIGHER)
    path = cast.root / "sop" / "assistant" / "2026-04-01.yaml"
    path.write_text("mine: yes\n")
    with pytest.raises(WorkspaceError, match="is there already"):
        cast.approve(id, "cto")
    assert path.read_text() == "mine: yes\n"
    path.unlink()
    assert cast.enact(id) == path  # it is approved, and is written once that is out of the way


def test_a_version_that_was_recorded_and_not_written_is_written_again(cast, monkeypatch):
    id = cast.propose(HIGHER)
    monkeypatch.setattr(enacting, "write_new", lambda path, text: None)  # the machine goes down between the two
    path = cast.approve(id, "cto")
    monkeypatch.undo()
    assert not path.exists()
    assert cast.stands(id).state == "approved"
    path.write_text("by: hand")
    with pytest.raises(WorkspaceError, match="is not overwritten: move it away first"):
        enacting.written_again(cast.world, cast.ledger, "assistant", NEXT)
    path.unlink()
    assert enacting.written_again(cast.world, cast.ledger, "assistant", NEXT) == path
    assert (
        cast.world.library.sops["assistant"].newest.digest == cast.ledger.state().versions["assistant", NEXT][0].digest
    )


def git(root, *arguments):
    done = subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def test_the_version_is_committed_alone_and_in_the_name_of_its_author(cast, monkeypatch):
    monkeypatch.setenv(COMMIT_VARIABLE, "on")
    git(cast.root, "init", "--quiet")
    (cast.root / "staged.txt").write_text("not mine\n")
    git(cast.root, "add", "staged.txt")
    cast.approve(cast.propose(HIGHER), "cto")
    assert git(cast.root, "show", "--name-only", "--format=%an <%ae>%n%s%n%n%b").split("\n") == [
        "Mei Tanaka <mei@example.com>", "Assistant: version from 2026-04-01", "", WHY, "", "",
        "sop/assistant/2026-04-01.yaml", "",
    ]  # fmt: skip
    assert "A  staged.txt" in git(cast.root, "status", "--short")


def test_where_there_is_no_repository_the_version_stands_and_that_is_told(cast, monkeypatch):
    monkeypatch.setenv(COMMIT_VARIABLE, "on")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(cast.root.parent))
    id = cast.propose(HIGHER)
    with pytest.raises(WorkspaceError, match="the version is written, but not committed: git says: "):
        cast.approve(id, "cto")
    assert cast.world.library.sops["assistant"].newest.sop.effective_from == NEXT


def test_declining_and_withdrawing_leave_no_version(cast):
    id = cast.propose(HIGHER)
    cast.ledger.record(acts.ProposalDeclined(proposal=id, text="Not now"), "cto", NOW, NOW)
    assert cast.stands(id).state == "declined"
    with pytest.raises(Refused, match="already declined"):
        cast.approve(id, "cto")
    assert cast.enact(id) is None
