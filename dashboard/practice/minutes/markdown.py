"""The minutes as Markdown, for a wiki or a mail; what people wrote is text in it and nothing else."""

import re
from collections.abc import Iterable, Iterator

from dashboard.practice.minutes import told
from dashboard.practice.minutes.form import MinutedAction, MinutedItem
from dashboard.practice.minutes.told import Minutes

# Anything of these can begin markup wherever it stands; the rest only where a line begins, or in an address.
ANYWHERE = re.compile(r"[\\`*_{}\[\]<>|~&#@$!]")
AT_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)|^(\s*)([-+=:])")
ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


def as_markdown(minutes: Minutes) -> str:
    """The minutes as CommonMark with GitHub's tables."""
    return "\n\n".join(block for block in _blocks(minutes) if block) + "\n"


def escape(text: str, indent: str = "") -> str:
    """Text of somebody as Markdown that shows it as it is; a line break stays one, the next line begins at `indent`."""
    return f"\\\n{indent}".join(_line(line.strip()) for line in told.clean(text).strip().split("\n"))


def _line(line: str) -> str:
    line = ANYWHERE.sub(r"\\\g<0>", line)
    line = ADDRESS.sub(r"\\\g<0>", line)
    return AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"{m[3]}\\{m[4]}", line)


def _cell(text: str) -> str:
    return _line(" ".join(told.clean(text).split()))


def _blocks(minutes: Minutes) -> Iterator[str]:
    document = minutes.document
    if not minutes.signed:
        yield f"**{told.DRAFT.upper()}**"
    if minutes.corrections:
        yield "## Corrected after the signature"
        yield _list([f"{_cell(by)}: {escape(text, '  ')}" for by, text in minutes.corrected])
    yield f"# {_cell(minutes.heading)}"
    yield _pairs(minutes.facts)
    if not minutes.items:
        yield "Nothing was to be talked about."
    number = 0
    for heading, items in minutes.groups:
        yield f"## {_cell(heading)}"
        for item in items:
            number += 1
            yield from _item(minutes, item, number)
    if document.accepted:
        yield "## Accepted for now"
        yield _list([escape(text, "  ") for text in document.accepted])
    if document.healthy:
        yield "## Healthy"
        yield escape(told.healthy(minutes))
    yield "## All actions"
    yield _table(minutes.actions) if minutes.actions else "No actions were agreed."
    yield "## Provenance"
    yield _pairs(minutes.provenance)


def _item(minutes: Minutes, item: MinutedItem, number: int) -> Iterator[str]:
    state = f" ({told.state(item)})" if told.state(item) else ""
    yield f"### {number}\\. {_cell(item.title)}{state}"
    yield escape(item.text)
    yield _pairs(minutes.terms(item))
    yield _list([escape(line, "  ") for line in item.lines])
    if item.note:
        yield f"**Note:** {escape(item.note)}"
    if decision := minutes.decision(item):
        said = f" – {escape(told.comment(item))}" if told.comment(item) else ""
        yield f"**Decision:** {escape(decision)}{said}"
    if item.actions:
        yield _table(item.actions)
    if item.earlier:
        yield "Earlier decisions:"
        yield _list([escape(text, "  ") for text in item.earlier])


def _table(actions: Iterable[MinutedAction]) -> str:
    rows = ["| What | Who | By when | State |", "| --- | --- | --- | --- |"]
    return "\n".join([*rows, *(f"| {' | '.join(map(_cell, told.action_cells(action)))} |" for action in actions)])


def _pairs(facts: Iterable[tuple[str, str]]) -> str:
    return _list([f"{what}: {escape(which, '  ')}" for what, which in facts])


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)
