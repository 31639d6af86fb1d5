"""What pydantic found wrong, said in the words of the file, at the line and column where it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.errors import Problem, nearest
from dashboard.yamlfile.nodes import Node, Place

MOST = 200  # problems worded a file: beyond that the file is not what it claims to be

# keys that read as a noun: 'critcal' is not a level; of others it is "not a value of `better`"
_NOUNS = {"level", "aspect", "kind", "stage", "role", "layout", "format"}
_KINDS = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a mapping",
    "model": "a mapping",
    "date": "a day like 2026-07-06",
    "datetime": "an instant like 2026-07-06T10:00:00Z",
    "time": "a time of day like 10:00",
}
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}


class Misplaced(ValueError):
    """Raised by a validator of a whole part, to point at one key (or key and index) inside it: `at`."""

    def __init__(self, message: str, *at: str | int):
        super().__init__(message)
        self.at = at


def problems_of(error: ValidationError, model: type[BaseModel], root: Node, shown: str) -> list[Problem]:
    """Every problem of the file, one a thing wrong: the branches of a union that did not fit are one problem."""
    details = error.errors(include_url=False)
    found = [_Found(detail, root, shown) for detail in details[:MOST]]
    schema = _schema(model)
    problems = [Problem(shown, *one.told_at, one.message(schema) + one.brought_in) for one in _one_a_union(found)]
    if len(details) > MOST:
        problems.append(Problem(shown, 0, 0, f"and {len(details) - MOST} more problems"))
    return problems


class _Found:
    """One error of pydantic, with its `loc` split into the path in the file and the branches of unions on the way."""

    def __init__(self, detail: ErrorDetails, root: Node, shown: str):
        self.detail = detail
        self.shown = shown
        self.kind = detail["type"]
        self.path: list[str | int] = []
        self.branch: tuple[int, str] | None = None  # how deep the first union stands, and which branch this is of
        self.node = self.own = root  # `own`: the nearest that the file itself states
        loc = detail["loc"]
        for i, step in enumerate(loc):
            inner = self.node.child(step)
            if inner is not None:
                self.node = inner
                self.own = inner if inner.file in ("", shown) else self.own
                self.path.append(step)
            elif i == len(loc) - 1 and self.kind == "missing":
                self.path.append(step)
            elif self.branch is None:
                self.branch = (len(self.path), str(step))
        self.parent = root
        for step in self.path[:-1]:
            self.parent = self.parent.child(step) or self.parent
        error: Any = detail.get("ctx", {}).get("error")
        self.at: tuple[str | int, ...] = error.at if isinstance(error, Misplaced) else ()

    @property
    def place(self) -> Place:
        if self.kind == "extra_forbidden":
            return self.parent.keys.get(str(self.path[-1]), self.node.place)
        node = self.node
        for step in self.at:
            node = node.child(step) or node
        return node.place

    @property
    def told_at(self) -> Place:
        """The place in the file: of what was brought in from another, where it was."""
        return self.place if self.own is self.node else self.own.place

    @property
    def brought_in(self) -> str:
        """The place in the other file, to add to the message."""
        return "" if self.own is self.node else f" ({self.node.file}:{self.place[0]})"

    @property
    def name(self) -> str:
        """What the value is called: the key it stands under."""
        keys = [step for step in self.path if isinstance(step, str)]
        if not keys:
            return "the file"
        inside = "an entry of " if isinstance(self.path[-1], int) else ""
        return f"{inside}`{_short(keys[-1])}`"

    def message(self, schema: dict[str, Any]) -> str:
        ctx: dict[str, Any] = self.detail.get("ctx", {})
        kind = self.kind
        if kind == "extra_forbidden":
            known = _keys_at(schema, self.path[:-1]) - set(self.parent.keys)
            return f"unknown key '{_short(str(self.path[-1]))}'{nearest(str(self.path[-1]), known)}"
        if kind == "missing":
            return f"`{self.path[-1]}` is missing"
        if kind == "value_error":
            return str(ctx["error"])
        if self.node.value is None:
            return f"{self.name} has no value; give it one or leave the key out"
        written = _written(self.node)
        if kind == "literal_error":
            return self._not_one_of(re.findall(r"'([^']*)'", str(ctx["expected"])), written)
        if kind in _LIMITS:
            word, key = _LIMITS[kind]
            return f"{self.name} must be {word} {ctx[key]}, not {written}"
        if kind == "finite_number":
            return f"{self.name} must be a finite number, not {written}"
        if kind == "string_too_long":
            return f"{self.name} is longer than {ctx['max_length']} characters"
        if kind in ("string_too_short", "too_short"):
            return f"{self.name} is empty"
        if self.expected:
            return f"{self.name} must be {self.expected}, not {written}"
        return f"{self.name}: {_short(self.detail['msg'][:1].lower() + self.detail['msg'][1:], 200)}"

    @property
    def expected(self) -> str | None:
        """'a whole number', where pydantic says that the value is of the wrong kind altogether."""
        first = re.match(r"datetime|date|[a-z]+", self.kind)
        told = ("_type", "_parsing", "_inexact", "_from_float", "_object_invalid", "_int", "_past", "_future")
        return _KINDS.get(first[0]) if first and self.kind.endswith(told) else None

    def _not_one_of(self, options: list[str], written: str) -> str:
        key = next((step for step in reversed(self.path) if isinstance(step, str)), "")
        noun = f"{'an' if key[0] in 'aeiou' else 'a'} {key}" if key in _NOUNS else f"a value of `{_short(key)}`"
        return f"{written} is not {noun}{nearest(self.node.text or '', options)}"


def _one_a_union(found: list[_Found]) -> Iterable[_Found]:
    """Where a value fits no branch of a union: the errors of the branch it got furthest in, or one for all."""
    unions: dict[tuple[str | int, ...], list[_Found]] = defaultdict(list)
    for one in found:
        if one.branch is None:
            yield one
        else:
            unions[tuple(one.path[: one.branch[0]])].append(one)
    for path, errors in unions.items():
        deeper = [one for one in errors if len(one.path) > len(path)]
        fitting = deeper or [one for one in errors if not one.expected]
        if fitting:
            branch = min(fitting, key=lambda one: sum(other.branch == one.branch for other in fitting)).branch
            yield from (one for one in fitting if one.branch == branch)
        else:
            yield _Joint(errors)


class _Joint(_Found):
    """The value is of none of the kinds that a union takes."""

    def __init__(self, errors: list[_Found]):
        self.__dict__.update(errors[0].__dict__)
        self._kinds = " or ".join(dict.fromkeys(one.expected for one in errors if one.expected))

    @property
    def expected(self) -> str:
        return self._kinds


def _written(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, list):
        return "a list"
    return f"'{_short(node.text or '')}'"


def _short(text: str, most: int = 60) -> str:
    """Text of a file inside a message: one line, and no longer than can be read."""
    text = text if text.isprintable() else text.encode("unicode_escape").decode()
    return text if len(text) <= most else text[: most - 1] + "…"


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _keys_at(schema: dict[str, Any], path: list[str | int]) -> set[str]:
    """The keys that the model knows for the mapping at `path`, looked up in its JSON Schema."""
    here = list(_branches(schema, schema))
    for step in path:
        below: list[dict[str, Any]] = []
        for part in here:
            inner = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
            if inner is None and isinstance(part.get("additionalProperties"), dict):
                inner = part["additionalProperties"]
            if isinstance(inner, dict):
                below.extend(_branches(inner, schema))
        here = below
    return {key for part in here for key in part.get("properties", {})}


def _branches(part: dict[str, Any], schema: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if "$ref" in part:
        yield from _branches(schema["$defs"][part["$ref"].rsplit("/", 1)[-1]], schema)
    elif "anyOf" in part or "oneOf" in part:
        for branch in part.get("anyOf", part.get("oneOf", [])):
            yield from _branches(branch, schema)
    else:
        yield part
