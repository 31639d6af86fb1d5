"""A version that was in force, or approved, is never edited: what was judged by it would no longer be what was agreed.

Its file is recorded in the ledger with the definitions of the library that it uses, and held to that. To change
something, add a version; to change a definition, add another.

Passing: sop/triage/2026-01-05.yaml is, to the byte, what it was when it came into force.

Failing: somebody has since put 0.85 in place of 0.9 in it.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.ownership import known_as
from dashboard.practice.proposals.recording import Altered, altered
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity

NAME = "altered-version"
LEVEL: Severity = "error"


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding a recorded version whose file is another, or gone."""
    for each in altered(world, acts):
        file = each.version.file if each.version else f"{world.workspace.sop_dir.name}/{each.sop}/{each.day}.yaml"
        yield Finding(file, 0, NAME, LEVEL, _message(world, each, now))


def _message(world: World, each: Altered, now: dt.datetime) -> str:
    mark = each.recorded.mark
    when = f"recorded by {known_as(world.library.people, mark.by)} on {wording.day(mark.at, now)}"
    if each.version is None:
        return f"the version of {each.day} is gone, or cannot be read, and was {when}: put its file back"
    what = "the file, or what it uses of the library," if each.version.uses else "the file"
    return f"{what} is not what was {when}: put that back, and add a version for what is to change"
