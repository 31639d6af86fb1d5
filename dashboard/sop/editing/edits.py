"""What was changed between two texts of an SOP, as values that can be made again in a third.

Texts are compared by what they say, not by how: comments, quotes and the order of keys are no edits. Items with an
`id` are told apart by it; the order of such items is a place of its own, beside them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from dashboard.errors import EditRefused
from dashboard.sop.editing.setting import add_item, order_items, remove_at, set_at, states, value_at
from dashboard.sop.editing.source import Path, names, read, same, shown

ORDER = "(order)"  # the last name of the place where the order of the items of a list is said; no id is so written


class Missing(Enum):
    """What a place says that is not there."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing.MISSING


@dataclass(frozen=True, eq=False)
class Edit:
    """One place said `before` and says `after`; `MISSING` where it was not, or is not there.

    A place is named by keys, and by the ids of items of lists: `("metrics", "recall", "thresholds", "floor", "upper")`.
    A list whose items have no ids is one value. At a place that ends with `ORDER` the values are the ids, in their
    order, of the items that stay. `follows` is the id of the item that an added one comes after, empty for the first.
    """

    path: Path
    before: object
    after: object
    follows: str | None = field(default=None)

    def __eq__(self, other: object) -> bool:
        """Whether both make the same of the same; where an added item comes does not count."""
        if not isinstance(other, Edit):
            return NotImplemented
        return self.path == other.path and same(self.before, other.before) and same(self.after, other.after)

    def __hash__(self) -> int:
        return hash(self.path)


def edits(before: str, after: str) -> tuple[Edit, ...]:
    """Everything that the text `after` says otherwise than `before`, in the order of `after`.

    Raises FileProblems for a text that is not YAML.
    """
    return tuple(_between((), read(before).data, read(after).data))


def apply(text: str, made: Iterable[Edit]) -> str:
    """The text with the edits made. Raises EditRefused where a place no longer says what it said before the edit."""
    for edit in made:
        _agrees(text, edit)
        text = _apply(text, edit)
    return text


def touching(one: Iterable[Edit], other: Iterable[Edit]) -> tuple[Path, ...]:
    """The places that both change otherwise: the same place, or one within the other; of those two the inner one."""
    mine, theirs = tuple(one), tuple(other)
    found = (clash(a, b) for a in mine for b in theirs)
    return tuple(dict.fromkeys(path for path in found if path is not None))


def clash(one: Edit, other: Edit) -> Path | None:
    """The place that two edits change otherwise; None if they do not stand against one another."""
    shorter, longer = sorted((one.path, other.path), key=len)
    return longer if longer[: len(shorter)] == shorter and one != other else None


def _between(path: Path, before: object, after: object) -> Iterator[Edit]:
    if same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key not in after:
                yield Edit((*path, key), value, MISSING)
        for key, value in after.items():
            yield from _between((*path, key), before.get(key, MISSING), value)
    elif (was := names(before)) is not None and (now := names(after)) is not None and path:
        yield from _items(path, before, after, was, now)
    else:
        yield Edit(path, before, after)


def _items(path: Path, before: object, after: object, was: list[str], now: list[str]) -> Iterator[Edit]:
    """The edits between two lists of things with ids: gone, in another order, come, changed in themselves."""
    assert isinstance(before, list)
    assert isinstance(after, list)
    for name, item in zip(was, before, strict=True):
        if name not in now:
            yield Edit((*path, name), item, MISSING)
    stay, stand = [name for name in was if name in now], [name for name in now if name in was]
    if stay != stand:
        yield Edit((*path, ORDER), stay, stand)
    for i, (name, item) in enumerate(zip(now, after, strict=True)):
        if name in was:
            yield from _between((*path, name), before[was.index(name)], item)
        else:
            yield Edit((*path, name), MISSING, item, follows=now[i - 1] if i else "")


def _agrees(text: str, edit: Edit) -> None:
    """Raises EditRefused if the place does not say what the edit takes it to say."""
    now = _value(text, edit.path)
    if edit.path[-1:] == (ORDER,):
        stay = edit.before if isinstance(edit.before, list) else []
        listed = _value(text, edit.path[:-1])
        known = [name for name in names(listed) or [] if name in stay]
        if known != [name for name in stay if name in known]:
            raise EditRefused(f"the order of {shown(edit.path[:-1])} is no longer what it was")
    elif now is MISSING and edit.before is not MISSING:
        raise EditRefused(f"{shown(edit.path)} is no longer there")
    elif now is not MISSING and edit.before is MISSING:
        raise EditRefused(f"{shown(edit.path)} is there already")
    elif not same(now, edit.before):
        raise EditRefused(f"{shown(edit.path)} says {_short(now)} by now, and said {_short(edit.before)}")


def _apply(text: str, edit: Edit) -> str:
    if edit.path[-1:] == (ORDER,):
        listed = names(_value(text, edit.path[:-1])) or []
        stand = edit.after if isinstance(edit.after, list) else []
        return order_items(text, edit.path[:-1], _ordered(listed, stand))
    if edit.after is MISSING:
        return remove_at(text, edit.path)
    parent = _value(text, edit.path[:-1])
    if edit.before is MISSING and isinstance(parent, list) and isinstance(edit.after, dict):
        after = edit.follows if edit.follows == "" or edit.follows in (names(parent) or []) else None
        return add_item(text, edit.path[:-1], edit.after, after)
    return set_at(text, edit.path, edit.after)


def _ordered(present: list[str], stand: list[str]) -> list[str]:
    """The present names, those in `stand` in that order, each other one after what it comes after now."""
    order = [name for name in stand if name in present]
    for i, name in enumerate(present):
        if name not in stand:
            order.insert(order.index(present[i - 1]) + 1 if i else 0, name)
    return order


def _value(text: str, path: Path) -> object:
    return value_at(text, path) if states(text, path) else MISSING


def _short(value: object) -> str:
    said = f"{value}"
    return f"'{said}'" if len(said) <= 60 else f"'{said[:59]}…'"
