"""The verbs on the law and the numbers: loading, judging, checking the files, beginning."""

import argparse
import datetime as dt
import shlex
import sys
from pathlib import Path

from dashboard.cli.saying import CLEAN, FINDINGS, say_out, show
from dashboard.errors import FileProblems, WorkspaceError
from dashboard.practice import begin, report
from dashboard.practice.acting import acts_of
from dashboard.practice.breach import breaches, follow
from dashboard.practice.lint import lint
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace, find_workspace


def ingest(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Loads the sources into a new generation, and judges it."""
    workspace = find_workspace(asked.workspace)
    if not workspace.sources_file.is_file():
        raise WorkspaceError(f"there is no {workspace.sources_file}; it says where the numbers come from")
    done = refresh(workspace, now, progress=_progress if sys.stderr.isatty() else None)
    show(asked, done.as_json(), report.of_ingest(done))
    return FINDINGS if any(source.rejected or source.refused for source in done.sources) else CLEAN


def check(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Judges everything as of an instant, and lists the breaches; those accepted for now are no findings."""
    world = with_numbers(asked)
    as_of = world.now(now) if asked.as_of is None else instant(asked.as_of)
    found = follow(breaches(world, as_of, asked.history), acts_of(world.workspace), as_of)
    text = report.of_breaches(found, as_of, world.library.people)
    show(asked, [report.breach_json(breach) for breach in found], text)
    tell_problems(world)
    return FINDINGS if world.problems or any(b.enforced and not b.followed.accepted for b in found) else CLEAN


def check_files(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Finds what is wrong, or unwise, in the SOP files; what an SOP has silenced is listed, and no finding."""
    world = open_world(find_workspace(asked.workspace))
    remarked = lint(world, acts_of(world.workspace), world.now(now))
    found = [*remarked, *map(report.as_finding, world.source_problems)]
    show(asked, [report.finding_json(f) for f in found], report.of_findings(found))
    return FINDINGS if any(finding.because is None for finding in found) else CLEAN


def init(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Makes a workspace from a metrics file."""
    if asked.workspace is not None:
        raise WorkspaceError("init takes no --workspace: it makes the folder that it is given")
    say_out(report.of_beginning(begin.begin(Path(asked.dir), Path(asked.source), now)))
    return CLEAN


def instant(text: str) -> dt.datetime:
    """`2026-07-06`, `2026-07-06T12:00:00Z` or with an offset (without: UTC) → naive UTC. Raises WorkspaceError."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return found.astimezone(dt.UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise WorkspaceError(f"--as-of: '{text}' is not an instant; write it like 2026-07-06T00:00:00Z") from None


def with_clock(asked: argparse.Namespace) -> World:
    """The world that is asked about. Raises FileProblems where sources.yaml, in which its clock is, cannot be read."""
    world = open_world(find_workspace(asked.workspace))
    if world.source_problems:
        raise FileProblems(world.source_problems)
    return world


def with_numbers(asked: argparse.Namespace) -> World:
    """The world that is asked about. Raises WorkspaceError if nothing was loaded into it yet."""
    world = with_clock(asked)
    if world.warehouse is None:
        run = f"run `python -m dashboard ingest{_option(world.workspace)}` first"
        raise WorkspaceError(world.warehouse_problem or f"{world.workspace.root} has no numbers yet; {run}")
    return world


def tell_problems(world: World) -> None:
    """What is wrong with the files, on standard error; the rest was answered."""
    for problem in world.problems:
        print(problem, file=sys.stderr)


def _option(workspace: Workspace) -> str:
    return "" if workspace.bundled else f" --workspace {shlex.quote(str(workspace.root))}"


def _progress(what: str, share: float) -> None:
    print(f"{share:4.0%}  {what}", file=sys.stderr)
