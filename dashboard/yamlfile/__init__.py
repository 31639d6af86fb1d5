"""YAML files held against a pydantic model, with the line and column of everything wrong in them.

Reading (`nodes`), validating (pydantic) and saying what is wrong (`wording`) are three steps. The YAML read is the
plain part of YAML 1.2: mappings with text keys, lists, and scalars; `no`, `010` and `10:30` are text and dates stay
text until the model reads them. Aliases are read, within limits; tags and merge keys are not, and several documents
only where a format has them (`documents`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.errors import FileProblems, Problem
from dashboard.yamlfile.nodes import Node, Positions, compose, compose_all, decode, plain
from dashboard.yamlfile.sketch import sketch
from dashboard.yamlfile.wording import Misplaced, problems_of

__all__ = [
    "Misplaced", "Node", "Positions", "Reading", "documents", "examine", "held", "judged", "load",
    "load_with_positions", "parse", "read_bytes", "tree",
]  # fmt: skip

MAX_BYTES = 1_000_000

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Reading(Generic[M]):
    """What a file says: `value` if it is whole, else None; `sketch` what it says unvalidated, for checks to go on."""

    value: M | None
    sketch: M
    positions: Positions
    problems: tuple[Problem, ...]


def load(path: Path, model: type[M], shown: str) -> M:
    """The file as a `model`. `shown` is what the file is called in problems. Raises FileProblems with all of them."""
    return load_with_positions(path, model, shown)[0]


def load_with_positions(path: Path, model: type[M], shown: str) -> tuple[M, Positions]:
    """As `load`, with the place of every key and value, for checks that come after."""
    return parse(read_bytes(path, shown), model, shown)


def read_bytes(path: Path, shown: str) -> bytes:
    """What is in the file. Raises FileProblems if it cannot be read or is over 1 MB."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileProblems([Problem(shown, 0, 0, f"cannot be read: {error.strerror or error}")]) from None
    if len(raw) > MAX_BYTES:
        raise FileProblems([Problem(shown, 0, 0, "is over 1 MB; a file of this kind is a few pages of text")])
    return raw


def parse(raw: bytes, model: type[M], shown: str) -> tuple[M, Positions]:
    """The bytes of a file as a `model`, and the place of every key and value. Raises FileProblems with all problems."""
    reading = examine(raw, model, shown)
    if reading.value is None:
        raise FileProblems(reading.problems)
    return reading.value, reading.positions


def examine(raw: bytes, model: type[M], shown: str) -> Reading[M]:
    """The bytes of a file, whole or not. Raises FileProblems only where there is no reading on (not YAML, limits)."""
    return judged(*tree(raw, shown), model, shown)


def tree(raw: bytes, shown: str) -> tuple[Node, list[Problem]]:
    """The bytes of a file as a tree, and problems that do not hinder reading on. Raises FileProblems as `examine`."""
    return compose(_text(raw, shown), shown)


def judged(root: Node, problems: list[Problem], model: type[M], shown: str) -> Reading[M]:
    """A tree held against a `model`; `problems` are those known already."""
    value = None
    try:
        value = model.model_validate(plain(root), by_alias=True, by_name=False)
    except ValidationError as error:
        problems = [*problems, *problems_of(error, model, root, shown)]
    if value is None or problems:
        return Reading(None, sketch(model, root), Positions(root), tuple(problems))
    return Reading(value, value, Positions(root), ())


def documents(raw: bytes, shown: str) -> list[Node]:
    """The documents of a file that may hold several, as trees, never none. Raises FileProblems with all problems."""
    roots, problems = compose_all(_text(raw, shown), shown)
    if problems:
        raise FileProblems(problems)
    return roots


def held(root: Node, model: type[M], shown: str) -> M:
    """One of those trees as a `model` of somebody else's format: scalars reach it as they are written.

    Raises FileProblems with all problems.
    """
    try:
        return model.model_validate(plain(root, as_written=True), by_alias=True, by_name=False)
    except ValidationError as error:
        raise FileProblems(problems_of(error, model, root, shown)) from None


def _text(raw: bytes, shown: str) -> str:
    if len(raw) > MAX_BYTES:
        raise FileProblems([Problem(shown, 0, 0, "is over 1 MB; a file of this kind is a few pages of text")])
    return decode(raw, shown)
