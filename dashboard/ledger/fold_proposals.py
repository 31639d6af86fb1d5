"""What the acts on proposals and versions change in a state in the making; a part of the fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.ledger import acts
from dashboard.ledger.state import Mark, Proposal, Recorded, changed

if TYPE_CHECKING:
    from dashboard.ledger.fold import Folding


def _made(folding: Folding, act: acts.ProposalMade, mark: Mark) -> None:
    folding.proposals[act.proposal] = Proposal(
        act.proposal, act.sop, act.title, act.origin, mark, mark, act.base, act.base_digest, act.effective_from,
        changes=((act.kind, mark),),
    )  # fmt: skip


def _revised(folding: Folding, act: acts.ProposalRevised, mark: Mark) -> None:
    if was := folding.proposals.get(act.proposal):
        _put(
            folding, act, mark, written=mark, revision=was.revision + 1, approvals=(), base=act.base,
            base_digest=act.base_digest, effective_from=act.effective_from, title=act.title,
        )  # fmt: skip


def _discussed(folding: Folding, act: acts.ProposalDiscussed, mark: Mark) -> None:
    _put(folding, act, mark)


def _approved(folding: Folding, act: acts.ProposalApproved, mark: Mark) -> None:
    if was := folding.proposals.get(act.proposal):
        _put(folding, act, mark, approvals=(*was.approvals, mark))


def _approval_withdrawn(folding: Folding, act: acts.ProposalApprovalWithdrawn, mark: Mark) -> None:
    if was := folding.proposals.get(act.proposal):
        _put(folding, act, mark, approvals=tuple(given for given in was.approvals if given.by != mark.by))


def _closed(folding: Folding, act: acts.ProposalDeclined | acts.ProposalWithdrawn, mark: Mark) -> None:
    _put(folding, act, mark, closed=mark, approvals=())


def _reopened(folding: Folding, act: acts.ProposalReopened, mark: Mark) -> None:
    _put(folding, act, mark, closed=None)


def _put(folding: Folding, act: acts.ProposalAct, mark: Mark, **changes: Any) -> None:
    if was := folding.proposals.get(act.proposal):
        folding.proposals[act.proposal] = changed(was, changes=(*was.changes, (act.kind, mark)), **changes)


def _recorded(folding: Folding, act: acts.VersionRecorded, mark: Mark) -> None:
    key = act.sop, act.effective_from
    folding.versions[key] = (*folding.versions.get(key, ()), Recorded(act.digest, mark, act.proposal))
    if was := folding.proposals.get(act.proposal):
        folding.proposals[act.proposal] = changed(was, enacted=mark, changes=(*was.changes, (act.kind, mark)))


HOW: dict[type[acts.AnyAct], Callable[[Folding, Any, Mark], None]] = {
    acts.ProposalMade: _made,
    acts.ProposalRevised: _revised,
    acts.ProposalDiscussed: _discussed,
    acts.ProposalApproved: _approved,
    acts.ProposalApprovalWithdrawn: _approval_withdrawn,
    acts.ProposalDeclined: _closed,
    acts.ProposalWithdrawn: _closed,
    acts.ProposalReopened: _reopened,
    acts.VersionRecorded: _recorded,
}
