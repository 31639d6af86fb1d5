"""What lint remarks on one SOP, beside the thing that it is about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.ledger.state import Acts
from dashboard.practice.lint import altered_version, lint
from dashboard.practice.world import World
from dashboard.sop.lint import Finding
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version

ORDER = ("error", "warning", "advice")


@dataclass(frozen=True)
class Beside:
    """The remarks on one thing: a metric, response, review or objective by its title, or the SOP itself."""

    kind: str
    title: str
    findings: tuple[Finding, ...]


def remarks(world: World, acts: Acts, sop: str, now: dt.datetime) -> tuple[Beside, ...]:
    """All of one SOP, in the order of its newest version; those that the SOP silences have their `because`."""
    newest = world.library.sops[sop].newest
    folder = f"{world.workspace.sop_dir.name}/{sop}/"
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in lint(world, acts, now):
        if finding.of.startswith(folder):
            found.setdefault(_thing(newest, finding), []).append(finding)
    return tuple(Beside(*thing, tuple(sorted(each, key=_urgency))) for thing, each in found.items())


def _thing(newest: Version | None, finding: Finding) -> tuple[str, str]:
    """The kind and title of what a finding is about; of a file that is not the newest version, the file."""
    if newest is None or finding.of != newest.file:
        return "file", finding.of
    thing = finding.thing(newest.sop)
    return (thing[0].removesuffix("s"), _title(newest.sop, *thing)) if thing else ("procedure", newest.sop.title)


def altered(found: Sequence[Beside]) -> list[Finding]:
    """Those on files that are not what was recorded: what is said of the SOP, and judged by it, may not be agreed."""
    return [finding for beside in found for finding in beside.findings if finding.rule == altered_version.NAME]


def count(found: Sequence[Beside]) -> int:
    """How many there are, without those silenced."""
    return sum(finding.because is None for beside in found for finding in beside.findings)


def _urgency(finding: Finding) -> tuple[bool, int, Finding]:
    return finding.because is not None, ORDER.index(finding.level), finding


def _title(sop: Sop, list: str, id: str) -> str:
    part = next(part for part in getattr(sop, list) if part.id == id)
    return str(getattr(part, "title", None) or part.statement)
