"""The verb that makes the file for an auditor."""

import argparse
import datetime as dt
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

from dashboard.cli.saying import CLEAN, FINDINGS, hand_over, say, say_out
from dashboard.cli.verbs import tell_problems, with_clock
from dashboard.errors import WorkspaceError, nearest
from dashboard.ledger.state import NO_ACTS
from dashboard.practice import wording
from dashboard.practice.acting import has_acts, open_acts
from dashboard.practice.evidence.audited import audited
from dashboard.practice.evidence.evidence import Evidence, evidence
from dashboard.practice.evidence.seen import Period, last_quarter
from dashboard.practice.evidence.tables import as_json

FORMATS = ("zip", "pdf", "html", "json")


def file(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Makes the file for an auditor over a period; a ledger or a version that is not what was recorded is a finding."""
    write = _writer(_format(asked))
    world = with_clock(asked)
    at = world.now(now)
    period = _period(asked, at.date())
    with closing(open_acts(world.workspace)) if has_acts(world.workspace) else nullcontext() as ledger:
        acts = ledger.state() if ledger else NO_ACTS
        found = evidence(world, acts, audited(ledger, acts, now), asked.sop or "", period, at)
    hand_over(write(found), asked.output, terminal=_format(asked) in ("html", "json"))
    for section, remark in found.remarks:
        say(f"{remark.kind}: {section.title}: {remark.text}")
    if asked.output:
        rows = sum(len(table.rows) for section in found.sections for table in section.tables)
        counted = f"{wording.counted(len(found.sections), 'section')}, {wording.counted(rows, 'row')}"
        say_out(f"{asked.output}: {found.period.words}, {counted}")
    tell_problems(world)
    return FINDINGS if found.doubtful or world.problems else CLEAN


def _format(asked: argparse.Namespace) -> str:
    """As `--json` or `--format` say, else as the name of the file ends, else a ZIP."""
    if asked.json:
        return "json"
    if asked.format:
        return str(asked.format)
    ending = Path(asked.output).suffix.lower().removeprefix(".") if asked.output else "zip"
    if ending not in FORMATS:
        raise WorkspaceError(f"--output: '{asked.output}' ends in no form of evidence{nearest(ending, FORMATS)}")
    return ending


def _writer(format: str) -> Callable[[Evidence], bytes]:
    """What makes that form of it; no other verb waits for what it needs."""
    if format == "json":
        return as_json
    if format == "html":
        from dashboard.practice.evidence.html import as_html

        return lambda found: as_html(found).encode()
    if format == "pdf":
        from dashboard.practice.evidence.pdf import as_pdf

        return as_pdf
    from dashboard.practice.evidence.archive import as_zip

    return as_zip


def _period(asked: argparse.Namespace, today: dt.date) -> Period:
    """The days that were asked for; without any, the last whole quarter. A period can reach to today."""
    if asked.first is None and asked.last is None:
        return last_quarter(today)
    last = today if asked.last is None else _day(asked.last, "--to")
    if last > today:
        raise WorkspaceError(f"--to: {last} is still to come; today is {today}")
    if asked.first is None:
        raise WorkspaceError("evidence takes --from with --to: it says on which day the period begins")
    first = _day(asked.first, "--from")
    if first > today:
        raise WorkspaceError(f"--from: {first} is still to come; today is {today}")
    if last < first:
        raise WorkspaceError(f"--to: {last} is before --from {first}")
    return Period(first, last)


def _day(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError(f"{option}: '{text}' is not a day; write it like 2026-07-06") from None
