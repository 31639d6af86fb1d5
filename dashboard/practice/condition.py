"""In which state a metric is: that of its worst series; worst first critical, warning, stale, pending, accepted, no
evidence, ok.

A series is accepted while all its open breaches are: somebody said that it may stay so until a date.
A series is stale when its last observation is longer ago than the metric's patience; one that is observed, but has had
no evidence for as long as that, is without evidence. A metric of which nothing was ever loaded is stale once it has
been in force for longer than its patience: its feed does not come. A metric made of gaps alone is observed whenever its
groups are. A segment that has long been silent (28 days, or ten times the patience if that is longer) while others of
the metric report is taken to have been given up, as is one split by a dimension that the SOP no longer names: neither
makes the metric stale. An open breach of either stays open.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from dashboard.history import ask
from dashboard.history.courses import Asked
from dashboard.history.rules import Rule
from dashboard.history.tracks import is_group
from dashboard.practice.breach import Breach, Stated, last_signals
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop

State = Literal["critical", "warning", "stale", "pending", "accepted", "no evidence", "ok"]
STATES: tuple[State, ...] = ("critical", "warning", "stale", "pending", "accepted", "no evidence", "ok")
GIVEN_UP = dt.timedelta(days=28)
PATIENCES = 10
LONG_AGO = dt.datetime(1, 1, 1)


@dataclass(frozen=True)
class Condition:
    """The state of one series of a metric, and what shows it; the fields mean what they do in a MetricState."""

    state: State
    segment: str = ""
    since: dt.datetime | None = None
    value: float | None = None
    value_at: dt.datetime | None = None
    lower: float | None = None
    upper: float | None = None
    signal: str = "value"


@dataclass(frozen=True)
class _Series:
    metric: str
    source: str
    segment: str
    first_at: dt.datetime
    last_at: dt.datetime
    last_value: float | None
    last_n: float | None


def conditions(
    world: World,
    as_of: dt.datetime,
    asked: Sequence[tuple[Sop, Metric]],
    open_: Mapping[tuple[str, str], Sequence[Breach]],
) -> list[Condition]:
    """The state of each metric at `as_of`, given the open breaches of each (sop, metric)."""
    known: dict[tuple[str, str], list[_Series]] = defaultdict(list)
    for series in _series(world, as_of):
        known[series.metric, series.source].append(series)
    pending: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in verdict(world, as_of).pending.to_dict("records"):
        pending[row["sop"], row["metric"]].append(row)
    stated = Stated(world.rules)
    found: list[list[Condition]] = []
    doubts: list[tuple[int, Condition, Asked]] = []
    for i, (sop, metric) in enumerate(asked):
        breaching = open_.get((sop.sop, metric.id), ())
        found.append([_breaching(b) for b in breaching if b.enforced])
        for row in pending[sop.sop, metric.id]:
            if row["stage"] == "enforced":
                rule = stated.at(sop.sop, metric.id, row["threshold"], as_of)
                since, segment = pd.Timestamp(row["since"]).to_pydatetime(), row["segment"]
                doubts.append((i, _held("pending", rule, segment, since), Asked(rule, segment, since, as_of)))
        law = _Law(world, sop, metric, as_of, stated)
        for condition, question in law.observed(known):
            if question:
                doubts.append((i, condition, question))
            else:
                found[i].append(condition)
    for (i, condition, _), (at, value) in zip(doubts, last_signals(world, [d[2] for d in doubts]), strict=True):
        settled: State = "ok" if condition.state == "no evidence" and at else condition.state
        found[i].append(replace(condition, state=settled, value=value, value_at=at))
    return [min(each, key=_badness) for each in found]


def _badness(condition: Condition) -> tuple[int, dt.datetime, str]:
    return (STATES.index(condition.state), condition.since or LONG_AGO, condition.segment)


def _series(world: World, as_of: dt.datetime) -> list[_Series]:
    if world.warehouse is None:
        return []
    frame = ask.last_observations(world.warehouse.cursor(), as_of)
    frame = frame.astype(object).where(frame.notna(), None)
    return [_Series(*row) for row in frame.itertuples(index=False)]


def _breaching(breach: Breach) -> Condition:
    level: State = "critical" if breach.level == "critical" else "warning"
    return Condition(
        "accepted" if breach.followed.accepted else level,
        breach.segment,
        breach.since,
        breach.value,
        breach.value_at,
        breach.lower,
        breach.upper,
        breach.signal,
    )


def _held(state: State, rule: Rule, segment: str, since: dt.datetime | None = None) -> Condition:
    return Condition(state, segment, since, lower=rule.lower, upper=rule.upper, signal=rule.signal.name)


class _Law:
    """What one metric's SOP lets one say of its series, breaches apart."""

    def __init__(self, world: World, sop: Sop, metric: Metric, as_of: dt.datetime, stated: Stated):
        self.world, self.sop, self.metric, self.as_of = world, sop, metric, as_of
        self.patience = sop.patience(metric)
        self.rules = [stated.at(sop.sop, metric.id, t.id, as_of) for t in metric.thresholds]
        enforced = [r for r in self.rules if r.stage == "enforced" and r.signal.kind == "value"]
        self.lower = max((r.lower for r in enforced if r.lower is not None), default=None)
        self.upper = min((r.upper for r in enforced if r.upper is not None), default=None)

    def observed(self, known: Mapping[tuple[str, str], Sequence[_Series]]) -> Iterator[tuple[Condition, Asked | None]]:
        """The condition of each series; beside one of 'no evidence' the question whose answer would make it ok."""
        if self.metric.source is None:
            yield self._of_gap(known)
            return
        dimensions = set(self.metric.segments)
        series = [s for s in known.get((self.metric.id, self.metric.source), ()) if _dimensions(s) <= dimensions]
        if not series:
            yield self._never(), None
        reporting = any(not self._silent(s.last_at) for s in series)
        for s in series:
            if not (reporting and s.segment and self._given_up(s.last_at)):
                yield self._of_series(s)

    def _of_series(self, s: _Series) -> tuple[Condition, Asked | None]:
        evidence = s.last_value is not None and not (s.last_n is not None and s.last_n < self.metric.min_n)
        seen = Condition("ok", s.segment, lower=self.lower, upper=self.upper)
        if evidence:
            seen = replace(seen, value=s.last_value, value_at=s.last_at)
        if self._silent(s.last_at):
            return replace(seen, state="stale", since=s.last_at), None
        if evidence:
            return seen, None
        plain = Rule(
            self.sop.sop, self.metric.id, self.metric.source, "", LONG_AGO, None, "", "", min_n=self.metric.min_n
        )
        return replace(seen, state="no evidence"), self._question(plain, s.segment)

    def _of_gap(self, known: Mapping[tuple[str, str], Sequence[_Series]]) -> tuple[Condition, Asked | None]:
        gaps = [r for r in self.rules if r.signal.kind == "gap"]
        rule = next((r for r in gaps if r.stage == "enforced"), gaps[0] if gaps else None)
        if rule is None:
            return Condition("no evidence"), None
        of = known.get((rule.signal.of or "", rule.signal.of_source or ""), ())
        last_at = max((s.last_at for s in of if is_group(rule, s.metric, s.source, s.segment)), default=None)
        if last_at is None:
            return replace(self._never(), lower=rule.lower, upper=rule.upper, signal=rule.signal.name), None
        if self._silent(last_at):
            return _held("stale", rule, "", last_at), None
        return _held("no evidence", rule, ""), self._question(rule, "")

    def _question(self, rule: Rule, segment: str) -> Asked:
        return Asked(rule, segment, self.as_of - self.patience, self.as_of)

    def _never(self) -> Condition:
        """Nothing was ever loaded: its feed is late only if it could have come."""
        began = self.sop.effective_at
        for version in reversed(self.world.library.sops[self.sop.sop].good):
            if version.effective_at <= began:
                if not version.sop.metric(self.metric.id):
                    break
                began = version.effective_at
        late = self.world.warehouse is not None and self._silent(began)
        return Condition("stale" if late else "no evidence", lower=self.lower, upper=self.upper)

    def _silent(self, last_at: dt.datetime) -> bool:
        return last_at < self.as_of - self.patience

    def _given_up(self, last_at: dt.datetime) -> bool:
        return last_at < self.as_of - max(GIVEN_UP, PATIENCES * self.patience)


def _dimensions(series: _Series) -> set[str]:
    return {part.partition("=")[0] for part in series.segment.split(",") if part}
