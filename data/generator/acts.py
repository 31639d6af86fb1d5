"""What people did: reviews held in the last ten weeks, notes, decisions, actions, and the incidents before and since.

Who did what stands in `told/acts/<example>.yaml`; what they talked about is the agenda of that day, made from the
numbers. Everything goes through a ledger, which refuses what could not have happened.
"""

import dataclasses
import datetime as dt
import heapq
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

from dashboard.ledger import acts
from dashboard.ledger.seed import export
from dashboard.ledger.store import Ledger, hash_of, open_ledger
from dashboard.practice.agenda import Item, agenda
from dashboard.practice.breach import breaches
from dashboard.practice.items.item import breach_of
from dashboard.practice.minutes.document import document, to_json
from dashboard.practice.ownership import is_there
from dashboard.practice.sittings import Sitting, local_day, may_sign, signed_as, sitting, sittings
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from generator.responding import Responding

TOLD = Path(__file__).parent / "told" / "acts"
LOADED = dt.datetime(2026, 7, 1, 4)  # when the numbers were loaded, for what depends on it
BEGINNING = dt.datetime(2025, 5, 16)
UNTIL = dt.datetime(2026, 11, 16, 9)  # the example's clock
Told = dict[str, Any]
Doing = Iterator[dt.datetime]  # yields when it goes on


def write(root: Path, scratch: Path, target: Path, until: dt.datetime = UNTIL) -> int:
    """Plays the practice on the SOPs and sources of `root` and writes `target`; returns the number of acts.

    `scratch` is an empty folder, for the warehouse and the ledger. Nothing is played that happens from `until` on.
    """
    (scratch / "sop").symlink_to(root / "sop")
    (scratch / "data").mkdir()
    for name in ("raw", "sources.yaml"):
        (scratch / "data" / name).symlink_to(root / "data" / name)
    workspace = Workspace(scratch)
    refresh(workspace, LOADED)
    ledger = open_ledger(f"sqlite:///{scratch / 'ledger.sqlite'}")
    Practice(open_world(workspace), ledger).play(until)
    return export(ledger, target)


class Practice:
    """The people at work: everything under way waits for its instant, and the earliest goes on first."""

    def __init__(self, world: World, ledger: Ledger):
        self.world, self.ledger = world, ledger
        self.now = BEGINNING
        self.waiting: list[tuple[dt.datetime, int, Doing]] = []
        self.begun = 0
        self.times: Counter[tuple[str, str]] = Counter()  # how often an item came up in a review
        self.actions: dict[str, Told] = {}
        self.every_breach = breaches(world, UNTIL, history=True)

    def play(self, until: dt.datetime) -> None:
        """Does everything that is told, in the order of time."""
        self.go_on(Responding(self).checks())
        for path in sorted(TOLD.glob("*.yaml")):
            told = yaml.safe_load(path.read_text("utf-8"))
            for one in told["outside"]:
                self.go_on(self.outside(told["sop"], one))
            for held in sittings(self.world, self.ledger.state(), dt.datetime(2026, 1, 1), UNTIL, UNTIL):
                review = told["reviews"].get(held.ref.review)
                if held.ref.sop == told["sop"] and review and held.at.date() >= review["from"]:
                    self.go_on(self.hold(held, review))
        while self.waiting and self.waiting[0][0] < until:
            self.now, _, doing = heapq.heappop(self.waiting)
            self.go_on(doing)

    def go_on(self, doing: Doing) -> None:
        """Lets it go on as far as it can now, and notes when it goes on again."""
        self.begun += 1
        if (at := next(doing, None)) is not None:
            heapq.heappush(self.waiting, (max(at, self.now), self.begun, doing))

    def do(self, by: str, act: acts.AnyAct, document: str | None = None) -> None:
        """Records it."""
        self.ledger.record(act, by, self.now, self.now, document=document)

    def outside(self, sop: str, told: Told) -> Doing:
        """What somebody did about a breach outside of any meeting."""
        yield told["at"]
        kind = next(kind for kind in ("acknowledged", "accepted") if kind in told)
        metric, threshold, segment = told[kind].split("/")
        track = (sop, metric, threshold, segment)
        breach = max((b.ref for b in self.every_breach if b.ref.track == track), key=lambda ref: ref.fired_at)
        comment = told.get("comment", "")
        if kind == "accepted":
            self.do(told["by"], acts.Accepted(breach=breach, comment=comment, until=told["until"]))
        else:
            self.do(told["by"], acts.Acknowledged(breach=breach, comment=comment))

    def hold(self, due: Sitting, review: Told) -> Doing:
        """One sitting, from the opening to the signature and what follows on it."""
        ref, dice, plan = due.ref, dice_of(acts.name_of(due.ref)), review["sittings"].get(due.at.date()) or {}
        if plan.get("missed") or due.chair is None or due.chair.party is None:
            return
        chair = due.chair.party
        yield due.at + dt.timedelta(seconds=dice.randint(20, 330))
        self.do(chair, acts.SittingOpened(sitting=ref))
        invited = [self.world.library.people.get(h.party) for h in (due.chair, *due.attendees) if h and h.party]
        people = dict.fromkeys(id for party in invited if party for id in (party.members or (party.id,)))
        self.do(chair, acts.Attended(sitting=ref, people=tuple(people)))
        there = tuple(id for id in people if self.is_there(id, due) and id not in plan.get("away", ()))
        if there != tuple(people):
            yield self.now + dt.timedelta(seconds=dice.randint(15, 60))
            self.do(chair, acts.Attended(sitting=ref, people=there))
        for item in agenda(self.world, self.ledger.state(), due, self.now).items:
            if told := self.told(item, review, plan):
                yield from self.discuss(due, item, told, chair, dice)
        if plan.get("unsigned"):
            return
        yield plan.get("signed") or self.now + dt.timedelta(seconds=dice.randint(100, 700))
        self.sign(due, plan.get("signs", chair))
        if correction := plan.get("correction"):
            yield correction["at"]
            self.do(correction["by"], acts.SittingCorrected(sitting=ref, text=correction["text"]))

    def discuss(self, due: Sitting, item: Item, told: Told, chair: str, dice: Random) -> Doing:
        """What is said, decided and agreed on one item."""
        ref, breach = due.ref, item.breach.ref if item.breach else None
        if "note" in told:
            yield self.now + dt.timedelta(seconds=dice.randint(50, 240))
            self.do(told.get("by", chair), acts.Noted(sitting=ref, item=item.id, text=told["note"]))
        if "decision" in told:
            yield self.now + dt.timedelta(seconds=dice.randint(15, 90))
            decided = acts.Decided(
                sitting=ref, item=item.id, decision=told["decision"], comment=told.get("comment", ""),
                until=told.get("until"), breach=breach,
            )  # fmt: skip
            self.do(chair, decided)
        for number, action in enumerate(told.get("actions", ())):
            yield self.now + dt.timedelta(seconds=dice.randint(25, 80))
            id = f"{dice_of(f'{acts.name_of(ref)} {item.id} {number}').getrandbits(48):012x}"
            added = acts.ActionAdded(
                action=id, what=action["what"], who=action["who"], due=action["due"], sop=item.sop, metric=item.metric,
                sitting=ref, item=item.id, breach=breach,
            )  # fmt: skip
            self.do(chair, added)
            self.actions[id] = action
            self.go_on(self.follow(id, action["who"], action.get("then", ())))

    def follow(self, id: str, who: str, steps: list[Told]) -> Doing:
        """What becomes of an action."""
        dice = dice_of(id)
        for step in steps:
            at = step["at"]
            if not isinstance(at, dt.datetime):
                at = dt.datetime.combine(at, dt.time(dice.randint(7, 14), dice.randint(0, 59), dice.randint(0, 59)))
            yield at
            by, comment = step.get("by", who), step.get("comment", "")
            if "moved" in step:
                self.do(by, acts.ActionMoved(action=id, due=step["moved"], comment=comment))
            elif "given" in step:
                self.do(by, acts.ActionReassigned(action=id, who=step["given"], comment=comment))
                who = step["given"]
            else:
                kinds = {"done": acts.ActionDone, "dropped": acts.ActionDropped, "reopened": acts.ActionReopened}
                self.do(by, kinds[step["is"]](action=id, comment=comment))

    def sign(self, due: Sitting, by: str) -> None:
        """Freezes the sitting as it stands, with the load of that morning as its numbers."""
        state = self.ledger.state()
        held = sitting(self.world, state, due.ref, self.now)
        assert held and may_sign(self.world, held, by) is None, f"{by} cannot sign {due.ref}"
        seen = agenda(self.world, state, held, self.now)
        seen = dataclasses.replace(seen, generation=f"{self.now:%Y%m%d}T040000Z-1")
        role = signed_as(self.world, held, by)
        frozen = to_json(document(self.world, state, seen, by, role))
        signature = acts.SittingSigned(
            sitting=due.ref, generation=seen.generation, digest=seen.digest, document_hash=hash_of(frozen), role=role
        )
        self.do(by, signature, frozen)

    def told(self, item: Item, review: Told, plan: Told) -> Told | None:
        """What is told of an item: by the day for what is about the period, else by how often it has come up."""
        if item.id in ("other", "events", "actions"):
            return plan.get(item.id)
        if item.action:
            said, key = [note and {"note": note} for note in self.actions[item.action.id].get("said", ())], item.id
        else:
            named = breach_of(item.id)
            key = "/".join((named[0][1], named[0][2], named[0][3])) if named else short(item.id)
            said = review["items"].get(key, ())
        time = self.times[item.sop, key]
        self.times[item.sop, key] += 1
        return said[time] if time < len(said) else None

    def is_there(self, id: str, due: Sitting) -> bool:
        """Whether that person works there and is not away on the day."""
        people, day = self.world.library.people, local_day(due.at, due.timezone)
        party = people.get(id)
        return party is not None and is_there(people, party, day)


def short(item: str) -> str:
    """'incident|win-back 2026-07-06' for the item of an incident, 'asked|weekly 2026-07-06' of what a sitting asked."""
    named = re.sub(r"^(\w+)\|(.+)-(\d{4})(\d\d)(\d\d)-[0-9a-f]+$", r"\1|\2 \3-\4-\5", item)
    return re.sub(r"^asked\|[^/]+/([^/]+)/(\d{4}-\d\d-\d\d)T.*$", r"asked|\1 \2", named)


def dice_of(name: str) -> Random:
    """Chance that is the same every time."""
    return Random(name)  # noqa: S311
