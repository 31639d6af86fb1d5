"""What was asked of an SOP: by the post-mortem of an incident, or by a review that decided to change it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.ledger.acts import BreachRef, Lesson, SittingRef, name_of
from dashboard.ledger.state import Acts, Mark
from dashboard.practice.incidents.past import as_at

OF_THE_SOP: tuple[Lesson, ...] = ("thresholds", "owners", "metric", "response")  # training is no matter of the file


@dataclass(frozen=True)
class ChangeAsked:
    """One change asked of an SOP: `mark` says who asked and when, `words` what for (perhaps nothing but the lessons).

    By an incident's post-mortem `incident` is its id and `lessons` what is to change; by a review `sitting` and `item`
    say where it was decided. `breaches` are those that it is about. `answered` is the decision of a later sitting that
    nothing is to be done about it.
    """

    sop: str
    mark: Mark
    words: str
    breaches: tuple[BreachRef, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    incident: str = ""
    sitting: SittingRef | None = None
    item: str = ""
    answered: Mark | None = None

    @property
    def id(self) -> str:
        """The id of its item on an agenda."""
        return f"asked|{name_of(self.sitting)}|{self.item}" if self.sitting else f"asked|{self.incident}"


def changes_asked(acts: Acts, sop: str, as_of: dt.datetime) -> tuple[ChangeAsked, ...]:
    """Every change asked of that SOP by the naive UTC instant `as_of`, oldest first; of one item the latest."""
    found = sorted((*_by_incidents(acts, sop, as_of), *_by_reviews(acts, sop, as_of)), key=lambda c: c.mark.seq)
    latest = {(c.incident, c.item): c for c in found}
    return tuple(sorted(latest.values(), key=lambda c: c.mark.seq))


def _by_incidents(acts: Acts, sop: str, as_of: dt.datetime) -> Iterator[ChangeAsked]:
    for known in acts.incidents.values():
        incident = as_at(known, as_of) if known.sop == sop else None
        written = incident.post_mortem if incident else None
        if incident is None or written is None:
            continue
        lessons = tuple(lesson for lesson in written.lessons if lesson in OF_THE_SOP)
        if written.sop_change.strip() or lessons:
            asked = ChangeAsked(sop, written.mark, written.sop_change.strip(), incident.breaches, lessons, incident.id)
            yield _answered(acts, asked, as_of)


def _by_reviews(acts: Acts, sop: str, as_of: dt.datetime) -> Iterator[ChangeAsked]:
    """The decisions to change the SOP; one on what was asked already asks for nothing new."""
    for ref, held in acts.sittings.items():
        for item, decision in held.decisions.items() if ref.sop == sop else ():
            if decision.decision == "change_sop" and not item.startswith("asked|") and decision.mark.at <= as_of:
                note = held.notes.get(item)
                words = decision.mark.text or (note.text if note else "")
                breaches = (decision.breach,) if decision.breach else ()
                asked = ChangeAsked(sop, decision.mark, words, breaches, sitting=ref, item=item)
                yield _answered(acts, asked, as_of)


def _answered(acts: Acts, asked: ChangeAsked, as_of: dt.datetime) -> ChangeAsked:
    said = [
        decision.mark
        for ref, held in acts.sittings.items()
        if ref.sop == asked.sop
        and (decision := held.decisions.get(asked.id))
        and decision.decision == "no_action"
        and asked.mark.at <= decision.mark.at <= as_of
    ]
    if not said:
        return asked
    return replace(asked, answered=max(said, key=lambda mark: mark.seq))
