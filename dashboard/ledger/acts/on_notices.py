"""That somebody was told of something: claimed before it is sent, so that nobody sends it twice; then how it went."""

from typing import Annotated, Literal

from pydantic import Field

from dashboard.ledger.acts.act import Act, BreachRef, Name, Part, SittingRef, Text, Thing
from dashboard.ledger.acts.on_incidents import Level

ChangeKind = Literal[
    "fired", "worsened", "recovered", "escalated", "still breaching", "step overdue", "sitting soon", "not signed"
]


class Change(Part):
    """One thing to be told: what became of a breach, of a step of an incident, or of a sitting.

    `number` counts from 1 where there can be several of a kind: the hop of an escalation, the worsening, the repeat.
    `level` and `worst` are what the breach and its signal were when this was told: from there on it may get worse.
    """

    kind: ChangeKind
    breach: BreachRef | None = None
    incident: str = ""
    step: str = ""
    sitting: SittingRef | None = None
    number: Annotated[int, Field(ge=0)] = 0
    level: Level | None = None
    worst: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @property
    def own(self) -> Thing:
        """What names it and no other change."""
        if self.breach:
            return self.kind, self.number, *self.breach.own
        return (self.kind, self.number, *self.sitting.own) if self.sitting else (self.kind, self.incident, self.step)

    @property
    def subjects(self) -> tuple[Thing, ...]:
        """What it is about: the track of a breach, an incident, a sitting."""
        about: list[Thing] = [("breach", *self.breach.track)] if self.breach else []
        about += [("incident", self.incident)] if self.incident else []
        about += [("sitting", *self.sitting.own)] if self.sitting else []
        return tuple(about)


class NoticeClaimed(Act):
    """Whoever recorded this is about to tell `receiver` (a person or team) of the changes through `channel`.

    `notice` is an id of its own, made by whoever records it. `channel` is a name of the settings, never an address.
    """

    kind: Literal["notice_claimed"] = "notice_claimed"
    notice: Name
    receiver: Name
    channel: Name
    title: Text
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]

    @property
    def concerns(self) -> tuple[Thing, ...]:
        told = (("notice to", self.receiver, self.channel, *change.own) for change in self.changes)
        return (("notice", self.notice), *told)


class NoticeAct(Act):
    """What became of a notice that was claimed."""

    notice: Name

    @property
    def concerns(self) -> tuple[Thing, ...]:
        return (("notice", self.notice),)


class NoticeSent(NoticeAct):
    """The channel took it."""

    kind: Literal["notice_sent"] = "notice_sent"


class NoticeFailed(NoticeAct):
    """The channel did not take it, and why; `can_pass` if the same may go well another time."""

    kind: Literal["notice_failed"] = "notice_failed"
    text: Text
    can_pass: bool

    @property
    def said(self) -> str:
        return self.text


class NoticeReleased(NoticeAct):
    """Somebody wants it told after all: it failed, or is not known to have gone out."""

    kind: Literal["notice_released"] = "notice_released"
