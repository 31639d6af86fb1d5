"""How healthy an SOP is, version by version: how much of the seven steps it has agreed on, and what lint remarks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from dashboard.ledger.state import Acts
from dashboard.practice.lint import lint
from dashboard.practice.version_line import Edition, version_line
from dashboard.practice.world import World
from dashboard.sop.lint import NAMES, findings, heed
from dashboard.sop.lint.finding import Severity
from dashboard.sop.lint.silence import NAME as IDLE
from dashboard.sop.versions import Versions


@dataclass(frozen=True)
class Health:
    """One version that can be read. `share` (0 to 1) is how much of the seven steps is agreed on, each counting alike.

    `remarks` are how many there are of each level, without those silenced: of an earlier version those on its file when
    it came into force, of the newest also those of today, by the numbers and the reviews.
    """

    edition: Edition
    share: float
    remarks: Mapping[Severity, int]


def health(world: World, acts: Acts, sop: str, now: dt.datetime) -> tuple[Health, ...]:
    """Every version of that SOP that can be read, in order, at `now` (naive UTC)."""
    versions = world.library.sops[sop]
    found = []
    for edition in version_line(world, sop, now):
        if edition.version is None:
            continue
        shares = [step.share for step in edition.coverage if step.share is not None]
        found.append(
            Health(edition, sum(shares) / len(shares) if shares else 0.0, _remarks(world, acts, versions, edition, now))
        )
    return tuple(found)


def as_rows(found: Sequence[Health]) -> list[dict[str, object]]:
    """A row a step of a version: how many have what it asks for; and one a level of its remarks."""
    steps: list[dict[str, object]] = [
        {"version": h.edition.name, "step": c.step, "asks": c.asks, "have": c.n, "of": c.of}
        for h in found for c in h.edition.coverage
    ]  # fmt: skip
    levels = get_args(Severity)
    return steps + [
        {"version": h.edition.name, "step": "Remarks", "asks": level, "have": h.remarks.get(level, 0), "of": None}
        for h in found for level in levels
    ]  # fmt: skip


def _remarks(
    world: World, acts: Acts, versions: Versions, edition: Edition, now: dt.datetime
) -> Mapping[Severity, int]:
    version = edition.version
    if version is None or version is versions.newest:
        told = lint(world, acts, now)
    else:
        upto = versions.good[: versions.good.index(version) + 1]
        alone = replace(world.library, sops={versions.id: Versions(versions.id, upto, ())}, problems=())
        held = heed(alone, findings(alone, version.sop.effective_from), NAMES)
        told = [finding for finding in held if finding.rule != IDLE]  # it may silence a rule on the numbers
    return Counter(finding.level for finding in told if finding.of == edition.file and finding.because is None)
