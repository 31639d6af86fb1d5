"""What a person can do: one class an act, named after what was done. An act says what; its event says who and when.

An act is written as JSON with its `kind`. A kind that was ever written is never renamed and never loses a field: the
events of ten years ago are read by it.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from dashboard.ledger.acts.act import (
    Act,
    BreachRef,
    Instant,
    Item,
    Name,
    Part,
    SittingRef,
    Text,
    Thing,
    name_of,
)
from dashboard.ledger.acts.on_actions import (
    ActionAct,
    ActionAdded,
    ActionDone,
    ActionDropped,
    ActionMoved,
    ActionReassigned,
    ActionReopened,
)
from dashboard.ledger.acts.on_breaches import (
    AcceptanceEnded,
    Accepted,
    Acknowledged,
    AcknowledgementWithdrawn,
    BreachAct,
    Escalated,
)
from dashboard.ledger.acts.on_incidents import (
    BreachAttached,
    BreachDetached,
    EventAttached,
    EventDetached,
    EventRef,
    IncidentAcknowledged,
    IncidentAcknowledgementWithdrawn,
    IncidentAct,
    IncidentOpened,
    IncidentReopened,
    IncidentResolved,
    IncidentReviewed,
    IncidentStarted,
    Lesson,
    Level,
    PostMortemWritten,
    StepAct,
    StepCommented,
    StepDone,
    StepReassigned,
    StepReopened,
    StepSkipped,
)
from dashboard.ledger.acts.on_notices import (
    Change,
    ChangeKind,
    NoticeAct,
    NoticeClaimed,
    NoticeFailed,
    NoticeReleased,
    NoticeSent,
)
from dashboard.ledger.acts.on_proposals import (
    Origin,
    ProposalAct,
    ProposalApprovalWithdrawn,
    ProposalApproved,
    ProposalDeclined,
    ProposalDiscussed,
    ProposalMade,
    ProposalReopened,
    ProposalRevised,
    ProposalWithdrawn,
    VersionRecorded,
)
from dashboard.ledger.acts.on_sittings import (
    AFTER_SIGNING,
    Attended,
    Decided,
    Noted,
    SittingAct,
    SittingCorrected,
    SittingCountersigned,
    SittingOpened,
    SittingSigned,
    Verdict,
)

__all__ = [
    "ACT",
    "AFTER_SIGNING",
    "MACHINE",
    "AcceptanceEnded",
    "Accepted",
    "Acknowledged",
    "AcknowledgementWithdrawn",
    "Act",
    "ActionAct",
    "ActionAdded",
    "ActionDone",
    "ActionDropped",
    "ActionMoved",
    "ActionReassigned",
    "ActionReopened",
    "AnyAct",
    "Attended",
    "BreachAct",
    "BreachAttached",
    "BreachDetached",
    "BreachRef",
    "Change",
    "ChangeKind",
    "Decided",
    "Escalated",
    "EventAttached",
    "EventDetached",
    "EventRef",
    "IncidentAcknowledged",
    "IncidentAcknowledgementWithdrawn",
    "IncidentAct",
    "IncidentOpened",
    "IncidentReopened",
    "IncidentResolved",
    "IncidentReviewed",
    "IncidentStarted",
    "Instant",
    "Item",
    "Lesson",
    "Level",
    "Name",
    "Noted",
    "NoticeAct",
    "NoticeClaimed",
    "NoticeFailed",
    "NoticeReleased",
    "NoticeSent",
    "Origin",
    "Part",
    "PostMortemWritten",
    "ProposalAct",
    "ProposalApprovalWithdrawn",
    "ProposalApproved",
    "ProposalDeclined",
    "ProposalDiscussed",
    "ProposalMade",
    "ProposalReopened",
    "ProposalRevised",
    "ProposalWithdrawn",
    "SittingAct",
    "SittingCorrected",
    "SittingCountersigned",
    "SittingOpened",
    "SittingRef",
    "SittingSigned",
    "StepAct",
    "StepCommented",
    "StepDone",
    "StepReassigned",
    "StepReopened",
    "StepSkipped",
    "Text",
    "Thing",
    "Verdict",
    "VersionRecorded",
    "name_of",
]

MACHINE = "the dashboard"  # who does what nobody has to; no id of a person has a space

AnyAct = (
    Acknowledged
    | AcknowledgementWithdrawn
    | Accepted
    | AcceptanceEnded
    | Escalated
    | SittingOpened
    | Attended
    | Noted
    | Decided
    | SittingSigned
    | SittingCountersigned
    | SittingCorrected
    | ActionAdded
    | ActionDone
    | ActionReopened
    | ActionDropped
    | ActionMoved
    | ActionReassigned
    | IncidentOpened
    | IncidentAcknowledged
    | IncidentAcknowledgementWithdrawn
    | IncidentStarted
    | IncidentResolved
    | IncidentReopened
    | IncidentReviewed
    | BreachAttached
    | BreachDetached
    | EventAttached
    | EventDetached
    | StepDone
    | StepSkipped
    | StepReopened
    | StepReassigned
    | StepCommented
    | PostMortemWritten
    | NoticeClaimed
    | NoticeSent
    | NoticeFailed
    | NoticeReleased
    | ProposalMade
    | ProposalRevised
    | ProposalDiscussed
    | ProposalApproved
    | ProposalApprovalWithdrawn
    | ProposalDeclined
    | ProposalWithdrawn
    | ProposalReopened
    | VersionRecorded
)
ACT: TypeAdapter[AnyAct] = TypeAdapter(Annotated[AnyAct, Field(discriminator="kind")])
