"""What is looked back on: a period, an SOP, a review, a team; and what the frames of looking back have in common."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from dashboard.practice.ownership import known_as
from dashboard.practice.sittings import local_day
from dashboard.practice.world import World
from dashboard.sop.model import People

NO_TEAM = "no team"
MEASURES = "hours"  # columns that end so are numbers, though nothing may have been measured


@dataclass(frozen=True)
class Scope:
    """What was due, fired or was opened in [start, end) (naive UTC), of one SOP, review or team if given.

    The team (an id) is that of a sitting's chair, of who does an action, of who acknowledged a breach or has to.
    """

    start: dt.datetime
    end: dt.datetime
    sop: str = ""
    review: str = ""
    team: str = ""


@dataclass(frozen=True)
class Share:
    """`n` of so many."""

    n: int
    of: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.n / self.of if self.of else None


def team_of(people: People, id: str | None) -> str:
    """The id of a person's team: their `team`, or the first with them as a member; a team is its own; '' for none."""
    party = people.get(id)
    if party and (party.members or party.team):
        return party.id if party.members else party.team or ""
    return next((team.id for team in people.people if id in team.members), "")


def team_name(people: People, id: str | None) -> str:
    """The name of that team."""
    team = team_of(people, id)
    return known_as(people, team) if team else NO_TEAM


def in_scope(scope: Scope, people: People, sop: str, review: str, who: str | None) -> bool:
    """Whether it belongs to what is looked back on, its time aside."""
    return (
        scope.sop in ("", sop)
        and scope.review in ("", review)
        and (not scope.team or team_of(people, who) == scope.team)
    )


def month_of(at: dt.datetime, timezone: str) -> str:
    """'2026-03', on the clocks of the zone."""
    return f"{local_day(at, timezone):%Y-%m}"


def zone_of(world: World, sop: str) -> str:
    """The time zone of an SOP, by its newest version."""
    versions = world.library.sops.get(sop)
    return versions.newest.sop.timezone if versions and versions.newest else "UTC"


def frame_of(kind: type, rows: Sequence[Any]) -> pd.DataFrame:
    """A row each, with the fields of the dataclass `kind` as columns; one that is empty throughout keeps its type."""
    columns = [field.name for field in fields(kind)]
    frame = pd.DataFrame([[getattr(row, column) for column in columns] for row in rows], columns=columns)
    typed = {column: "datetime64[us]" for column in columns if column.endswith("_at")}
    return frame.astype(typed | {column: "float" for column in columns if column.endswith(MEASURES)})
