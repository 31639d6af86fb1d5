"""What is wrong with a first version that is not written yet, and what lint would say, step by step of the guide."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.practice.beginning.answers import STEPS
from dashboard.practice.world import World
from dashboard.sop.lint import findings
from dashboard.sop.lint.finding import Finding
from dashboard.sop.load import read_sops
from dashboard.sop.versions import Version

# The step that a rule is about, where it is not that of the part of the file.
BY_RULE = {
    "no-objective": 0, "no-frequency": 1, "fairness-without-min-n": 1, "direction": 1,
    "unfilled-duty": 2, "departed-owner": 2, "absent-owner": 2, "no-backup": 2, "one-person": 2, "no-escalation": 2,
    "critical-without-escalation": 2, "too-much": 2,
    "no-review": 3, "no-thresholds": 4, "warning-beyond-critical": 4, "impatient": 4, "proposed-threshold": 4,
    "critical-without-response": 5, "warning-without-response": 5, "response-without-holder": 5,
    "response-without-steps": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """`version` is None if the text cannot be a version, `problems` then says why; `remarks` by step, from 0."""

    version: Version | None
    problems: tuple[str, ...]
    remarks: Mapping[int, tuple[Finding, ...]]


def checked(world: World, sop: str, day: dt.date, text: str) -> Checked:
    """That text as the first version of a new SOP, held against people, sources and library as they are.

    A source that cannot be read leaves references to sources unchecked.
    """
    path = world.workspace.sop_dir / sop / f"{day}.yaml"
    sources = None if world.source_problems else {source.id for source in world.sources}
    library = read_sops(world.workspace.sop_dir, sources, {path: text.encode("utf-8", "replace")})
    shown = f"{world.workspace.sop_dir.name}/{sop}/{path.name}"
    versions = library.sops[sop]
    version = next((v for v in versions.good if v.file == shown), None)
    wrong = tuple(
        f"line {problem.line}: {problem.message}" if problem.line else problem.message
        for problem in versions.problems if problem.file == shown
    )  # fmt: skip
    alone = replace(library, sops={sop: versions}, problems=())
    remarks: dict[int, tuple[Finding, ...]] = {}
    for finding in findings(alone, day) if version else ():
        if finding.of == shown:
            step = step_of(finding)
            remarks[step] = (*remarks.get(step, ()), finding)
    return Checked(version, wrong, remarks)


def step_of(finding: Finding) -> int:
    """The step of the guide at which what a finding remarks on is answered."""
    if finding.rule in BY_RULE:
        return BY_RULE[finding.rule]
    part = finding.path[0] if finding.path else "owner"
    return next((i for i, step in enumerate(STEPS) if part in step.parts), len(STEPS) - 1)
