"""The diagram of an SOP as values: seven lanes of boxes, and the strands that run through them from left to right.

The lanes stand in the order in which a breach takes its course: what it is for, what shows it, how bad is bad enough,
who acts, doing what, who looks at it when, and what is learned.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dashboard.practice import wording
from dashboard.practice.standing import STATES, State

Kind = Literal["objective", "metric", "threshold", "owners", "response", "review", "improvement"]
LOUD: frozenset[State] = frozenset({"critical", "warning", "stale"})
BREACHING: frozenset[State] = frozenset({"critical", "warning"})


@dataclass(frozen=True)
class Lane:
    """One of the seven steps of an SOP, by its number there, and the question that it answers."""

    step: int
    kind: Kind
    title: str
    question: str


LANES = (
    Lane(1, "objective", "Objectives", "What is it for?"),
    Lane(2, "metric", "Metrics and sources", "What shows it?"),
    Lane(5, "threshold", "Thresholds, triggers", "How bad is bad enough?"),
    Lane(3, "owners", "Owners, escalation", "Who acts, and who if not?"),
    Lane(6, "response", "Responses", "Doing what, by when?"),
    Lane(4, "review", "Review cycles", "Who looks at it, when?"),
    Lane(7, "improvement", "Improvement", "What is learned from it?"),
)


@dataclass(frozen=True)
class Line:
    """A line of a box. `who` are the ids of people and teams that it names; `mine`: it names whose part is shown."""

    text: str
    who: frozenset[str] = frozenset()
    mine: bool = False


@dataclass(frozen=True)
class Box:
    """One thing that the SOP states. `id` is its kind, a colon, its id in the SOP (a threshold's after its metric's).

    `state` and what is `said` of it are live: the tone and the words; None and '' where there is nothing to say now.
    """

    id: str
    kind: Kind
    title: str
    lines: tuple[Line, ...] = ()
    state: State | None = None
    said: str = ""

    @property
    def who(self) -> frozenset[str]:
        """Everybody whom it names."""
        return frozenset().union(*(line.who for line in self.lines))

    @property
    def spoken(self) -> str:
        """All of it as one text."""
        return "\n".join([*([self.said] if self.said else []), self.title, *(line.text for line in self.lines)])


@dataclass(frozen=True)
class Strand:
    """One threshold of one metric from its objectives to what is learned from it, by box ids; None where not agreed.

    A metric without thresholds has one strand as well. `who` are all who have a part in it, teams and their members.
    """

    objectives: tuple[str, ...]
    metric: str
    threshold: str | None
    owners: str
    response: str | None
    review: str | None
    improvement: str
    state: State
    aspect: str
    who: frozenset[str]

    @property
    def boxes(self) -> frozenset[str]:
        """The ids of all boxes that it runs through."""
        return frozenset((*self.objectives, *self._onward))

    @property
    def hops(self) -> Iterator[tuple[str, str]]:
        """From which box to which it runs."""
        yield from ((objective, self.metric) for objective in self.objectives)
        yield from pairwise(self._onward)

    @property
    def _onward(self) -> list[str]:
        ids = (self.metric, self.threshold, self.owners, self.response, self.review, self.improvement)
        return [id for id in ids if id]


@dataclass(frozen=True)
class Arrow:
    """Strands between two boxes; `state` is the worst of theirs."""

    source: str
    target: str
    state: State


@dataclass(frozen=True)
class Diagram:
    """The SOP version in force at `as_of` (naive UTC): its boxes lane by lane, its strands, worst states included.

    `since` is the day on which that version came into force. `only` says in words to what it is narrowed, and
    `left_out` how many metrics that leaves out.
    """

    sop: str
    title: str
    since: dt.date
    as_of: dt.datetime
    boxes: tuple[Box, ...]
    strands: tuple[Strand, ...]
    only: tuple[str, ...] = ()
    left_out: int = 0

    def lane(self, kind: Kind) -> tuple[Box, ...]:
        """The boxes of one lane, in the order of the SOP."""
        return tuple(box for box in self.boxes if box.kind == kind)

    def box(self, id: str | None) -> Box | None:
        """The box of that id; None if it is not here."""
        return next((box for box in self.boxes if box.id == id), None)

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """Every arrow once, in the order of the strands."""
        worst: dict[tuple[str, str], State] = {}
        for strand in self.strands:
            for hop in strand.hops:
                worst[hop] = min(worst.get(hop, strand.state), strand.state, key=STATES.index)
        return tuple(Arrow(*ends, state) for ends, state in worst.items())

    def of(self, id: str) -> tuple[Strand, ...]:
        """The strands through that box."""
        return tuple(strand for strand in self.strands if id in strand.boxes)

    def path(self, id: str) -> frozenset[str]:
        """The ids of all boxes that hang together with that one, itself included."""
        return frozenset({id}).union(*(strand.boxes for strand in self.of(id)))

    @property
    def subtitle(self) -> str:
        """Which version, as of when, and to what it is narrowed."""
        left = f"{wording.counted(self.left_out, 'metric')} left out" if self.left_out else ""
        said = (f"As of {wording.moment(self.as_of)} UTC", f"version in force since {wording.day(self.since)}")
        return " · ".join(filter(None, (*said, *self.only, left)))
