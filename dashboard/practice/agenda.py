"""What a sitting has to talk about: the exceptions first, made from what changed since the last signed sitting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.ledger.acts import BreachRef, SittingRef
from dashboard.ledger.state import Acts, Decision
from dashboard.practice.breach import Breach
from dashboard.practice.items.actions import of_actions
from dashboard.practice.items.breaches import Period, of_breaches
from dashboard.practice.items.feeds import of_events, of_silent, of_sources
from dashboard.practice.items.incidents import of_changes_asked, of_incidents
from dashboard.practice.items.item import Item, Reason, lost, recorded
from dashboard.practice.sittings import Sitting, period_start
from dashboard.practice.standing import MetricState, standing
from dashboard.practice.world import World

__all__ = ["Agenda", "Item", "Reason", "agenda"]

QUIET = ("ok", "no evidence", "pending")
OF_A_PERIOD = ("actions", "events", "other")  # items that are about something else in every sitting


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


def agenda(
    world: World, acts: Acts, sitting: Sitting, as_of: dt.datetime, seen: Mapping[BreachRef, float] | None = None
) -> Agenda:
    """The agenda of `sitting` at the naive UTC instant `as_of`: only metrics whose `review` it is.

    `seen` are the breaches that stood open in the last signed minutes and how bad they were (`Document.seen`). With
    them, numbers that came late are news too: a breach is new if it was not among them, and worse if it is worse than
    it was there. Without them, instants decide: what fired, or went further, after the signature.
    """
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
        listed, accepted = of_breaches(world, acts, Period(ref, since, as_of, seen), law, own, open_)
        items += [*listed, *of_incidents(world, acts, ref, law, as_of)]
        items += of_changes_asked(world, acts, ref, law, as_of)
        items += of_silent(states, own, as_of)
        items += of_sources(world, law, own.values(), since, as_of)
        items += of_events(world, law, own, since, as_of)
        healthy = [m for m in states if m.state in QUIET]
    there = {"other", *(item.id for item in items)}
    items += [lost(acts, ref.sop, law, id) for id in recorded(acts, ref) if id not in there]
    items.append(Item("other", "other", "ok", "Anything else", "", ref.sop))
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


def _with_earlier(acts: Acts, sitting: SittingRef, items: Sequence[Item], as_of: dt.datetime) -> Iterator[Item]:
    """The items with what earlier sittings decided on the same: on the same breach, or else under the same id."""
    under: dict[str, list[Decision]] = defaultdict(list)
    for ref, proceedings in acts.sittings.items():
        if (ref.sop, ref.review) == (sitting.sop, sitting.review) and ref.at < sitting.at:
            for id, decision in proceedings.decisions.items():
                under[id].append(decision)
    for item in items:
        found = item.breach.followed.decisions if item.breach else under.get(item.id, ())
        earlier = [d for d in found if d.sitting != sitting and d.mark.at <= as_of]
        if earlier and item.id not in OF_A_PERIOD:
            yield replace(item, earlier=tuple(sorted(earlier, key=lambda d: d.mark.seq, reverse=True)))
        else:
            yield item
