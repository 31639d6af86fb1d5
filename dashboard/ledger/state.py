"""How things stand after a number of events. `fold` makes it, and nothing else: no second table could disagree."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from dashboard.ledger import acts
from dashboard.ledger.acts import BreachRef, SittingRef, Thing
from dashboard.ledger.event import BEGINNING

Track = tuple[str, str, str, str]


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


class Handled(NamedTuple):
    """What was done about one breach, under the name that it had then."""

    ref: BreachRef
    acknowledged: Mark | None = None
    acceptances: tuple[Acceptance, ...] = ()
    decisions: tuple[Decision, ...] = ()


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

    `handled` by track: each breach of it that was acted on; `actions_on` by track: the ids of its actions. `touched` by
    what an act concerned: the last mark on it.
    Shared by all who read: nobody changes it.
    """

    length: int = 0
    head: str = BEGINNING
    handled: dict[Track, tuple[Handled, ...]] = field(default_factory=dict)
    sittings: dict[SittingRef, Proceedings] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    actions_on: dict[Track, tuple[str, ...]] = field(default_factory=dict)
    touched: dict[Thing, Mark] = field(default_factory=dict)

    def proceedings(self, ref: SittingRef) -> Proceedings:
        """What happened in that sitting; an empty one if nothing has yet."""
        return self.sittings.get(ref) or Proceedings(ref)

    def handled_as(self, ref: BreachRef) -> Handled:
        """What was done about that breach under that very name; an empty one if nothing has been yet."""
        return next((h for h in self.handled.get(ref.track, ()) if h.ref.since == ref.since), None) or Handled(ref)


NO_ACTS = Acts()
