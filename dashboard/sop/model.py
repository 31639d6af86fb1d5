"""The SOP file, as a model: one class a part of the file, named as the key is.

Unknown keys are refused. Durations (`30m`, `4h`, `3d`, `2w`) become `timedelta`. What no single part can know
(references, cycles, versions) is checked in `check.py`; reading a file with the line of every problem is `load.py`.
"""

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

DURATION = re.compile(r"^(\d+)(m|h|d|w)$")
_UNIT = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FREQUENCY = {"hourly": "1h", "daily": "1d", "weekly": "1w", "monthly": "31d", "quarterly": "92d"}

Level = Literal["critical", "warning"]
Duty = Literal["monitoring", "analysis", "decision"]
DUTIES: tuple[Duty, ...] = ("monitoring", "analysis", "decision")


def duration(text: object) -> dt.timedelta:
    """`'4h'` → four hours. Raises ValueError for anything that is not a whole number of m, h, d or w above 0."""
    if isinstance(text, dt.timedelta):
        return text
    match = DURATION.match(text) if isinstance(text, str) else None
    if not match or int(match[1]) == 0:
        raise ValueError("a duration is written like 30m, 4h, 3d or 2w")
    try:
        return dt.timedelta(**{_UNIT[match[2]]: int(match[1])})
    except OverflowError:
        raise ValueError("a duration of more than 2,700,000 years") from None


def _text_date(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else value


Duration = Annotated[
    dt.timedelta, BeforeValidator(duration), WithJsonSchema({"type": "string", "pattern": DURATION.pattern})
]
Count = Annotated[int, Field(ge=1, strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """What every part of a file has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Changed(Part):
    """Who made this version, and why."""

    by: Id
    because: str


class Objective(Part):
    """What the AI system is for, and the KPIs that show it (metric ids)."""

    id: Id
    statement: str
    kpis: tuple[Id, ...] = ()


class Escalation(Part):
    """`after` this long since firing without acknowledgement, `to` this person or team."""

    after: Duration
    to: Id


class Owners(Part):
    """Who holds each duty for a metric: people or teams of `people.yaml`."""

    monitoring: Id | None = None
    analysis: Id | None = None
    decision: Id | None = None
    backup: Id | None = None
    escalation: tuple[Escalation, ...] = ()


class Signal(Part):
    """What of the series is held against the bounds; exactly one of `change`, `mean`, `gap`, or none for the value."""

    change: Duration | None = None
    mean: Duration | None = None
    gap: str | None = None
    of: Id | None = None
    as_: Literal["ratio", "difference"] = Field("ratio", alias="as")

    @model_validator(mode="after")
    def _one_kind(self) -> "Signal":
        kinds = [k for k in ("change", "mean", "gap") if getattr(self, k) is not None]
        if len(kinds) > 1:
            raise ValueError(f"a signal is one of change, mean, gap; this one is {' and '.join(kinds)}")
        if not kinds:
            raise ValueError("a signal is one of {change: 28d}, {mean: 7d}, {gap: region, of: metric, as: ratio}")
        if (self.gap is None) != (self.of is None):
            raise ValueError("`gap` and `of` go together: {gap: region, of: recall, as: ratio}")
        if self.gap is None and "as_" in self.model_fields_set:
            raise ValueError("`as` belongs to a gap signal")
        return self


class Recover(Part):
    """When a firing breach ends: `for` consecutive observations within these bounds (default: the threshold's own)."""

    lower: Number | None = None
    upper: Number | None = None
    for_: Count = Field(1, alias="for")


class Threshold(Part):
    """The acceptable range of a signal; a value equal to a bound is acceptable."""

    id: Id
    level: Level
    stage: Literal["enforced", "aspirational"] = "enforced"
    signal: Signal | None = None
    lower: Number | None = None
    upper: Number | None = None
    for_: Count | Duration = Field(1, alias="for")
    recover: Recover = Recover()
    respond: Id | None = None

    @model_validator(mode="after")
    def _possible(self) -> "Threshold":
        if self.lower is None and self.upper is None:
            raise ValueError("a threshold needs a `lower` or an `upper` bound")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"impossible bounds: lower {self.lower:g} is above upper {self.upper:g}")
        for side in ("lower", "upper"):
            inner = getattr(self.recover, side)
            if inner is not None and getattr(self, side) is None:
                raise ValueError(f"`recover` names a bound, {side}, that the threshold does not have")
        low, high = self.recover_bounds
        if self.lower is not None and low is not None and low < self.lower:
            raise ValueError(f"impossible bounds: recover lower {low:g} is below lower {self.lower:g}")
        if self.upper is not None and high is not None and high > self.upper:
            raise ValueError(f"impossible bounds: recover upper {high:g} is above upper {self.upper:g}")
        if low is not None and high is not None and low > high:
            raise ValueError(f"impossible bounds: nothing lies between recover lower {low:g} and recover upper {high:g}")
        return self

    @property
    def recover_bounds(self) -> tuple[float | None, float | None]:
        """(lower, upper) within which a point has recovered."""
        low, high = self.recover.lower, self.recover.upper
        return (self.lower if low is None else low, self.upper if high is None else high)


class Metric(Part):
    """One thing that is measured: where it comes from, whose it is, and what is acceptable."""

    id: Id
    title: str
    objective: Id | None = None
    aspect: Literal["accuracy", "fairness", "latency", "cost", "reliability", "safety", "feedback", "business"]
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    unit: str = ""
    better: Literal["higher", "lower", "within"] | None = None
    source: Id | None = None
    reported: Literal["hourly", "daily", "weekly", "monthly", "quarterly"] | Duration = "daily"
    stale_after: Duration | None = None
    drives: tuple[Id, ...] = ()
    segments: tuple[str, ...] = ()
    min_n: Annotated[int, Field(ge=0)] = 0
    owners: Owners = Owners()
    review: Id | None = None
    thresholds: tuple[Threshold, ...] = ()

    @property
    def frequency(self) -> dt.timedelta:
        """How often an observation is expected."""
        return self.reported if isinstance(self.reported, dt.timedelta) else duration(FREQUENCY[self.reported])

    @property
    def patience(self) -> dt.timedelta:
        """How long the series may be silent before it is stale: `stale_after`, or twice the reporting frequency."""
        return self.stale_after or 2 * self.frequency


class Review(Part):
    """A recurring meeting."""

    id: Id
    title: str
    rrule: str
    duration: Duration = dt.timedelta(minutes=30)
    chair: Id | None = None
    attendees: tuple[Id, ...] = ()
    remind: Duration | None = None
    escalate: Escalation | None = None
    countersign: bool = False

    @field_validator("rrule")
    @classmethod
    def _readable(cls, text: str) -> str:
        try:
            rrulestr(text, dtstart=dt.datetime(2026, 1, 1))
        except Exception as error:
            raise ValueError(f"not a recurrence rule (RFC 5545), like FREQ=WEEKLY;BYDAY=MO;BYHOUR=10: {error}") from None
        return text


class Step(Part):
    """One step of a response: what to do, by which role, within which time."""

    id: Id
    kind: Literal["investigate", "fix", "retrain", "rollback", "communicate"]
    do: str
    role: Literal["monitoring", "analysis", "decision", "backup"]
    within: Duration | None = None


class Response(Part):
    """The playbook bound to thresholds by their `respond`."""

    id: Id
    title: str
    runbook: str | None = None
    steps: tuple[Step, ...] = ()


class Sop(Part):
    """One version of one standard operating procedure."""

    apiVersion: Literal["sop/v1"]
    sop: Id
    title: str
    effective_from: Annotated[dt.date, BeforeValidator(_text_date)]
    timezone: str = "UTC"
    summary: str = ""
    owner: Id | None = None
    changed: Changed | None = None
    objectives: tuple[Objective, ...] = ()
    metrics: tuple[Metric, ...]
    reviews: tuple[Review, ...] = ()
    responses: tuple[Response, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except Exception:
            raise ValueError(f"unknown time zone '{name}'; write an IANA name like Europe/London") from None
        return name

    @property
    def effective_at(self) -> dt.datetime:
        """The instant (naive UTC) from which this version is in force: midnight of `effective_from` in `timezone`."""
        local = dt.datetime.combine(self.effective_from, dt.time(), ZoneInfo(self.timezone))
        return local.astimezone(dt.UTC).replace(tzinfo=None)

    def metric(self, id: str) -> Metric | None:
        """The metric of that id, or None where this version does not have it."""
        return next((m for m in self.metrics if m.id == id), None)

    def response(self, id: str | None) -> Response | None:
        """The response of that id, or None."""
        return next((r for r in self.responses if r.id == id), None)


class Absence(Part):
    """Away from `from` through `until` (both included, days); `deputy` stands in."""

    from_: dt.date = Field(alias="from")
    until: dt.date
    deputy: Id | None = None


class Party(Part):
    """A person, or a team if it has `members`."""

    id: Id
    name: str
    email: str | None = None
    team: Id | None = None
    members: tuple[Id, ...] = ()
    from_: dt.date | None = Field(None, alias="from")
    until: dt.date | None = None
    replaced_by: Id | None = None
    absences: tuple[Absence, ...] = ()


class People(Part):
    """`sop/people.yaml`: people and teams, once for all SOPs."""

    people: tuple[Party, ...]

    def get(self, id: str | None) -> Party | None:
        """The person or team of that id, or None."""
        return next((p for p in self.people if p.id == id), None)
