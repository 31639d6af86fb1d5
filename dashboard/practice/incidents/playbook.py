"""The response that an incident follows, as a checklist: each step, who has it now, and by when it is due."""

import datetime as dt
from dataclasses import dataclass

from dashboard.ledger.state import Incident, StepTaken
from dashboard.practice.ownership import NOBODY, Call, Holding, acting, day_of, holder, person
from dashboard.practice.world import World
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import Metric, Response, Sop, Step


@dataclass(frozen=True)
class PlaybookStep:
    """One step and what was done about it.

    `holding` is the person who has it now: whom it was given to, or else who holds its role (party None: nobody could
    be found). `due` is `within` after the incident was opened; None where the step has no limit. An open step is
    `overdue`, a closed one was `late`, if that is past.
    """

    step: Step
    taken: StepTaken
    holding: Holding
    due: dt.datetime | None
    overdue: bool
    late: bool


@dataclass(frozen=True)
class Playbook:
    """The steps of an incident by the SOP version that it was opened by; without steps where there is none to read."""

    law: Sop | None
    response: Response | None
    steps: tuple[PlaybookStep, ...]

    @property
    def next_step(self) -> PlaybookStep | None:
        """The first step that is still open."""
        return next((s for s in self.steps if s.taken.closed is None), None)


def playbook(world: World, incident: Incident, as_of: dt.datetime) -> Playbook:
    """The playbook of the incident (as it stood then) at the naive UTC instant `as_of`.

    The steps are those of the version by which it was opened; who has them goes by the owners in force now.
    """
    law = opened_by(world, incident)
    response = law.response(incident.response) if law else None
    steps = response.steps if response else ()
    return Playbook(law, response, tuple(_step(world, incident, step, as_of) for step in steps))


def opened_by(world: World, incident: Incident) -> Sop | None:
    """The SOP version by which it was opened; None if it was opened without one, or no file states that one."""
    versions = world.library.sops.get(incident.sop)
    laws = [v.sop for v in versions.good if v.sop.effective_from == incident.version] if versions else []
    return laws[0] if laws else None


def in_charge(world: World, incident: Incident, as_of: dt.datetime, role: str | None = None, who: str = "") -> Holding:
    """The person who holds `role` (a duty, or 'backup') for the incident now; before them `who`, if given to somebody.

    By the owners of the metric of its first breach; without a breach, of the first metric whose thresholds have that
    response; without one, it is the SOP's owner's.
    """
    people, versions = world.library.people, world.library.sops.get(incident.sop)
    now = versions.in_force(as_of) if versions else None
    first = [Call(who, "was given the step")] if who else []
    laws = [law for law in (now, opened_by(world, incident)) if law]
    for law in laws:
        if metric := _metric(law, incident):
            return person(people, acting(law, people, metric, as_of, role, first), day_of(law, as_of))
    if not laws:
        return Holding(role or "owner", None, NOBODY, None, ())
    law = laws[0]
    owner = [Call(law.owner, "owns the SOP")] if law.owner and law.owner != PLACEHOLDER else []
    return person(people, holder(people, role or "owner", [*first, *owner], day_of(law, as_of)), day_of(law, as_of))


def _metric(law: Sop, incident: Incident) -> Metric | None:
    for ref in incident.breaches:
        if metric := law.metric(ref.metric):
            return metric
    bound = (m for m in law.metrics if any(t.respond == incident.response for t in m.thresholds))
    return next(bound, None) if incident.response else None


def _step(world: World, incident: Incident, step: Step, as_of: dt.datetime) -> PlaybookStep:
    taken = incident.steps.get(step.id, StepTaken())
    due = incident.opened.at + step.within if step.within else None
    closed = taken.closed
    return PlaybookStep(
        step=step,
        taken=taken,
        holding=in_charge(world, incident, as_of, step.role, taken.who),
        due=due,
        overdue=bool(due and due < as_of and closed is None and incident.under_way),
        late=bool(due and closed and due < closed.at),
    )
