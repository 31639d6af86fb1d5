"""The life of a change: asked for, proposed, discussed, approved, in force, and what became of the metric since."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from dashboard.ledger.state import Acts, Mark, Proposal
from dashboard.practice.asked_changes import ChangeAsked, changes_asked
from dashboard.practice.two_versions import told_over
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.diff import Kind
from dashboard.sop.model import Metric

Event = Literal[
    "asked", "proposed", "revised", "said", "approved", "taken back", "declined", "withdrawn", "reopened", "written"
]  # fmt: skip
EVENTS: dict[str, Event] = {
    "proposal_made": "proposed", "proposal_revised": "revised", "proposal_discussed": "said",
    "proposal_approved": "approved", "proposal_approval_withdrawn": "taken back", "proposal_declined": "declined",
    "proposal_withdrawn": "withdrawn", "proposal_reopened": "reopened", "version_recorded": "written",
}  # fmt: skip
ABOUT_METRICS: tuple[Kind, ...] = ("threshold", "metric", "owner")


@dataclass(frozen=True)
class Happened:
    """One thing in the life of a change: by whom, when and in what words `mark` says."""

    event: Event
    mark: Mark


@dataclass(frozen=True)
class Since:
    """What became of a metric that it changed: breaches fired, by the law of each day, as many days on both sides."""

    metric: Metric
    days: int
    before: int
    after: int


def asked_by(acts: Acts, proposal: Proposal, as_of: dt.datetime) -> ChangeAsked | None:
    """The request of an incident or a review that the proposal came from; None if it came from none."""
    return next((asked for asked in changes_asked(acts, proposal.sop, as_of) if _answers(proposal, asked)), None)


def proposals_for(acts: Acts, asked: ChangeAsked) -> tuple[Proposal, ...]:
    """The proposals that were made for it, in their order."""
    return tuple(each for each in acts.proposals.values() if each.sop == asked.sop and _answers(each, asked))


def _answers(proposal: Proposal, asked: ChangeAsked) -> bool:
    """Whether the one was made for the other, both of one SOP."""
    origin = proposal.origin
    if asked.incident and origin.incident == asked.incident:
        return True
    return asked.sitting is not None and (origin.sitting, origin.item) == (asked.sitting, asked.item)


def life(acts: Acts, proposal: Proposal, as_of: dt.datetime) -> tuple[Happened, ...]:
    """Everything up to the naive UTC instant `as_of`, oldest first."""
    asked = asked_by(acts, proposal, as_of)
    first = (Happened("asked", asked.mark),) if asked else ()
    return (*first, *(Happened(EVENTS[kind], mark) for kind, mark in proposal.changes if mark.at <= as_of))


def since(world: World, sop: str, day: dt.date, as_of: dt.datetime) -> tuple[Since, ...]:
    """One a metric that the version of that day changed, once it is in force: breaches fired since, and in as long a
    time before."""
    good = world.library.sops[sop].good
    at = next((i for i, version in enumerate(good) if version.sop.effective_from == day), 0)
    if not at or good[at].effective_at > as_of:
        return ()
    version = good[at]
    changed = {
        told.change.things[0].id
        for told in told_over(world, good[at - 1 : at + 1]).told
        if told.change.kind in ABOUT_METRICS and told.change.things
    }
    start, length = version.effective_at, as_of - version.effective_at
    fired = verdict(world, as_of).breaches
    fired = fired[fired["sop"] == sop]
    earlier, later = (start - length, start), (start, as_of)
    return tuple(
        Since(metric, length.days, _count(fired, metric.id, *earlier), _count(fired, metric.id, *later))
        for metric in version.sop.metrics
        if metric.id in changed
    )  # fmt: skip


def _count(fired: pd.DataFrame, metric: str, start: dt.datetime, end: dt.datetime) -> int:
    at = fired["fired_at"]
    return int(((fired["metric"] == metric) & (fired["stage"] == "enforced") & (at >= start) & (at < end)).sum())
