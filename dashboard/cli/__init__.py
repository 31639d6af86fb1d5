"""The command line: the same core as the screens, without one. Exit status 0 clean, 1 findings, 2 could not run."""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from dashboard.cli import (
    amending,
    drawing,
    evidencing,
    exchanging,
    measuring,
    notifying,
    responding,
    reviewing,
    verbs,
    watching,
)
from dashboard.cli.saying import FAILED, Verb, say
from dashboard.cli.verbs import instant
from dashboard.errors import DashboardError, FileProblems, nearest
from dashboard.practice.response_times import BY

__all__ = ["instant", "main"]

VERBS = (
    "ingest",
    "check",
    "incidents",
    "response-times",
    "noise",
    "lint",
    "drift",
    "diff",
    "proposals",
    "diagram",
    "init",
    "new",
    "reviews",
    "agenda",
    "minutes",
    "calendar",
    "actions",
    "audit",
    "evidence",
    "export",
    "import",
    "sql",
    "notify",
    "watch",
)


def main(arguments: Sequence[str] | None = None, now: dt.datetime | None = None) -> int:
    """Runs one verb and returns the exit status. `now` (naive UTC) stands in for the clock."""
    asked, unknown = _parser().parse_known_args(arguments)
    if unknown:
        asked.parser.refuse(unknown[0])
    verb: Verb = asked.run
    asked.clock = (lambda: now) if now else _clock
    try:
        return verb(asked, asked.clock())
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


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; usage is what --help is for."""

    def error(self, message: str) -> NoReturn:
        if verb := re.match(r"argument VERB: invalid choice: '(.*?)'", message):
            message = f"no verb '{verb[1]}'{nearest(verb[1], VERBS) or '; --help lists them'}"
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
    spoken = _Parser(add_help=False)
    spoken.add_argument("--json", action="store_true", help="one JSON document on standard output, nothing else")
    shared = _Parser(add_help=False, parents=[placed, spoken])
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
    checking.add_argument("--notify", action="store_true", help="tell everybody what they do not know yet")
    responding_to = verb("incidents", responding.incidents, shared)
    responding_to.add_argument("--all", action="store_true", help="those that are reviewed, too")
    timing = verb("response-times", measuring.times, shared)
    timing.add_argument("--by", choices=BY, default="response", help="default: response")
    for looking_back in (timing, verb("noise", measuring.wolves, shared)):
        looking_back.add_argument("--since", metavar="T", help="instant like 2026-07-06T00:00:00Z (default: all)")
        looking_back.add_argument("--sop", metavar="ID", help="of this SOP alone")
    verb("lint", verbs.check_files, shared)
    drifting = verb("drift", verbs.drift, shared)
    drifting.add_argument(
        "file", metavar="FILE.csv", nargs="?", help="text with a header: at, value[, metric, segment…]"
    )
    comparing = verb("diff", amending.diff, shared)
    comparing.add_argument("sop", metavar="SOP", help="id of the SOP, like support-assistant")
    comparing.add_argument("first", metavar="FROM", nargs="?", help="day of a version (default: that before TO)")
    comparing.add_argument("second", metavar="TO", nargs="?", help="day of another (default: the newest)")
    comparing.add_argument("--format", choices=amending.FORMATS, default="text", help="default: text")
    proposing = verb("proposals", amending.proposals, shared)
    proposing.add_argument("--sop", metavar="ID", help="of this SOP alone")
    proposing.add_argument("--all", action="store_true", help="those that were decided, too")
    picturing = verb("diagram", drawing.diagram, placed)
    picturing.add_argument("--sop", metavar="ID", help="of this SOP (default: the only one)")
    picturing.add_argument("--format", choices=drawing.FORMATS, default="svg", help="default: svg")
    picturing.add_argument("--as-of", metavar="T", help="instant like 2026-07-06T00:00:00Z (default: now)")
    picturing.add_argument("--person", metavar="ID", help="only what this person or team of people.yaml has a part in")
    picturing.add_argument("--aspect", choices=drawing.ASPECTS, help="only metrics of this aspect")
    picturing.add_argument("--breaching", action="store_true", help="only what is breaching")
    picturing.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    beginning = verb("init", verbs.init)
    beginning.add_argument("dir", metavar="DIR", help="folder to make; it must be new or empty")
    beginning.add_argument(
        "--from", dest="source", metavar="FILE", required=True, help="csv, tsv, jsonl, parquet or xlsx"
    )
    founding = verb("new", amending.new, shared)
    founding.add_argument("sop", metavar="SOP", help="id of the new SOP, like churn-predictor")
    manner = founding.add_mutually_exclusive_group(required=True)
    manner.add_argument("--like", metavar="SOP", help="an SOP of the workspace, or one of the examples, to begin with")
    manner.add_argument("--blank", action="store_true", help="the seven steps with their questions, to be filled in")
    founding.add_argument("--title", metavar="TEXT", help="what it is called (default with --like: as that one)")
    founding.add_argument(
        "--owner", metavar="ID", help="whose it is, of people.yaml (default: as that one, or to be named)"
    )
    founding.add_argument("--from", dest="from_", metavar="DAY", help="the day from which it holds (default: today)")

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
    proving = verb("evidence", evidencing.file, shared)
    proving.add_argument("--sop", metavar="ID", help="of this SOP alone (default: of all)")
    proving.add_argument(
        "--from", dest="first", metavar="DAY", help="like 2026-07-01 (default: the last whole quarter)"
    )
    proving.add_argument("--to", dest="last", metavar="DAY", help="the last day of it (default: today)")
    proving.add_argument("--format", choices=evidencing.FORMATS, help="default: as the name of the file ends, else zip")
    proving.add_argument("-o", "--output", **output)
    exporting = verb("export", exchanging.export, shared)
    exporting.add_argument("system", choices=exchanging.SYSTEMS, help="whose files to write: prometheus")
    exporting.add_argument("sop", metavar="SOP", nargs="?", help="id of one SOP (default: all)")
    exporting.add_argument("--output", **output)
    importing = verb("import", exchanging.import_, spoken)
    importing.add_argument("files", metavar="FILE", nargs="+", help="a rule file of Prometheus, or OpenSLO documents")
    importing.add_argument("--into", metavar="DIR", help="workspace that gets the draft, made where there is none")
    importing.add_argument("--output", metavar="FILE", help="new file to write it to")
    importing.add_argument("--sop", metavar="ID", help="id of the SOP (default: what the files call it)")
    asking = verb("sql", verbs.sql, shared)
    asking.add_argument("query", metavar="QUERY", help="one SELECT; - reads it from standard input")
    telling_of = verb("notify", notifying.notify, shared)
    what = telling_of.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="what was told, too, not only what failed")
    what.add_argument("--test", metavar="ID", help="send a test message to this person or team of people.yaml")
    what.add_argument("--retry", action="store_true", help="send what failed, or may not have gone out, once more")
    staying = verb("watch", watching.watch, placed)
    staying.add_argument("--every", metavar="TIME", default="5m", help="how often, like 5m or 1h (default: 5m)")
    return parser
