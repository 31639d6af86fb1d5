"""How an SOP changes: a text is proposed, discussed and approved, and becomes a version; what each version's file is.

The text of a proposal, and of a version, is kept beside the act, which carries its hash.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from dashboard.ledger.acts.act import Act, Name, Part, SittingRef, Text, Thing

Digest = str  # SHA-256, hex
Where = Literal["lab", "incident", "review", "editing"]


class Origin(Part):
    """Where a proposal came from: the lab, the post-mortem of `incident`, `item` of a `sitting`, or editing alone."""

    kind: Where = "editing"
    incident: str = ""
    sitting: SittingRef | None = None
    item: str = ""


class ProposalAct(Act):
    """Something done to a proposal. `proposal` is an id of its own, made by whoever makes the proposal."""

    proposal: Name
    text: Text = ""

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("proposal", self.proposal),)

    @property
    def said(self) -> str:
        return self.text


class ProposalMade(ProposalAct):
    """The file that is the act's document is proposed as a version of the SOP; `text` is why.

    `base` is the version (its `effective_from`) that it was made from, `base_digest` what that was then; `title` says
    in a line what changes.
    """

    kind: Literal["proposal_made"] = "proposal_made"
    sop: Name
    base: dt.date
    base_digest: Digest
    effective_from: dt.date
    title: Text
    origin: Origin = Origin()
    document_hash: Digest


class ProposalRevised(ProposalAct):
    """It is another text now, with another reason; whoever approved it before did not approve this."""

    kind: Literal["proposal_revised"] = "proposal_revised"
    base: dt.date
    base_digest: Digest
    effective_from: dt.date
    title: Text
    document_hash: Digest


class ProposalDiscussed(ProposalAct):
    """Somebody says something to it."""

    kind: Literal["proposal_discussed"] = "proposal_discussed"

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return ()  # what one says takes nothing from what another does


class ProposalApproved(ProposalAct):
    """Somebody agrees to it as it reads in its `revision`-th text, from 1."""

    kind: Literal["proposal_approved"] = "proposal_approved"
    revision: Annotated[int, Field(ge=1)]


class ProposalApprovalWithdrawn(ProposalAct):
    """Somebody who agreed no longer does."""

    kind: Literal["proposal_approval_withdrawn"] = "proposal_approval_withdrawn"


class ProposalDeclined(ProposalAct):
    """It is not going to be a version; `text` is why."""

    kind: Literal["proposal_declined"] = "proposal_declined"


class ProposalWithdrawn(ProposalAct):
    """Whoever made it takes it back."""

    kind: Literal["proposal_withdrawn"] = "proposal_withdrawn"


class ProposalReopened(ProposalAct):
    """It was declined or withdrawn, and is not."""

    kind: Literal["proposal_reopened"] = "proposal_reopened"


class VersionRecorded(Act):
    """The file of a version, which is the act's document, has this `digest`: what it is from now on held to.

    `proposal` is the one that it came from, if any. Of a file that was recorded with another digest before, `text` says
    why the altered one is to stand.
    """

    kind: Literal["version_recorded"] = "version_recorded"
    sop: Name
    effective_from: dt.date
    digest: Digest
    proposal: str = ""
    text: Text = ""
    document_hash: Digest

    @property
    def concerns(self) -> tuple[Thing, ...]:
        version: Thing = ("version", self.sop, self.effective_from)
        return (version, ("proposal", self.proposal)) if self.proposal else (version,)

    @property
    def said(self) -> str:
        return self.text
