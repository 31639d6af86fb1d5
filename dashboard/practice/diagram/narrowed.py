"""A part of a diagram: of one person or team, of one aspect, or what is breaching."""

from dataclasses import replace

from dashboard.practice.diagram.form import BREACHING, Box, Diagram, Line
from dashboard.practice.ownership import known_as
from dashboard.sop.model import People


def narrowed(
    whole: Diagram, people: People, party: str | None = None, aspect: str | None = None, breaching: bool = False
) -> Diagram:
    """Of `whole` the metrics that `party` has a part in, of that `aspect`, that breach; None and False: all.

    With each come the boxes it hangs together with, and for a person or team what names them besides: a review that
    they attend, say. The lines that name them are marked as theirs. How the SOP improves is everybody's.
    """
    mine = frozenset({party, *(team.id for team in people.people if party in team.members)}) if party else frozenset()
    strands = tuple(
        strand
        for strand in whole.strands
        if (not mine or not mine.isdisjoint(strand.who))
        and aspect in (None, strand.aspect)
        and (not breaching or strand.state in BREACHING)
    )
    kept = frozenset().union(*(strand.boxes for strand in strands))
    if not (party or aspect or breaching):
        kept = frozenset(box.id for box in whole.boxes)
    by_name = mine if not (aspect or breaching) else frozenset()
    boxes = tuple(
        _marked(box, mine)
        for box in whole.boxes
        if box.id in kept or box.kind == "improvement" or (box.kind == "review" and not by_name.isdisjoint(box.who))
    )
    only = [f"only what {known_as(people, party)} has a part in"] if party else []
    only += [f"only {aspect}"] if aspect else []
    only += ["only what is breaching"] if breaching else []
    metrics = {strand.metric for strand in whole.strands} - {strand.metric for strand in strands}
    return replace(whole, boxes=boxes, strands=strands, only=tuple(only), left_out=len(metrics))


def _marked(box: Box, mine: frozenset[str]) -> Box:
    return replace(box, lines=tuple(Line(line.text, line.who, not mine.isdisjoint(line.who)) for line in box.lines))
