"""How the people of the examples responded to breaches: incidents opened by the check, and what became of each.

What they did and wrote stands in `told/incidents/<example>.yaml`, by the response and the day on which the incident was
opened. The numbers of a day are loaded at 04:00 and checked at 06:00; those that come every hour, at five past. The
last check ran on Friday 13 November: the machine that it runs on did not come back from its update.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import yaml

from dashboard.ledger import acts
from dashboard.practice.incidents.opening import open_due
from dashboard.sop.model import Metric

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
STEPS = {
    "done": acts.StepDone, "skipped": acts.StepSkipped, "remarked": acts.StepCommented, "again": acts.StepReopened,
}  # fmt: skip


class Responding:
    """The check and those whom it calls; their acts are recorded through `practice`."""

    def __init__(self, practice: "Practice"):
        self.practice = practice
        self.told: dict[tuple[str, str], list[Told]] = {}
        for path in sorted(TOLD.glob("*.yaml")):
            read = yaml.safe_load(path.read_text("utf-8"))
            self.told |= {(read["sop"], name): steps for name, steps in read["incidents"].items()}

    def checks(self) -> Doing:
        """The checks that may find something to begin: after a firing, and after each hop of its escalation."""
        due = set()
        for breach in self.practice.every_breach:
            if breach.enforced and breach.response:
                law = self.practice.world.library.sops[breach.sop].in_force(breach.fired_at)
                metric = law and law.metric(breach.metric)
                assert metric
                hops = [breach.fired_at + step.after for step in metric.owners.escalation]
                found = [checked(metric, at) for at in (breach.fired_at, *hops)]
                due |= {at for at in found if breach.ended_at is None or at < breach.ended_at}
        for at in sorted(at for at in due if at <= LAST_CHECK):
            yield at
            for event in open_due(self.practice.world, self.practice.ledger, at, at):
                if isinstance(event.act, acts.IncidentOpened):
                    told = self.told[event.act.sop, f"{event.act.response} {at:%Y-%m-%d}"]
                    self.practice.go_on(self.respond(event.act, told))

    def respond(self, opened: acts.IncidentOpened, told: list[Told]) -> Doing:
        """What people did about one incident."""
        id = opened.incident
        for number, one in enumerate(told):
            yield one["at"]
            by, said = one["by"], one.get("comment", "")
            kind = next(kind for kind in one if kind not in ("at", "by", "comment"))
            if kind in SIMPLE:
                self.practice.do(by, SIMPLE[kind](incident=id, comment=one[kind]))
            elif kind in STEPS:
                self.practice.do(by, STEPS[kind](incident=id, step=one[kind], comment=said))
            elif kind == "given":
                given = acts.StepReassigned(incident=id, step=one["given"], who=one["to"], comment=said)
                self.practice.do(by, given)
            elif kind == "linked":
                linked = acts.EventAttached(incident=id, event=self.event(opened.sop, one["linked"]), comment=said)
                self.practice.do(by, linked)
            elif kind == "action":
                self.agree(opened, number, by, one["action"])
            else:
                self.practice.do(by, acts.PostMortemWritten(incident=id, **one["written"]))

    def agree(self, opened: acts.IncidentOpened, number: int, by: str, action: Told) -> None:
        """A corrective action, and what becomes of it."""
        id = f"{Random(f'{opened.incident} {number}').getrandbits(48):012x}"  # noqa: S311
        what = {key: action[key] for key in ("what", "who", "due")}
        self.practice.do(by, acts.ActionAdded(action=id, sop=opened.sop, incident=opened.incident, **what))
        self.practice.actions[id] = action
        self.practice.go_on(self.practice.follow(id, action["who"], action.get("then", ())))

    def event(self, sop: str, title: str) -> acts.EventRef:
        """The event of the loaded data with that title."""
        warehouse = self.practice.world.warehouse
        assert warehouse
        asked = 'SELECT kind, "at", title FROM event WHERE sop = ? AND title = ?'
        found = warehouse.cursor().execute(asked, [sop, title]).fetchall()
        assert len(found) == 1, f"{sop}: {len(found)} events '{title}'"
        return acts.EventRef(**dict(zip(("kind", "at", "title"), found[0], strict=True)))


def checked(metric: Metric, at: dt.datetime) -> dt.datetime:
    """The first check from then on that has the numbers of that instant."""
    whole = at.replace(minute=0, second=0, microsecond=0)
    if metric.frequency <= HOUR:
        past = whole + dt.timedelta(minutes=5)
        return past if at <= past else past + HOUR
    morning = whole.replace(hour=6)
    return morning if at <= morning else morning + DAY
