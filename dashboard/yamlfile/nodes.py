"""YAML text → a tree of nodes that know their line and column, within limits that no file can talk its way around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import yaml

from dashboard.errors import FileProblems, Problem

MAX_NODES = 50_000  # with every alias counted as what it stands for, so that a few lines cannot unfold to millions
MAX_DEPTH = 40
TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
TOO_MANY = f"more than {MAX_NODES:,} values, counting what each alias stands for"

# Only the parser of these is used, never a constructor: nothing in a file can name a Python object.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS = {"!", "tag:yaml.org,2002:str"}
_COLLECTION_TAGS = {None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {word: True for word in ("true", "True", "TRUE")} | {word: False for word in ("false", "False", "FALSE")}
_WORDS |= {sign + dot: float(sign + "inf") for sign in ("", "+", "-") for dot in (".inf", ".Inf", ".INF")}
_WORDS |= {word: float("nan") for word in (".nan", ".NaN", ".NAN")}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+$")

Place = tuple[int, int]
Path = Sequence[str | int]


@dataclass(frozen=True)
class Span:
    """Where one entry of a mapping or list stands, in characters from the beginning of the text.

    [entry, key_end) is its key (of an item of a list both are where its value begins), [start, end) its value; that of
    a collection without brackets ends with its last value, a block of text with the line break after it. An `alias`
    stands where the value would.
    """

    entry: int
    key_end: int
    start: int
    end: int
    alias: bool = False


@dataclass(eq=False)
class Node:
    """One value in the file, at `line` and `column` (from 1). `keys` holds the place of each key of a mapping.

    `style` is how a scalar is written: one of `"`, `'`, `|`, `>`, or empty; `flow` whether a collection is in brackets.
    """

    line: int
    column: int
    value: object
    text: str | None = None  # of a scalar, as it is written
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    style: str = ""
    flow: bool = False
    spans: dict[str | int, Span] = field(default_factory=dict)  # of the entries of a mapping or list
    file: str = ""  # of a node that was brought in from another file, that file

    @property
    def place(self) -> Place:
        return self.line, self.column

    def child(self, step: str | int) -> "Node | None":
        """The value of that key or index, or None."""
        if isinstance(self.value, dict):
            found: Node | None = self.value.get(step)
            return found
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            item: Node = self.value[step]
            return item
        return None


class Positions:
    """Where things stand in a file. A path is keys and indexes from the top: `("metrics", 0, "owners", "backup")`."""

    def __init__(self, root: Node):
        self._root = root

    def of(self, *path: str | int) -> Place:
        """(line, column) of the value at `path`, or of the nearest part around it that is in the file."""
        return self._on_the_way(path)[-1].place

    def file(self, *path: str | int) -> str:
        """The file in which that place is, where the value was brought in from another; empty where it was not."""
        return self._on_the_way(path)[-1].file

    def here(self, *path: str | int) -> Place:
        """As `of`, of the nearest part around it that this file itself states."""
        return next(node for node in reversed(self._on_the_way(path)) if not node.file).place

    def _on_the_way(self, path: Path) -> list[Node]:
        nodes = [self._root]
        for step in path:
            inner = nodes[-1].child(step)
            if inner is None:
                break
            nodes.append(inner)
        return nodes

    def text(self, *path: str | int) -> str | None:
        """The scalar at `path` as it is written; None if there is none."""
        node: Node | None = self._root
        for step in path:
            node = node.child(step) if node else None
        return node.text if node else None

    def of_key(self, *path: str | int) -> Place:
        """(line, column) of the key that `path` ends with, or of its value if it ends with an index."""
        node: Node | None = self._root
        for step in path[:-1]:
            node = node.child(step) if node else None
        key = str(path[-1]) if path else ""
        return node.keys[key] if node and key in node.keys else self.of(*path)


def decode(raw: bytes, shown: str) -> str:
    """The text of a UTF-8 file. Raises FileProblems with the place of what is not."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", errors="replace")
        message = f"not UTF-8 text: byte 0x{raw[error.start]:02x}; save the file as UTF-8"
        raise FileProblems([Problem(shown, *_place_after(before), message)]) from None
    bad = _UNPRINTABLE.search(text)
    if bad:
        message = f"a character that has no place in a text file: U+{ord(bad[0]):04X}"
        raise FileProblems([Problem(shown, *_place_after(text[: bad.start()]), message)])
    return text


def _place_after(text: str) -> Place:
    breaks = list(_BREAK.finditer(text))
    return len(breaks) + 1, len(text) - (breaks[-1].end() if breaks else 0) + 1


def plain(node: Node, as_written: bool = False) -> object:
    """The tree as dicts, lists and scalars. What an alias names is the same object wherever it stands.

    With `as_written` a scalar is its text (or None): `1e3` or `yes` is then no number where text is meant.
    """
    done: dict[int, object] = {}

    def convert(one: Node) -> object:
        if id(one) not in done:
            if isinstance(one.value, dict):
                done[id(one)] = {key: convert(inner) for key, inner in one.value.items()}
            elif isinstance(one.value, list):
                done[id(one)] = [convert(inner) for inner in one.value]
            else:
                done[id(one)] = one.text if as_written and one.value is not None else one.value
        return done[id(one)]

    return convert(node)


def scalar(text: str) -> object:
    """What an unquoted word means: nothing, a truth value, a number, or else the text itself (dates too)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and not _LEADING_ZERO.match(text):
        return float(text)
    return text


def compose(text: str, shown: str) -> tuple[Node, list[Problem]]:
    """The tree of one document, and problems that do not hinder reading on. Raises FileProblems where they do."""
    builder = _built(_Builder(shown), text)
    return builder.roots[0], builder.problems


def compose_all(text: str, shown: str) -> tuple[list[Node], list[Problem]]:
    """As `compose`, of a file that may hold several documents; empty ones are left out."""
    builder = _built(_Builder(shown, several=True), text)
    return builder.roots, builder.problems


def _built(builder: "_Builder", text: str) -> "_Builder":
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        builder.stop(place, _said_plainly(error, text, place))
    except yaml.YAMLError as error:
        builder.stop((1, 1), f"not readable as YAML: {error}")
    if not builder.roots:
        builder.stop((1, 1), "the file is empty")
    return builder


def _said_plainly(error: yaml.MarkedYAMLError, text: str, place: Place) -> str:
    lines = _BREAK.split(text)
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    if "\t" in line[: place[1]] and not line[: place[1]].strip():
        return "a tab cannot indent; use spaces"
    first = line[place[1] - 1 : place[1]]
    if first and first in "%@`" and "cannot start" in str(error.problem):
        return f"text that begins with {first} must stand in quotes"
    if "nesting depth" in str(error.problem):  # newer parsers have a limit of their own, and meet it in reading ahead
        return TOO_DEEP
    context = f" {error.context}" if error.context else ""
    return f"not readable as YAML{context}: {error.problem}"


def _span(event: Any, alias: bool = False) -> Span:
    start, end = event.start_mark.index, event.end_mark.index
    return Span(start, start, start, end, alias)


class _Builder:
    """Takes the parser's events one by one: no recursion, so that depth is a limit here and not a crash."""

    def __init__(self, shown: str, several: bool = False):
        self.shown = shown
        self.several = several
        self.roots: list[Node] = []  # one a document that is not empty
        self.problems: list[Problem] = []
        self._open: list[Node] = []
        self._starts: list[int] = []  # of each open node, in characters from the beginning
        self._names: list[str | None] = []  # the anchor of each open node
        self._keys: list[tuple[Node, Span] | None] = []  # of each open node: the key whose value comes next
        self._anchors: dict[str, Node] = {}
        self._documents = 0
        self._done = 0  # nodes of the documents that have ended

    def stop(self, place: Place, message: str) -> NoReturn:
        raise FileProblems([*self.problems, Problem(self.shown, *place, message)])

    def take(self, event: Any) -> None:
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            self._anchors.clear()  # they end with their document
            if self._documents > 1 and not self.several:
                self.stop(place, "a second document; one file holds one document, so remove this `---`")
        elif isinstance(event, yaml.AliasEvent):
            self._attach(self._aliased(event.anchor or "", place), place, _span(event, alias=True))
        elif isinstance(event, yaml.ScalarEvent):
            node = Node(*place, value=self._scalar(event, place), text=event.value, style=event.style or "")
            if event.anchor:
                self._anchors[event.anchor] = node
            self._attach(node, place, _span(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.tag not in _COLLECTION_TAGS:
                self._refuse_tag(event.tag or "", place)
            if len(self._open) >= MAX_DEPTH:
                self.stop(place, TOO_DEEP)
            empty: object = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._open.append(Node(*place, value=empty, flow=bool(event.flow_style)))
            self._starts.append(_span(event).start)
            self._names.append(event.anchor)
            self._keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            node, name, _ = self._open.pop(), self._names.pop(), self._keys.pop()
            if name:
                self._anchors[name] = node
            start = self._starts.pop()
            last = max((span.end for span in node.spans.values()), default=start)
            self._attach(node, node.place, Span(start, start, start, _span(event).end if node.flow else last))

    def _scalar(self, event: Any, place: Place) -> object:
        if event.tag and event.tag not in _TEXT_TAGS:
            self._refuse_tag(event.tag or "", place)
        return scalar(event.value) if event.implicit[0] and not event.tag else event.value

    def _refuse_tag(self, tag: str, place: Place) -> None:
        short = tag.replace("tag:yaml.org,2002:", "!!")[:60]
        self.problems.append(Problem(self.shown, *place, f"tags are not read; remove {short}"))

    def _aliased(self, name: str, place: Place) -> Node:
        if name in self._names:
            self.stop(place, f"*{name[:60]} stands inside &{name[:60]} itself")
        if name not in self._anchors:
            self.stop(place, f"*{name[:60]} has no &{name[:60]} before it")
        return self._anchors[name]

    def _attach(self, node: Node, place: Place, span: Span) -> None:
        if not self._open:
            if node.value is not None:
                self.roots.append(node)
            self._done += node.size
            if self._done > MAX_NODES:
                self.stop(place, TOO_MANY)
            return
        parent = self._open[-1]
        parent.size += node.size
        if parent.size > MAX_NODES:
            self.stop(place, TOO_MANY)
        if isinstance(parent.value, list):
            parent.spans[len(parent.value)] = span
            parent.value.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = (self._key(node, place), span)
        else:
            (key, its), self._keys[-1] = self._keys[-1], None
            self._put(parent, key, node, replace(span, entry=its.start, key_end=its.end))

    def _key(self, node: Node, place: Place) -> Node:
        """The key as a node of its own place; one that cannot be a key keeps `text` None, and its value is left out."""
        wrong = None
        if node.text is None:
            wrong = "a key must be text, not a list or a mapping"
        elif node.text == "<<":
            wrong = "merge keys (<<) are not read; write the keys out"
        elif node.text == "":
            wrong = "a key is missing before this colon"
        if wrong:
            self.problems.append(Problem(self.shown, *place, wrong))
        return Node(*place, value=None, text=None if wrong else node.text)

    def _put(self, parent: Node, key: Node, node: Node, span: Span) -> None:
        if key.text is None:
            return
        assert isinstance(parent.value, dict)
        if key.text in parent.keys:
            first = parent.keys[key.text][0]
            message = f"key '{key.text[:60]}' stands twice; the first is in line {first}"
            self.problems.append(Problem(self.shown, *key.place, message))
            return
        parent.keys[key.text] = key.place
        parent.value[key.text] = node
        parent.spans[key.text] = span
