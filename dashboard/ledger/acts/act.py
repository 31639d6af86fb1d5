"""What every act has in common, and how what it is about is named."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

Instant = NaiveDatetime  # UTC
Text = str  # what a person writes has its limits in refusal.py: there they are told in words
Name = Annotated[str, Field(min_length=1, max_length=200)]
Item = Annotated[str, Field(min_length=1, max_length=2_000)]  # the id of an item of an agenda
Thing = tuple[object, ...]  # what an act changes


class Part(BaseModel):
    """What every act and every part of one has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BreachRef(Part):
    """The breach that was acted on, as it was seen then. A restatement may move its ends afterwards."""

    sop: Name
    metric: Name
    threshold: Name
    segment: str
    since: Instant
    fired_at: Instant

    @property
    def own(self) -> Thing:
        """What names it and no other breach."""
        return self.sop, self.metric, self.threshold, self.segment, self.since

    @property
    def track(self) -> tuple[str, str, str, str]:
        """(sop, metric, threshold, segment): what a breach is an episode of; episodes of one track never overlap."""
        return self.sop, self.metric, self.threshold, self.segment


class SittingRef(Part):
    """One occurrence of a review; `at` is when it was due to begin by its `rrule`."""

    sop: Name
    review: Name
    at: Instant

    @property
    def own(self) -> Thing:
        """What names it and no other sitting."""
        return self.sop, self.review, self.at

    # pydantic's own are slow, and each act in a sitting is looked up by them
    def __hash__(self) -> int:
        return hash(self.own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SittingRef) and self.own == other.own


class Act(Part):
    """Something done. `concerns` are the things that it changes: a second act on one of them has to have seen it."""

    kind: str

    @property
    def concerns(self) -> tuple[Thing, ...]:
        """Names of what this changes: what, and of which breach, sitting, item or action."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """What the person wrote to it; empty where nothing was."""
        return ""


def name_of(ref: BreachRef | SittingRef) -> str:
    """One line that names a breach or a sitting, and no other."""
    if isinstance(ref, SittingRef):
        timespec = "auto" if ref.at.second or ref.at.microsecond else "minutes"
        return f"{_path(ref.sop, ref.review)}/{ref.at.isoformat(timespec=timespec)}Z"
    return f"{_path(ref.sop, ref.metric, ref.threshold, ref.segment)}/{ref.since.isoformat()}Z"


def _path(*parts: str) -> str:
    path = "/".join(parts)
    if path.count("/") == len(parts) - 1 and "%" not in path:
        return path
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)  # a slash within is not one between
