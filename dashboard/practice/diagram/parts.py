"""The diagram of an SOP, made from its version in force and from how everything stands; nothing of it is drawn by hand.

What the SOP does not say is said too: a metric without a review, a threshold without a response.
"""

import unicodedata
from dataclasses import replace

from dashboard.practice.diagram import acted, improved, watched
from dashboard.practice.diagram.form import Box, Diagram, Line, Strand
from dashboard.practice.diagram.live import Live
from dashboard.practice.ownership import concerned
from dashboard.practice.standing import State
from dashboard.sop.model import DUTIES, Metric, Objective, Sop, Threshold

UNSEEN = ("Cc", "Cf", "Cs")


def diagram(seen: Live) -> Diagram:
    """The whole diagram of one SOP."""
    law = seen.law
    boxes = [watched.objective(seen, objective, _serving(law, objective)) for objective in law.objectives]
    boxes += [watched.metric(seen, metric) for metric in law.metrics]
    boxes += [watched.threshold(seen, metric, t) for metric in law.metrics for t in metric.thresholds]
    boxes += [acted.owners(seen, metric) for metric in law.metrics]
    boxes += [acted.response(seen, response, _calling(law, response.id)) for response in law.responses]
    boxes += [improved.review(seen, review) for review in law.reviews]
    learned = improved.improvement(seen)
    clean = tuple(map(_clean, (*boxes, *learned)))
    strands = [_strand(seen, metric, t, learned[0].id) for metric in law.metrics for t in metric.thresholds or [None]]
    return Diagram(law.sop, _plain(law.title), law.effective_from, seen.as_of, clean, tuple(strands))


def _serving(law: Sop, objective: Objective) -> list[Metric]:
    return [m for m in law.metrics if m.objective == objective.id or m.id in objective.kpis]


def _calling(law: Sop, response: str) -> list[Metric]:
    return [m for m in law.metrics if any(t.respond == response for t in m.thresholds)]


def _strand(seen: Live, metric: Metric, threshold: Threshold | None, improvement: str) -> Strand:
    law, state = seen.law, seen.states[metric.id]
    above = [f"objective:{o.id}" for o in law.objectives if metric in _serving(law, o)]
    stands: State = seen.state_of(metric, threshold) if threshold else state.state
    response = law.response(threshold.respond) if threshold else None
    called = {id for id in (*(getattr(metric.owners, duty) for duty in (*DUTIES, "backup")), state.acting.party) if id}
    called |= {step.to for step in metric.owners.escalation}
    return Strand(
        objectives=tuple(above),
        metric=f"metric:{metric.id}",
        threshold=f"threshold:{metric.id}/{threshold.id}" if threshold else None,
        owners=f"owners:{metric.id}",
        response=f"response:{response.id}" if response else None,
        review=f"review:{metric.review}" if any(r.id == metric.review for r in law.reviews) else None,
        improvement=improvement,
        state=stands,
        aspect=metric.aspect,
        who=concerned(law, seen.world.library.people, metric, seen.as_of) | called,
    )


def _clean(box: Box) -> Box:
    lines = tuple(Line(_plain(line.text), line.who) for line in box.lines)
    return replace(box, title=_plain(box.title) or "–", lines=lines, said=_plain(box.said))


def _plain(text: str) -> str:
    """In one line, without what no picture can show or what would turn the line: controls, overrides, surrogates."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in UNSEEN)
    return " ".join("".join(kept).split())
