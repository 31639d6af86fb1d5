"""The command line: the same core as the screens, without one. Exit status 0 clean, 1 findings, 2 could not run."""

import argparse
import datetime as dt
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from dashboard.errors import DashboardError, FileProblems, WorkspaceError, nearest
from dashboard.practice import begin, report
from dashboard.practice.breach import breaches
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from dashboard.sop.lint import lint
from dashboard.workspace import Workspace, find_workspace

CLEAN, FINDINGS, FAILED = 0, 1, 2
VERBS = ("ingest", "check", "lint", "init")
Verb = Callable[[argparse.Namespace, dt.datetime], int]


def main(arguments: Sequence[str] | None = None, now: dt.datetime | None = None) -> int:
    """Runs one verb and returns the exit status. `now` (naive UTC) stands in for the clock."""
    asked, unknown = _parser().parse_known_args(arguments)
    if unknown:
        asked.parser.refuse(unknown[0])
    verb: Verb = asked.run
    try:
        return verb(asked, now or dt.datetime.now(dt.UTC).replace(tzinfo=None))
    except FileProblems as broken:
        more = f" (and {len(broken.problems) - 1} more; `lint` lists them)" if len(broken.problems) > 1 else ""
        _say(f"{broken.problems[0]}{more}")
    except DashboardError as error:
        _say(str(error))
    except KeyboardInterrupt:
        _say("stopped; what was in force stays in force")
    except BrokenPipeError:  # whoever was reading has seen enough
        pass
    except OSError as error:
        _say(f"{error.filename or 'file'}: {error.strerror or error}")
    return FAILED


def ingest(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Loads the sources into a new generation, and judges it."""
    workspace = find_workspace(asked.workspace)
    if not workspace.sources_file.is_file():
        raise WorkspaceError(f"there is no {workspace.sources_file}; it says where the numbers come from")
    done = refresh(workspace, now, progress=_progress if sys.stderr.isatty() else None)
    _print(asked, done.as_json(), report.of_ingest(done))
    return FINDINGS if any(source.rejected or source.refused for source in done.sources) else CLEAN


def check(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Judges everything as of an instant, and lists the breaches."""
    world = open_world(find_workspace(asked.workspace))
    if world.source_problems:  # the workspace's clock is in that file
        raise FileProblems(world.source_problems)
    if world.warehouse is None:
        run = f"run `python -m dashboard ingest{_option(world.workspace)}` first"
        raise WorkspaceError(world.warehouse_problem or f"{world.workspace.root} has no numbers yet; {run}")
    as_of = world.now(now) if asked.as_of is None else instant(asked.as_of)
    found = breaches(world, as_of, asked.history)
    _print(asked, [report.breach_json(breach) for breach in found], report.of_breaches(found, as_of))
    for problem in world.problems:
        print(problem, file=sys.stderr)
    return FINDINGS if world.problems or any(breach.enforced for breach in found) else CLEAN


def check_files(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Finds what is wrong, or unwise, in the SOP files."""
    world = open_world(find_workspace(asked.workspace))
    found = [*lint(world.library, world.now(now).date()), *map(report.as_finding, world.source_problems)]
    _print(asked, [report.finding_json(f) for f in found], report.of_findings(found))
    return FINDINGS if found else CLEAN


def init(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Makes a workspace from a metrics file."""
    if asked.workspace is not None:
        raise WorkspaceError("init takes no --workspace: it makes the folder that it is given")
    _say_out(report.of_beginning(begin.begin(Path(asked.dir), Path(asked.source), now)))
    return CLEAN


def instant(text: str) -> dt.datetime:
    """`2026-07-06`, `2026-07-06T12:00:00Z` or with an offset (without: UTC) → naive UTC. Raises WorkspaceError."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
        return found.astimezone(dt.UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise WorkspaceError(f"--as-of: '{text}' is not an instant; write it like 2026-07-06T00:00:00Z") from None


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        if verb := re.match(r"argument VERB: invalid choice: '(.*?)'", message):
            message = f"no verb '{verb[1]}'{nearest(verb[1], VERBS)}"
        _say(message)
        sys.exit(FAILED)

    def refuse(self, word: str) -> NoReturn:
        """Ends with what is said about an argument that it does not know."""
        if not word.startswith("-"):
            self.error(f"'{word}' is one argument too many; {self.prog} --help says which there are")
        option = word.partition("=")[0]
        self.error(f"no option '{option}'{nearest(option, re.findall(r'--[a-z-]+', self.format_help()))}")


def _parser() -> argparse.ArgumentParser:
    where = "folder with sop/ and data/ (default: this repository)"
    shared = _Parser(add_help=False)
    shared.add_argument("--workspace", metavar="DIR", default=argparse.SUPPRESS, help=where)
    shared.add_argument("--json", action="store_true", help="one JSON document on standard output, nothing else")
    parser = _Parser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--workspace", metavar="DIR", help=where)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: Verb, *parents: _Parser) -> _Parser:
        about = (run.__doc__ or "").strip()
        made = verbs.add_parser(name, help=about, description=about, parents=parents)
        made.set_defaults(run=run, parser=made)
        return made

    verb("ingest", ingest, shared)
    checking = verb("check", check, shared)
    checking.add_argument("--as-of", metavar="T", help="instant like 2026-07-06T00:00:00Z (default: now)")
    checking.add_argument("--history", action="store_true", help="ended breaches too, all up to then")
    verb("lint", check_files, shared)
    beginning = verb("init", init)
    beginning.add_argument("dir", metavar="DIR", help="folder to make; it must be new or empty")
    beginning.add_argument(
        "--from", dest="source", metavar="FILE", required=True, help="csv, tsv, jsonl, parquet or xlsx"
    )
    return parser


def _print(asked: argparse.Namespace, document: object, text: str) -> None:
    # ASCII, so that it is the same JSON whatever the encoding of the output
    _say_out(json.dumps(document, indent=2, allow_nan=False) if asked.json else text)


def _say_out(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:  # nobody reads it, or there is no room: Python must not try again at its end
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 it lives as long as the process
        raise


def _option(workspace: Workspace) -> str:
    return "" if workspace.bundled else f" --workspace {shlex.quote(str(workspace.root))}"


def _progress(what: str, share: float) -> None:
    print(f"{share:4.0%}  {what}", file=sys.stderr)


def _say(message: str) -> None:
    print(" ".join(message.split()), file=sys.stderr)
