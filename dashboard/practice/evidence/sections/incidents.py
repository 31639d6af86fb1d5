"""What was done when it went wrong: incidents, the steps of their playbooks, and what was learned."""

import datetime as dt

from dashboard.ledger.acts import MACHINE
from dashboard.ledger.state import Incident, Mark
from dashboard.practice import wording
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen
from dashboard.practice.incidents.past import as_at
from dashboard.practice.incidents.playbook import playbook
from dashboard.practice.response_times import ResponseTimes, response_times
from dashboard.practice.scope import Scope

INCIDENTS = (
    Column("incident", "Incident", 1.4),
    Column("sop", "", 0),
    Column("title", "What", 1.6),
    Column("level", "Level", 0.7),
    Column("response", "Response", 1),
    Column("opened_at", "Opened", 0.9),
    Column("opened_by", "", 0),
    Column("opened_by_name", "By", 0.9),
    Column("acknowledged_at", "Acknowledged", 1.3),
    Column("acknowledged_by", "", 0),
    Column("acknowledged_by_name", "By", 0.9),
    Column("hours_to_acknowledge", "After", 0.7, hours=True),
    Column("resolved_at", "Resolved", 0.9),
    Column("resolved_by", "", 0),
    Column("hours_to_resolve", "After", 0.7, hours=True),
    Column("resolution", "", 0),
    Column("state", "State", 0.8),
    Column("breaches", "Breaches", 0.85),
)
STEPS = (
    Column("incident", "Incident", 1.2),
    Column("step", "", 0),
    Column("kind", "Kind", 1),
    Column("do", "Step", 2.2),
    Column("role", "Role", 0.7),
    Column("due_at", "Due", 0.9),
    Column("closed_at", "Done or skipped", 0.9),
    Column("closed_by", "", 0),
    Column("closed_by_name", "By", 0.9),
    Column("outcome", "Outcome", 0.7),
    Column("comment", "Comment", 1.6),
)
POST_MORTEMS = (
    Column("incident", "Incident", 1.1),
    Column("happened", "What happened", 2),
    Column("cause", "Why", 1.6),
    Column("lessons", "Lessons", 1.6),
    Column("sop_change", "Asked of the SOP", 1.3),
    Column("written_by", "", 0),
    Column("written_by_name", "Written by", 0.9),
    Column("written_at", "On", 0.9),
    Column("reviewed_by", "", 0),
    Column("reviewed_by_name", "Agreed by", 0.9),
    Column("reviewed_at", "On", 0.9),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """Incidents that were under way at some time in the period, as they stand when this is made."""
    known = [i for incident in seen.acts.incidents.values() if (i := as_at(incident, seen.as_of))]
    touching = (i for i in known if i.sop in seen.sops)
    found = [i for i in touching if seen.lasted_into(i.sop, i.opened.at, i.resolved.at if i.resolved else None)]
    found.sort(key=lambda i: (i.opened.at, i.opened.seq))
    if not found:
        return _tables((), (), ()), []
    everything = Scope(found[0].opened.at, seen.as_of + dt.timedelta(microseconds=1))  # what was opened just now, too
    times = response_times(seen.world, seen.acts, everything, seen.as_of)
    learned = [_post_mortem(seen, i) for i in found if i.post_mortem]
    tables = _tables(
        tuple(_incident(seen, times, i) for i in found),
        tuple(row for i in found for row in _steps(seen, times, i)),
        tuple(learned),
    )
    return tables, _gaps(found)


def _tables(incidents: tuple[Row, ...], steps: tuple[Row, ...], learned: tuple[Row, ...]) -> list[Table]:
    return [
        Table("incidents", "Incidents", INCIDENTS, incidents, "No incident was under way in this period."),
        Table("steps", "Steps of their playbooks", STEPS, steps, "No incident of this period had steps."),
        Table("post-mortems", "Post-mortems", POST_MORTEMS, learned, "No post-mortem was written on these."),
    ]


def _gaps(found: list[Incident]) -> list[Remark]:
    unwritten = sum(not i.under_way and not i.post_mortem for i in found)
    of = wording.counted(len(found), "incident")
    unseen = sum(i.acknowledged is None for i in found)
    gaps = [Remark(f"Resolved without a post-mortem: {unwritten} of {of}.")] if unwritten else []
    return gaps + ([Remark(f"Never acknowledged: {unseen} of {of}.")] if unseen else [])


def _incident(seen: Seen, times: ResponseTimes, i: Incident) -> Row:
    row = times.incidents[times.incidents["incident"] == i.id].iloc[0]
    acknowledged, resolved = i.acknowledged, i.resolved
    return (
        i.id, i.sop, i.title, i.level, row["response_title"], i.opened.at, i.opened.by, _by(seen, i.opened),
        *_mark(acknowledged), _by(seen, acknowledged), _known(row["acknowledge_hours"]), *_mark(resolved),
        _known(row["resolve_hours"]), resolved.text if resolved else "", i.state, len(i.breaches),
    )  # fmt: skip


def _steps(seen: Seen, times: ResponseTimes, i: Incident) -> list[Row]:
    outcomes = times.steps[times.steps["incident"] == i.id].set_index("step")["outcome"]
    rows: list[Row] = []
    for one in playbook(seen.world, i, seen.as_of).steps:
        step, closed = one.step, one.taken.closed
        rows.append(
            (i.id, step.id, step.kind, step.do, step.role, one.due, closed.at if closed else None,
             closed.by if closed else None, _by(seen, closed), outcomes[step.id], closed.text if closed else "")
        )  # fmt: skip
    return rows


def _post_mortem(seen: Seen, i: Incident) -> Row:
    written = i.post_mortem
    assert written, "it is asked of those that have one"
    return (
        i.id, written.happened, written.cause, "; ".join(written.lessons), written.sop_change, written.mark.by,
        seen.name(written.mark.by), written.mark.at, i.reviewed.by if i.reviewed else None, _by(seen, i.reviewed),
        i.reviewed.at if i.reviewed else None,
    )  # fmt: skip


def _mark(mark: Mark | None) -> tuple[Row, ...] | Row:
    return (mark.at, mark.by) if mark else (None, None)


def _by(seen: Seen, mark: Mark | None) -> str:
    return "" if mark is None else "opened by itself" if mark.by == MACHINE else seen.name(mark.by)


def _known(hours: float) -> float | None:
    return None if hours != hours else float(hours)


CHAPTER = Chapter(
    "incidents",
    "Incidents and post-mortems",
    "Every incident that was under way, when it was opened, acknowledged and resolved, each step of its playbook with "
    "its time limit, and what was learned.",
    make,
)
