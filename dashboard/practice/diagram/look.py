"""One look at the diagram of an SOP: narrowed, laid out, and what is asked of each of its metrics."""

import datetime as dt
from dataclasses import dataclass

from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.diagram.answer import Answer, answer
from dashboard.practice.diagram.form import LOUD, Diagram
from dashboard.practice.diagram.layout import Drawing, layout
from dashboard.practice.diagram.live import live
from dashboard.practice.diagram.narrowed import narrowed
from dashboard.practice.diagram.parts import diagram
from dashboard.practice.standing import STATES
from dashboard.practice.world import World


@dataclass(frozen=True)
class Look:
    """A diagram, where its parts stand, and an answer a strand, in the same order."""

    diagram: Diagram
    drawing: Drawing
    answers: tuple[Answer, ...]

    def told(self, focus: str | None) -> tuple[Answer, ...]:
        """One answer a metric, the worst first: of the strands through the box `focus`; of none, what needs action."""
        pairs = zip(self.diagram.strands, self.answers, strict=True)
        kept = [a for strand, a in pairs if (focus in strand.boxes if focus else strand.state in LOUD)]
        kept.sort(key=lambda each: STATES.index(each.state), reverse=True)
        worst = {each.metric: each for each in kept}
        return tuple(sorted(worst.values(), key=lambda each: STATES.index(each.state)))


def look(
    world: World,
    sop: str,
    as_of: dt.datetime,
    party: str | None = None,
    aspect: str | None = None,
    breaching: bool = False,
    acts: Acts = NO_ACTS,
) -> Look:
    """The diagram of one SOP as of a naive UTC instant, narrowed to a party's part, an aspect, what is breaching.

    Raises WorkspaceError if there is no SOP of that id, or no version of it in force then.
    """
    seen = live(world, sop, as_of, acts)
    shown = narrowed(diagram(seen), world.library.people, party, aspect, breaching)
    return Look(shown, layout(shown), tuple(answer(seen, strand) for strand in shown.strands))
