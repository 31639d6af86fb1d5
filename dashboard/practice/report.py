"""What was found, as documents for machines and as text for people."""

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence

from dashboard.errors import Problem
from dashboard.history.ingest import Report
from dashboard.practice import wording
from dashboard.practice.begin import Beginning
from dashboard.practice.breach import Breach
from dashboard.practice.drift import LevelChange
from dashboard.practice.expected import Expected
from dashboard.practice.propose import Proposal
from dashboard.sop.lint import Finding
from dashboard.sop.model import People
from dashboard.workspace import VARIABLE


def breach_json(breach: Breach) -> dict[str, object]:
    """One breach as `check --json` has it: `owner` is who is to act; all who are named are ids of parties or null.

    `accepted_until` is null if the breach is not accepted for now; `expected` is the one person who is to act now, null
    where it has ended or is aspirational; `escalated_to` who held the last hop recorded, or whom the SOP names for it.
    """
    backup, done = breach.ownership.backup, breach.followed
    hop = done.escalations[-1] if done.escalations else None
    return {
        "sop": breach.sop,
        "metric": breach.metric,
        "segment": breach.segment,
        "threshold": breach.threshold,
        "level": breach.level,
        "since": wording.instant(breach.since),
        "fired_at": wording.instant(breach.fired_at),
        "ended_at": wording.instant(breach.ended_at),
        "worst": breach.worst,
        "points": breach.points,
        "owner": breach.ownership.acting.party,
        "backup": backup.party if backup else None,
        "response": breach.response,
        "acknowledged_by": done.acknowledged.by if done.acknowledged else None,
        "accepted_until": wording.instant(done.accepted.until) if done.accepted else None,
        "incident": done.incident.id if done.incident else None,
        "expected": breach.expected.holding.party if breach.expected else None,
        "escalated_to": (hop.holder or hop.to) if hop else None,
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """One finding as `lint --json` has it; `silenced` is why the SOP silences it, or null."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
        "silenced": finding.because,
    }


def change_json(change: LevelChange) -> dict[str, object]:
    """One change of level as `drift --json` has it; `at` is a number where the file counts."""
    return {
        "metric": change.metric,
        "segment": change.segment,
        "at": change.at if isinstance(change.at, int) else wording.instant(change.at),
        "before": change.before,
        "after": change.after,
        "confidence": change.confidence,
    }


def of_changes(found: Sequence[LevelChange], series: int, units: Mapping[str, str] | None = None) -> str:
    """A line a change of level, the latest first. `series`: of how many these are all the changes; `units` of metrics
    that are known to have one."""
    if not found:
        return f"no change of level in {'one' if series == 1 else f'{series:,}'} series"
    return "\n".join(aligned([_change_cells(change, (units or {}).get(change.metric, "")) for change in found]))


def _change_cells(change: LevelChange, unit: str) -> list[str]:
    before = wording.value(change.before, unit, against=[change.after])
    after = wording.value(change.after, unit, against=[change.before])
    return [
        f"{change.metric} · {change.segment}" if change.segment else change.metric,
        f"{before} → {after}",
        f"from {change.at if isinstance(change.at, int) else wording.moment(change.at)}",
        f"({min(int(100 * change.confidence), 99)} % sure)",
    ]


def as_finding(problem: Problem) -> Finding:
    """A problem of a file that is not an SOP's, among the findings of lint."""
    return Finding(problem.file, problem.line, "broken", "error", problem.message)


def of_breaches(found: Sequence[Breach], as_of: dt.datetime, people: People | None = None) -> str:
    """A line a breach, worst first; `people` are those by whose names the ones who acted on it are called."""
    when = wording.moment(as_of)
    if not found:
        return f"nothing is breaching as of {when}"
    rows = [_breach_cells(breach, as_of, people) for breach in found]
    return "\n".join([f"as of {when}", *aligned(rows)])


def _breach_cells(breach: Breach, as_of: dt.datetime, people: People | None) -> list[str]:
    level = breach.level if breach.enforced else "goal"
    title = f"{breach.title} · {breach.segment}" if breach.segment else breach.title
    number = breach.value if breach.ended_at is None else breach.worst
    limits = (breach.lower, breach.upper)
    held = wording.value(number, breach.unit, breach.signal, limits)
    phrase = wording.signal_phrase(breach.signal)
    acceptable = f"({f'{phrase}; ' if phrase else ''}acceptable {wording.bounds(*limits, breach.unit, breach.signal)})"
    if breach.ended_at is None:
        when = wording.since(breach.since, as_of)
    else:
        lasted = wording.span(breach.ended_at - breach.since)
        because = "" if breach.ended_because == "recovered" else f" ({breach.ended_because})"
        when = f"{wording.moment(breach.since, as_of)} to {wording.moment(breach.ended_at, as_of)}, {lasted}{because}"
    backup = breach.ownership.backup
    acting = breach.ownership.acting
    stands_by = f", backup {backup.name}" if backup and backup.party != acting.party else ""
    whose = f"— {acting.name} ({acting.duty}){stands_by}"
    return [level, title, held, acceptable, when, whose + _handled(breach, as_of, people)]


def _handled(breach: Breach, as_of: dt.datetime, people: People | None) -> str:
    done, said = breach.followed, ""
    if done.acknowledged:
        party = people.get(done.acknowledged.by) if people else None
        said = f", acknowledged by {party.name if party else done.acknowledged.by}"
    if breach.expected and breach.expected.lost:
        said += f", NOBODY FOUND: falls to {breach.expected.holding.name}"
    elif breach.expected and not _told(breach, breach.expected):
        said += f", now {breach.expected.holding.name}, who {breach.expected.because}"
    said += f" [{done.incident.id}]" if done.incident else ""
    return said + (f" (accepted until {wording.moment(done.accepted.until, as_of)})" if done.accepted else "")


def _told(breach: Breach, expected: Expected) -> bool:
    """Whether who is expected stands there already: as who acts by the SOP, or as who acknowledged it."""
    acting, acknowledged = breach.ownership.acting.hops, breach.followed.acknowledged
    named = acknowledged is not None and acknowledged.by == expected.holding.party
    return named or expected.holding.hops[: len(acting)] == acting


def of_findings(found: Sequence[Finding]) -> str:
    """A line a finding, those last that the SOP silences, with why."""
    if not found:
        return "nothing to remark"
    lines = [f"{_place(f)}: {f.level}: {f.message} [{f.rule}]" for f in found if f.because is None]
    silenced = [f for f in found if f.because is not None]
    lines += [f"{_place(f)}: silenced: {f.message} [{f.rule}], because: {f.because}" for f in silenced]
    return "\n".join(lines)


def _place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.line else finding.file


def of_ingest(done: Report) -> str:
    """A line a source, and what came of it all."""
    rows = [
        [s.source, f"refused: {s.refused}"]
        if s.refused
        else [s.source, f"{s.loaded:,} loaded", f"{s.restated:,} restated", f"{s.rejected:,} rejected"]
        for s in done.sources
    ]
    total = done.as_json()
    counts = ", ".join(f"{total[what]:,} {what}" for what in ("loaded", "restated", "rejected"))
    news = "" if done.published else "; nothing new"
    return "\n".join([*aligned(rows), f"generation {done.generation}: {counts}{news}"])


def of_beginning(begun: Beginning) -> str:
    """What was made and guessed, and the two commands that come next."""
    found = begun.guess
    mapped = [("date", found.at), ("metric", found.metric), ("value", found.value), ("sample size", found.n)]
    mapped += [("model version", found.model_version), ("segments", ", ".join(found.segments))]
    mapped += [("dates written", found.date_format), ("decimal mark", found.decimal if found.decimal != "." else None)]
    mapped += [("thousands mark", found.thousands), ("left out", ", ".join(found.aside))]
    proposed = [
        [
            f"  {id}",
            f"{proposal.better} is better" if proposal.guessed_from_name else "direction not clear",
            _bounds(proposal),
        ]
        for id, proposal in begun.proposals.items()
    ]
    folder = shlex.quote(str(begun.root))
    rejected = (
        f", {wording.counted(begun.rejected, 'row')} rejected (the data page says which and why)"
        if begun.rejected
        else ""
    )
    return "\n".join(
        [
            f"made {begun.root}: {wording.counted(begun.loaded, 'observation')}{rejected}",
            f"guessed from the file, {found.layout} layout:",
            *aligned([[f"  {what}", column] for what, column in mapped if column]),
            *(f"  look at this: {doubt}" for doubt in found.doubts),
            f"proposed in {begun.sop_file}:",
            *aligned(proposed),
            "next:",
            f"  python -m dashboard ingest --workspace {folder}",
            f"  {VARIABLE}={folder} python -m streamlit run dashboard/app.py",
            f"and `python -m dashboard lint --workspace {folder}` asks for what only you know: whose each metric is",
        ]
    )


def _bounds(proposal: Proposal) -> str:
    limits = [f"{level} {wording.bounds(*b, proposal.unit)}" for level, b in proposal.thresholds.items()]
    return ", ".join(limits) or f"no thresholds: {proposal.why_not}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Cells padded to the widest of their column; the last of a row is not."""
    columns = max((len(row) for row in rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row) - 1), default=0) for i in range(columns)]
    return ["  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in rows]
