"""Which thresholds cry wolf: those that fire and recover again and again, alone or together; what a review can do.

A breach fires *again* if it fires within AGAIN (14 days) after the last breach of the same threshold and series ended
by recovering. What is said of a threshold is a reason to look, never a verdict: one that fires often may be right
every time. Counted are the enforced breaches that fired in the scope, on the columns of the verdict: 100,000 take two
seconds.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.history.rules import Rule
from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.breach import TRACK
from dashboard.practice.firing_together import DAY, MOSTLY, OFTEN, THRESHOLD, Key, Pair, pairs
from dashboard.practice.scope import Scope, zone_of
from dashboard.practice.sittings import local_day
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World

AGAIN = dt.timedelta(days=14)
LONGER = 2  # observations that a longer `for` may wait


@dataclass(frozen=True)
class Noisy:
    """One threshold and how often it fired, in all its series.

    `series` are those that fired; `again` counts the breaches that fired again; `unseen` those that nobody acknowledged
    before they were over, or has yet. `days` is the median length of the ended ones, `gap_days` the median time from an
    end to firing again; None where there is none. `changed_on` is the day since when the SOP states it as it does now,
    if some fired before; `since_change` fired after. `reasons` say what a review can do, by what fired since then.
    """

    sop: str
    metric: str
    threshold: str
    title: str
    level: str
    fired: int
    series: int
    again: int
    unseen: int
    days: float | None
    gap_days: float | None
    last_at: dt.datetime
    changed_on: dt.date | None = None
    since_change: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noise:
    """The thresholds that fired, the noisiest first, and the pairs; `titles` of metrics by (sop, metric)."""

    thresholds: tuple[Noisy, ...]
    pairs: tuple[Pair, ...]
    titles: dict[tuple[str, str], str]

    @property
    def fired(self) -> int:
        """How many breaches fired."""
        return sum(t.fired for t in self.thresholds)

    @property
    def again(self) -> int:
        """How many of them fired again."""
        return sum(t.again for t in self.thresholds)

    @property
    def unseen(self) -> int:
        """How many nobody acknowledged before they were over, or has yet."""
        return sum(t.unseen for t in self.thresholds)


def noise(world: World, acts: Acts, scope: Scope, as_of: dt.datetime) -> Noise:
    """What fired in the scope (its period and SOP), as it stood at `as_of` (naive UTC)."""
    found = verdict(world, as_of).breaches
    found = found[(found["stage"] == "enforced") & (found["fired_at"] <= as_of)]
    if scope.sop:
        found = found[found["sop"] == scope.sop]
    found = again(found).assign(unseen=lambda rows: ~seen(rows, acts, as_of))
    found = found[(found["fired_at"] >= scope.start) & (found["fired_at"] < scope.end)]
    stated: dict[Key, list[Rule]] = defaultdict(list)
    for rule in sorted(world.rules, key=lambda rule: rule.start):
        stated[rule.sop, rule.metric, rule.threshold].append(rule)
    titles = {
        (id, metric.id): metric.title
        for id, versions in world.library.sops.items()
        for version in versions.good
        for metric in version.sop.metrics
    }
    levels = {key: rules[-1].level for key, rules in stated.items()}
    judged_from = max(scope.start, min((rule.start for rule in world.rules), default=scope.start))
    together = pairs(found, (scope.end - judged_from) / DAY, levels)
    groups: dict[Any, Any] = dict(found.groupby(THRESHOLD).indices) if len(found) else {}
    noisy = [_noisy(world, key, found.take(at), stated[key], titles, as_of) for key, at in groups.items()]
    ranked = sorted(noisy, key=lambda t: (-t.again, -t.unseen, -t.fired, t.sop, t.metric, t.threshold))
    return Noise(tuple(ranked), together, titles)


def again(found: pd.DataFrame) -> pd.DataFrame:
    """The breaches by track in order, with `again` (whether it fired again) and `gap_days` since the end before."""
    found = found.sort_values([*TRACK, "since"], kind="stable", ignore_index=True)
    before = found.groupby(TRACK, sort=False)[["ended_at", "ended_because"]].shift()
    gap = _days(found["fired_at"] - before["ended_at"])
    repeated = before["ended_because"].eq("recovered") & (gap <= AGAIN / DAY)
    return found.assign(again=repeated, gap_days=gap.where(repeated))


def seen(found: pd.DataFrame, acts: Acts, as_of: dt.datetime) -> "pd.Series[bool]":
    """Of each breach, whether by `as_of`, and before it was over, somebody acknowledged it or an incident it is of."""
    named = pd.DataFrame(_acknowledged(acts, as_of), columns=[*TRACK, "begun", "by", "at"])
    if named.empty or found.empty:
        return pd.Series(False, index=found.index)
    texts = dict.fromkeys(TRACK, object)  # a verdict that was judged anew has other texts than one that was stored
    named = named.astype(texts | dict.fromkeys(("begun", "by", "at"), "datetime64[us]")).sort_values("by")
    rows = found[[*TRACK, "since", "ended_at"]].assign(row=found.index).astype(texts | {"since": "datetime64[us]"})
    # breaches of one track never overlap: the one that is meant is the last that had begun by then
    near = pd.merge_asof(named, rows.sort_values("since"), left_on="by", right_on="since", by=TRACK)
    in_time = near["ended_at"].isna() | ((near["begun"] <= near["ended_at"]) & (near["at"] <= near["ended_at"]))
    return pd.Series(found.index.isin(near.loc[in_time, "row"]), index=found.index)


def _acknowledged(acts: Acts, as_of: dt.datetime) -> list[tuple[object, ...]]:
    """Each breach that was acknowledged, itself or with its incident: its track, `since`, `fired_at`, and when."""
    marks: list[tuple[BreachRef, dt.datetime]] = [
        (h.ref, h.acknowledged.at) for hs in acts.handled.values() for h in hs if h.acknowledged
    ]
    for belonging in (b for bs in acts.belongings.values() for b in bs if not b.detached):
        if taken_on := acts.incidents[belonging.incident].acknowledged:
            marks.append((belonging.breach, taken_on.at))
    return [(*ref.track, ref.since, ref.fired_at, at) for ref, at in marks if at <= as_of]


def _noisy(
    world: World,
    key: Key,
    group: pd.DataFrame,
    stated: Sequence[Rule],
    titles: dict[tuple[str, str], str],
    as_of: dt.datetime,
) -> Noisy:
    since = _stated_since(stated)
    now = group[group["fired_at"] >= since]
    in_force = stated[-1].end is None or stated[-1].end > as_of
    return Noisy(
        *key,
        title=titles.get(key[:2], key[1]),
        level=stated[-1].level,
        fired=len(group),
        series=group["segment"].nunique(),
        again=int(group["again"].sum()),
        unseen=int(group["unseen"].sum()),
        days=_median(_days(group["ended_at"] - group["since"])),
        gap_days=_median(group["gap_days"]),
        last_at=group["fired_at"].max().to_pydatetime(),
        changed_on=local_day(since, zone_of(world, key[0])) if len(now) < len(group) else None,
        since_change=len(now),
        reasons=tuple(_reasons(now, stated[-1])) if in_force else (),
    )


def _stated_since(stated: Sequence[Rule]) -> dt.datetime:
    """From when on the threshold is stated as it is now: the versions before that say the same count."""
    since = stated[-1].start
    for rule in reversed(stated):
        if _says(rule) != _says(stated[-1]):
            break
        since = rule.start
    return since


def _says(rule: Rule) -> tuple[object, ...]:
    bounds = (rule.lower, rule.upper, rule.recover_lower, rule.recover_upper)
    return rule.level, rule.stage, rule.signal, bounds, rule.for_, rule.recover_for, rule.min_n


def _reasons(group: pd.DataFrame, rule: Rule) -> Iterable[str]:
    """What a review can do about these breaches of a threshold, that all fired as it is stated now; often nothing."""
    fired, gap = len(group), _median(group["gap_days"])
    if int(group["again"].sum()) >= OFTEN and gap is not None:
        inside = (rule.recover_lower, rule.recover_upper) != (rule.lower, rule.upper)
        bound = "a longer `recover`" if inside else "a `recover` bound further inside"
        said = wording.span(gap * DAY)
        yield f"It fires again {said} after it ended: {bound} would make one breach of several."
    if isinstance(rule.for_, int):
        for longer in range(rule.for_ + 1, rule.for_ + LONGER + 1):
            spared = int((group["ended_at"].notna() & (group["points"] < longer)).sum())
            if spared >= OFTEN and spared > MOSTLY * fired:
                yield f"With `for: {longer}` {spared} of {fired} would not have fired, and the others later."
                break
    unseen = int(group["unseen"].sum())
    if unseen >= OFTEN and unseen > MOSTLY * fired:
        yield f"Nobody saw {unseen} of {fired} in time: who would act on it? If nobody, let it be aspirational."


def _days(spans: "pd.Series[pd.Timedelta]") -> "pd.Series[float]":
    return spans.dt.total_seconds() / DAY.total_seconds()


def _median(values: "pd.Series[float]") -> float | None:
    known = values.dropna()
    return None if known.empty else float(known.median())
