"""When an act on a proposal, or on a version, is refused."""

from dashboard.ledger import acts
from dashboard.ledger.refused import Refused
from dashboard.ledger.state import Acts, Proposal

WORDY = (acts.ProposalMade, acts.ProposalRevised, acts.ProposalDeclined, acts.ProposalDiscussed)


def objection(state: Acts, act: acts.ProposalAct | acts.VersionRecorded, by: str) -> Refused | None:
    """Why `act` by that person cannot follow on `state`; None if it can."""
    if isinstance(act, acts.VersionRecorded):
        return _version(state, act)
    if isinstance(act, WORDY) and not act.text.strip():
        return Refused("it needs words: what is said to it, or why")
    known = state.proposals.get(act.proposal)
    if isinstance(act, acts.ProposalMade):
        return Refused("a proposal of that id was already made", known.made) if known else None
    if known is None:
        return Refused(f"there is no proposal '{act.proposal}'")
    return None if isinstance(act, acts.ProposalDiscussed) else _standing(known, act, by)


def _standing(known: Proposal, act: acts.ProposalAct, by: str) -> Refused | None:
    if known.enacted:
        return Refused("it is a version already, recorded", known.enacted)
    if isinstance(act, acts.ProposalReopened):
        return None if known.closed else Refused("it is open")
    if known.closed:
        return Refused(f"already {known.state}", known.closed)
    if isinstance(act, acts.ProposalWithdrawn) and by != known.made.by:
        return Refused("only who made it takes it back; others decline it")
    given = next((mark for mark in known.approvals if mark.by == by), None)
    if isinstance(act, acts.ProposalApproved):
        if act.revision != known.revision:
            return Refused("the text is another since it was revised", known.written)
        if by == known.written.by:
            return Refused("who wrote it cannot approve it; somebody else has to")
        return Refused("already approved", given) if given else None
    if isinstance(act, acts.ProposalApprovalWithdrawn) and given is None:
        return Refused("there is no approval of theirs to take back")
    return None


def _version(state: Acts, act: acts.VersionRecorded) -> Refused | None:
    before = state.versions.get((act.sop, act.effective_from), ())
    if before and before[-1].digest == act.digest:
        return Refused("this very file is recorded already", before[-1].mark)
    if before and (act.proposal or not act.text.strip()):
        return Refused(f"another file of {act.effective_from} is recorded", before[-1].mark)
    if not act.proposal:
        return None
    known = state.proposals.get(act.proposal)
    if known is None:
        return Refused(f"there is no proposal '{act.proposal}'")
    if known.enacted or known.closed:
        return Refused(f"the proposal is {known.state} already", known.enacted or known.closed)
    later = max((day for sop, day in state.versions if sop == act.sop and day > known.base), default=None)
    if later:  # of two that were made from the same version, the second has not seen the first
        return Refused(
            f"a version of {later} is recorded, which this was not made from", state.recorded(act.sop, later)
        )
    return None
