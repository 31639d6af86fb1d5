"""How a file writes its collections: what is new in it follows its likes, in brackets or line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.sop.editing.source import Source, Step, every_node
from dashboard.sop.editing.writing import WIDTH, block, inline, text
from dashboard.yamlfile.nodes import Node


@dataclass(frozen=True)
class Manner:
    """`within` is how far the keys of a mapping stand in from the key above them, `dashes` those of a list."""

    within: int
    dashes: int

    def entry(self, key: str, value: object, column: int, like: Node | None) -> list[str]:
        """The lines of `key: value` in a mapping without brackets at `column`; the first without its indentation.

        `like` is a value of the same meaning elsewhere in the file, if there is one.
        """
        head = f"{text(key, True)}:"
        room = WIDTH - column - len(head) - 1
        if isinstance(value, dict) and value and not in_brackets(value, like, room):
            lines = self.mapping(value, column + self.within, like)
            return [head, " " * (column + self.within) + lines[0], *lines[1:]]
        if isinstance(value, list) and value and not in_brackets(value, like, room):
            return [head, *self.items(value, column + self.dashes, like)]
        one = inline(value, False)
        if isinstance(value, str) and ("\n" in value or len(one) > room):
            lines = block(value, "|" if "\n" in value else ">", column + self.within)
            if lines:
                return [f"{head} {lines[0]}", *lines[1:]]
        return [f"{head} {one}"]

    def mapping(self, value: Mapping[str, object], column: int, like: Node | None) -> list[str]:
        """The lines of a mapping at `column`; the first without its indentation."""
        lines: list[str] = []
        for key, inner in value.items():
            own = self.entry(key, inner, column, like.child(key) if like else None)
            lines += [" " * column + own[0], *own[1:]]
        return [lines[0].lstrip(" "), *lines[1:]]

    def items(self, values: Sequence[object], column: int, like: Node | None) -> list[str]:
        """The lines of the items of a list, their dashes at `column`."""
        last = like.value[-1] if like and isinstance(like.value, list) and like.value else None
        lines: list[str] = []
        for value in values:
            own = self.item(value, column, last)
            lines += [" " * column + own[0], *own[1:]]
        return lines

    def item(self, value: object, column: int, like: Node | None) -> list[str]:
        """The lines of one item of a list from its dash at `column`; the first without its indentation."""
        if isinstance(value, dict) and value and not in_brackets(value, like, WIDTH - column - 2):
            lines = self.mapping(value, column + 2, like)
            return [f"- {lines[0]}", *lines[1:]]
        return [f"- {inline(value, False)}"]


def in_brackets(value: Any, like: Node | None, room: int) -> bool:
    """Whether a collection stands in brackets: as its like does, or else if it is flat and there is room."""
    if like is not None and like.spans and isinstance(like.value, type(value)):
        return like.flow
    inner = list(value.values()) if isinstance(value, dict) else value
    parts = [one for each in inner for one in (each if isinstance(each, list) else [each])]
    flat = not any(isinstance(one, dict) or (isinstance(one, str) and "\n" in one) for one in (*parts, *inner))
    return flat and len(inline(value, False)) <= room


def manner_of(source: Source) -> Manner:
    """As the first of its kind in the file; 2 where there is none."""
    within = dashes = None
    for node in every_node(source.root):
        if not isinstance(node.value, dict) or node.flow:
            continue
        column = min((column for _, column in node.keys.values()), default=0)
        for step, span in node.spans.items():
            inner = node.child(step)
            if inner is None or inner.flow or not inner.spans or span.alias:
                continue
            if isinstance(inner.value, list):
                dashes = inner.column - column if dashes is None else dashes
            else:
                within = min(c for _, c in inner.keys.values()) - column if within is None else within
    return Manner(within or 2, 2 if dashes is None else dashes)


def like_of(source: Source, steps: Sequence[Step]) -> Node | None:
    """A value of the same meaning in the file that holds something: the same keys, other items; the nearest before it.

    Of the items of one list, the nearest of that list.
    """
    others = [each for each in _alike(source.root, steps, ()) if each[1].spans and each[0] != tuple(steps)]
    nearest = min(others, key=lambda each: _distance(each[0], steps), default=None)
    return nearest[1] if nearest else None


def _alike(node: Node, steps: Sequence[Step], place: tuple[Step, ...]) -> list[tuple[tuple[Step, ...], Node]]:
    if not steps:
        return [(place, node)]
    here: Sequence[Step] = (
        range(len(node.value)) if isinstance(steps[0], int) and isinstance(node.value, list) else steps[:1]
    )
    return [
        found for step in here if (inner := node.child(step)) is not None
        for found in _alike(inner, steps[1:], (*place, step))
    ]  # fmt: skip


def _distance(place: Sequence[Step], to: Sequence[Step]) -> list[tuple[int, bool]]:
    """Differences of the indexes of two places of the same keys, from the outside in; those before come first."""
    pairs = [
        (one, other) for one, other in zip(place, to, strict=True) if isinstance(one, int) and isinstance(other, int)
    ]
    return [(abs(one - other), one > other) for one, other in pairs]
