"""Boxes of who acts and of what is done: owners with backup and escalation, responses with their steps."""

from collections.abc import Iterable

from dashboard.practice import wording
from dashboard.practice.diagram.form import LOUD, Box, Line
from dashboard.practice.diagram.live import Live
from dashboard.practice.expected import BY_THE_SOP
from dashboard.practice.incidents.playbook import playbook
from dashboard.practice.ownership import EscalationStep, Holding, acting, ownership
from dashboard.sop.model import Metric, Response, Step


def owners(live: Live, of: Metric) -> Box:
    """Who acts on a metric now, or would; who holds which duty, the backup, and to whom it goes on, and when."""
    seen = live.states[of.id]
    called = seen.state in LOUD
    acts = seen.acting if called else live.would_act(of)
    lines = []
    if called and seen.expected and seen.expected.because != BY_THE_SOP:
        lines.append(Line(seen.expected.because, _ids(acts)))
    lines += _duties(seen.ownership.duties)
    backup = seen.ownership.backup
    lines.append(Line(f"backup: {_named(backup)}", _ids(backup)) if backup else Line("no backup"))
    breach = next((b for b in seen.breaches if b.enforced), None) if called else None
    # who it would go to is asked as if it had fired just now
    coming = ownership(live.law, live.world.library.people, of, live.as_of, live.as_of).escalation
    steps = seen.ownership.escalation if breach and seen.ownership.escalation else coming
    stopped = breach is not None and breach.followed.acknowledged is not None
    lines += [_escalation(live, step, timed=steps is not coming, stopped=stopped) for step in steps]
    if not steps:
        lines.append(Line("no escalation"))
    title = f"{acts.name} {'acts' if called else 'would act'}"
    state, said = (seen.state, f"{seen.state}: acts now") if called else (None, "")
    return Box(f"owners:{of.id}", "owners", title, tuple(lines), state, said)


def holders(live: Live, called_by: Iterable[Metric], step: Step) -> frozenset[str]:
    """Who has that step now, whichever of those metrics calls it."""
    people = live.world.library.people
    found = (acting(live.law, people, metric, live.as_of, step.role) for metric in called_by)
    return frozenset().union(*map(_ids, found))


def response(live: Live, stated: Response, called_by: Iterable[Metric]) -> Box:
    """What is agreed to be done, step by step; which steps are done, where it is under way."""
    incident = live.incidents.get(stated.id)
    taken = {s.step.id: s.taken for s in playbook(live.world, incident, live.as_of).steps} if incident else {}
    closed = {id for id, each in taken.items() if each.closed}
    metrics, lines = tuple(called_by), []
    for number, step in enumerate(stated.steps, 1):
        limit = f" within {wording.agreed(step.within)}" if step.within else ""
        mark = "✓" if step.id in closed else f"{number}"
        lines.append(Line(f"{mark} {step.kind}, {step.role}{limit}: {step.do}", holders(live, metrics, step)))
    if not lines:
        lines = [Line("no steps are agreed on")]
    if incident is None:
        return Box(f"response:{stated.id}", "response", stated.title, tuple(lines))
    done = f", {len(closed)} of {len(taken)} done" if taken else ""
    said = f"{incident.level}: {incident.state}{done}"
    return Box(f"response:{stated.id}", "response", stated.title, tuple(lines), incident.level, said)


def _duties(duties: Iterable[Holding]) -> list[Line]:
    """One line for all duties that are in the same hands."""
    by_holder: dict[str, list[Holding]] = {}
    for duty in duties:
        by_holder.setdefault(_named(duty), []).append(duty)
    lines = [Line(f"{', '.join(h.duty for h in each)}: {who}", frozenset().union(*map(_ids, each)))
             for who, each in by_holder.items()]  # fmt: skip
    return lines or [Line("no duty is given to anybody")]


def _named(holding: Holding) -> str:
    """'Luis Ortega, for Luca Ferri' where it passed on."""
    first = holding.hops[0] if holding.hops else None
    if first is None or first.party == holding.party:
        return holding.name
    return f"{holding.name}, for {first.name}" if holding.party else f"{holding.name} ({first.name} {first.because})"


def _ids(holding: Holding) -> frozenset[str]:
    return frozenset({holding.party or "", *(hop.party for hop in holding.hops)}) - {""}


def _escalation(live: Live, step: EscalationStep, timed: bool, stopped: bool) -> Line:
    after, who = wording.agreed(step.after), step.holding.name
    if timed and (step.taken or (step.passed and not stopped)):
        return Line(f"after {after} went to {who}, {wording.moment(step.due, live.as_of)}", _ids(step.holding))
    if timed and not stopped:
        return Line(f"goes to {who} {wording.due(step.due, live.as_of)}", _ids(step.holding))
    return Line(f"unacknowledged for {after}: {who}", _ids(step.holding))
