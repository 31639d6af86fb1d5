"""What the diagram says of one metric, in words: who acts, by when, doing what, to whom it goes on, who looks at it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.diagram.form import Strand
from dashboard.practice.diagram.improved import when
from dashboard.practice.diagram.live import Live
from dashboard.practice.expected import BY_THE_SOP
from dashboard.practice.incidents.playbook import playbook
from dashboard.practice.ownership import ownership
from dashboard.practice.sittings import next_of
from dashboard.practice.standing import MetricState, State
from dashboard.sop.model import Metric, Threshold

NONE = "not agreed on"


@dataclass(frozen=True)
class Told:
    """One answer: the question, what is the case, more of it in small, and whether its time is past."""

    question: str
    text: str
    more: str = ""
    late: bool = False


@dataclass(frozen=True)
class Answer:
    """Everything that is asked of one metric: `said` is how it stands; `incident` is the id of the one under way."""

    metric: str
    segment: str
    title: str
    state: State
    said: str
    told: tuple[Told, ...]
    incident: str = ""


def answer(seen: Live, strand: Strand) -> Answer:
    """What is asked of that strand's metric, about its threshold."""
    metric, state = seen.law.metric(strand.metric.partition(":")[2]), strand.state
    assert metric, "the strand is of this version"
    threshold = next((t for t in metric.thresholds if strand.threshold == f"threshold:{metric.id}/{t.id}"), None)
    stands = seen.states[metric.id]
    breach = next((b for b in stands.breaches if threshold and b.enforced and b.threshold == threshold.id), None)
    incident = breach.followed.incident if breach else None
    if breach:
        told = _of_breach(seen, breach)
    elif state == "stale":
        told = _of_silence(seen, metric, stands)
    else:
        told = _if_it_did(seen, metric, threshold)
    return Answer(
        metric=metric.id,
        segment=breach.segment if breach else stands.segment,
        title=wording.titled(metric.title, breach.segment if breach else ""),
        state=state,
        said=_said(seen, stands, breach, state),
        told=(*told, _reviewed(seen, metric)),
        incident=incident.id if incident else "",
    )


def _said(seen: Live, stands: MetricState, breach: Breach | None, state: State) -> str:
    if breach is None:
        since = f" {wording.since(stands.since, seen.as_of)}" if state != "ok" and stands.since else ""
        return f"{state}{since}"
    value = wording.value(breach.value, breach.unit, breach.signal, (breach.lower, breach.upper))
    held = wording.bounds(breach.lower, breach.upper, breach.unit, breach.signal)
    phrase = wording.signal_phrase(breach.signal)
    accepted = breach.followed.accepted
    until = f" until {wording.day(accepted.until, seen.as_of)}, breaching" if accepted else ""
    since = wording.since(breach.since, seen.as_of)
    return f"{state}{until} {since}: {f'{phrase} ' if phrase else ''}{value}, acceptable {held}"


def _of_breach(seen: Live, breach: Breach) -> Iterator[Told]:
    known, expected, at = breach.followed, breach.expected, seen.as_of
    holding = expected.holding if expected else breach.ownership.acting
    because = expected.because if expected and expected.because != BY_THE_SOP else f"holds {holding.duty}"
    because = because.partition(":")[0] if because.startswith("has the next step") else because
    yield Told("Who acts?", holding.name, because, late=bool(expected and expected.lost))
    incident = known.incident
    taken = playbook(seen.world, incident, at).next_step if incident and incident.under_way else None
    step, due = (taken.step.do, taken.due) if taken else (breach.first_step, breach.first_step_due)
    coming = None if known.acknowledged else breach.ownership.next_escalation
    if due:
        yield Told("By when?", f"{wording.moment(due, at)} UTC", wording.due(due, at).partition(" (")[0], due < at)
    elif coming:
        by = f"{wording.moment(coming.due, at)} UTC"
        yield Told("By when?", by, f"to acknowledge it, else it goes to {coming.holding.name}")
    else:
        yield Told("By when?", NONE)
    helped = f"{taken.step.kind}, {taken.holding.name} for {taken.step.role}" if taken else ""
    yield Told(
        "Doing what?", step or ("all steps are done" if incident else NONE), helped or breach.response_title or ""
    )
    yield _onward(seen, breach)


def _onward(seen: Live, breach: Breach) -> Told:
    """To whom it went, and goes next unless somebody acknowledges it."""
    at, mark = seen.as_of, breach.followed.acknowledged
    steps = breach.ownership.escalation
    if mark:
        who = next((p.name for p in seen.world.library.people.people if p.id == mark.by), mark.by)
        return Told("And if not?", "It goes no further", f"{who} acknowledged it {wording.moment(mark.at, at)}")
    coming = [step for step in steps if not step.passed]
    gone = [step for step in steps if step.passed]
    more = "; ".join(f"went to {step.holding.name} {wording.moment(step.due, at)}" for step in gone)
    if not coming:
        return Told("And if not?", "It has gone all the way" if gone else NONE, more)
    later = "".join(f", then {step.holding.name} {wording.moment(step.due, at)}" for step in coming[1:])
    text = f"To {coming[0].holding.name} {wording.due(coming[0].due, at)}{later}"
    return Told("And if not?", text, more or "unless somebody acknowledges it")


def _of_silence(seen: Live, metric: Metric, stands: MetricState) -> Iterator[Told]:
    yield Told("Who acts?", stands.acting.name, f"holds {stands.acting.duty}")
    due = stands.since + seen.law.patience(metric) if stands.since else None
    yield Told(
        "By when?", "now", f"stale since {wording.moment(due, seen.as_of)}" if due else "nothing ever came", True
    )
    yield Told("Doing what?", "Bring its numbers back", f"from {metric.source}" if metric.source else "")
    yield Told("And if not?", NONE, "a silence is not escalated")


def _if_it_did(seen: Live, metric: Metric, threshold: Threshold | None) -> Iterator[Told]:
    """What is agreed on for the case that it breaches."""
    law, people, at = seen.law, seen.world.library.people, seen.as_of
    response = law.response(threshold.respond) if threshold else None
    first = response.steps[0] if response and response.steps else None
    acts = seen.would_act(metric, threshold)
    yield Told("Who would act?", acts.name, f"holds {acts.duty}")
    within = first.within if first else None
    yield Told("By when?", f"within {wording.agreed(within)}" if within else NONE, "of its firing" if within else "")
    yield Told("Doing what?", first.do if first else NONE, response.title if response else "no response")
    steps = ownership(law, people, metric, at, at).escalation
    text = ", ".join(f"after {wording.agreed(step.after)} to {step.holding.name}" for step in steps)
    yield Told("And if not?", text or NONE, "unless somebody acknowledges it" if text else "")


def _reviewed(seen: Live, metric: Metric) -> Told:
    sitting = seen.sittings.get(metric.review or "")
    if sitting is None:
        return Told("Looked at when?", NONE)
    held = sitting
    if sitting.state == "overdue":
        held = next_of(seen.world, seen.acts, sitting.ref, seen.as_of) or sitting
    waits = f"; {when(seen, sitting)} is overdue" if held is not sitting else ""
    return Told("Looked at when?", when(seen, held), f"{sitting.title}{waits}", late=bool(waits))
