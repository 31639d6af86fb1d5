"""A text that may become a version: the world as it would be with it, what is wrong with it, what it changes."""

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from dashboard.errors import Problem, WorkspaceError
from dashboard.practice import wording
from dashboard.practice.rules import rules
from dashboard.practice.two_versions import Comparison, capital, told_over
from dashboard.practice.world import World
from dashboard.sop.load import read_sops
from dashboard.sop.versions import Version


@dataclass(frozen=True)
class Draft:
    """A text as the version of `day` of an SOP.

    `world` has it in its library, if it can be a version; `problems` say why it cannot. `version` and `comparison`
    (with the version before it) are None then.
    """

    sop: str
    day: dt.date
    text: str
    world: World
    version: Version | None
    comparison: Comparison | None
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """What it changes, in a line."""
        told = self.comparison.told if self.comparison else ()
        if not told:
            return "Nothing is agreed otherwise"
        more = f", and {wording.counted(len(told) - 1, 'more change')}" if len(told) > 1 else ""
        return f"{capital(told[0].text)}{more}"


def drafted(world: World, sop: str, day: dt.date, text: str) -> Draft:
    """That text as the version of that day, beside the files that there are; in place of the file of that day, if any.

    Raises WorkspaceError for an SOP that there is not.
    """
    world.law(sop)
    path = file_of(world, sop, day)
    sources = None if world.source_problems else {source.id for source in world.sources}
    library = read_sops(world.workspace.sop_dir, sources, {path: text.encode("utf-8", "replace")})
    versions = library.sops[sop]
    shown = f"{world.workspace.sop_dir.name}/{sop}/{path.name}"
    problems = tuple(problem for problem in versions.problems if problem.file == shown)
    there = next((i for i, version in enumerate(versions.good) if version.file == shown), None)
    if there is None or problems:
        return Draft(sop, day, text, world, None, None, problems)
    would_be = replace(
        world, library=library, rules=tuple(rules(library)), judged=OrderedDict(), tried=OrderedDict(), lock=Lock()
    )
    comparison = told_over(would_be, versions.good[there - 1 : there + 1]) if there else None
    return Draft(sop, day, text, would_be, versions.good[there], comparison, ())


def file_of(world: World, sop: str, day: dt.date) -> Path:
    """Where the version of that day stands, or would."""
    return world.workspace.sop_dir / sop / f"{day.isoformat()}.yaml"


def text_of(world: World, version: Version) -> str:
    """The file of a version as text, line ends as they are. Raises WorkspaceError if it cannot be read."""
    try:
        return file_of(world, version.sop.sop, version.sop.effective_from).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{version.file} cannot be read: {error}") from None
