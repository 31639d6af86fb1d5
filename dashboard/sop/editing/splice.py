"""The few ways in which a text is changed: a value replaced, an entry taken out, put in, or entries put in order.

Each touches the lines of what it changes, or between brackets its characters, and nothing else. A comment right above
an entry, and one after it that stands further in, belongs to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.sop.editing.manner import like_of, manner_of
from dashboard.sop.editing.order import after_which
from dashboard.sop.editing.source import Source, Step
from dashboard.sop.editing.writing import inline, replacing, text
from dashboard.yamlfile.nodes import Node

_DASH = re.compile(r"#[^\n]*|-(?=\s|\Z)")


@dataclass(frozen=True)
class Extent:
    """What belongs to one entry, [begin, end), whole lines where it has them to itself.

    `at` is where its key or its dash stands, in `column`; `stop` where its value ends; `shares` says that something
    outside of the entry stands before it in its line.
    """

    begin: int
    at: int
    stop: int
    end: int
    column: int
    shares: bool


def extent(source: Source, steps: Sequence[Step]) -> Extent:
    """What belongs to the entry at `steps`."""
    body, parent, step = source.body, source.node(steps[:-1]), steps[-1]
    span = parent.spans[step]
    stop = span.start + len(source.content(span))
    if parent.flow:
        return Extent(span.entry, span.entry, stop, stop, 0, True)
    at = span.entry if isinstance(step, str) else _dash(source, steps)
    start = _line_start(body, at)
    column = at - start
    if body[start:at].strip():
        return Extent(at, at, stop, _with_comments_below(body, stop, column), column, True)
    return Extent(
        _with_comments_above(body, start, column), at, stop, _with_comments_below(body, stop, column), column, False
    )


def replaced(source: Source, steps: Sequence[Step], value: object) -> Source:
    """The value there replaced as a whole."""
    body, parent, step = source.body, source.node(steps[:-1]), steps[-1]
    span, old = parent.spans[step], source.node(steps)
    flow = source.in_brackets(steps[:-1])
    here = extent(source, steps)
    if isinstance(step, str):
        colon = body.find(":", span.key_end, span.start)
        head = colon + 1 if colon >= 0 else span.key_end
        missing = ": " if colon < 0 else " "
    else:
        head, missing = (span.start, "") if parent.flow else (here.at + 1, " ")
    new = _written(source, steps, old, value, flow)
    gap = body[head : span.start]
    if "\n" in gap:  # the value stands on lines of its own, perhaps after a comment beside the key
        tail = body[head : _line_end(body, head)].rstrip()
        after = body[_line_end(body, here.stop) - len(_break_at(body, here.stop)) :]
        first = f" {new[0]}{tail}" if new[0] else tail
        return source.with_body(body[:head] + source.line_break.join([first, *new[1:]]) + after)
    tail = body[here.stop : _line_end(body, here.stop)].rstrip("\r\n") if len(new) > 1 else ""
    first = f"{gap or missing if new[0] else ''}{new[0]}{tail}"
    lines = source.line_break.join([first, *new[1:]])
    return source.with_body(body[:head] + lines + body[here.stop + len(tail) :])


def dropped(source: Source, steps: Sequence[Step]) -> Source:
    """The entry there taken out, with what belongs to it."""
    body, parent = source.body, source.node(steps[:-1])
    order = list(parent.spans)
    if len(order) == 1:
        return replaced(source, steps[:-1], {} if isinstance(parent.value, dict) else [])
    i = order.index(steps[-1])
    here = extent(source, steps)
    beside = extent(source, [*steps[:-1], order[i + 1] if i + 1 < len(order) else order[i - 1]])
    last = i + 1 == len(order)
    if parent.flow:
        begin, end = (beside.stop, here.stop) if last else (here.at, beside.at)
    elif here.shares:
        begin, end = here.at, beside.at
    else:
        begin, end = here.begin, here.end
        above = _line_start(body, begin - 1) if begin else 0
        if begin and not body[above:begin].strip() and (last or _blank_at(body, end)):
            begin = above
        elif i == 0 and _blank_at(body, end):
            end = _line_end(body, end)
    kept = body[:begin] + body[end:]
    if end == len(body) and not body.endswith("\n"):
        kept = kept.rstrip("\r\n")
    return source.with_body(kept)


def inserted(source: Source, steps: Sequence[Step], key: Step, value: object, after: Step | None) -> Source:
    """A new entry of the collection at `steps` after the entry `after` of it, or first."""
    body, parent = source.body, source.node(steps)
    if not parent.spans:
        return replaced(source, steps, {key: value} if isinstance(key, str) else [value])
    neighbour = [*steps, next(iter(parent.spans)) if after is None else after]
    beside = extent(source, neighbour)
    if source.in_brackets(steps):
        one = f"{text(key, True)}: {inline(value, True)}" if isinstance(key, str) else inline(value, True)
        at, new = (beside.at, f"{one}, ") if after is None else (beside.stop, f", {one}")
        return source.with_body(body[:at] + new + body[at:])
    manner, column = manner_of(source), beside.column
    if isinstance(key, str):
        lines = manner.entry(key, value, column, like_of(source, [*steps, key]))
    else:
        lines = manner.item(value, column, source.node(neighbour))
    end, indent = source.line_break, " " * column
    new = end.join(lines)
    part = isinstance(key, int) or isinstance(value, list)  # what stands apart are the parts of a file, and items
    apart = part and len(lines) > 1 and _apart(source, steps)
    if after is None:
        new = new + end + (end if apart else "")
        return source.with_body(
            body[: beside.begin] + (new + indent if beside.shares else indent + new) + body[beside.begin :]
        )
    new = (end if apart else "") + indent + new
    new = new + end if body[: beside.end].endswith("\n") else end + new
    return source.with_body(body[: beside.end] + new + body[beside.end :])


def ordered(source: Source, steps: Sequence[Step], order: Sequence[int]) -> Source:
    """The items of the list there in another order, given as their present indexes; what stands between them stays."""
    body = source.body
    extents = [extent(source, [*steps, i]) for i in range(len(order))]
    # within brackets, and where the first follows the dash of a list around it, items share their line
    begins = [here.at if extents[0].shares else here.begin for here in extents]
    texts = [body[begin : here.end].rstrip("\r\n") for begin, here in zip(begins, extents, strict=True)]
    made, done = "", 0
    for begin, old, i in zip(begins, texts, order, strict=True):
        made += body[done:begin] + texts[i]
        done = begin + len(old)
    return source.with_body(made + body[done:])


def place_for(source: Source, steps: Sequence[Step], key: str) -> str | None:
    """The key of the mapping at `steps` after which a new one goes; None if first."""
    keys = [str(step) for step in source.node(steps).spans]
    return after_which(steps, keys, key) if keys else None


def _written(source: Source, steps: Sequence[Step], old: Node, value: object, flow: bool) -> list[str]:
    """The new value: what follows the key or dash in its line, and the lines below."""
    span, step = source.node(steps[:-1]).spans[steps[-1]], steps[-1]
    manner, column = manner_of(source), extent(source, steps).column
    if not isinstance(value, dict | list):
        return replacing(old, source.content(span), value, flow)
    if flow:
        return [inline(value, True)]
    like = old if old.spans and isinstance(old.value, type(value)) else like_of(source, steps)
    if isinstance(step, str):
        lines = manner.entry(step, value, column, like)
        return [lines[0].removeprefix(f"{text(step, True)}:").lstrip(" "), *lines[1:]]
    lines = manner.item(value, column, like)
    return [lines[0].removeprefix("- "), *lines[1:]]


def _apart(source: Source, steps: Sequence[Step]) -> bool:
    """Whether the entries of a collection stand apart, an empty line between them."""
    begins = [extent(source, [*steps, step]).begin for step in source.node(steps).spans]
    return any(not source.body[_line_start(source.body, at - 1) : at].strip() for at in begins[1:])


def _dash(source: Source, steps: Sequence[Step]) -> int:
    """Where the dash of an item stands."""
    parent, i = source.node(steps[:-1]), steps[-1]
    assert isinstance(i, int)
    begin = parent.spans[i - 1].end if i else source.node(steps[:-2]).spans[steps[-2]].start if len(steps) > 1 else 0
    region = source.body[begin : parent.spans[i].start]
    return begin + next(m.start() for m in _DASH.finditer(region) if m[0] == "-")


def _with_comments_above(body: str, start: int, column: int) -> int:
    while start:
        above = _line_start(body, start - 1)
        if not body[above:start].startswith(" " * column + "#"):
            break
        start = above
    return start


def _with_comments_below(body: str, stop: int, column: int) -> int:
    end = at = _line_end(body, stop)
    while at < len(body):
        line = body[at : (after := _line_end(body, at))]
        if line.strip() and not (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) > column):
            break
        at = after
        if line.strip():
            end = at
    return end


def _line_start(body: str, at: int) -> int:
    return body.rfind("\n", 0, at) + 1


def _line_end(body: str, at: int) -> int:
    return body.find("\n", at) + 1 or len(body)


def _blank_at(body: str, at: int) -> bool:
    return at < len(body) and not body[at : _line_end(body, at)].strip()


def _break_at(body: str, at: int) -> str:
    """The line break that ends the line of a place; empty at the end of the text."""
    line = body[at : _line_end(body, at)]
    return line[len(line.rstrip("\r\n")) :]
