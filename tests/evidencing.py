"""A world with something in every section of the evidence: two versions, a proposal, a signed sitting, an incident.

Mei is away in March, so that Ola, the backup, holds what is hers; a value was restated, and a row turned away.
"""

import datetime as dt
from pathlib import Path

from dashboard.ledger import acts
from dashboard.ledger.store import Ledger, hash_of
from dashboard.practice.acting import open_acts
from dashboard.practice.evidence.audited import audited
from dashboard.practice.evidence.evidence import Evidence, evidence
from dashboard.practice.evidence.seen import Period
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.minutes.form import to_json
from dashboard.practice.minutes.signed import draft
from dashboard.practice.proposals.recording import record_versions
from dashboard.practice.sittings import sitting
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from tests.worlds import NOW, PEOPLE, REVIEWED, bad_rows, day, make_world, write_numbers

HOUR = dt.timedelta(hours=1)
OPENED = NOW.replace(hour=6) - dt.timedelta(days=11)
SAT = NOW - dt.timedelta(days=7)  # the weekly review of 9 March, noon
SECOND = REVIEWED.replace("effective_from: 2026-01-01", "effective_from: 2026-02-16").replace(
    "changed: {by: cto, because: first version}", "changed: {by: mei, because: \"=1+1 is what '<b>' said\"}"
).replace("lower: 88, for: 2, recover: {lower: 89}", "lower: 87, for: 2, recover: {lower: 89}")  # fmt: skip
AWAY = PEOPLE.replace(
    "team: ml}", "team: ml, absences: [{from: 2026-03-01, until: 2026-03-20}]}"
)  # nobody stands in for Mei by name
QUARTER = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 15))


def evidencing(tmp_path: Path) -> World:
    """The world, with its ledger."""
    rows = bad_rows()
    first = [
        (at, metric, 9 if (metric, at) == ("latency", day(40)) else value, *rest) for at, metric, value, *rest in rows
    ]
    workspace = make_world(tmp_path, [REVIEWED, SECOND], rows=first, people=AWAY).workspace
    write_numbers(tmp_path, [*rows, ("no day", "latency", 2)])
    refresh(workspace, NOW)
    world = open_world(workspace)
    ledger = open_acts(world.workspace)
    record_versions(world, ledger, NOW - dt.timedelta(days=25), NOW - dt.timedelta(days=25))
    proposed(world, ledger)
    responded(world, ledger)
    sat(world, ledger)
    ledger.close()
    return world


def do(ledger: Ledger, by: str, act: acts.AnyAct, at: dt.datetime, **more: str) -> None:
    """Records it."""
    ledger.record(act, by, at, at, **more)


def proposed(world: World, ledger: Ledger) -> None:
    """A proposal that Chris agreed to, and that is no version yet."""
    text = SECOND.replace("lower: 87", "lower: 86")
    base = world.library.sops["assistant"].good[-1]
    at = NOW - dt.timedelta(days=10)
    made = acts.ProposalMade(
        proposal="p1", sop="assistant", base=base.sop.effective_from, base_digest=base.digest,
        effective_from=dt.date(2026, 4, 1), document_hash=hash_of(text), text="Too strict",
        title="Lower bound 88 % → 86 %",
    )  # fmt: skip
    do(ledger, "mei", made, at, document=text)
    do(ledger, "cto", acts.ProposalApproved(proposal="p1", revision=1, text="Agreed"), at + HOUR)


def responded(world: World, ledger: Ledger) -> None:
    """An incident of the floor, acknowledged after two hours, resolved and written up; another that nobody saw."""
    [opened] = [e.act for e in open_due(world, ledger, OPENED, OPENED) if isinstance(e.act, acts.IncidentOpened)]
    id = opened.incident
    do(ledger, "ola", acts.IncidentAcknowledged(incident=id), OPENED + 2 * HOUR)
    do(ledger, "bo", acts.StepDone(incident=id, step="find", comment="Chat alone"), OPENED + 9 * HOUR)
    do(ledger, "cto", acts.StepSkipped(incident=id, step="undo", comment="No release"), OPENED + 10 * HOUR)
    do(ledger, "cto", acts.IncidentResolved(incident=id, comment="Index rebuilt"), OPENED + 30 * HOUR)
    written = acts.PostMortemWritten(
        incident=id,
        happened="Chat was wrong",
        cause="A stale index",
        lessons=("training",),
        sop_change="Watch the index",
    )
    do(ledger, "ola", written, OPENED + 40 * HOUR)


def sat(world: World, ledger: Ledger) -> None:
    """The weekly review of 9 March: a decision, an action, and the signature of Chris."""
    ref = acts.SittingRef(sop="assistant", review="weekly", at=SAT)
    do(ledger, "cto", acts.SittingOpened(sitting=ref), SAT)
    do(ledger, "cto", acts.Attended(sitting=ref, people=("ola", "bo")), SAT + HOUR / 6)
    action = acts.ActionAdded(action="a1", what="-Rebuild weekly", who="bo", due=dt.date(2026, 3, 12), sop="assistant",
                              sitting=ref, item="x")  # fmt: skip
    do(ledger, "cto", action, SAT + HOUR / 4)
    held = sitting(world, ledger.state(), ref, SAT + HOUR / 2)
    frozen = to_json(draft(world, ledger, ledger.state(), held, SAT + HOUR / 2).document)
    signed = acts.SittingSigned(sitting=ref, generation="g", digest=world.digest, document_hash=hash_of(frozen))
    do(ledger, "cto", signed, SAT + HOUR, document=frozen)


def found(world: World, period: Period = QUARTER, sop: str = "assistant", at: dt.datetime = NOW) -> Evidence:
    """The evidence of that world."""
    ledger = open_acts(world.workspace)
    try:
        known = ledger.state()
        return evidence(world, known, audited(ledger, known, NOW), sop, period, at)
    finally:
        ledger.close()
