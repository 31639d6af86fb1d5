"""A new SOP like one that there is: its newest version, comments and all, under another name and from another day."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.errors import FileProblems, WorkspaceError, nearest
from dashboard.practice.beginning.answers import Answers
from dashboard.practice.exchange.yamltext import block, flow
from dashboard.practice.world import World
from dashboard.sop.check import party_references
from dashboard.sop.definitions import NOUNS, USE, Definitions
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.load import Library, read_sops
from dashboard.sop.versions import Version
from dashboard.workspace import BUNDLED
from dashboard.yamlfile import Node, tree
from dashboard.yamlfile.nodes import plain


@dataclass(frozen=True)
class Example:
    """An SOP that a new one can be like. `bundled`: it comes with the product, and is not of this workspace."""

    sop: str
    title: str
    version: Version
    file: Path
    bundled: bool
    definitions: Definitions


def examples(world: World) -> dict[str, Example]:
    """The SOPs of this workspace, then the examples that come with the product, by id."""
    found = _of(world.library, world.workspace.sop_dir, False)
    if not world.workspace.bundled:
        found = {**_of(read_sops(BUNDLED / "sop", None), BUNDLED / "sop", True), **found}
    return found


def _of(library: Library, folder: Path, bundled: bool) -> dict[str, Example]:
    found = {}
    for id, versions in library.sops.items():
        if newest := versions.newest:
            file = folder / id / Path(newest.file).name
            found[id] = Example(id, newest.sop.title, newest, file, bundled, library.definitions)
    return found


def text_like(world: World, like: str, answers: Answers) -> str:
    """The text of that example with the id, title, day, owner and reason of `answers` in it.

    Whoever and whatever source this workspace does not know is to be named; a definition that its library does not have
    is written out. Raises WorkspaceError, with the nearest id, for an example that there is not.
    """
    known = examples(world)
    if like not in known:
        raise WorkspaceError(f"there is no SOP or example '{like}'{nearest(like, known)}")
    example = known[like]
    try:
        text = example.file.read_text(encoding="utf-8-sig")
        root, _ = tree(text.encode(), example.version.file)
    except (OSError, UnicodeDecodeError, FileProblems) as error:
        raise WorkspaceError(f"{example.file} cannot be read: {error}") from None
    text = _written_out(text, root, example, world)
    because = answers.because or f"first version, after {example.title}"
    top = {
        "sop": answers.sop, "title": answers.title or example.title, "effective_from": answers.effective_from,
        "owner": answers.owner or example.version.sop.owner or PLACEHOLDER,
        "changed": {"by": answers.by or answers.owner or PLACEHOLDER, "because": because},
    }  # fmt: skip
    for key, value in top.items():
        text = _with_key(text, key, flow(value))
    return _renamed(text, world, example)


def _with_key(text: str, key: str, value: str) -> str:
    """The text with another value of a key of its outermost mapping; where it has none, after `effective_from`."""
    entry = re.compile(rf"(?m)^{key}:[^\n]*(?:\n[ \t]+[^\n]*)*")
    line = f"{key}: {value}"
    if entry.search(text):
        return entry.sub(lambda _: line, text, count=1)
    return re.sub(r"(?m)^effective_from:[^\n]*", lambda found: f"{found[0]}\n{line}", text, count=1)


def _renamed(text: str, world: World, example: Example) -> str:
    """With what this workspace does not know to be named: people, and sources."""
    people = {party.id for party in world.library.people.people}
    lost = {id for _, id in party_references(example.version.sop)} - people
    sources = {metric.source for metric in example.version.sop.metrics if metric.source} - {s.id for s in world.sources}

    def named(found: re.Match[str]) -> str:
        return found[1] + (PLACEHOLDER if found[2] in lost else found[2])

    def attending(found: re.Match[str]) -> str:
        known = [id for id in map(str.strip, found[2].split(",")) if id and id not in lost]
        return f"{found[1]}[{', '.join(known)}]"

    text = re.sub(r"(\b(?:owner|by|monitoring|analysis|decision|backup|chair|to): *)([\w-]+)", named, text)
    text = re.sub(r"(\battendees: *)\[([^\]]*)\]", attending, text)
    return re.sub(
        r"(\bsource: *)([\w-]+)", lambda found: found[1] + (PLACEHOLDER if found[2] in sources else found[2]), text
    )


def _written_out(text: str, root: Node, example: Example, world: World) -> str:
    """With every `use` written out whose definition the library of this workspace does not have in the same words."""
    own = {(each.kind, each.id): each.content for kind in NOUNS for each in world.library.definitions.of(kind)}
    theirs = {(each.kind, each.id): each.content for kind in NOUNS for each in example.definitions.of(kind)}
    resolved = example.definitions.put_into(root, example.version.file).root
    lines = text.splitlines(keepends=True)
    for kind in reversed([key for key in (root.value if isinstance(root.value, dict) else {}) if key in NOUNS]):
        entries = root.child(kind)
        assert entries and isinstance(entries.value, list)
        for i in reversed(range(len(entries.value))):
            entry, use = entries.value[i], entries.value[i].child(USE)
            if use is None or own.get((kind, use.text)) == theirs[kind, use.text]:
                continue
            whole: Any = resolved.child(kind)
            content = plain(whole.value[i])
            start, end = entry.line - 1, _end(lines, entry)
            lines[start:end] = [f"{line}\n" for line in block([content], entry.column - 3, compact=True)]
    return "".join(lines)


def _end(lines: list[str], entry: Node) -> int:
    """The line after the last of an entry of a list: the next that stands no further in than its dash."""
    dash = entry.column - 3
    end = next(
        (
            n
            for n in range(entry.line, len(lines))
            if lines[n].strip() and len(lines[n]) - len(lines[n].lstrip()) <= dash
        ),
        len(lines),
    )
    while not lines[end - 1].strip():
        end -= 1
    return end
