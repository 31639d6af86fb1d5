"""The breaches of a period: which are new, worse than they were, still open, ended; and which are accepted for now."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.ledger.acts import BreachRef, SittingRef
from dashboard.ledger.state import Acts, Track
from dashboard.practice import wording
from dashboard.practice.breach import TRACK, Breach, episodes, follow, rank
from dashboard.practice.followed import same
from dashboard.practice.items.item import Item, Reason, breach_id, breach_of, recorded
from dashboard.practice.standing import State
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.practice.worsening import Course, courses, since_told
from dashboard.sop.model import Metric, Sop

BREACHES: tuple[Reason, ...] = ("new", "worsened", "open", "ended")


@dataclass(frozen=True)
class Period:
    """Of which sitting, from when to when. `seen` are the breaches open in the last minutes and how bad they were."""

    sitting: SittingRef
    since: dt.datetime
    as_of: dt.datetime
    seen: Mapping[BreachRef, float] | None = None

    def knew(self, breach: Breach) -> bool:
        """Whether the last sitting already had the breach; unless told what it saw, whether it had fired by then."""
        return breach.fired_at <= self.since if self.seen is None else self.told(breach) is not None

    def told(self, breach: Breach) -> float | None:
        """How bad the breach had been by the last minutes; None if they do not have it, or are not known."""
        ref = breach.ref
        told = self.by_track.get(ref.track, ())
        return next((worst for known, worst in told if same(known, ref, breach.ended_at)), None)

    @cached_property
    def by_track(self) -> dict[Track, list[tuple[BreachRef, float]]]:
        """`seen` by track."""
        found: dict[Track, list[tuple[BreachRef, float]]] = defaultdict(list)
        for ref, worst in (self.seen or {}).items():
            found[ref.track].append((ref, worst))
        return found


def of_breaches(
    world: World, acts: Acts, period: Period, law: Sop, metrics: Mapping[str, Metric], open_: Sequence[Breach]
) -> tuple[list[Item], list[Breach]]:
    """The items of the breaches of the period, in the order of reasons and worst first in each; and what is accepted.

    `open_` are the open ones of these metrics. One that is accepted is an item only if it got worse since, or if this
    very sitting has recorded something on it: what is being talked about stays where it is.
    """
    noted = recorded(acts, period.sitting)
    found = [*open_, *follow(world, _ended(world, period, law.sop, metrics), acts, period.as_of)]
    ids = _ids(found, noted)
    course = _courses(world, period, open_)
    by_reason: dict[Reason, list[Item]] = defaultdict(list)
    accepted = []
    for breach in sorted(found, key=rank):
        reason, went = _reason(breach, course.get(breach.ref), period), course.get(breach.ref)
        if breach.followed.accepted and reason in ("new", "open") and ids[breach.ref] not in noted:
            accepted.append(breach)
        else:
            text = _told(breach, reason, went, period, law.patience(metrics[breach.metric]))
            by_reason[reason].append(_item(ids[breach.ref], breach, reason, text, law))
    return [item for reason in BREACHES for item in by_reason[reason]], accepted


def _ended(world: World, period: Period, sop: str, metrics: Collection[str]) -> list[Breach]:
    """Those that ended after the period began; and those that were open in the last minutes, and had ended already."""
    rows = verdict(world, period.as_of).breaches
    mine = (rows["sop"] == sop) & rows["metric"].isin(list(metrics)) & (rows["stage"] == "enforced")
    late = rows["ended_at"] > period.since
    if period.seen:
        told = [track in period.by_track for track in rows[TRACK].itertuples(index=False, name=None)]
        late |= rows["ended_at"].notna() & pd.Series(told, rows.index, dtype=bool)
    found = episodes(world, period.as_of, rows[mine & late]) if (mine & late).any() else []
    return [b for b in found if (b.ended_at and b.ended_at > period.since) or period.knew(b)]


def _reason(breach: Breach, course: Course | None, period: Period) -> Reason:
    if breach.ended_at:
        return "ended"
    if course and course.worse and (breach.followed.accepted or period.knew(breach)):
        return "worsened"
    return "open" if period.knew(breach) else "new"


def _courses(world: World, period: Period, open_: Sequence[Breach]) -> dict[BreachRef, Course]:
    """How far each open breach had gone when it was last told of, and since."""
    known, asked = {}, []
    for breach in open_:
        until, told = _known_until(breach, period), period.told(breach)
        if told is not None and until == period.since:
            known[breach.ref] = since_told(breach, told, until)
        elif breach.fired_at <= until:
            asked.append((breach, until))
    found = courses(world, asked, period.as_of)
    return known | {breach.ref: course for (breach, _), course in zip(asked, found, strict=True)}


def _known_until(breach: Breach, period: Period) -> dt.datetime:
    """Up to when its course was known to those who agreed on it: the last review, or who accepted it afterwards."""
    accepted = breach.followed.accepted
    return max(period.since, accepted.mark.at) if accepted and accepted.sitting != period.sitting else period.since


def _ids(found: Iterable[Breach], noted: Sequence[str]) -> dict[BreachRef, str]:
    """The item id of each breach: the one under which this sitting has already recorded something on it, if it has.

    Where values were restated meanwhile, what was recorded stays with the first episode of its track that had not ended
    when the recorded one began.
    """
    ends = {breach.ref: breach.ended_at for breach in found}
    ids = {ref: breach_id(ref) for ref in ends}
    for id in noted:
        named = breach_of(id)
        if named is None or id in ids.values():
            continue
        track, began = named
        episodes = [ref for ref, end in ends.items() if ref.track == track and (end is None or end >= began)]
        free = [ref for ref in episodes if ids[ref] not in noted]
        if free:
            ids[min(free, key=lambda ref: ref.since)] = id
    return ids


def _item(id: str, breach: Breach, reason: Reason, text: str, law: Sop) -> Item:
    level: State = "critical" if breach.level == "critical" else "warning"
    return Item(
        id=id,
        reason=reason,
        state="ok" if breach.ended_at else level,
        title=wording.titled(breach.title, breach.segment),
        text=text,
        sop=breach.sop,
        metric=breach.metric,
        segment=breach.segment,
        breach=breach,
        ownership=breach.ownership,
        response=law.response(breach.response),
    )


# --- in words


def held(breach: Breach, number: float | None, against: Iterable[float | None] = ()) -> str:
    """A signal of the breach, told apart from its bounds and from `against`."""
    return wording.value(number, breach.unit, breach.signal, (breach.lower, breach.upper, *against))


def acceptable(breach: Breach) -> str:
    """'acceptable ≥ 88 %', with the signal in words where it is not the value."""
    phrase = wording.signal_phrase(breach.signal)
    within = wording.bounds(breach.lower, breach.upper, breach.unit, breach.signal)
    return f"acceptable {within}" + (f" ({phrase})" if phrase else "")


def _told(breach: Breach, reason: Reason, course: Course | None, period: Period, late: dt.timedelta) -> str:
    """What happened to the breach. Evidence older than `late` is not how it stands now."""
    as_of = period.as_of
    if breach.ended_at:
        because = "" if breach.ended_because == "recovered" else ", because the SOP no longer has this threshold"
        lasted = wording.span(breach.ended_at - breach.since)
        when = wording.moment(breach.ended_at, as_of)
        return f"ended {when} after {lasted}{because}; worst {held(breach, breach.worst)}, {acceptable(breach)}"
    silent = breach.value_at is not None and breach.value_at < as_of - late
    lasting = f"breaching {wording.since(breach.since, as_of)}"
    if reason == "new":
        ago = wording.span(as_of - breach.fired_at)
        said = f"fired {wording.moment(breach.fired_at, as_of)}, {ago} ago: {held(breach, breach.value)}"
    elif reason == "worsened" and course:
        worst, before = held(breach, course.after, [course.before]), held(breach, course.before, [course.after])
        last = "it was accepted" if course.until > period.since else "the last review"
        said = f"{lasting}: worst {worst} since {last}, before that {before}"
    else:
        said = f"{lasting}: {'last' if silent else 'now'} {held(breach, breach.value)}"
    unseen = f"; no evidence since {wording.moment(breach.value_at, as_of)}" if silent and breach.value_at else ""
    return f"{said}, {acceptable(breach)}{unseen}{_agreed(breach, period)}"


def _agreed(breach: Breach, period: Period) -> str:
    """Until when it is accepted, or was; what this sitting decides of it stands beside the item."""
    accepted = breach.followed.accepted
    if accepted:
        own = accepted.sitting == period.sitting
        return "" if own else f"; accepted until {wording.moment(accepted.until, period.as_of)}"
    last = breach.followed.acceptances[-1] if breach.followed.acceptances else None
    return f"; it was accepted until {wording.moment(last.until, period.as_of)}" if last and not last.ended else ""
