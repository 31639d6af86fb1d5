"""What breaches come to: how many, how long, how noisy, and whose, week by week."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.history.episodes import NEVER
from dashboard.practice.lab.known import Known, caught
from dashboard.practice.lab.threshold import Subject
from dashboard.practice.ownership import acting
from dashboard.practice.world import World
from dashboard.sop.model import Sop

REPORTS = 7  # a breach that fires within so many reports of the recovery before is the same trouble again
COLUMNS = ["segment", "level", "since", "fired_at", "ended_at", "ended_because", "worst", "points"]
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Judgement:
    """One verdict on the history, counted.

    `breaches` has COLUMNS, in order of firing. `days`: for how long some series was in breach, in days, from the first
    breaching point to the end. `flaps`: breaches that fired within REPORTS reports of the recovery of the one before in
    their series. `load` has who, week (its Monday in the SOP's time zone), n: whose the breaches were as they fired.
    `told` is when each of the known incidents was first told of, None if never.
    """

    breaches: pd.DataFrame
    days: float
    flaps: int
    load: pd.DataFrame
    told: tuple[dt.datetime | None, ...]

    @property
    def caught(self) -> int:
        """How many of the known incidents it told of."""
        return sum(at is not None for at in self.told)

    @property
    def busiest(self) -> int:
        """The most breaches that one owner got in one week."""
        return int(self.load["n"].max()) if len(self.load) else 0


def judgement(
    world: World, of: Subject, breaches: pd.DataFrame, incidents: tuple[Known, ...], as_of: dt.datetime
) -> Judgement:
    """The breaches of a verdict on one threshold, counted as of `as_of` (naive UTC)."""
    times = {name: "datetime64[us]" for name in ("since", "fired_at", "ended_at")}
    frame = breaches[COLUMNS].astype(times).sort_values(["fired_at", "segment"], ignore_index=True)
    fired, ended = (frame[c].to_numpy("datetime64[us]").astype(np.int64) for c in ("fired_at", "ended_at"))
    ended = np.where(frame["ended_at"].isna(), NEVER, ended)
    return Judgement(
        breaches=frame,
        days=_days(frame, as_of),
        flaps=flaps(frame, of.metric.frequency),
        load=_load(world, of, frame),
        told=caught(incidents, frame["segment"].tolist(), fired, ended),
    )


def flaps(breaches: pd.DataFrame, frequency: dt.timedelta) -> int:
    """How many fired within REPORTS reports of the recovery of the one before in their series."""
    ordered = breaches.sort_values(["segment", "fired_at"])
    before = ordered.groupby("segment")["ended_at"].shift()
    return int((ordered["fired_at"] - before <= REPORTS * frequency).sum())


def _days(breaches: pd.DataFrame, as_of: dt.datetime) -> float:
    """The union of the breaches' times, in days."""
    ordered = breaches.sort_values("since")
    start = ordered["since"].to_numpy("datetime64[us]")
    end = ordered["ended_at"].fillna(pd.Timestamp(as_of)).to_numpy("datetime64[us]")
    if not start.size:
        return 0.0
    reached = np.maximum.accumulate(end)
    begun = np.maximum(start[1:], reached[:-1])
    return float(((end[0] - start[0]) + np.maximum(reached[1:] - begun, np.timedelta64(0, "us")).sum()) / DAY)


def _load(world: World, of: Subject, breaches: pd.DataFrame) -> pd.DataFrame:
    """who, week, n: the week as its Monday. Whose a breach is does not change within a day and a version."""
    fired = breaches["fired_at"]
    zone = pd.DatetimeIndex(fired).tz_localize("UTC").tz_convert(of.sop.timezone)
    days = zone.tz_localize(None).normalize()
    spans = of.versions.spans()
    version = np.searchsorted(np.array([start for _, start, _ in spans], "datetime64[us]"), fired, side="right") - 1
    whose: dict[tuple[pd.Timestamp, int], str] = {}
    for at, day, number in zip(fired, days, version.clip(0).tolist(), strict=True):
        if (day, number) not in whose:
            whose[day, number] = _acting(world, of, spans[number][0], at.to_pydatetime())
    who = [whose[key] for key in zip(days, version.clip(0).tolist(), strict=True)]
    return counted(who, days - pd.to_timedelta(days.day_of_week, unit="D"))


def _acting(world: World, of: Subject, law: Sop, fired: dt.datetime) -> str:
    metric = law.metric(of.metric.id)
    law, metric = (law, metric) if metric else (of.sop, of.metric)
    response = law.response(of.threshold.respond)
    duty = response.steps[0].role if response and response.steps else None
    return acting(law, world.library.people, metric, fired, duty).name


def counted(who: Sequence[str], week: pd.DatetimeIndex) -> pd.DataFrame:
    """who, week, n from the owner and the week of each breach."""
    frame = pd.DataFrame({"who": list(who), "week": week.astype("datetime64[us]")})
    return frame.groupby(["who", "week"], sort=True).size().reset_index(name="n")
