"""The verbs on the law and the numbers: loading, judging, checking the files, beginning."""

import argparse
import datetime as dt
import shlex
import sys
from pathlib import Path

from dashboard.cli.saying import CLEAN, FAILED, FINDINGS, say, say_out, show
from dashboard.cli.telling import told
from dashboard.errors import DashboardError, FileProblems, WorkspaceError
from dashboard.history.console.asking import Limits, run
from dashboard.history.warehouse import current
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice import answer_report, begin, report, wording
from dashboard.practice.acting import acts_of
from dashboard.practice.breach import breaches, follow
from dashboard.practice.drift import of_file, of_world, units
from dashboard.practice.incidents.opening import ahead, open_due_here
from dashboard.practice.lint import lint
from dashboard.practice.one_file import OneFile, read_one
from dashboard.practice.proposals.recording import record_versions_here
from dashboard.practice.telling.reading import settings_of
from dashboard.practice.telling.report import remarks
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace, find_workspace, query_seconds

MOST_TOLD = 20  # rows of a file


def ingest(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Loads the sources into a new generation, and judges it."""
    workspace = with_sources(asked)
    done = refresh(workspace, now, progress=_progress if sys.stderr.isatty() else None)
    show(asked, done.as_json(), report.of_ingest(done))
    return FINDINGS if any(source.rejected or source.refused for source in done.sources) else CLEAN


def check(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Judges everything and lists the breaches; as of now, it opens the incidents and records the escalations due."""
    if asked.notify and (asked.as_of is not None or asked.history):
        raise WorkspaceError("--notify tells of what is so now; leave --as-of and --history out")
    world = with_numbers(asked)
    as_of = world.now(now) if asked.as_of is None else instant(asked.as_of)
    acts, trouble = _acted(world, as_of, None if asked.as_of is not None or asked.history else now)
    found = follow(world, breaches(world, as_of, asked.history), acts, as_of)
    text = report.of_breaches(found, as_of, world.library.people)
    show(asked, [report.breach_json(breach) for breach in found], text)
    tell_problems(world)
    if trouble:
        say(trouble)
        return FAILED
    spread = told(world, now, quiet=asked.json) if asked.notify else CLEAN
    return max(spread, FINDINGS if world.problems or any(b.counts for b in found) else CLEAN)


def _acted(world: World, at: dt.datetime, recorded_at: dt.datetime | None) -> tuple[Acts, str | None]:
    """What people did, and what is due recorded before, unless `recorded_at` is None; or why one of the two failed."""
    trouble = None
    try:
        if recorded_at is not None:
            record_versions_here(world, at, recorded_at)
            open_due_here(world, at, recorded_at)
    except DashboardError as error:
        trouble = f"no incident could be opened: {error}"
    try:
        acts = acts_of(world.workspace)
    except DashboardError as error:
        return NO_ACTS, str(error)
    if recorded_at is not None and (last := ahead(acts, at)):
        say(f"the clock was set back: the last act in the ledger is of {wording.instant(last)}, and it is "
            f"{wording.instant(at)}; what was done in between counts again from then on")  # fmt: skip
    return acts, trouble


def check_files(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Finds what is wrong, or unwise, in the SOP files; what an SOP has silenced is listed, and no finding."""
    world = open_world(find_workspace(asked.workspace))
    remarked = lint(world, acts_of(world.workspace), world.now(now))
    found = [*remarked, *map(report.as_finding, world.source_problems)]
    found += remarks(settings_of(world.workspace, world.library.people))
    show(asked, [report.finding_json(f) for f in found], report.of_findings(found))
    return FINDINGS if any(finding.because is None for finding in found) else CLEAN


def drift(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Finds where the level of series changed: of all metrics, or of the series in a file of at, value."""
    if asked.file is None:
        world = with_numbers(asked)
        at = world.now(now)
        (found, series), known = of_world(world, at), units(world, at)
        tell_problems(world)
        wrong = bool(world.problems)
    else:
        if asked.workspace is not None:
            raise WorkspaceError("drift of a file takes no --workspace: it needs nothing but the file")
        read = read_one(Path(asked.file))
        found, series, known = of_file(read), len(read.series), {}
        tell_rows(read)
        wrong = bool(read.problems)
    show(asked, [report.change_json(change) for change in found], report.of_changes(found, series, known))
    return FINDINGS if found or wrong else CLEAN


def init(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Makes a workspace from a metrics file."""
    if asked.workspace is not None:
        raise WorkspaceError("init takes no --workspace: it makes the folder that it is given")
    say_out(report.of_beginning(begin.begin(Path(asked.dir), Path(asked.source), now)))
    return CLEAN


def sql(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Answers a query in SQL from the generation in force."""
    workspace = find_workspace(asked.workspace)
    generation = current(workspace.warehouse_dir)
    if generation is None:
        raise WorkspaceError(_no_numbers(workspace))
    query = sys.stdin.read() if asked.query == "-" else asked.query
    answer = run(generation, query, Limits(seconds=query_seconds()))
    show(asked, answer_report.answer_json(answer), answer_report.of_answer(answer))
    if more := answer_report.cut_short(answer):
        say(more)
    return CLEAN


def instant(text: str, option: str = "--as-of") -> dt.datetime:
    """`2026-07-06`, `2026-07-06T12:00:00Z` or with an offset (without: UTC) → naive UTC. Raises WorkspaceError."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return found.astimezone(dt.UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise WorkspaceError(f"{option}: '{text}' is not an instant; write it like 2026-07-06T00:00:00Z") from None


def with_sources(asked: argparse.Namespace) -> Workspace:
    """The workspace to load. Raises WorkspaceError where nothing says where its numbers come from."""
    workspace = find_workspace(asked.workspace)
    if not workspace.sources_file.is_file():
        raise WorkspaceError(f"there is no {workspace.sources_file}; it says where the numbers come from")
    return workspace


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
        raise WorkspaceError(world.warehouse_problem or _no_numbers(world.workspace))
    return world


def tell_problems(world: World) -> None:
    """What is wrong with the files, on standard error; the rest was answered."""
    for problem in world.problems:
        print(problem, file=sys.stderr)


def _no_numbers(workspace: Workspace) -> str:
    return f"{workspace.root} has no numbers yet; run `python -m dashboard ingest{_option(workspace)}` first"


def tell_rows(read: OneFile) -> None:
    """The rows and columns of a file that were not used, on standard error; the others were."""
    for problem in read.problems[:MOST_TOLD]:
        print(problem, file=sys.stderr)
    if len(read.problems) > MOST_TOLD:
        print(f"and {len(read.problems) - MOST_TOLD:,} more rows that could not be used", file=sys.stderr)
    for name in read.aside:
        print(f"column '{name}' has too many values to split a metric by; it was left out", file=sys.stderr)


def _option(workspace: Workspace) -> str:
    return "" if workspace.bundled else f" --workspace {shlex.quote(str(workspace.root))}"


def _progress(what: str, share: float) -> None:
    print(f"{share:4.0%}  {what}", file=sys.stderr)
