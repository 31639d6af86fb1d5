"""What the evidence is looked up in: the world, the acts, the audit of the ledger, over a period of days."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.evidence.audited import Audit
from dashboard.practice.ownership import known_as
from dashboard.practice.world import World
from dashboard.sop.versions import Version, Versions

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` through `last`, on the clocks of the SOP that is looked at."""

    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """'Wed 1 Jul 2026 to Wed 30 Sep 2026'"""
        return f"{wording.day(self.first)} to {wording.day(self.last)}"


def last_quarter(today: dt.date) -> Period:
    """The last whole quarter of the calendar before that day."""
    begins = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = begins - DAY
    return Period(dt.date(last.year, last.month - 2, 1), last)


def midnight(day: dt.date, timezone: str) -> dt.datetime:
    """The instant (naive UTC) at which that day begins in a zone."""
    begins = dt.datetime.combine(day, dt.time(), ZoneInfo(timezone))
    return begins.astimezone(dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Seen:
    """The SOPs that are asked about, by id, over `period`, as known at `as_of` (naive UTC)."""

    world: World
    acts: Acts
    audit: Audit
    sops: tuple[str, ...]
    period: Period
    as_of: dt.datetime

    @cached_property
    def timezone(self) -> str:
        """The zone in which times are told: that of the SOPs if they share one, else UTC."""
        zones = {versions.newest.sop.timezone for versions in self.versions if versions.newest}
        return zones.pop() if len(zones) == 1 else "UTC"

    @property
    def versions(self) -> tuple[Versions, ...]:
        """The SOPs with their versions."""
        return tuple(self.world.library.sops[sop] for sop in self.sops)

    def bounds(self, sop: str) -> tuple[dt.datetime, dt.datetime]:
        """The period of that SOP as [start, end), naive UTC; it ends at `as_of` at the latest."""
        return self._bounds[sop]

    @cached_property
    def _bounds(self) -> dict[str, tuple[dt.datetime, dt.datetime]]:
        return {sop: self._bounds_of(sop) for sop in self.sops}

    def _bounds_of(self, sop: str) -> tuple[dt.datetime, dt.datetime]:
        newest = self.world.library.sops[sop].newest
        zone = newest.sop.timezone if newest else "UTC"
        start, end = midnight(self.period.first, zone), midnight(self.period.last + DAY, zone)
        return start, max(min(end, self.as_of), start)

    def in_period(self, sop: str, *instants: dt.datetime | None) -> bool:
        """Whether any of the instants lies in the period; what was done at `as_of` itself is known, and does."""
        start, end = self.bounds(sop)
        return any(at is not None and start <= at and self._before(at, end) for at in instants)

    def lasted_into(self, sop: str, begin: dt.datetime, end: dt.datetime | None) -> bool:
        """Whether what lasted from `begin` to `end` (None: on) touches the period."""
        first, last = self.bounds(sop)
        return self._before(begin, last) and (end is None or end >= first)

    def _before(self, at: dt.datetime, end: dt.datetime) -> bool:
        return at < end or at == end == self.as_of  # where the clock of a world stands, all is done at one instant

    def in_force(self, versions: Versions) -> list[tuple[Version, dt.datetime, dt.datetime | None]]:
        """The versions that were in force in the period, with [since, until)."""
        spans = zip(versions.good, versions.spans(), strict=True)
        return [(v, since, until) for v, (_, since, until) in spans if self.lasted_into(versions.id, since, until)]

    def name(self, party: str | None) -> str:
        """The name of a person or team; '' for nobody."""
        return known_as(self.world.library.people, party) if party else ""

    @cached_property
    def breaches(self) -> tuple[Breach, ...]:
        """Every breach that had fired by the end of the period and had not ended before it, in order of firing."""
        found = (b for b in breaches(self.world, self.as_of, history=True) if b.sop in self.sops)
        touching = [b for b in found if self.lasted_into(b.sop, b.fired_at, b.ended_at)]
        followed = follow(self.world, touching, self.acts, self.as_of)
        return tuple(sorted(followed, key=lambda b: (b.fired_at, b.sop, b.metric, b.segment, b.threshold)))
