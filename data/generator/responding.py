"""How the people of the examples responded to breaches: incidents opened by the check, and what became of each.

What they did and wrote stands in `told/incidents/<example>.yaml`, by the response and the day on which the incident was
opened. The numbers of a day are loaded at 04:00 and checked at 06:00; those that come every hour, at five past. The last
check ran on Friday 13 November: the machine that it runs on did not come back from its update.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from dashboard.ledger import acts
from dashboard.ledger.state import Incident
from dashboard.practice.breach import Breach
from dashboard.practice.ownership import Call, holder
from dashboard.sop.model import Metric, Sop

if TYPE_CHECKING:
    from generator.acts import Practice

TOLD = Path(__file__).parent / "told" / "incidents"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LAST_CHECK = dt.datetime(2026, 11, 13, 18, 5)
Told = dict[str, Any]
Doing = Iterator[dt.datetime]
SIMPLE = {
    "acknowledged": acts.IncidentAcknowledged, "started": acts.IncidentStarted, "resolved": acts.IncidentResolved,
    "reopened": acts.IncidentReopened, "reviewed": acts.IncidentReviewed,
}  # fmt: skip
STEPS = {"done": acts.StepDone, "skipped": acts.StepSkipped, "remarked": acts.StepCommented, "again": acts.StepReopened}


class Responding:
    """The check and those whom it calls; acts are recorded through `practice`."""

    def __init__(self, practice: "Practice"):
        self.practice = practice
        self.told: dict[tuple[str, str], list[Told]] = {}
        for path in sorted(TOLD.glob("*.yaml")):
            read = yaml.safe_load(path.read_text("utf-8"))
            self.told |= {(read["sop"], name): steps for name, steps in read["incidents"].items()}

    def begin(self) -> None:
        """Lets the check look at every breach that calls for a response."""
        for breach in self.practice.every_breach:
            if breach.enforced and breach.response:
                self.practice.go_on(self.watched(breach))

    def watched(self, breach: Breach) -> Doing:
        """The check on one breach: it opens or joins its incident, and goes up the escalation while nobody answers."""
        practice, law, metric = self.practice, *self.law_of(breach)
        at = checked(metric, breach.fired_at)
        if at > LAST_CHECK or over(breach, at):
            return
        yield at
        self.open(breach, law)
        for hop, step in enumerate(sorted(metric.owners.escalation, key=lambda e: e.after), 1):
            at = checked(metric, breach.fired_at + step.after)
            if at > LAST_CHECK or over(breach, at):
                return
            yield at
            if self.answered(breach):
                return
            people, today = practice.world.library.people, practice.now.date()
            found = holder(people, "escalation", [Call(step.to, "is next in the escalation")], today)
            gone = acts.Escalated(breach=breach.ref, hop=hop, after=step.after, to=step.to, holder=found.party or "")
            practice.do(acts.MACHINE, gone)

    def open(self, breach: Breach, law: Sop) -> None:
        """Opens the incident of the response, or adds the breach to the one under way."""
        practice, response = self.practice, law.response(breach.response)
        assert response
        if under_way := self.under_way(breach.sop, response.id):
            practice.do(acts.MACHINE, acts.BreachAttached(incident=under_way.id, breach=breach.ref, level=breach.level))
            return
        name = f"{response.id} {practice.now:%Y-%m-%d}"
        id = f"{response.id}-{practice.now:%Y%m%d}-{Random(f'{law.sop} {name}').getrandbits(16):04x}"  # noqa: S311
        opened = acts.IncidentOpened(
            incident=id, sop=law.sop, title=response.title, level=breach.level, response=response.id,
            version=law.effective_from, breaches=(breach.ref,),
        )  # fmt: skip
        practice.do(acts.MACHINE, opened)
        practice.go_on(self.respond(id, law.sop, self.told[law.sop, name]))

    def respond(self, id: str, sop: str, told: list[Told]) -> Doing:
        """What people did about one incident."""
        for number, one in enumerate(told):
            yield one["at"]
            by, said = one["by"], one.get("comment", "")
            kind = next(kind for kind in one if kind not in ("at", "by", "comment"))
            if kind in SIMPLE:
                self.practice.do(by, SIMPLE[kind](incident=id, comment=one[kind] or ""))
            elif kind in STEPS:
                self.practice.do(by, STEPS[kind](incident=id, step=one[kind], comment=said))
            elif kind == "given":
                given = acts.StepReassigned(incident=id, step=one["given"], who=one["to"], comment=said)
                self.practice.do(by, given)
            elif kind == "linked":
                self.practice.do(
                    by, acts.EventAttached(incident=id, event=self.event(sop, one["linked"]), comment=said)
                )
            elif kind == "action":
                self.agree(id, sop, number, by, one["action"])
            else:
                self.practice.do(by, acts.PostMortemWritten(incident=id, **one["written"]))

    def agree(self, incident: str, sop: str, number: int, by: str, action: Told) -> None:
        """A corrective action, and what becomes of it."""
        id = f"{Random(f'{incident} {number}').getrandbits(48):012x}"  # noqa: S311
        what = {key: action[key] for key in ("what", "who", "due")}
        self.practice.do(by, acts.ActionAdded(action=id, sop=sop, incident=incident, **what))
        self.practice.actions[id] = action
        self.practice.go_on(self.practice.follow(id, action["who"], action.get("then", ())))

    def answered(self, breach: Breach) -> bool:
        """Whether somebody has acknowledged it, or has taken on the incident that it belongs to."""
        state = self.practice.ledger.state()
        belongs = state.incident_of(breach.ref)
        taken_on = belongs and state.incidents[belongs.incident].acknowledged
        return bool(taken_on or state.handled_as(breach.ref).acknowledged)

    def under_way(self, sop: str, response: str) -> Incident | None:
        """The incident of that response that is not resolved yet."""
        found = self.practice.ledger.state().incidents.values()
        return next((i for i in found if (i.sop, i.response) == (sop, response) and i.under_way), None)

    def law_of(self, breach: Breach) -> tuple[Sop, Metric]:
        """The SOP and the metric as they were when it fired."""
        law = self.practice.world.library.sops[breach.sop].in_force(breach.fired_at)
        metric = law and law.metric(breach.metric)
        assert law and metric
        return law, metric

    def event(self, sop: str, title: str) -> acts.EventRef:
        """What is linked: the event of the loaded data with that title."""
        found = self.practice.world.warehouse.cursor().execute(
            'SELECT kind, "at", title FROM event WHERE sop = ? AND title = ?', [sop, title]
        )
        kind, at, named = found.fetchone() or (None, None, None)
        assert kind, f"{sop}: no event '{title}'"
        return acts.EventRef(kind=kind, at=at, title=named)


def checked(metric: Metric, at: dt.datetime) -> dt.datetime:
    """The first check from then on that has the numbers of that instant."""
    whole = at.replace(minute=0, second=0, microsecond=0)
    if metric.frequency <= HOUR:
        return whole + dt.timedelta(minutes=5) + (HOUR if at > whole + dt.timedelta(minutes=5) else 0 * HOUR)
    morning = whole.replace(hour=6)
    return morning if at <= morning else morning + DAY


def over(breach: Breach, at: dt.datetime) -> bool:
    """Whether it had ended by then."""
    return breach.ended_at is not None and breach.ended_at <= at
