"""The SOP file, as a model: one class a part of the file, named as the key is.

Unknown keys are refused. Durations (`30m`, `4h`, `3d`, `2w`) become `timedelta`. What no single part can know
(references, cycles, versions) is checked in `check.py`; reading a file with the line of every problem is `load.py`.
"""

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dashboard.sop.fields import (
    FREQUENCY,
    Count,
    CountOrDuration,
    Day,
    Dimension,
    Duration,
    Frequency,
    Id,
    Number,
    Text,
    Zone,
    duration,
)
from dashboard.yamlfile import Misplaced

Level = Literal["critical", "warning"]
Duty = Literal["monitoring", "analysis", "decision"]
DUTIES: tuple[Duty, ...] = ("monitoring", "analysis", "decision")


class Part(BaseModel):
    """What every part of a file has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Changed(Part):
    """Who made this version, and why."""

    by: Id
    because: Text


class Objective(Part):
    """What the AI system is for, and the KPIs that show it (metric ids)."""

    id: Id
    statement: Text
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
    """What of the series is held against the bounds; one of `change`, `mean`, `drift`, `gap`; none: the value."""

    change: Duration | None = None
    mean: Duration | None = None
    drift: Duration | None = None
    gap: Dimension | None = None
    of: Id | None = None
    as_: Literal["ratio", "difference"] = Field(default="ratio", alias="as")

    @model_validator(mode="after")
    def _one_kind(self) -> "Signal":
        kinds = [k for k in ("change", "mean", "drift", "gap") if getattr(self, k) is not None]
        if len(kinds) > 1:
            raise Misplaced(f"a signal is one of change, mean, drift, gap; this one is {' and '.join(kinds)}", kinds[1])
        if not kinds and self.of is None:
            known = "{change: 28d}, {mean: 7d}, {drift: 90d}, {gap: region, of: metric, as: ratio}"
            raise ValueError(f"a signal is one of {known}")
        if (self.gap is None) != (self.of is None):
            raise ValueError("`gap` and `of` go together: {gap: region, of: recall, as: ratio}")
        if self.gap is None and "as_" in self.model_fields_set:
            raise Misplaced("`as` belongs to a gap signal", "as")
        return self


class Recover(Part):
    """When a firing breach ends: `for` consecutive observations within these bounds (default: the threshold's own)."""

    lower: Number | None = None
    upper: Number | None = None
    for_: Count = Field(default=1, alias="for")


class Threshold(Part):
    """The acceptable range of a signal; a value equal to a bound is acceptable."""

    id: Id
    level: Level
    stage: Literal["enforced", "aspirational"] = "enforced"
    signal: Signal | None = None
    lower: Number | None = None
    upper: Number | None = None
    for_: CountOrDuration = Field(default=1, alias="for")
    recover: Recover = Recover()
    respond: Id | None = None

    @model_validator(mode="after")
    def _possible(self) -> "Threshold":
        if self.lower is None and self.upper is None:
            raise ValueError("a threshold needs a `lower` or an `upper` bound")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise Misplaced(f"impossible bounds: lower {self.lower:g} is above upper {self.upper:g}", "lower")
        for side in ("lower", "upper"):
            if getattr(self.recover, side) is not None and getattr(self, side) is None:
                raise Misplaced(f"`recover` names a bound, {side}, that the threshold does not have", "recover", side)
        low, high = self.recover_bounds
        if self.lower is not None and low is not None and low < self.lower:
            message = f"impossible bounds: recover lower {low:g} is below lower {self.lower:g}"
            raise Misplaced(message, "recover", "lower")
        if self.upper is not None and high is not None and high > self.upper:
            message = f"impossible bounds: recover upper {high:g} is above upper {self.upper:g}"
            raise Misplaced(message, "recover", "upper")
        if low is not None and high is not None and low > high:
            message = f"impossible bounds: nothing lies between recover lower {low:g} and recover upper {high:g}"
            raise Misplaced(message, "recover")
        return self

    @model_validator(mode="after")
    def _reachable(self) -> "Threshold":
        if self.signal is None or self.signal.gap is None:
            return self
        if self.signal.as_ == "ratio" and self.lower is not None and self.lower > 1:
            message = f"impossible bounds: lowest / highest is at most 1, so it never reaches lower {self.lower:g}"
            raise Misplaced(message, "lower")
        if self.signal.as_ == "difference" and self.upper is not None and self.upper < 0:
            message = f"impossible bounds: highest − lowest is at least 0, so it never reaches upper {self.upper:g}"
            raise Misplaced(message, "upper")
        return self

    @property
    def recover_bounds(self) -> tuple[float | None, float | None]:
        """(lower, upper) within which a point has recovered."""
        low, high = self.recover.lower, self.recover.upper
        return (self.lower if low is None else low, self.upper if high is None else high)


class Metric(Part):
    """One thing that is measured: where it comes from, whose it is, and what is acceptable."""

    id: Id
    title: Text
    objective: Id | None = None
    aspect: Literal["accuracy", "fairness", "latency", "cost", "reliability", "safety", "feedback", "business"]
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    unit: str = ""
    better: Literal["higher", "lower", "within"] | None = None
    source: Id | None = None
    reported: Frequency = "daily"
    stale_after: Duration | None = None
    drives: tuple[Id, ...] = ()
    segments: tuple[Dimension, ...] = ()
    min_n: Annotated[int, Field(ge=0, strict=True)] = 0
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
    title: Text
    rrule: str
    duration: Duration = dt.timedelta(minutes=30)
    chair: Id | None = None
    attendees: tuple[Id, ...] = ()
    remind: Duration | None = None
    escalate: Escalation | None = None
    countersign: Annotated[bool, Field(strict=True)] = False

    @field_validator("rrule")
    @classmethod
    def _readable(cls, text: str) -> str:
        hint = "write a recurrence rule (RFC 5545), like FREQ=WEEKLY;BYDAY=MO;BYHOUR=10"
        if not re.search(r"(^|[:;])FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)", text) or "\n" in text:
            raise ValueError(f"a review recurs daily, weekly, monthly or yearly; {hint}")
        if " " in text.strip():
            raise ValueError(f"one rule alone, without dates before or after it; {hint}")
        # an interval of 0 would never come to a second sitting, and dateutil would look for it for ever
        if re.search(r"INTERVAL=(-|0*(;|$))", text):
            raise ValueError("INTERVAL must be at least 1")
        try:
            rrulestr(text, dtstart=dt.datetime(2026, 1, 1))
        except Exception as error:
            raise ValueError(f"not a recurrence rule: {error}") from None
        # dateutil looks for a day that never comes until the year 9999: from near that end it is soon there
        if "UNTIL" not in text and next(iter(rrulestr(text, dtstart=dt.datetime(9980, 1, 1))), None) is None:
            raise ValueError("this rule never comes to a day")
        return text


class Step(Part):
    """One step of a response: what to do, by which role, within which time."""

    id: Id
    kind: Literal["investigate", "fix", "retrain", "rollback", "communicate"]
    do: Text
    role: Literal["monitoring", "analysis", "decision", "backup"]
    within: Duration | None = None


class Response(Part):
    """The playbook bound to thresholds by their `respond`."""

    id: Id
    title: Text
    runbook: str | None = None
    steps: tuple[Step, ...] = ()


class Silence(Part):
    """A lint rule that does not speak here, and why: of one metric, response, review or objective, or of the file."""

    silence: Text
    because: Text
    metric: Id | None = None
    response: Id | None = None
    review: Id | None = None
    objective: Id | None = None


class Sop(Part):
    """One version of one standard operating procedure."""

    apiVersion: Literal["sop/v1"]
    sop: Id
    title: Text
    effective_from: Day
    timezone: Zone = "UTC"
    summary: str = ""
    owner: Id | None = None
    changed: Changed | None = None
    objectives: tuple[Objective, ...] = ()
    metrics: tuple[Metric, ...]
    reviews: tuple[Review, ...] = ()
    responses: tuple[Response, ...] = ()
    lint: tuple[Silence, ...] = ()

    @property
    def effective_at(self) -> dt.datetime:
        """The instant (naive UTC) from which this version is in force: midnight of `effective_from` in `timezone`."""
        local = dt.datetime.combine(self.effective_from, dt.time(), ZoneInfo(self.timezone))
        return local.astimezone(dt.UTC).replace(tzinfo=None)

    def metric(self, id: str) -> Metric | None:
        """The metric of that id, or None where this version does not have it."""
        return next((m for m in self.metrics if m.id == id), None)

    def patience(self, metric: Metric) -> dt.timedelta:
        """How long the metric may be silent; one made of gaps, that says nothing of it, as long as what it compares."""
        if metric.source is None and not metric.model_fields_set & {"reported", "stale_after"}:
            compared = [self.metric(t.signal.of) for t in metric.thresholds if t.signal and t.signal.of]
            return max((of.patience for of in compared if of), default=metric.patience)
        return metric.patience

    def response(self, id: str | None) -> Response | None:
        """The response of that id, or None."""
        return next((r for r in self.responses if r.id == id), None)


class Absence(Part):
    """Away from `from` through `until` (both included, days); `deputy` stands in."""

    from_: Day = Field(alias="from")
    until: Day
    deputy: Id | None = None

    @model_validator(mode="after")
    def _forwards(self) -> "Absence":
        if self.until < self.from_:
            raise Misplaced(f"until {self.until} is before from {self.from_}", "until")
        return self


class Party(Part):
    """A person, or a team if it has `members`."""

    id: Id
    name: Text
    email: str | None = None
    team: Id | None = None
    members: tuple[Id, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    replaced_by: Id | None = None
    absences: tuple[Absence, ...] = ()

    @model_validator(mode="after")
    def _forwards(self) -> "Party":
        if self.from_ and self.until and self.until < self.from_:
            raise Misplaced(f"until {self.until} is before from {self.from_}", "until")
        return self


class People(Part):
    """`sop/people.yaml`: people and teams, once for all SOPs."""

    people: tuple[Party, ...]

    def get(self, id: str | None) -> Party | None:
        """The person or team of that id, or None."""
        return next((p for p in self.people if p.id == id), None)
