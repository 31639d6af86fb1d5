"""How things stand after a number of events. `fold` makes it, and nothing else: no second table could disagree."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from dashboard.ledger import acts
from dashboard.ledger.acts import BreachRef, SittingRef, Thing
from dashboard.ledger.event import BEGINNING

Track = tuple[str, str, str, str]
Value = TypeVar("Value")


class Mark(NamedTuple):
    """Who did something, when, and what they said to it. `at` is naive UTC, in the workspace's time."""

    seq: int
    by: str
    at: dt.datetime
    verified: bool
    text: str = ""
    recorded_at: dt.datetime | None = None


class Acceptance(NamedTuple):
    """A breach accepted `until`; `ended` if somebody ended that sooner. `sitting` and `item` if a review decided it.

    `breach` is the name that it was accepted under, and under which that can be ended.
    """

    mark: Mark
    until: dt.datetime
    ended: Mark | None = None
    sitting: SittingRef | None = None
    item: str = ""
    breach: BreachRef | None = None

    def holds(self, at: dt.datetime) -> bool:
        """Whether the breach is accepted at that instant."""
        return self.mark.at <= at < self.until and not (self.ended and self.ended.at <= at)


class Decision(NamedTuple):
    """What a sitting decided on an item."""

    sitting: SittingRef
    item: str
    decision: acts.Verdict
    mark: Mark
    until: dt.datetime | None = None
    breach: BreachRef | None = None


class Escalation(NamedTuple):
    """That a breach went on for want of acknowledgement: the `hop`-th step (from 1), `after` so long since it fired.

    `to` is whom the SOP names, `holder` who held that then ('' if nobody could be found).
    """

    hop: int
    after: dt.timedelta
    to: str
    holder: str
    mark: Mark


class Handled(NamedTuple):
    """What was done about one breach, under the name that it had then."""

    ref: BreachRef
    acknowledged: Mark | None = None
    acceptances: tuple[Acceptance, ...] = ()
    decisions: tuple[Decision, ...] = ()
    escalations: tuple[Escalation, ...] = ()


ActionState = Literal["open", "done", "dropped"]


@dataclass(frozen=True)
class Action:
    """Who does what by when, and how that went. `changes` are all marks on it after the first, oldest first."""

    id: str
    what: str
    who: str
    due: dt.date
    added: Mark
    sop: str
    metric: str
    state: ActionState = "open"
    closed: Mark | None = None
    first_due: dt.date = dt.date.min
    changes: tuple[tuple[str, Mark], ...] = ()  # (kind of act, mark; its text tells what changed)
    sitting: SittingRef | None = None
    item: str = ""
    breach: BreachRef | None = None
    incident: str = ""


IncidentState = Literal["open", "acknowledged", "in progress", "resolved", "reviewed"]


class StepTaken(NamedTuple):
    """What was done about one step of a playbook: `done` or `skipped` if it is closed, given to `who` if to anybody."""

    done: Mark | None = None
    skipped: Mark | None = None
    who: str = ""
    comments: tuple[Mark, ...] = ()

    @property
    def closed(self) -> Mark | None:
        """The mark that closed it; None while it is open."""
        return self.done or self.skipped


class PostMortem(NamedTuple):
    """What an incident taught, in the words of whoever wrote it last."""

    happened: str
    cause: str
    lessons: tuple[acts.Lesson, ...]
    sop_change: str
    mark: Mark


@dataclass(frozen=True)
class Incident:
    """A response under way, and how it went. `changes` are all marks on it, oldest first.

    `version` is the `effective_from` of the SOP version whose `response` it follows. A mark is None where that has not
    happened, or was taken back.
    """

    id: str
    sop: str
    title: str
    level: acts.Level
    response: str
    version: dt.date | None
    opened: Mark
    breaches: tuple[BreachRef, ...] = ()
    events: tuple[acts.EventRef, ...] = ()
    acknowledged: Mark | None = None
    started: Mark | None = None
    resolved: Mark | None = None
    reviewed: Mark | None = None
    steps: dict[str, StepTaken] = field(default_factory=dict)
    post_mortem: PostMortem | None = None
    actions: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, Mark], ...] = ()  # (kind of act, step or '', mark)

    @property
    def state(self) -> IncidentState:
        """How far it is."""
        if self.reviewed:
            return "reviewed"
        if self.resolved:
            return "resolved"
        return "in progress" if self.started else "acknowledged" if self.acknowledged else "open"

    @property
    def under_way(self) -> bool:
        """Whether it is not resolved yet."""
        return self.resolved is None


class Notice(NamedTuple):
    """That `receiver` was told of the changes through `channel`, or was to be; how that went, as far as it is known.

    `can_pass`: it failed for a reason that may go by. `released`: somebody wants it told once more.
    """

    id: str
    receiver: str
    channel: str
    title: str
    changes: tuple[acts.Change, ...]
    claimed: Mark
    sent: Mark | None = None
    failed: Mark | None = None
    can_pass: bool = False
    released: Mark | None = None

    @property
    def outcome(self) -> Mark | None:
        """The mark that says how it went; None while that is not known."""
        return self.sent or self.failed

    @property
    def stands(self) -> bool:
        """Whether nobody may tell of these changes again: it went out, may have, or never will by itself."""
        return not self.released and not (self.failed and self.can_pass)

    @property
    def told(self) -> bool:
        """Whether it went out, or may have."""
        return not self.released and not self.failed


ProposalState = Literal["open", "declined", "withdrawn", "enacted"]


@dataclass(frozen=True)
class Proposal:
    """A text proposed as a version of an SOP. `changes` are all marks on it, oldest first.

    The text is the document of event `written.seq`, which says why; it is the `revision`-th. `approvals` are of that
    text. `closed` if it was declined or withdrawn, `enacted` once its version is recorded.
    """

    id: str
    sop: str
    title: str
    origin: acts.Origin
    made: Mark
    written: Mark
    base: dt.date
    base_digest: str
    effective_from: dt.date
    revision: int = 1
    approvals: tuple[Mark, ...] = ()
    closed: Mark | None = None
    enacted: Mark | None = None
    changes: tuple[tuple[str, Mark], ...] = ()

    @property
    def state(self) -> ProposalState:
        """How far it is."""
        if self.enacted:
            return "enacted"
        return "open" if self.closed is None else "withdrawn" if self.closed.by == self.made.by else "declined"


class Recorded(NamedTuple):
    """What the file of a version is held to: its digest, as recorded by `mark`, whose event keeps the text."""

    digest: str
    mark: Mark
    proposal: str = ""


class Belonging(NamedTuple):
    """That a breach, under the name that it had then, belongs to an incident, or did: `detached`."""

    breach: BreachRef
    incident: str
    detached: bool = False


@dataclass(frozen=True)
class Proceedings:
    """What happened in one sitting of a review. `notes` and `decisions` by item."""

    ref: SittingRef
    opened: Mark | None = None
    attendees: tuple[str, ...] = ()
    attendance: Mark | None = None
    notes: dict[str, Mark] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    signed: Mark | None = None
    signed_as: str = ""
    generation: str = ""
    digest: str = ""
    document_hash: str = ""
    countersigned: Mark | None = None
    corrections: tuple[Mark, ...] = ()
    changed: Mark | None = None  # the last thing that was done in it


@dataclass(frozen=True)
class Acts:
    """Everything that the events up to `length` amount to; `head` is the hash of the last of them.

    `handled` by track: each breach of it that was acted on; `actions_on` by track: the ids of its actions; `belongings`
    by track: which of its breaches belong to which incident; `notices_on` by what they are about: the ids of notices;
    `versions` by SOP and day: what its file was recorded as, the last of which it is held to.
    `touched` by what an act concerned: the last mark on it. Shared by all who read: nobody changes it.
    """

    length: int = 0
    head: str = BEGINNING
    handled: dict[Track, tuple[Handled, ...]] = field(default_factory=dict)
    sittings: dict[SittingRef, Proceedings] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    actions_on: dict[Track, tuple[str, ...]] = field(default_factory=dict)
    touched: dict[Thing, Mark] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    belongings: dict[Track, tuple[Belonging, ...]] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    notices_on: dict[Thing, tuple[str, ...]] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    versions: dict[tuple[str, dt.date], tuple[Recorded, ...]] = field(default_factory=dict)

    def proceedings(self, ref: SittingRef) -> Proceedings:
        """What happened in that sitting; an empty one if nothing has yet."""
        return self.sittings.get(ref) or Proceedings(ref)

    def handled_as(self, ref: BreachRef) -> Handled:
        """What was done about that breach under that very name; an empty one if nothing has been yet."""
        return next((h for h in self.handled.get(ref.track, ()) if h.ref.since == ref.since), None) or Handled(ref)

    def recorded(self, sop: str, day: dt.date) -> Mark | None:
        """The mark that recorded the file of that version last; None if none has."""
        found = self.versions.get((sop, day))
        return found[-1].mark if found else None

    def incident_of(self, ref: BreachRef) -> Belonging | None:
        """What that breach belongs to, or did, by the ledger alone: one of its track that overlaps up to the firing."""
        near = [b for b in self.belongings.get(ref.track, ()) if overlap(b.breach, ref)]
        return max(near, key=lambda b: (not b.detached, b.breach.since == ref.since), default=None)


def overlap(one: BreachRef, other: BreachRef) -> bool:
    """Whether two names of one track have a moment between `since` and `fired_at` in common: they are of one breach."""
    return one.since <= other.fired_at and other.since <= one.fired_at


def changed(found: Value, **changes: object) -> Value:
    """As dataclasses.replace, at a fifth of its time."""
    after: Value = object.__new__(type(found))
    after.__dict__.update(found.__dict__, **changes)
    return after


NO_ACTS = Acts()
