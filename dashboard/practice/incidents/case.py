"""Everything there is to an incident at an instant: its breaches, its playbook, and who is expected to act on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.errors import WorkspaceError, nearest
from dashboard.ledger.acts import BreachRef
from dashboard.ledger.state import Action, Acts, Incident, IncidentState, Track
from dashboard.practice.breach import LEVELS, Breach, of_tracks
from dashboard.practice.expected import Expected, of_incident
from dashboard.practice.followed import same
from dashboard.practice.incidents.past import as_at
from dashboard.practice.incidents.playbook import PlaybookStep, playbook
from dashboard.practice.world import World
from dashboard.sop.model import Response, Sop

__all__ = ["Case", "PlaybookStep", "case", "cases"]


@dataclass(frozen=True)
class Case:
    """An incident as it stood at an instant, and all that is needed to show it and to work on it.

    `law` is the SOP version by which it was opened, `response` the one of that version it follows: None where it was
    opened by hand without one, or no file states that version any more. `breaches` are those that belong to it by the
    numbers of today, open ones first, ended ones too. `expected` is who is to act: on the breach, on the next step, or,
    once it is resolved, on its post-mortem; None when it is reviewed.
    """

    incident: Incident
    sop_title: str
    law: Sop | None
    response: Response | None
    breaches: tuple[Breach, ...]
    steps: tuple[PlaybookStep, ...]
    actions: tuple[Action, ...]
    expected: Expected | None

    @property
    def id(self) -> str:
        """The id of the incident."""
        return self.incident.id

    @property
    def state(self) -> IncidentState:
        """How far it is."""
        return self.incident.state

    @property
    def open_breaches(self) -> tuple[Breach, ...]:
        """Those of its breaches that have not ended."""
        return tuple(b for b in self.breaches if b.ended_at is None)

    @property
    def next_step(self) -> PlaybookStep | None:
        """The first step that is still open; None when it is resolved."""
        return next((s for s in self.steps if s.taken.closed is None), None) if self.incident.under_way else None

    @property
    def overdue(self) -> tuple[PlaybookStep, ...]:
        """The open steps whose time is past."""
        return tuple(s for s in self.steps if s.overdue)

    @property
    def since(self) -> dt.datetime:
        """When what it is about began: the first point of its breaches; without any, when it was opened."""
        return min((ref.since for ref in self.incident.breaches), default=self.incident.opened.at)

    @property
    def wants_post_mortem(self) -> bool:
        """Whether it is resolved, and nobody has written yet what it taught."""
        return not self.incident.under_way and self.incident.post_mortem is None


def cases(
    world: World, acts: Acts, as_of: dt.datetime, which: Callable[[Incident], bool] | None = None
) -> tuple[Case, ...]:
    """Every incident opened by the naive UTC instant `as_of`, as it stood then; with `which`, those it is true of.

    Those under way first, critical ones before, the oldest first; then those resolved without a post-mortem, then those
    that wait to be reviewed, the oldest first; then the reviewed ones, the latest first.
    """
    found = (as_at(incident, as_of) for incident in acts.incidents.values())
    return tuple(
        sorted(_cases(world, acts, [i for i in found if i and (which is None or which(i))], as_of), key=_urgency)
    )


def case(world: World, acts: Acts, id: str, as_of: dt.datetime) -> Case:
    """That incident as it stood at `as_of`. Raises WorkspaceError if there was none of that id by then."""
    known = {i: found for i, incident in acts.incidents.items() if (found := as_at(incident, as_of))}
    if id not in known:
        raise WorkspaceError(f"there is no incident '{id}'{nearest(id, known)}")
    return next(_cases(world, acts, [known[id]], as_of))


def _cases(world: World, acts: Acts, found: Sequence[Incident], as_of: dt.datetime) -> Iterator[Case]:
    near = _breaches(world, acts, found, as_of) if found else {}
    for incident in found:
        book = playbook(world, incident, as_of)
        mine = tuple(near[incident.id])
        first = next((b for b in mine if b.expected), None)
        to_acknowledge = incident.under_way and not incident.acknowledged
        versions = world.library.sops.get(incident.sop)
        law = (versions.in_force(as_of) if versions else None) or book.law
        yield Case(
            incident=incident,
            sop_title=law.title if law else incident.sop,
            law=book.law,
            response=book.response,
            breaches=mine,
            steps=book.steps,
            actions=tuple(a for id in incident.actions if (a := acts.actions[id]).added.at <= as_of),
            expected=first.expected if first and to_acknowledge else of_incident(world, incident, as_of),
        )


def _breaches(
    world: World, acts: Acts, incidents: Iterable[Incident], as_of: dt.datetime
) -> Mapping[str, list[Breach]]:
    """The breaches of each incident, open ones first, then as breaches are listed; each followed."""
    named: dict[Track, list[tuple[BreachRef, str]]] = defaultdict(list)
    for incident in incidents:
        for ref in incident.breaches:
            named[ref.track].append((ref, incident.id))
    near: dict[str, list[Breach]] = defaultdict(list)
    for breach in sorted(of_tracks(world, acts, named, as_of), key=lambda b: b.ended_at is not None):
        for id in dict.fromkeys(id for ref, id in named[breach.ref.track] if same(ref, breach.ref, breach.ended_at)):
            near[id].append(breach)
    return near


def _urgency(one: Case) -> tuple[int, int, float, int]:
    incident = one.incident
    if incident.under_way:
        return 0, LEVELS.index(incident.level), incident.opened.at.timestamp(), incident.opened.seq
    if incident.reviewed:
        return 3, 0, -incident.reviewed.at.timestamp(), -incident.reviewed.seq
    assert incident.resolved
    return 2 if incident.post_mortem else 1, 0, incident.resolved.at.timestamp(), incident.resolved.seq
