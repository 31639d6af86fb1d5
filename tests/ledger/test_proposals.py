"""The life of a proposal in the ledger, and what the file of a version is held to."""

import datetime as dt

import pytest

from dashboard.ledger import acts
from dashboard.ledger.refusal import objection
from dashboard.ledger.state import Acts
from tests.ledger.cast import MONDAY, after

FIRST, SECOND, THIRD = dt.date(2026, 1, 5), dt.date(2026, 4, 6), dt.date(2026, 5, 4)
APPROVED = acts.ProposalApproved(proposal="p1", revision=1)


def made(proposal: str = "p1", base: dt.date = FIRST, effective_from: dt.date = SECOND, text: str = "Too many alarms"):
    return acts.ProposalMade(
        proposal=proposal, sop="triage", base=base, base_digest="d1", effective_from=effective_from, document_hash="h1",
        text=text, title="Floor lower", origin=acts.Origin(kind="lab"),
    )  # fmt: skip


def on(kind: type[acts.ProposalAct], **fields: object) -> acts.AnyAct:
    return kind(proposal="p1", **fields)  # type: ignore[return-value]


REVISED = on(
    acts.ProposalRevised, base=FIRST, base_digest="d1", effective_from=THIRD, document_hash="h2", text="Less far",
    title="Floor a little lower",
)  # fmt: skip


def version(day: dt.date = SECOND, digest: str = "v2", **fields: str) -> acts.VersionRecorded:
    return acts.VersionRecorded(sop="triage", effective_from=day, digest=digest, document_hash="h1", **fields)


def refused(state: Acts, act: acts.AnyAct, by: str = "bo", seen: int | None = None) -> str | None:
    found = objection(state, act, by, seen, MONDAY)
    return found and str(found)


def test_a_proposal_is_made_discussed_approved_and_enacted():
    state = after(made(), (on(acts.ProposalDiscussed, text="By how much?"), "ana"), (APPROVED, "bo"))
    proposal = state.proposals["p1"]
    assert (proposal.state, proposal.origin.kind, [mark.by for mark in proposal.approvals]) == ("open", "lab", ["bo"])
    assert [(kind, mark.by, mark.text) for kind, mark in proposal.changes][1] == (
        "proposal_discussed", "ana", "By how much?",
    )  # fmt: skip
    state = after(version(proposal="p1"), state=state)
    assert state.proposals["p1"].state == "enacted"
    assert [kept.digest for kept in state.versions["triage", SECOND]] == ["v2"]
    assert refused(state, APPROVED, "ana") == "it is a version already, recorded by mei at 10:07 on 2026-03-16 UTC"


def test_a_revised_text_has_to_be_approved_anew_and_the_stale_form_is_refused():
    state = after(made(), (APPROVED, "bo"), (REVISED, "ana"))
    proposal = state.proposals["p1"]
    assert (proposal.revision, proposal.approvals, proposal.effective_from) == (2, (), THIRD)
    assert (proposal.written.text, proposal.title) == ("Less far", "Floor a little lower")
    assert refused(state, on(acts.ProposalApproved, revision=2), "ana") == (
        "who wrote it cannot approve it; somebody else has to"
    )
    assert refused(state, on(acts.ProposalApproved, revision=2), "mei") is None
    assert refused(state, APPROVED) == (
        "the text is another since it was revised by ana at 10:06 on 2026-03-16 UTC"
    )  # fmt: skip
    assert refused(state, on(acts.ProposalApproved, revision=2)) is None


def test_what_somebody_did_meanwhile_is_told():
    state = after(made(), (on(acts.ProposalDeclined, text="No"), "ana"))
    assert refused(state, APPROVED, seen=1) == "already declined by ana at 10:05 on 2026-03-16 UTC"
    assert refused(after(made(), (REVISED, "ana")), on(acts.ProposalWithdrawn), "mei", seen=1) == (
        "changed meanwhile by ana at 10:05 on 2026-03-16 UTC"
    )


@pytest.mark.parametrize(
    ("act", "by", "why"),
    [
        (made(), "bo", "a proposal of that id was already made by mei at 10:04 on 2026-03-16 UTC"),
        (made("p2", text="  "), "bo", "it needs words: what is said to it, or why"),
        (on(acts.ProposalDeclined), "bo", "it needs words: what is said to it, or why"),
        (on(acts.ProposalWithdrawn), "bo", "only who made it takes it back; others decline it"),
        (on(acts.ProposalApprovalWithdrawn), "bo", "there is no approval of theirs to take back"),
        (on(acts.ProposalReopened), "bo", "it is open"),
        (acts.ProposalApproved(proposal="p9", revision=1), "bo", "there is no proposal 'p9'"),
        (version(proposal="p9"), "bo", "there is no proposal 'p9'"),
    ],
)
def test_what_cannot_be_done_to_an_open_proposal(act, by, why):
    assert refused(after(made()), act, by) == why


def test_what_was_withdrawn_or_declined_is_opened_again_without_its_approvals():
    state = after(made(), (APPROVED, "bo"), on(acts.ProposalWithdrawn))
    assert state.proposals["p1"].state == "withdrawn"
    assert (
        refused(state, version(proposal="p1")) == "the proposal is withdrawn already by mei at 10:06 on 2026-03-16 UTC"
    )
    state = after(on(acts.ProposalReopened), state=state)
    assert (state.proposals["p1"].state, state.proposals["p1"].approvals) == ("open", ())
    assert after(made(), (on(acts.ProposalDeclined, text="No"), "bo")).proposals["p1"].state == "declined"


def test_an_approval_is_taken_back():
    state = after(made(), (APPROVED, "bo"), (APPROVED, "ana"), (on(acts.ProposalApprovalWithdrawn), "bo"))
    assert [mark.by for mark in state.proposals["p1"].approvals] == ["ana"]


def test_of_two_from_the_same_version_the_second_is_not_enacted_unseen():
    state = after(made(), made("p2", effective_from=THIRD), version(proposal="p1"))
    assert refused(state, version(THIRD, "v3", proposal="p2")) == (
        "a version of 2026-04-06 is recorded, which this was not made from by mei at 10:06 on 2026-03-16 UTC"
    )
    assert refused(after(made("p3", SECOND, THIRD), state=state), version(THIRD, "v3", proposal="p3")) is None


def test_a_recorded_file_is_held_to_what_it_was_until_somebody_says_why_not():
    state = after(version())
    assert refused(state, version()) == "this very file is recorded already by mei at 10:04 on 2026-03-16 UTC"
    assert refused(state, version(digest="v9")) == (
        "another file of 2026-04-06 is recorded by mei at 10:04 on 2026-03-16 UTC"
    )  # fmt: skip
    state = after((version(digest="v9", text="A typing error in a title"), "ana"), state=state)
    assert [(kept.digest, kept.mark.by) for kept in state.versions["triage", SECOND]] == [("v2", "mei"), ("v9", "ana")]
