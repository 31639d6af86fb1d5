"""The command line: the same core as the screens, without one. Exit status 0 clean, 1 findings, 2 could not run."""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from dashboard.cli import amending, reviewing, verbs
from dashboard.cli.saying import FAILED, Verb, say
from dashboard.cli.verbs import instant
from dashboard.errors import DashboardError, FileProblems, nearest

__all__ = ["instant", "main"]

VERBS = ("ingest", "check", "lint", "diff", "init", "reviews", "agenda", "minutes", "calendar", "actions", "audit")


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
        say(f"{broken.problems[0]}{more}")
    except DashboardError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("stopped; what was in force stays in force")
    except BrokenPipeError:  # whoever was reading has seen enough
        pass
    except OSError as error:
        say(f"{error.filename or 'file'}: {error.strerror or error}")
    return FAILED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        if verb := re.match(r"argument VERB: invalid choice: '(.*?)'", message):
            message = f"no verb '{verb[1]}'{nearest(verb[1], VERBS)}"
        say(message)
        sys.exit(FAILED)

    def refuse(self, word: str) -> NoReturn:
        """Ends with what is said about an argument that it does not know."""
        if not word.startswith("-"):
            self.error(f"'{word}' is one argument too many; {self.prog} --help says which there are")
        option = word.partition("=")[0]
        self.error(f"no option '{option}'{nearest(option, re.findall(r'--[a-z-]+', self.format_help()))}")


def _parser() -> argparse.ArgumentParser:
    where = "folder with sop/ and data/ (default: this repository)"
    placed = _Parser(add_help=False)
    placed.add_argument("--workspace", metavar="DIR", default=argparse.SUPPRESS, help=where)
    shared = _Parser(add_help=False, parents=[placed])
    shared.add_argument("--json", action="store_true", help="one JSON document on standard output, nothing else")
    parser = _Parser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--workspace", metavar="DIR", help=where)
    subparsers = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: Verb, *parents: _Parser) -> _Parser:
        about = (run.__doc__ or "").strip()
        made = subparsers.add_parser(name, help=about, description=about, parents=parents)
        made.set_defaults(run=run, parser=made)
        return made

    verb("ingest", verbs.ingest, shared)
    checking = verb("check", verbs.check, shared)
    checking.add_argument("--as-of", metavar="T", help="instant like 2026-07-06T00:00:00Z (default: now)")
    checking.add_argument("--history", action="store_true", help="ended breaches too, all up to then")
    verb("lint", verbs.check_files, shared)
    comparing = verb("diff", amending.diff, shared)
    comparing.add_argument("sop", metavar="SOP", help="id of the SOP, like support-assistant")
    comparing.add_argument("first", metavar="FROM", nargs="?", help="day of a version (default: that before TO)")
    comparing.add_argument("second", metavar="TO", nargs="?", help="day of another (default: the newest)")
    comparing.add_argument("--format", choices=amending.FORMATS, default="text", help="default: text")
    beginning = verb("init", verbs.init)
    beginning.add_argument("dir", metavar="DIR", help="folder to make; it must be new or empty")
    beginning.add_argument(
        "--from", dest="source", metavar="FILE", required=True, help="csv, tsv, jsonl, parquet or xlsx"
    )

    which: Any = {"dest": "review", "metavar": "SOP/REVIEW", "help": "like support-assistant/support-weekly"}
    output: Any = {"metavar": "FILE", "help": "where to write it (default: standard output)"}
    verb("reviews", reviewing.reviews, shared)
    verb("agenda", reviewing.agenda, shared).add_argument(**which)
    minuting = verb("minutes", reviewing.minutes, shared)
    minuting.add_argument(**which)
    minuting.add_argument("day", metavar="DAY", nargs="?", help="of the sitting, like 2026-07-06 (default: the latest)")
    minuting.add_argument("--format", choices=reviewing.FORMATS, default="html", help="default: html")
    minuting.add_argument("--draft", action="store_true", help="of a sitting that is not signed, as it stands")
    minuting.add_argument("--output", **output)
    dates = verb("calendar", reviewing.calendar, placed)
    dates.add_argument(**{**which, "nargs": "?"})
    dates.add_argument("--person", metavar="ID", help="the sittings and actions of a person, by the id in people.yaml")
    dates.add_argument("--output", **output)
    doing = verb("actions", reviewing.actions, shared)
    doing.add_argument("--person", metavar="ID", help="of this person and the teams they are in (default: everybody)")
    auditing = verb("audit", reviewing.audit, shared)
    auditing.add_argument("what", metavar="verify", nargs="?", choices=["verify"], help="check every event of it")
    return parser
