"""What changed between two versions of an SOP, thing by thing and field by field, as values.

Things are matched by their ids, never by where they stand in the file: what only moved is told as moved. A thing that
came or went is one change, with everything in it. What has no id (a signal, recovery bounds, a list) is one value.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, get_args

from dashboard.sop.model import Metric, Objective, Owners, Part, Response, Review, Sop, Step, Threshold

Kind = Literal["threshold", "owner", "response", "step", "review", "metric", "objective", "sop"]
What = Literal["added", "removed", "changed", "moved"]
Thing = Objective | Metric | Threshold | Review | Response | Step

RANK: dict[Kind, int] = {kind: rank for rank, kind in enumerate(get_args(Kind))}  # what matters first
LISTS: dict[str, Kind] = {
    "objectives": "objective", "metrics": "metric", "thresholds": "threshold", "reviews": "review",
    "responses": "response", "steps": "step",
}  # fmt: skip
STAMP = ("apiVersion", "sop", "effective_from", "changed")  # what says which version it is, and why there is one


@dataclass(frozen=True)
class Change:
    """One change of one field (named as its key) of one thing, or of the thing as a whole (`field` is then empty).

    `things` leads to it from the outside in, as the later version has them (the earlier, of what was removed): a metric
    and its threshold; empty for the SOP itself. `before` and `after` are values of the model; of what moved, the id of
    the thing that it stood and stands after (None: it was, is the first). `since` is the day from which it holds.
    """

    kind: Kind
    things: tuple[Thing, ...]
    what: What
    field: str
    before: Any
    after: Any
    since: dt.date

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that lead to the thing, from the outside in."""
        return tuple(thing.id for thing in self.things)

    @property
    def key(self) -> tuple[Kind, tuple[str, ...], str, bool]:
        """What it is about, whatever the values: no two changes of a diff have the same."""
        return self.kind, self.ids, self.field, self.what == "moved"


def diff(before: Sop, after: Sop) -> tuple[Change, ...]:
    """Everything that `after` says otherwise than `before`, what matters first; empty if they agree.

    Which version it is (`effective_from`) and why (`changed`) are no changes of what is agreed.
    """
    found = _compared("sop", before, after, (), after.effective_from)
    return tuple(sorted(found, key=lambda change: _order(change, before, after)))


def diff_over(versions: Sequence[Sop]) -> tuple[Change, ...]:
    """The diff of the first and the last of consecutive versions, each change since the version that brought it."""
    since = {change.key: change.since for pair in pairwise(versions) for change in diff(*pair)}
    whole = diff(versions[0], versions[-1])
    return tuple(replace(change, since=since.get(change.key, change.since)) for change in whole)


def _compared(kind: Kind, before: Part, after: Part, things: tuple[Thing, ...], since: dt.date) -> Iterator[Change]:
    """The changes between two statements of one thing."""
    for name, known in type(after).model_fields.items():
        if name == "id" or (kind == "sop" and name in STAMP):
            continue
        was, now = _stated(before, name), _stated(after, name)
        if name in LISTS:
            yield from _matched(LISTS[name], was, now, things, since)
        elif isinstance(was, Owners) and isinstance(now, Owners):
            yield from _compared("owner", was, now, things, since)
        elif was != now:
            # whose the SOP is belongs to the owners, for whoever reads what changed
            what: Kind = "owner" if name == "owner" else kind
            yield Change(what, things, "changed", known.alias or name, was, now, since)


def _matched(
    kind: Kind, before: Sequence[Thing], after: Sequence[Thing], within: tuple[Thing, ...], since: dt.date
) -> Iterator[Change]:
    """The changes between two lists of things: gone, come, moved, and changed in themselves."""
    was, now = {thing.id: thing for thing in before}, {thing.id: thing for thing in after}
    for thing in before:
        if thing.id not in now:
            yield Change(kind, (*within, thing), "removed", "", thing, None, since)
    for thing in after:
        if thing.id not in was:
            yield Change(kind, (*within, thing), "added", "", None, thing, since)
        else:
            yield from _compared(kind, was[thing.id], thing, (*within, thing), since)
    for id in _moved([id for id in was if id in now], [id for id in now if id in was]):
        places = (_stands_after(id, list(was)), _stands_after(id, list(now)))
        yield Change(kind, (*within, now[id]), "moved", "", *places, since)


def _stated(part: Part, name: str) -> Any:
    """The value of a field, such that two that mean the same are equal."""
    if name == "reported" and isinstance(part, Metric):
        # one made of gaps that says nothing is reported as often as what it compares; 'daily' is the same as 1d
        return part.frequency if part.source is not None or "reported" in part.model_fields_set else None
    return getattr(part, name)


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The fewest of the same ids that must be moved to come from one order to the other."""
    place = {id: i for i, id in enumerate(before)}
    ends: list[int] = []  # the lowest place at which a chain that keeps its order, of each length, can end
    chains: list[tuple[str, Any] | None] = [None]  # that chain, from its end
    for id in after:
        length = bisect_left(ends, place[id])
        ends[length : length + 1] = [place[id]]
        chains[length + 1 : length + 2] = [(id, chains[length])]
    kept, chain = set(), chains[-1]
    while chain:
        kept.add(chain[0])
        chain = chain[1]
    return [id for id in after if id not in kept]


def _stands_after(id: str, order: Sequence[str]) -> str | None:
    at = order.index(id)
    return order[at - 1] if at else None


def _order(change: Change, before: Sop, after: Sop) -> tuple[Any, ...]:
    """Where a change is told: thresholds first, of those the critical ones, then in the order of the file."""
    last = change.things[-1] if change.things else None
    urgency = 0
    if isinstance(last, Threshold):
        urgency = 2 if last.stage == "aspirational" else 0 if last.level == "critical" else 1
    kind: Kind = "response" if change.kind == "step" else change.kind
    return RANK[kind], urgency, *_place(change, before if change.what == "removed" else after)


def _place(change: Change, version: Sop) -> tuple[int, ...]:
    where: Any = version
    place: list[int] = []
    for thing in change.things:
        siblings = getattr(where, f"{type(thing).__name__.lower()}s")
        place.append(next(i for i, other in enumerate(siblings) if other.id == thing.id))
        where = siblings[place[-1]]
    return tuple(place)
