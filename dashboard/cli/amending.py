"""The verbs on how the law changes: versions of an SOP and what is different between them, and a new SOP."""

import argparse
import datetime as dt
import json
from dataclasses import replace

from dashboard.cli.saying import CLEAN, FINDINGS, say_out, show
from dashboard.errors import WorkspaceError, nearest
from dashboard.practice import two_versions
from dashboard.practice.acting import acts_of
from dashboard.practice.beginning.answers import Answers
from dashboard.practice.beginning.likeness import examples, text_like
from dashboard.practice.beginning.writing import blank, next_steps, objection, today_of, write
from dashboard.practice.proposals.proposed import proposals_of
from dashboard.practice.proposals.report import of_proposals, proposal_json
from dashboard.practice.world import open_world
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.workspace import find_workspace

FORMATS = ("text", "md", "json")


def diff(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Says what changed between two versions of an SOP, in words: thresholds and owners first."""
    world = open_world(find_workspace(asked.workspace))
    found = two_versions.compare(world, asked.sop, _day(asked.first), _day(asked.second))
    format = "json" if asked.json else asked.format
    if format == "json":
        say_out(json.dumps(two_versions.as_json(found), indent=2, allow_nan=False))
    else:
        say_out(two_versions.as_markdown(found).rstrip() if format == "md" else two_versions.as_text(found))
    return FINDINGS if found.told else CLEAN


def proposals(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists the changes of SOPs that are proposed, and whose approval each lacks; an open one is a finding."""
    world = open_world(find_workspace(asked.workspace))
    acts, at = acts_of(world.workspace), world.now(now)
    if asked.sop is not None:
        world.law(asked.sop)
    found = [each for each in proposals_of(acts, asked.sop) if asked.all or each.state == "open"]
    show(asked, [proposal_json(world, each, at) for each in found], of_proposals(world, found, at))
    return FINDINGS if any(each.state == "open" for each in found) else CLEAN


def new(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Writes the first version of a new SOP: like one that there is, or blank with the questions of the seven steps."""
    world = open_world(find_workspace(asked.workspace))
    at = world.now(now)
    answers = Answers(sop=asked.sop, title=asked.title or "", owner=asked.owner or "", by=asked.owner or "")
    if asked.like and (example := examples(world).get(asked.like)):
        answers = replace(answers, timezone=example.version.sop.timezone)
    answers = replace(answers, effective_from=_day(asked.from_) or today_of(answers, at))
    if asked.like:
        text = text_like(world, asked.like, answers)
        answers = replace(answers, title=answers.title or asked.sop)
    elif not answers.title:
        raise WorkspaceError("a blank SOP needs a --title")
    else:
        text = blank(replace(answers, owner=answers.owner or PLACEHOLDER, by=""))
    if refused := objection(world, answers, today_of(answers, at)):
        raise WorkspaceError(refused)
    if asked.owner and world.library.people.get(asked.owner) is None:
        known = {party.id for party in world.library.people.people}
        raise WorkspaceError(f"--owner: nobody in people.yaml is '{asked.owner}'{nearest(asked.owner, known)}")
    written = write(world, answers, text, at)
    problems, remarks = written.checked.problems, sum(map(len, written.checked.remarks.values()))
    document = {"sop": written.sop, "file": str(written.file), "problems": [*problems], "remarks": remarks}
    show(asked, document, "\n".join([f"{written.file} is written.", *next_steps(written)]))
    return FINDINGS if problems or remarks else CLEAN


def _day(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError(f"'{text}' is not a day; a version is named by its day, like 2026-07-06") from None
