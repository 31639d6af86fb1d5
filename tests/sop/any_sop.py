"""Any SOP at all, as hypothesis strategies, and one thing in it made different."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from dashboard.sop.diff import LISTS, STAMP
from dashboard.sop.model import (
    Changed,
    Escalation,
    Metric,
    Objective,
    Owners,
    Part,
    Recover,
    Response,
    Review,
    Signal,
    Silence,
    Sop,
    Step,
    Threshold,
)

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LENGTHS = [None, HOUR, DAY, dt.timedelta(weeks=2)]
PEOPLE = [None, "ana", "bo", "cy"]
TEXTS = ["One", "Two words", "Three words here"]
IDS = [(), ("a",), ("b", "a"), ("a", "b")]
VALUES = {
    "title": TEXTS, "statement": TEXTS, "do": TEXTS, "summary": ["", *TEXTS], "kpis": IDS, "drives": IDS,
    "segments": IDS, "attendees": [(), ("ana",), ("bo", "cy")], "monitoring": PEOPLE, "analysis": PEOPLE,
    "decision": PEOPLE, "backup": PEOPLE, "owner": PEOPLE, "chair": PEOPLE,
    "escalation": [(), (Escalation(after=HOUR, to="ana"),), (Escalation(after=HOUR, to="bo"),)],
    "escalate": [None, Escalation(after=DAY, to="ana"), Escalation(after=2 * DAY, to="ana")],
    "level": ["critical", "warning"], "stage": ["enforced", "aspirational"],
    "signal": [None, Signal(change=DAY), Signal(mean=DAY), Signal(drift=DAY), Signal(gap="region", of="a")],
    "lower": [None, 0.1, 0.2, 5.0], "upper": [None, 9.0, 10.5], "for_": [1, 3, DAY],
    "recover": [Recover(), Recover(lower=1.0), Recover(for_=2)], "respond": [None, "a", "b"],
    "objective": [None, "a", "b"], "review": [None, "a", "b"], "source": [None, "billing"],
    "aspect": ["accuracy", "cost"], "kind": ["quantitative", "qualitative"], "unit": ["", "%", "€"],
    "better": [None, "higher", "lower"], "reported": ["daily", "weekly", 6 * HOUR], "stale_after": LENGTHS,
    "min_n": [0, 50], "rrule": ["FREQ=DAILY", "FREQ=WEEKLY"], "duration": [HOUR, DAY], "remind": LENGTHS,
    "countersign": [False, True], "runbook": [None, "https://wiki.example/a"], "role": ["analysis", "decision"],
    "within": LENGTHS, "timezone": ["UTC", "Europe/London"], "apiVersion": ["sop/v1"], "sop": ["any"],
    "effective_from": [dt.date(2026, 1, 1), dt.date(2026, 7, 1)],
    "changed": [None, Changed(by="ana", because="so"), Changed(by="bo", because="then")],
    "lint": [(), (Silence(silence="no-backup", metric="a", because="it is new"),)],
}  # fmt: skip
CHOICES = {(Step, "kind"): ["fix", "retrain"]}
THINGS = {
    "objectives": Objective, "metrics": Metric, "thresholds": Threshold, "reviews": Review, "responses": Response,
    "steps": Step,
}  # fmt: skip


def values(cls: type[Part], field: str) -> list:
    """What a field may be: at least two different things, save where the model knows one alone."""
    return CHOICES.get((cls, field)) or VALUES[field]


def parts(cls: type[Part], id: str | None = None) -> st.SearchStrategy:
    """Any part of that class."""
    fields = {}
    for name in cls.model_fields:
        if name == "id":
            fields[name] = st.just(id)
        elif name == "owners":
            fields[name] = parts(Owners)
        elif name in LISTS:
            fields[name] = lists(THINGS[name])
        else:
            fields[name] = st.sampled_from(values(cls, name))
    return st.fixed_dictionaries(fields).map(lambda given: cls.model_construct(**given))


def lists(cls: type[Part]) -> st.SearchStrategy:
    """Things of that class, each with an id of its own, in any order."""
    ids = st.lists(st.sampled_from("abcd"), unique=True, max_size=4)
    return ids.flatmap(lambda chosen: st.tuples(*(parts(cls, id) for id in chosen)))


@dataclass(frozen=True)
class Place:
    """A field of a part somewhere in an SOP: the steps lead there, as (list, index) or ('owners', None)."""

    steps: tuple[tuple[str, int | None], ...]
    cls: type[Part]
    field: str


def places(part: Part, steps: tuple = ()) -> Iterator[Place]:
    """Every field that can be made different, lists of things included."""
    for name in type(part).model_fields:
        if name == "id" or (isinstance(part, Sop) and name in STAMP):
            continue
        if name == "owners":
            yield from places(part.owners, (*steps, (name, None)))
        else:
            yield Place(steps, type(part), name)
        if name in LISTS:
            for i, thing in enumerate(getattr(part, name)):
                yield from places(thing, (*steps, (name, i)))


def held(part: Part, place: Place):
    """What stands at a place."""
    for name, i in place.steps:
        part = getattr(part, name) if i is None else getattr(part, name)[i]
    return getattr(part, place.field)


def put(part: Part, place: Place, value) -> Part:
    """The SOP with another value at a place."""
    if not place.steps:
        return part.model_copy(update={place.field: value})
    (name, i), rest = place.steps[0], Place(place.steps[1:], place.cls, place.field)
    inside = getattr(part, name)
    if i is None:
        return part.model_copy(update={name: put(inside, rest, value)})
    changed = (*inside[:i], put(inside[i], rest, value), *inside[i + 1 :])
    return part.model_copy(update={name: changed})


@st.composite
def others(draw, part: Part, place: Place):
    """Another value for a place: of a list of things, with one less, one more, or one moved."""
    now = held(part, place)
    if place.field not in LISTS:
        return draw(st.sampled_from([value for value in values(place.cls, place.field) if value != now]))
    ways = ["add", *(["remove"] if now else []), *(["move"] if len(now) > 1 else [])]
    way = draw(st.sampled_from(ways))
    i = draw(st.integers(0, max(len(now) - 1, 0)))
    rest = (*now[:i], *now[i + 1 :])
    if way == "remove":
        return rest
    if way == "move":
        j = draw(st.integers(0, len(now) - 1).filter(lambda j: j != i))
        return (*rest[:j], now[i], *rest[j:])
    return (*now[:i], draw(parts(THINGS[place.field], "new")), *now[i:])


@st.composite
def changed_once(draw):
    """An SOP, a place in it, and the SOP with something else there alone."""
    sop = draw(parts(Sop))
    place = draw(st.sampled_from(list(places(sop))))
    return sop, place, put(sop, place, draw(others(sop, place)))
