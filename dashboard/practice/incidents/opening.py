"""What has to begin by itself: an incident for what is breaching, the next hop for what nobody has acknowledged.

It may run as often as anybody likes and from any number of processes: what is recorded already is not recorded again,
and of two who want to record the same, the ledger refuses the second.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dashboard.ledger.acts import MACHINE, AnyAct, BreachAttached, BreachRef, Escalated, IncidentOpened, Level
from dashboard.ledger.event import Event
from dashboard.ledger.refusal import Refused
from dashboard.ledger.state import Acts, Incident
from dashboard.ledger.store import Ledger
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.breach import Breach, breaches, follow
from dashboard.practice.followed import same
from dashboard.practice.ownership import day_of, person
from dashboard.practice.world import World

DIGITS = 4  # of the end of an id
DIFFER = dt.timedelta(minutes=5)


def open_due(world: World, ledger: Ledger, at: dt.datetime, recorded_at: dt.datetime) -> list[Event]:
    """Records what is due at the naive UTC instant `at`, and returns what it recorded.

    For every open breach of an enforced threshold with a response, that is not accepted: the incident of that response,
    or that the breach joins the one that is under way. For every one that nobody has acknowledged: the hops of the
    escalation whose time has come, each once. A clock that was set back undoes nothing, and opens nothing twice.

    Raises LedgerError, or Busy, if the ledger cannot be read or written.
    """
    return _record(world, ledger, _calling(world, at), at, recorded_at)


def _record(
    world: World, ledger: Ledger, found: Sequence[Breach], at: dt.datetime, recorded_at: dt.datetime
) -> list[Event]:
    events: list[Event] = []
    while True:
        acts = ledger.state()
        recorded, refused = [], False
        for act in due(world, acts, found, at):
            try:
                recorded.append(ledger.record(act, MACHINE, at, recorded_at))
            except Refused:  # somebody else was faster, and may have changed what is due
                refused = True
        events += recorded
        if not refused or (not recorded and ledger.length() == acts.length):
            return events


def open_due_here(world: World, at: dt.datetime, recorded_at: dt.datetime) -> list[Event]:
    """`open_due` in the ledger of the workspace, which is neither made nor written to where nothing is due.

    Raises LedgerError, or Busy, if it cannot be read, or something is due and cannot be written.
    """
    found = _calling(world, at)
    if not found or not any(due(world, acts_of(world.workspace), found, at)):
        return []
    ledger = open_acts(world.workspace)
    try:
        return _record(world, ledger, found, at, recorded_at)
    finally:
        ledger.close()


def _calling(world: World, at: dt.datetime) -> list[Breach]:
    """The open breaches that call anybody: those of enforced thresholds."""
    return [breach for breach in breaches(world, at) if breach.enforced]


def due(world: World, acts: Acts, found: Iterable[Breach], at: dt.datetime) -> Iterator[AnyAct]:
    """The acts that are due on these open breaches at `at`, after what the ledger knows."""
    counting = [b for b in follow(world, found, acts, at) if b.counts]
    yield from _openings(world, acts, counting, at)
    for breach in counting:
        yield from _hops(world, acts, breach, at)


def ahead(acts: Acts, at: dt.datetime) -> dt.datetime | None:
    """When the last act was recorded, if that is after `at`: the clock was set back. Clocks may differ by minutes."""
    last = max(acts.touched.values(), key=lambda mark: mark.seq, default=None)
    return last.at if last and last.at > at + DIFFER else None


def incident_id(acts: Acts, sop: str, response: str, at: dt.datetime, what: str) -> str:
    """A free id for an incident of that response opened at `at`: `win-back-20260706-3fa9`; of the SOP without one.

    `what` tells it apart from others of the same day: whoever opens one for the same thing finds the same id.
    """
    digest = hashlib.sha256(f"{sop}\0{response}\0{what}".encode()).hexdigest()
    stem = f"{(response or sop)[:100]}-{at:%Y%m%d}-"
    return next(id for n in range(DIGITS, len(digest)) if (id := stem + digest[:n]) not in acts.incidents)


def _openings(world: World, acts: Acts, counting: Sequence[Breach], at: dt.datetime) -> Iterator[AnyAct]:
    """Incidents opened and joined; whatever the time says, a breach that ever belonged to one opens no other."""
    under_way = {(i.sop, i.response): i for i in acts.incidents.values() if i.response and i.under_way}
    new: dict[tuple[str, str], list[Breach]] = defaultdict(list)
    for breach in counting:
        if breach.response and not _belonged(acts, breach.ref):
            new[breach.sop, breach.response].append(breach)
    for (sop, response), group in new.items():
        if incident := under_way.get((sop, response)):
            yield from (_joined(incident, breach) for breach in group)
        else:
            yield _opened(world, acts, group, at)


def _belonged(acts: Acts, ref: BreachRef) -> bool:
    return any(same(b.breach, ref, None) for b in acts.belongings.get(ref.track, ()))


def _incidents(acts: Acts, ref: BreachRef) -> Iterator[Incident]:
    near = (b for b in acts.belongings.get(ref.track, ()) if not b.detached and same(b.breach, ref, None))
    return (acts.incidents[b.incident] for b in near)


def _joined(incident: Incident, breach: Breach) -> AnyAct:
    return BreachAttached(incident=incident.id, breach=breach.ref, level=_level([breach]))


def _opened(world: World, acts: Acts, group: Sequence[Breach], at: dt.datetime) -> AnyAct:
    first = group[0]  # the worst: they are listed so
    law, response = world.library.sops[first.sop].in_force(at), first.response or ""
    return IncidentOpened(
        incident=incident_id(acts, first.sop, response, at, str(first.ref.own)),
        sop=first.sop,
        response=response,
        version=law.effective_from if law else None,
        title=first.response_title or response,
        level=_level(group),
        breaches=tuple(breach.ref for breach in group),
    )


def _level(group: Iterable[Breach]) -> Level:
    return "critical" if any(breach.level == "critical" for breach in group) else "warning"


def _hops(world: World, acts: Acts, breach: Breach, at: dt.datetime) -> Iterator[AnyAct]:
    law = world.library.sops[breach.sop].in_force(at)
    handled = [h for h in acts.handled.get(breach.ref.track, ()) if same(h.ref, breach.ref, None)]
    covered = any(i.acknowledged and i.under_way for i in _incidents(acts, breach.ref))
    if covered or any(h.acknowledged for h in handled) or law is None:
        return
    taken = {e.hop for h in handled for e in h.escalations}
    for hop, step in enumerate(breach.ownership.escalation, 1):
        if step.passed and hop not in taken:
            holding = person(world.library.people, step.holding, day_of(law, at))
            yield Escalated(breach=breach.ref, hop=hop, after=step.after, to=step.to, holder=holding.party or "")
