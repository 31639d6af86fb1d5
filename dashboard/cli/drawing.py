"""The verb that draws: the diagram of an SOP as a file."""

import argparse
import datetime as dt
from typing import get_args

from dashboard.cli.saying import CLEAN, FINDINGS, hand_over
from dashboard.cli.verbs import instant, tell_problems, with_clock
from dashboard.errors import WorkspaceError, nearest
from dashboard.practice.acting import acts_of
from dashboard.practice.diagram.formats import FORMATS as WRITERS
from dashboard.practice.diagram.formats import written
from dashboard.practice.diagram.look import look
from dashboard.practice.world import World
from dashboard.sop.model import Metric

FORMATS = tuple(WRITERS)
ASPECTS: tuple[str, ...] = get_args(Metric.model_fields["aspect"].annotation)
TEXTS = ("svg", "mermaid", "drawio")


def diagram(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Draws an SOP in its seven steps, with the live state of each part, as a file."""
    world = with_clock(asked)
    as_of = world.now(now) if asked.as_of is None else instant(asked.as_of)
    people = {party.id for party in world.library.people.people}
    if asked.person is not None and asked.person not in people:
        raise WorkspaceError(f"nobody in people.yaml is '{asked.person}'{nearest(asked.person, people)}")
    acts = acts_of(world.workspace)
    seen = look(world, _sop(world, asked.sop), as_of, asked.person, asked.aspect, asked.breaching, acts)
    hand_over(written(seen.drawing, asked.format), asked.output, terminal=asked.format in TEXTS)
    tell_problems(world)
    return FINDINGS if world.problems else CLEAN


def _sop(world: World, asked: str | None) -> str:
    known = list(world.library.sops)
    if asked is None and len(known) != 1:
        which = f"known: {', '.join(known)}" if known else "there is none in this workspace"
        raise WorkspaceError(f"--sop says of which SOP; {which}")
    return asked if asked is not None else known[0]
