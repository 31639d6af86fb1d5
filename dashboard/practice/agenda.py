"""What a sitting has to talk about: the exceptions first, made from what changed since the last signed sitting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.ledger.acts import BreachRef, SittingRef
from dashboard.ledger.state import Acts, Decision
from dashboard.practice.agenda_items import (
    Item,
    Reason,
    breach_id,
    breach_of,
    fed_by,
    lost,
    of_actions,
    of_breach,
    of_events,
    of_silent,
    of_sources,
    recorded,
)
from dashboard.practice.breach import Breach, episodes, follow, rank
from dashboard.practice.sittings import Sitting, period_start
from dashboard.practice.standing import MetricState, standing
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.practice.worsening import courses
from dashboard.sop.model import Sop

__all__ = ["Agenda", "Item", "Reason", "agenda"]

BREACHES: tuple[Reason, ...] = ("new", "worsened", "open", "ended")
QUIET = ("ok", "no evidence", "pending")


@dataclass(frozen=True)
class Agenda:
    """The items of a sitting as of an instant, what is healthy besides, and what all of it was made from.

    `since` is when the last sitting of this review before was signed; if none was, when the one before was due. What is
    accepted for now and no worse than it was is not talked about again: it stands in `accepted`. `healthy` is what
    neither breaches nor is silent: within its bounds, without evidence, or breaching but not for long enough yet.
    """

    sitting: Sitting
    since: dt.datetime
    as_of: dt.datetime
    items: tuple[Item, ...]
    accepted: tuple[Breach, ...]
    healthy: tuple[MetricState, ...]
    generation: str
    digest: str


def agenda(world: World, acts: Acts, sitting: Sitting, as_of: dt.datetime) -> Agenda:
    """The agenda of `sitting` at the naive UTC instant `as_of`: only metrics whose `review` it is."""
    ref = sitting.ref
    since = period_start(world, acts, ref)
    versions = world.library.sops.get(ref.sop)
    law = versions.in_force(as_of) if versions else None
    items = [*of_actions(world, acts, ref, sitting.timezone, since, as_of, law)]
    accepted: list[Breach] = []
    healthy: list[MetricState] = []
    if law:
        own = {metric.id: metric for metric in law.metrics if metric.review == ref.review}
        states = [m for m in standing(world, as_of, ref.sop, acts=acts).metrics if m.metric in own]
        open_ = [b for m in states for b in m.breaches if b.enforced]
        ended = follow(_ended(world, ref.sop, own, since, as_of), acts, as_of)
        listed, accepted = _breaches(world, acts, ref, law, open_, ended, since, as_of)
        items += listed
        items += of_silent(states, law, as_of)
        items += of_sources(world, ref.sop, fed_by(law, own.values()), since, as_of)
        items += of_events(world, law, own, since, as_of)
        healthy = [m for m in states if m.state in QUIET]
    there = {item.id for item in items}
    items += [lost(world, acts, ref.sop, law, id) for id in recorded(acts, ref) if id not in {*there, "other"}]
    items.append(Item("other", "other", "ok", "Anything else", "", ref.sop, "", ""))
    return Agenda(
        sitting=sitting,
        since=since,
        as_of=as_of,
        items=tuple(_with_earlier(acts, ref, items, as_of)),
        accepted=tuple(accepted),
        healthy=tuple(healthy),
        generation=world.generation or "",
        digest=world.digest,
    )


def _ended(world: World, sop: str, metrics: Iterable[str], since: dt.datetime, as_of: dt.datetime) -> list[Breach]:
    rows = verdict(world, as_of).breaches
    mine = (rows["sop"] == sop) & rows["metric"].isin(list(metrics)) & (rows["stage"] == "enforced")
    return episodes(world, as_of, rows[mine & (rows["ended_at"] > since)])


def _breaches(
    world: World,
    acts: Acts,
    sitting: SittingRef,
    law: Sop,
    open_: Sequence[Breach],
    ended: Sequence[Breach],
    since: dt.datetime,
    as_of: dt.datetime,
) -> tuple[list[Item], list[Breach]]:
    """The items of the breaches, and those that are accepted and no item."""
    noted = recorded(acts, sitting)
    ids = _ids([b.ref for b in (*open_, *ended)], [b.ended_at for b in (*open_, *ended)], noted)
    before = [_told_until(b, sitting, since) for b in open_]
    asked = [(b, until) for b, until in zip(open_, before, strict=True) if b.fired_at <= until]
    known = {b.ref: course for (b, _), course in zip(asked, courses(world, asked, as_of), strict=True)}
    by_reason: dict[Reason, list[Item]] = defaultdict(list)
    accepted = []
    for breach in sorted((*open_, *ended), key=rank):
        course, id = known.get(breach.ref), ids[breach.ref]
        reason: Reason
        if breach.ended_at:
            reason = "ended"
        elif course and course.worse:
            reason = "worsened"
        elif breach.followed.accepted and id not in noted:
            accepted.append(breach)
            continue
        else:
            reason = "new" if breach.fired_at > since else "open"
        by_reason[reason].append(of_breach(id, breach, reason, course, since, as_of, law))
    return [item for reason in BREACHES for item in by_reason[reason]], accepted


def _told_until(breach: Breach, sitting: SittingRef, since: dt.datetime) -> dt.datetime:
    """Up to when its course was known to those who agreed on it: the last review, or who accepted it afterwards."""
    accepted = breach.followed.accepted
    return max(since, accepted.mark.at) if accepted and accepted.sitting != sitting else since


def _ids(refs: Sequence[BreachRef], ends: Sequence[dt.datetime | None], noted: Sequence[str]) -> dict[BreachRef, str]:
    """The item id of each breach: the one under which this sitting has already recorded something on it, if it has.

    Where values were restated meanwhile, what was recorded stays with the first episode of its track that had not ended
    when the recorded one began.
    """
    ids = {ref: breach_id(ref) for ref in refs}
    for id in noted:
        named = breach_of(id)
        if named is None or id in ids.values():
            continue
        track, began = named
        same = [
            ref
            for ref, end in zip(refs, ends, strict=True)
            if ref.track == track and (end is None or end >= began) and ids[ref] not in noted
        ]
        if same:
            ids[min(same, key=lambda ref: ref.since)] = id
    return ids


def _with_earlier(acts: Acts, sitting: SittingRef, items: Sequence[Item], as_of: dt.datetime) -> Iterator[Item]:
    """The items with what earlier sittings decided on the same: on the same breach, or else under the same id."""
    under: dict[str, list[Decision]] = defaultdict(list)
    for ref, proceedings in acts.sittings.items():
        if (ref.sop, ref.review) == (sitting.sop, sitting.review) and ref.at < sitting.at:
            for id, decision in proceedings.decisions.items():
                under[id].append(decision)
    for item in items:
        if item.id in ("other", "events"):
            yield item
            continue
        found = item.breach.followed.decisions if item.breach else under.get(item.id, ())
        earlier = [d for d in found if d.sitting != sitting and d.mark.at <= as_of]
        yield replace(item, earlier=tuple(sorted(earlier, key=lambda d: d.mark.seq, reverse=True)))
