"""One place of the text of an SOP changed; all the rest stays as it is, comments and order included.

What came of it is read again and held against what it should say: a text is changed in that one way, or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.errors import EditRefused, FileProblems, nearest
from dashboard.sop.editing.source import (
    Path,
    Source,
    Step,
    alone,
    fresh,
    name_of,
    names,
    read,
    same,
    shown,
    step_of,
    steps,
)
from dashboard.sop.editing.splice import dropped, inserted, ordered, place_for, replaced


def value_at(text: str, path: Path) -> object:
    """What the text says there. Raises EditRefused if there is no such place, FileProblems if it is not YAML."""
    found = read(text).data
    for depth, name in enumerate(path):
        step = step_of(found, name)
        if step is None:
            raise EditRefused(f"there is no {shown(path[: depth + 1])}{_nearest(found, name)}")
        found = found[step]  # type: ignore[index]
    return found


def states(text: str, path: Path) -> bool:
    """Whether the text says anything there. Raises FileProblems if it is not YAML."""
    try:
        value_at(text, path)
    except EditRefused:
        return False
    return True


def set_at(text: str, path: Path, value: object) -> str:
    """The text that says `value` there, in the style of what it said.

    A key that is not there yet is added to its mapping. Within a mapping or a list nothing changes but what differs.
    Raises EditRefused if there is no such place or it cannot change alone, FileProblems if the text is not YAML.
    """
    source, value = _inside(text, path), fresh(value)
    parent = steps(source, path[:-1])
    inside = _data(source, parent)
    if isinstance(inside, dict):
        step: Step = path[-1]
        if path[-1] in inside:
            steps(source, path)
    else:
        step = steps(source, path)[-1]
    made = _guarded(path, lambda: _settled(source, [*parent, step], value))
    return _checked(source, made, parent, step, lambda data: _put(data, step, value), path)


def remove_at(text: str, path: Path) -> str:
    """The text without the key or item there. Raises as `set_at`."""
    source = _inside(text, path)
    taken = steps(source, path)
    made = _guarded(path, lambda: dropped(source, taken))
    return _checked(source, made, taken[:-1], taken[-1], lambda data: _take(data, taken[-1]), path)


def add_item(text: str, path: Path, item: Mapping[str, object], after: str | None = None) -> str:
    """The text with a new item in the list there: after the item of that name (`""`: first), or at the end.

    Raises as `set_at`, and where an item has that name already.
    """
    source, new = _inside(text, path), fresh(item)
    taken = steps(source, path)
    items = _data(source, taken) or []
    known, name = names(items), name_of(new)
    if known is None or name is None:
        raise EditRefused(f"{shown(path)} is no list of things with an id, to which one could be added")
    if name in known:
        raise EditRefused(f"{shown((*path, name))} is there already")
    if after and after not in known:
        raise EditRefused(f"there is no {shown((*path, after))}{nearest(after, known)}")
    place = 0 if after == "" else known.index(after) + 1 if after else len(known)
    made = _guarded(path, lambda: _added(source, taken, place, new))
    return _checked(
        source, made, taken[:-1], taken[-1], lambda data: _put(data, taken[-1], _with(items, place, new)), path
    )


def order_items(text: str, path: Path, order: Sequence[str]) -> str:
    """The text with the items of the list there in that order of their names. Raises as `set_at`."""
    source = _inside(text, path)
    taken = steps(source, path)
    items = _data(source, taken)
    known = names(items)
    if known is None or sorted(known) != sorted(order):
        raise EditRefused(f"the items of {shown(path)} are others than those to be put in order")
    places = [known.index(name) for name in order]
    if places == list(range(len(places))):
        return text
    made = _guarded(path, lambda: ordered(source, taken, places))
    return _checked(
        source, made, taken[:-1], taken[-1], lambda data: _put(data, taken[-1], [items[i] for i in places]), path
    )


def _inside(text: str, path: Path) -> Source:
    """The text as read, for a change of a place in it."""
    if not path:
        raise EditRefused("the file as a whole cannot be changed so, only places in it")
    return read(text)


def _settled(source: Source, taken: list[Step], value: object) -> Source:
    """The source that says the value there, by the smallest changes of the text."""
    parent = _data(source, taken[:-1])
    if isinstance(parent, dict) and taken[-1] not in parent:
        key = str(taken[-1])
        return inserted(source, taken[:-1], key, value, place_for(source, taken[:-1], key))
    old = parent[taken[-1]]
    if same(old, value):
        return source
    alone(source, taken)
    if source.node(taken[:-1]).spans[taken[-1]].alias:
        return replaced(source, taken, value)
    if isinstance(old, dict) and isinstance(value, dict) and old and value:
        for key in [key for key in old if key not in value]:
            source = dropped(source, [*taken, key])
        for key, inner in value.items():
            source = _settled(source, [*taken, key], inner)
        return source
    if isinstance(old, list) and isinstance(value, list) and old and value:
        return _settled_list(source, taken, old, value)
    return replaced(source, taken, value)


def _settled_list(source: Source, taken: list[Step], old: list[Any], value: list[Any]) -> Source:
    was, now = names(old), names(value)
    if was and now and set(was) & set(now):
        for i in reversed([i for i, name in enumerate(was) if name not in now]):
            source = dropped(source, [*taken, i])
        was = [name for name in was if name in now]
        kept = [name for name in now if name in was]
        if kept != was:
            source = ordered(source, taken, [was.index(name) for name in kept])
        for i, (name, item) in enumerate(zip(now, value, strict=True)):
            source = _settled(source, [*taken, i], item) if name in was else _added(source, taken, i, item)
        return source
    ahead = 0
    while ahead < min(len(old), len(value)) and same(old[ahead], value[ahead]):
        ahead += 1
    behind = 0
    while behind < min(len(old), len(value)) - ahead and same(old[-1 - behind], value[-1 - behind]):
        behind += 1
    for i in range(len(old) - behind - 1, len(value) - behind - 1, -1):
        source = dropped(source, [*taken, i])
    for i in range(ahead, len(value) - behind):
        held = len(source.node(taken).spans) - behind
        source = _settled(source, [*taken, i], value[i]) if i < held else _added(source, taken, i, value[i])
    return source


def _added(source: Source, taken: Sequence[Step], place: int, item: object) -> Source:
    if not source.node(taken).spans:
        return replaced(source, taken, [item])
    return inserted(source, taken, place, item, place - 1 if place else None)


def _checked(
    source: Source, made: Source, parent: Sequence[Step], step: Step, change: Callable[[Any], None], path: Path
) -> str:
    """The text of `made`, if it says what the source says with that one change."""
    expected: Any = source.data
    inside = expected
    for each in parent:
        inside = inside[each]
    change(inside)
    if not same(made.data, expected):
        raise _cannot(path)
    return made.text


def _guarded(path: Path, change: Callable[[], Source]) -> Source:
    """What a change of the text comes to; one that breaks the text is refused, not a problem of the text."""
    try:
        return change()
    except FileProblems:
        raise _cannot(path) from None


def _cannot(path: Path) -> EditRefused:
    return EditRefused(f"{shown(path)} cannot be changed without changing more than it; change it in the YAML itself")


def _data(source: Source, taken: Sequence[Step]) -> Any:
    found: Any = source.data
    for step in taken:
        found = found[step]
    return found


def _put(inside: Any, step: Step, value: object) -> None:
    inside[step] = value


def _take(inside: Any, step: Step) -> None:
    del inside[step]


def _with(items: list[Any], place: int, item: object) -> list[Any]:
    return [*items[:place], item, *items[place:]]


def _nearest(data: object, name: str) -> str:
    return nearest(name, names(data) or (data if isinstance(data, dict) else []))
