"""Whether we respond in time: how long until an incident is acknowledged and resolved, and its steps done by when.

Times are counted from the opening of the incident, as its steps are; `noticed_hours` says how long before that its
first breach had fired. An incident that nobody has acknowledged yet, or that is not resolved, has no such time: it is
counted as waiting, or under way, and never as zero. Hours are hours of the clock; instants are naive UTC, months those
of the SOP's time zone.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.ledger.acts import MACHINE
from dashboard.ledger.state import Acts, Incident, Mark, StepTaken
from dashboard.practice.incidents.past import as_at
from dashboard.practice.incidents.playbook import in_charge, opened_by
from dashboard.practice.ownership import NOBODY, known_as
from dashboard.practice.scope import Scope, Share, frame_of, in_scope, month_of, team_name, zone_of
from dashboard.practice.world import World
from dashboard.sop.model import Response

HOUR = dt.timedelta(hours=1)
NO_RESPONSE = "no response"
BY = {"response": "response_title", "team": "team", "month": "month"}  # what it is summarised by → column
OUTCOMES = ("in time", "late", "overdue", "skipped", "done", "open")


@dataclass(frozen=True)
class IncidentRow:
    """One incident. `who` acknowledged it, else who was called first when it was opened; `team` is theirs.

    `state` as in the ledger; `acknowledge_hours` and `resolve_hours` are NaN until that has happened. The counts are
    those of its steps by outcome, as in StepRow.
    """

    incident: str
    title: str
    sop: str
    month: str
    response: str
    response_title: str
    level: str
    state: str
    who: str
    team: str
    opened_at: dt.datetime
    noticed_hours: float | None
    acknowledge_hours: float | None
    resolve_hours: float | None
    in_time: int
    late: int
    overdue: int
    skipped: int
    done: int
    open: int


@dataclass(frozen=True)
class StepRow:
    """One step of an incident's response.

    `outcome`: 'in time' or 'late' (done before or after it was due), 'done' (nothing says by when), 'skipped' (for a
    reason), 'overdue' or 'open' (not done yet, or not done when the incident was resolved).
    """

    incident: str
    sop: str
    month: str
    response_title: str
    team: str
    step: str
    kind: str
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str


@dataclass(frozen=True)
class ResponseTimes:
    """The frames, with the columns of IncidentRow and StepRow, oldest first."""

    incidents: pd.DataFrame
    steps: pd.DataFrame


@dataclass(frozen=True)
class Times:
    """Median and 90th percentile of `n` times, in hours; None of none. `without` had not come to that time."""

    n: int
    without: int
    median: float | None
    most: float | None


def response_times(world: World, acts: Acts, scope: Scope, as_of: dt.datetime) -> ResponseTimes:
    """Every incident opened in the scope, by what had been done by `as_of` (naive UTC)."""
    incidents, steps = [], []
    known = [found for incident in acts.incidents.values() if (found := as_at(incident, as_of))]
    for incident in sorted(known, key=lambda i: (i.opened.at, i.opened.seq)):
        if scope.start <= incident.opened.at < scope.end:
            law = opened_by(world, incident)
            response = law.response(incident.response) if law else None
            who = _called(world, response, incident)
            if in_scope(scope, world.library.people, incident.sop, "", who):
                rows = _steps(world, response, incident, who, as_of)
                steps += rows
                incidents.append(_incident(world, response, incident, who, rows))
    return ResponseTimes(frame_of(IncidentRow, incidents), frame_of(StepRow, steps))


def summarised(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """The incidents by a column (one of those of BY): a row each, sorted by it.

    `n`, `acknowledged`, `waiting`, `resolved`, `under_way` count them; `acknowledge_median`, `acknowledge_90`,
    `resolve_median`, `resolve_90` are hours, NaN where nothing was; the counts of steps by outcome, and `share_in_time`
    as in `in_time`, NaN where no step was due.
    """
    groups = frame.groupby(by, sort=True)
    found = groups[[*_columns(OUTCOMES)]].sum().assign(n=groups.size())
    for what in ("acknowledge", "resolve"):
        hours = groups[f"{what}_hours"]
        found[f"{what}_n"] = hours.count()
        found[f"{what}_median"], found[f"{what}_90"] = hours.median(), hours.quantile(0.9)
    counted = found["in_time"] + found["late"] + found["overdue"]
    found = found.assign(
        acknowledged=found["acknowledge_n"], waiting=_waiting(frame).groupby(frame[by]).sum(),
        resolved=found["resolve_n"], under_way=found["n"] - found["resolve_n"],
        share_in_time=(found["in_time"] / counted).where(counted > 0),
    )  # fmt: skip
    return found.drop(columns=["acknowledge_n", "resolve_n"]).reset_index()


def times(frame: pd.DataFrame, what: str) -> Times:
    """How long it took to 'acknowledge' or 'resolve' those incidents.

    Both numbers are of those that were: the median, and the value that nine of ten do not exceed, between two of them
    in proportion (linear interpolation, `quantile` of pandas).
    """
    hours = frame[f"{what}_hours"].dropna()
    without = int(_waiting(frame).sum()) if what == "acknowledge" else len(frame) - len(hours)
    if hours.empty:
        return Times(0, without, None, None)
    return Times(len(hours), without, float(hours.median()), float(hours.quantile(0.9)))


def in_time(frame: pd.DataFrame) -> Share:
    """The steps done in time, of those done with a time limit and those overdue; skipped ones are left out."""
    done = int(frame["in_time"].sum())
    return Share(done, done + int(frame["late"].sum()) + int(frame["overdue"].sum()))


def _waiting(frame: pd.DataFrame) -> "pd.Series[bool]":
    return frame["acknowledge_hours"].isna()


def _incident(
    world: World, response: Response | None, incident: Incident, who: str | None, steps: list[StepRow]
) -> IncidentRow:
    opened, people = incident.opened.at, world.library.people
    fired = min((ref.fired_at for ref in incident.breaches), default=None)
    outcomes = [step.outcome for step in steps]
    return IncidentRow(
        incident=incident.id,
        title=incident.title,
        sop=incident.sop,
        month=month_of(opened, zone_of(world, incident.sop)),
        response=incident.response,
        response_title=_title(response, incident),
        level=incident.level,
        state=incident.state,
        who=known_as(people, who) if who else NOBODY,
        team=team_name(people, who),
        opened_at=opened,
        noticed_hours=_hours(fired, opened) if fired else None,
        acknowledge_hours=_until(incident.acknowledged, opened),
        resolve_hours=_until(incident.resolved, opened),
        **{column: outcomes.count(outcome) for outcome, column in zip(OUTCOMES, _columns(OUTCOMES), strict=True)},
    )


def _steps(
    world: World, response: Response | None, incident: Incident, who: str | None, as_of: dt.datetime
) -> list[StepRow]:
    """The steps of the version by which it was opened."""
    month, team = month_of(incident.opened.at, zone_of(world, incident.sop)), team_name(world.library.people, who)
    end = incident.resolved.at if incident.resolved else as_of
    rows = []
    for step in response.steps if response else ():
        due, taken = incident.opened.at + step.within if step.within else None, incident.steps.get(step.id, StepTaken())
        rows.append(
            StepRow(
                incident=incident.id,
                sop=incident.sop,
                month=month,
                response_title=_title(response, incident),
                team=team,
                step=step.id,
                kind=step.kind,
                due_at=due,
                closed_at=taken.closed.at if taken.closed else None,
                outcome=_outcome(taken, due, end),
            )
        )
    return rows


def _outcome(taken: StepTaken, due: dt.datetime | None, end: dt.datetime) -> str:
    if taken.done:
        return "done" if due is None else "in time" if taken.done.at <= due else "late"
    return "skipped" if taken.skipped else "overdue" if due and due < end else "open"


def _called(world: World, response: Response | None, incident: Incident) -> str | None:
    """Who acknowledged it; else who was called first: whose the first step was at the opening, or who opened it."""
    if incident.acknowledged:
        return incident.acknowledged.by
    if incident.opened.by != MACHINE:
        return incident.opened.by
    role = response.steps[0].role if response and response.steps else None
    return in_charge(world, incident, incident.opened.at, role).party


def _title(response: Response | None, incident: Incident) -> str:
    return response.title if response else incident.response or NO_RESPONSE


def _until(mark: Mark | None, opened: dt.datetime) -> float | None:
    return _hours(opened, mark.at) if mark else None


def _hours(start: dt.datetime, end: dt.datetime) -> float:
    # a breach may have been acknowledged before its incident was opened
    return max((end - start) / HOUR, 0.0)


def _columns(outcomes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(outcome.replace(" ", "_") for outcome in outcomes)
