"""The text of an SOP as the loader reads it, with the place of every value: what all editing begins from."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.errors import EditRefused, FileProblems, nearest
from dashboard.yamlfile.nodes import Node, Span, compose, decode, plain

Path = tuple[str, ...]
Step = str | int

SHOWN = "the text"
NAMES = ("id", "use")  # what an item of a list is called: its `id`, or else what it takes over


@dataclass(frozen=True)
class Source:
    """`body` is the text without the byte order mark that it may begin with (`mark`); `root` the tree that it is."""

    mark: str
    body: str
    root: Node

    @property
    def text(self) -> str:
        return self.mark + self.body

    @property
    def data(self) -> object:
        """What the text says, as the loader reads it: dicts, lists and scalars, nothing shared between places."""
        return fresh(plain(self.root))

    @property
    def line_break(self) -> str:
        return "\r\n" if "\r\n" in self.body else "\n"

    def with_body(self, body: str) -> "Source":
        return read(self.mark + body)

    def line_of(self, at: int) -> int:
        return self.body.count("\n", 0, at) + 1

    def node(self, steps: Sequence[Step]) -> Node:
        """The value there; it must be in the text."""
        found = self.root
        for step in steps:
            inner = found.child(step)
            assert inner is not None
            found = inner
        return found

    def in_brackets(self, steps: Sequence[Step]) -> bool:
        """Whether the value there stands within a collection written in brackets, or is one."""
        return any(self.node(steps[:i]).flow for i in range(len(steps) + 1))

    def content(self, span: Span) -> str:
        """The text of a value, without the blank lines after it."""
        return self.body[span.start : span.end].rstrip(" \t\r\n")


@lru_cache(32)
def read(text: str) -> Source:
    """Raises FileProblems, with line and column, for text that the loader could not read as YAML."""
    body = decode(text.encode("utf-8", "surrogatepass"), SHOWN)
    root, problems = compose(body, SHOWN)
    if problems:
        raise FileProblems(problems)
    return Source(text[: len(text) - len(body)], body, root)


def fresh(value: object) -> object:
    """A copy that shares nothing with the value: days as they are written, sequences as lists."""
    if isinstance(value, Mapping):
        return {str(key): fresh(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [fresh(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def same(one: object, other: object) -> bool:
    """Whether two values say the same in a file: 1 and 1.0 do, 1 and true do not; the order of keys says nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other or (one != one and other != other)


def names(items: object) -> list[str] | None:
    """What the items of a list are called, or None if they have no names: not all are mappings with one, or two share.

    An empty list has them all.
    """
    if not isinstance(items, list):
        return None
    found = [name_of(item) for item in items]
    named = [name for name in found if name is not None]
    return named if len(named) == len(found) == len(set(named)) else None


def name_of(item: Any) -> str | None:
    """The `id` of an item of a list, or else what it uses; None for one with neither."""
    if not isinstance(item, dict):
        return None
    return next((item[key] for key in NAMES if isinstance(item.get(key), str)), None)


def steps(source: Source, path: Path) -> list[Step]:
    """Keys and indexes to a place that there is. Raises EditRefused for one that there is not, or as `alone`."""
    data = source.data
    taken: list[Step] = []
    for depth, name in enumerate(path):
        step = step_of(data, name)
        if step is None:
            options = names(data) or (data if isinstance(data, dict) else [])
            raise EditRefused(f"there is no {shown(path[: depth + 1])}{nearest(name, options)}")
        taken.append(step)
        data = data[step]  # type: ignore[index]
    alone(source, taken)
    return taken


def alone(source: Source, taken: Sequence[Step]) -> None:
    """Raises EditRefused for a place that shares its value with another through an alias: it cannot change alone.

    A place that is an alias itself can: it is then written out.
    """
    shared, node = _aliased(source), source.root
    path: Path = ()
    for depth, step in enumerate(taken):
        span, inner = node.spans[step], source.node(taken[: depth + 1])
        path = (*path, name_of(plain(inner)) or str(step + 1) if isinstance(step, int) else step)
        if span.alias and depth + 1 == len(taken):
            return
        if span.alias:
            written = source.content(span)
            message = f"{shown(path)} is written as {written} in line {source.line_of(span.start)}, "
            raise EditRefused(message + f"a copy of &{written[1:]}: write it out there, then change it")
        if id(inner) in shared:
            message = f"{shown(path)} holds again in line {shared[id(inner)]}, through an alias: "
            raise EditRefused(message + "write it out there, then change it")
        node = inner


def step_of(data: object, name: str) -> Step | None:
    """The key, or the index of the item of that name; None if there is none."""
    if isinstance(data, dict):
        return name if name in data else None
    known = names(data)
    return known.index(name) if known and name in known else None


def shown(path: Path) -> str:
    """A place as it is called in messages: `metrics › recall › thresholds › floor › upper`."""
    return " › ".join(path) or "the file"


def _aliased(source: Source) -> dict[int, int]:
    """The nodes that an alias names, each with the line of one that does."""
    return {
        id(node.child(step)): source.line_of(span.start)
        for node in every_node(source.root) for step, span in node.spans.items() if span.alias
    }  # fmt: skip


def every_node(node: Node) -> Iterator[Node]:
    yield node
    for step, span in node.spans.items():
        inner = node.child(step)
        if inner is not None and not span.alias:
            yield from every_node(inner)
