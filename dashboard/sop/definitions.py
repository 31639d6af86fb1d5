"""The folder `sop/library/`: metrics, reviews and responses defined once, which versions of any SOP take over by `use`.

In an SOP `- {use: latency, title: Answer time}` stands for the definition `latency`, whole, save for the keys beside
`use`, each of which stands in place of the definition's. It is put in before the SOP is read: whatever judges, compares
or exports an SOP never knows of the library. A definition stands on its own: it uses no other.

The digest of a version covers the definitions it uses. A definition that versions use keeps its meaning; another
meaning is another definition, with an id of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dashboard.errors import FileProblems, Problem, nearest
from dashboard.sop.model import Metric, Part, Response, Review
from dashboard.sop.versions import Use
from dashboard.yamlfile import Node, judged, tree
from dashboard.yamlfile.nodes import MAX_NODES, TOO_MANY, plain

FOLDER = "library"  # beside the SOPs, so that none can have this id
USE = "use"
NOUNS = {"metrics": "metric", "reviews": "review", "responses": "response"}

# What stands where a definition cannot be found, so that the rest of the version is read on.
_STAND_IN = {
    "metrics": {"title": "?", "aspect": "business"},
    "reviews": {"title": "?", "rrule": "FREQ=WEEKLY"},
    "responses": {"title": "?"},
}


class LibraryFile(Part):
    """One file of the library: definitions, with the keys that they have in an SOP."""

    metrics: tuple[Metric, ...] = ()
    reviews: tuple[Review, ...] = ()
    responses: tuple[Response, ...] = ()


@dataclass(frozen=True)
class Definition:
    """One definition: `kind` is the list it stands in, `file` and `node.line` where."""

    kind: str
    id: str
    file: str
    node: Node

    @property
    def title(self) -> str:
        """What it is called, for a person."""
        title = self.node.child("title")
        return (title.text if title else None) or self.id

    @property
    def place(self) -> str:
        return f"{self.file}:{self.node.line}"

    @property
    def content(self) -> object:
        """What it says, as dicts, lists and scalars."""
        return plain(self.node)


@dataclass(frozen=True)
class Resolved:
    """A version with its definitions put in. `used` are those; `problems` the places where there was none to put in."""

    root: Node
    uses: tuple[Use, ...] = ()
    used: tuple[Definition, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Definitions:
    """All that can be used, in the order of the files, and what is wrong with these."""

    known: Mapping[tuple[str, str], tuple[Definition, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of(self, kind: str) -> tuple[Definition, ...]:
        """The definitions of one kind that can be used."""
        return tuple(each[0] for (its, _), each in self.known.items() if its == kind and len(each) == 1)

    def put_into(self, root: Node, shown: str) -> Resolved:
        """The tree of the version in the file `shown`, with every `use` in it replaced by what it stands for.

        Raises FileProblems if it grows beyond what a file may hold.
        """
        uses: list[Use] = []
        used: list[Definition] = []
        problems: list[Problem] = []
        lists: dict[str, Node] = {}
        for kind, i, entry, use in _uses(root):
            found = self._meant(kind, use)
            if isinstance(found, str):
                problems.append(Problem(shown, *use.place, found))
                whole = _merged(entry, use, _standing_in(kind, use))
            else:
                used.append(found)
                whole = _merged(entry, use, found.node)
                id, own = whole.child("id"), tuple(key for key in entry.keys if key != USE)
                named = (id.text if id else None) or found.id
                uses.append(Use(kind, named, found.id, found.file, found.node.line, own))
            entries = lists.get(kind) or root.child(kind)
            assert entries and isinstance(entries.value, list)
            lists[kind] = entries if kind in lists else replace(entries, value=[*entries.value])
            put = lists[kind].value
            assert isinstance(put, list)
            put[i] = whole
        if root.size + sum(definition.node.size for definition in used) > MAX_NODES:
            raise FileProblems([Problem(shown, *root.place, f"{TOO_MANY}, and what each `use` does")])
        if lists and isinstance(root.value, dict):
            root = replace(root, value={**root.value, **lists})
        return Resolved(root, tuple(uses), tuple(used), tuple(problems))

    def _meant(self, kind: str, use: Node) -> Definition | str:
        """The definition that a `use` names, or why there is none."""
        if not isinstance(use.value, str):
            return f"`use` must be the id of a {NOUNS[kind]} of the library"
        found = self.known.get((kind, use.value), ())
        if len(found) > 1:
            both = " and in ".join(definition.place for definition in found)
            return f"the {NOUNS[kind]} '{use.value[:60]}' stands in {both}; which one is meant cannot be told"
        if not found:
            ids = [definition.id for definition in self.of(kind)]
            elsewhere = next((its for its, id in self.known if id == use.value), None)
            hint = f"; it is one of the {elsewhere}" if elsewhere else nearest(use.value, ids)
            return f"there is no {NOUNS[kind]} '{use.value[:60]}' in the library{hint}"
        return found[0]


def read_definitions(files: Iterable[tuple[str, bytes]]) -> Definitions:
    """The files of the library, each what it is called in problems and its bytes."""
    known: dict[tuple[str, str], tuple[Definition, ...]] = {}
    problems: list[Problem] = []
    for shown, raw in files:
        try:
            root, wrong = tree(raw, shown)
        except FileProblems as broken:
            problems.extend(broken.problems)
            continue
        _sign(root, shown)
        nested = {entry.keys[USE] for _, _, entry, _ in _uses(root)}
        for problem in judged(root, wrong, LibraryFile, shown).problems:
            if (problem.line, problem.column) in nested:
                problem = replace(problem, message="a definition stands on its own: write out what it would use")
            problems.append(problem)
        for definition in _stated(root, shown):
            key = definition.kind, definition.id
            if key in known:
                first = known[key][0].place
                message = (
                    f"{NOUNS[definition.kind]} '{definition.id}' stands twice in the library; the first in {first}"
                )
                problems.append(Problem(shown, *definition.node.place, message))
            known[key] = (*known.get(key, ()), definition)
    return Definitions(known, tuple(sorted(problems)))


def _stated(root: Node, shown: str) -> Iterator[Definition]:
    for kind in NOUNS:
        entries = root.child(kind)
        for node in entries.value if entries and isinstance(entries.value, list) else ():
            id = node.child("id")
            if id is not None and isinstance(id.value, str) and node.child(USE) is None:
                yield Definition(kind, id.value, shown, node)


def _uses(root: Node) -> Iterator[tuple[str, int, Node, Node]]:
    """Every entry that uses a definition: the list it stands in, where in it, itself, and what it names."""
    for kind in NOUNS:
        entries = root.child(kind)
        for i, entry in enumerate(entries.value if entries and isinstance(entries.value, list) else ()):
            if (use := entry.child(USE)) is not None:
                yield kind, i, entry, use


def _merged(entry: Node, use: Node, definition: Node) -> Node:
    """The definition with the entry's own keys in place of its own; called by what `use` names, unless it says how."""
    assert isinstance(entry.value, dict) and isinstance(definition.value, dict)
    own = {key: value for key, value in entry.value.items() if key != USE}
    value = {"id": use, **{key: part for key, part in definition.value.items() if key != "id"}, **own}
    return replace(entry, value=value, keys={**definition.keys, **entry.keys})


def _standing_in(kind: str, use: Node) -> Node:
    parts = {key: Node(*use.place, value=text, text=text) for key, text in _STAND_IN[kind].items()}
    return Node(*use.place, value={**parts}, keys=dict.fromkeys(parts, use.place))


def _sign(root: Node, shown: str) -> None:
    """Says of every node which file it is of."""
    left: list[Node] = [root]
    while left:
        node = left.pop()
        if node.file:
            continue  # what an alias names stands there twice
        node.file = shown
        inner: Collection[Node] = ()
        if isinstance(node.value, dict):
            inner = node.value.values()
        elif isinstance(node.value, list):
            inner = node.value
        left.extend(inner)
