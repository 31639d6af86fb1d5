"""What is breaching, or was: episodes of the verdict with everything needed to show them and to act."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.history import ask
from dashboard.history.courses import Asked
from dashboard.history.rules import Rule
from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Acts, Track
from dashboard.practice.expected import Expected, expected
from dashboard.practice.followed import NOTHING_DONE, Followed, followed
from dashboard.practice.ownership import Ownership, ownership
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World

LEVELS = ("critical", "warning")
TRACK = ["sop", "metric", "threshold", "segment"]
INSTANT = dt.timedelta(microseconds=1)
INSTANTS = "datetime64[us]"


@dataclass(frozen=True)
class Breach:
    """One episode in which a threshold of a series was not met, with all that is needed to show and act on it.

    Bounds, titles and owners are those at the as-of time, or at its end if it has ended. `value` is the signal at
    `value_at`, the last piece of evidence up to then. Open if `ended_at` is None. An aspirational threshold has no
    response; the first step of one is due so long after the firing, or after its incident was opened. `followed` is
    what was done about it and `expected` who is expected to act now, where the ledger was asked (`follow`): nobody if
    it has ended or is aspirational.
    """

    sop: str
    sop_title: str
    metric: str
    title: str
    unit: str
    segment: str
    threshold: str
    level: str
    stage: str
    signal: str  # 'value', 'change 28d', 'mean 7d', 'gap region of recall (ratio)'
    lower: float | None
    upper: float | None
    since: dt.datetime
    fired_at: dt.datetime
    ended_at: dt.datetime | None
    ended_because: str | None
    worst: float
    points: int
    value: float | None
    value_at: dt.datetime | None
    ownership: Ownership
    response: str | None
    response_title: str | None
    first_step: str | None
    first_step_due: dt.datetime | None
    runbook: str | None
    followed: Followed = NOTHING_DONE
    expected: Expected | None = None

    @property
    def ref(self) -> BreachRef:
        """The name under which acts on this breach are recorded."""
        return BreachRef(
            sop=self.sop,
            metric=self.metric,
            threshold=self.threshold,
            segment=self.segment,
            since=self.since,
            fired_at=self.fired_at,
        )

    @property
    def enforced(self) -> bool:
        """Whether it counts; an aspirational threshold is drawn, and calls nobody."""
        return self.stage == "enforced"

    @property
    def counts(self) -> bool:
        """Whether it is a finding: enforced, and not accepted for now."""
        return self.enforced and self.followed.accepted is None


def breaches(world: World, as_of: dt.datetime, history: bool = False) -> list[Breach]:
    """Every breach open at that instant (naive UTC), worst first; with `history` every ended one up to it as well."""
    found = verdict(world, as_of).breaches
    return episodes(world, as_of, found if history else found[found["ended_at"].isna()])


def episodes(world: World, as_of: dt.datetime, rows: pd.DataFrame) -> list[Breach]:
    """Rows of the verdict as breaches: enforced first, critical first, then the longest."""
    stated = Stated(world.rules)
    found = [_Case(world, stated, row, as_of) for row in rows.to_dict("records")]
    last = last_signals(world, [case.asked for case in found])
    return sorted((case.breach(*said) for case, said in zip(found, last, strict=True)), key=rank)


def spans(world: World, as_of: dt.datetime, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the verdict as a picture needs them: threshold, level, stage, signal (its name), since, fired_at and
    ended_at (nothing: open), in order of `since`."""
    stated = Stated(world.rules)
    rows = rows.sort_values("since", kind="stable").astype(dict.fromkeys(("since", "fired_at", "ended_at"), INSTANTS))
    moment = rows["ended_at"].fillna(as_of)
    moment = moment.where(rows["ended_because"] != "retired", moment - INSTANT)
    track = zip(rows["sop"], rows["metric"], rows["threshold"], moment, strict=True)
    names = pd.Series([stated.at(*one).signal.name for one in track], rows.index, dtype=object)
    return rows.assign(signal=names)[["threshold", "level", "stage", "signal", "since", "fired_at", "ended_at"]]


def follow(world: World, found: Iterable[Breach], acts: Acts, as_of: dt.datetime) -> list[Breach]:
    """The breaches with what the ledger knows of each by `as_of`, and who is expected to act then."""
    return [_followed(world, breach, acts, as_of) for breach in found]


def _followed(world: World, breach: Breach, acts: Acts, as_of: dt.datetime) -> Breach:
    known = followed(acts, breach.ref, breach.ended_at, as_of) if acts.length else NOTHING_DONE
    owned = breach.ownership
    if known.escalations:
        taken = {e.hop: e.mark for e in reversed(known.escalations)}
        steps = (replace(step, taken=taken.get(hop)) for hop, step in enumerate(owned.escalation, 1))
        owned = replace(owned, escalation=tuple(steps))
    due = breach.first_step_due
    if due and known.incident:  # its steps count from its opening
        due = known.incident.opened.at + (due - breach.fired_at)
    told = replace(breach, followed=known, ownership=owned, first_step_due=due)
    return replace(told, expected=expected(world, told, as_of))


def of_tracks(world: World, acts: Acts, tracks: Container[Track], as_of: dt.datetime) -> list[Breach]:
    """Every breach of those tracks up to `as_of` (naive UTC), ended ones too, in the order of `episodes`; followed."""
    rows = verdict(world, as_of).breaches
    mine = [track in tracks for track in rows[TRACK].itertuples(index=False, name=None)]
    return follow(world, episodes(world, as_of, rows[pd.Series(mine, rows.index, dtype=bool)]), acts, as_of)


def rank(breach: Breach) -> tuple[bool, int, dt.datetime, str, str, str]:
    """The order in which breaches are listed."""
    level = LEVELS.index(breach.level)
    return (not breach.enforced, level, breach.since, breach.title, breach.segment, breach.threshold)


class Stated:
    """The rules by threshold: which one stated it at an instant."""

    def __init__(self, rules: Iterable[Rule]):
        self._rules: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
        for rule in sorted(rules, key=lambda rule: rule.start):
            self._rules[rule.sop, rule.metric, rule.threshold].append(rule)

    def at(self, sop: str, metric: str, threshold: str, instant: dt.datetime) -> Rule:
        """The rule of the latest version that had begun by then."""
        rules = self._rules[sop, metric, threshold]
        return next((rule for rule in reversed(rules) if rule.start <= instant), rules[0])


def last_signals(world: World, asked: Sequence[Asked]) -> list[ask.Said]:
    """`ask.last_signals` of this world's numbers: nothing said where there are none."""
    return ask.last_signals(world.warehouse.cursor(), asked) if world.warehouse else [ask.SILENCE] * len(asked)


class _Case:
    """One row of the verdict, and what the SOP says of it at the instant it is shown for."""

    def __init__(self, world: World, stated: Stated, row: Mapping[Any, Any], as_of: dt.datetime):
        self.row: dict[str, Any] = {key: None if pd.isna(cell) else cell for key, cell in row.items()}
        self.since, self.fired_at = self._instant("since"), self._instant("fired_at")
        self.ended_at = self._instant("ended_at") if self.row["ended_at"] is not None else None
        # A retired threshold stands in the version before the one that dropped it.
        retired = INSTANT if self.row["ended_because"] == "retired" else dt.timedelta()
        self.moment = (self.ended_at or as_of) - retired
        self.people = world.library.people
        self.rule = stated.at(self.row["sop"], self.row["metric"], self.row["threshold"], self.moment)
        sop = world.library.sops[self.rule.sop].in_force(self.moment)
        metric = sop.metric(self.rule.metric) if sop else None
        assert sop and metric, "the judge ends a breach where the SOP drops its metric"
        self.sop, self.metric = sop, metric

    def _instant(self, column: str) -> dt.datetime:
        instant: dt.datetime = pd.Timestamp(self.row[column]).to_pydatetime()
        return instant

    @property
    def asked(self) -> Asked:
        """The question what the signal said last."""
        return Asked(self.rule, self.row["segment"], self.since, self.moment)

    def breach(self, value_at: dt.datetime | None, value: float | None) -> Breach:
        """The breach, its signal last seen as `value` at `value_at`."""
        enforced = self.row["stage"] == "enforced"
        response = self.sop.response(self.row["response"]) if enforced else None
        first = response.steps[0] if response and response.steps else None
        return Breach(
            sop=self.sop.sop,
            sop_title=self.sop.title,
            metric=self.metric.id,
            title=self.metric.title,
            unit=self.metric.unit,
            segment=self.row["segment"],
            threshold=self.rule.threshold,
            level=self.row["level"],
            stage=self.row["stage"],
            signal=self.rule.signal.name,
            lower=self.rule.lower,
            upper=self.rule.upper,
            since=self.since,
            fired_at=self.fired_at,
            ended_at=self.ended_at,
            ended_because=self.row["ended_because"],
            worst=self.row["worst"],
            points=self.row["points"],
            value=value,
            value_at=value_at,
            ownership=ownership(
                self.sop, self.people, self.metric, self.moment, self.fired_at, first.role if first else None
            ),
            response=response.id if response else None,
            response_title=response.title if response else None,
            first_step=first.do if first else None,
            first_step_due=self.fired_at + first.within if first and first.within else None,
            runbook=response.runbook if response else None,
        )
