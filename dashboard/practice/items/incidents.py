"""The incidents of a review's metrics that are not closed, and what they and earlier sittings ask of the SOP."""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts, Incident
from dashboard.practice import wording
from dashboard.practice.asked_changes import ChangeAsked, changes_asked
from dashboard.practice.incidents.case import Case, cases
from dashboard.practice.items.item import Item, breach_of, recorded
from dashboard.practice.ownership import known_as
from dashboard.practice.world import World
from dashboard.sop.model import Sop


def reviews_of(law: Sop, incident: Incident) -> frozenset[str]:
    """The reviews that an incident comes before: those of the metrics that it is about, else the SOP's first."""
    about = {ref.metric for ref in incident.breaches}
    found = {m.review for m in law.metrics if m.id in about and m.review}
    if not about and incident.response:
        bound = (m for m in law.metrics if any(t.respond == incident.response for t in m.thresholds))
        found = {m.review for m in bound if m.review}
    return frozenset(found or {review.id for review in law.reviews[:1]})


def of_incidents(world: World, acts: Acts, sitting: SittingRef, law: Sop, as_of: dt.datetime) -> Iterator[Item]:
    """The incidents under way, those without a post-mortem, those not reviewed; and those reviewed in this sitting."""
    noted, opened = recorded(acts, sitting), acts.proceedings(sitting).opened

    def here(incident: Incident) -> bool:
        closed = incident.reviewed
        talked_of = _id(incident) in noted or bool(closed and opened and opened.at <= closed.at)
        mine = incident.sop == sitting.sop and sitting.review in reviews_of(law, incident)
        return mine and (closed is None or talked_of)

    for one in cases(world, acts, as_of, here):
        yield _item(world, one, as_of)


def of_changes_asked(world: World, acts: Acts, sitting: SittingRef, law: Sop, as_of: dt.datetime) -> Iterator[Item]:
    """The changes of the SOP that this review or its incidents asked for, and no version and no sitting has answered.

    A version that came into force since answers them.
    """
    noted = recorded(acts, sitting)
    for asked in changes_asked(acts, sitting.sop, as_of):
        ours = asked.sitting.review == sitting.review if asked.sitting else False
        if incident := acts.incidents.get(asked.incident):
            ours = sitting.review in reviews_of(law, incident)
        waits = asked.mark.at >= law.effective_at and asked.answered is None and asked.sitting != sitting
        if ours and (waits or asked.id in noted):
            yield _asked(world, acts, law, asked, as_of)


def _id(incident: Incident) -> str:
    return f"incident|{incident.id}"


def _item(world: World, one: Case, as_of: dt.datetime) -> Item:
    incident = one.incident
    said = [f"{incident.state} {wording.since(_began(incident), as_of)}"]
    if incident.under_way:
        said[0] = f"{incident.level}, {said[0]}"
        said += [f"{len(one.open_breaches)} of {len(one.breaches)} breaching"] if one.breaches else []
        said += [f"{wording.counted(len(one.overdue), 'step')} overdue"] if one.overdue else []
    elif one.wants_post_mortem:
        said.append("its post-mortem is not written yet")
    elif incident.state == "resolved":
        said.append("its post-mortem waits to be agreed on")
    if one.expected:
        said.append(f"{one.expected.holding.name} {one.expected.because}")
    return Item(
        id=_id(incident),
        reason="incident",
        state=incident.level if incident.under_way else "ok",
        title=incident.title,
        text="; ".join(said),
        sop=incident.sop,
        response=one.response,
        lines=tuple(_lines(world, one, as_of)),
        case=one,
    )


def _began(incident: Incident) -> dt.datetime:
    """When it came into the state that it is in."""
    marks = (incident.reviewed, incident.resolved, incident.started, incident.acknowledged, incident.opened)
    return next(mark.at for mark in marks if mark)


def _lines(world: World, one: Case, as_of: dt.datetime) -> Iterator[str]:
    people = world.library.people
    for breach in one.breaches:
        how = f"ended {wording.moment(breach.ended_at, as_of)}" if breach.ended_at else "breaching"
        yield f"{wording.titled(breach.title, breach.segment)}: {how}, {wording.since(breach.since, as_of)}"
    for step in one.steps:
        if closed := step.taken.closed:
            how = "done" if step.taken.done else "skipped"
            said = f": {closed.text}" if closed.text else ""
            yield f"{step.step.do}: {how} {wording.moment(closed.at, as_of)} by {known_as(people, closed.by)}{said}"
        elif one.incident.under_way:
            due = f", {'overdue, was ' if step.overdue else ''}due {wording.due(step.due, as_of)}" if step.due else ""
            yield f"{step.step.do}: {step.holding.name}{due}"
    if written := one.incident.post_mortem:
        yield f"What happened: {written.happened}"
        yield f"Cause: {written.cause}"
        yield f"What we change: {', '.join(written.lessons)}"
    for action in one.actions:
        yield f"Corrective action: {action.what} – {known_as(people, action.who)}, {action.state}"


def _asked(world: World, acts: Acts, law: Sop, asked: ChangeAsked, as_of: dt.datetime) -> Item:
    by_incident = acts.incidents.get(asked.incident)
    incident = by_incident or acts.incidents.get(asked.item.removeprefix("incident|"))
    metric = asked.breaches[0].metric if asked.breaches else ""
    stated = law.metric(metric)
    about = wording.titled(stated.title, asked.breaches[0].segment) if stated else ""
    if asked.sitting and not about:
        named = breach_of(asked.item)
        about = named[0][1] if named else asked.item.partition("|")[2] or asked.item
    by = f"{wording.moment(asked.mark.at, as_of)}, {known_as(world.library.people, asked.mark.by)}"
    where = "the post-mortem" if by_incident else "the review"
    what = asked.words or ", ".join(f"the {lesson}" for lesson in asked.lessons) or "without words"
    return Item(
        id=asked.id,
        reason="asked",
        state="ok",
        title=f"Change the SOP: {incident.title if incident else about}",
        text=f"asked by {where}, {by}: {what}",
        sop=asked.sop,
    )
