"""Where a new key goes: in the order in which the model states the keys of that part."""

import types
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from dashboard.sop.editing.source import NAMES, Step
from dashboard.sop.model import Sop


def after_which(steps: Sequence[Step], keys: Collection[str], key: str) -> str | None:
    """The key of `keys`, those of the mapping at `steps`, after which `key` goes; None if it goes first.

    A key that the model does not know goes last.
    """
    known = _keys(steps)
    if key not in known:
        return list(keys)[-1]
    earlier = [NAMES[-1], *known[: known.index(key)]]  # what a thing uses stands before all that it says itself
    return next((before for before in reversed(earlier) if before in keys), None)


def _keys(steps: Sequence[Step]) -> list[str]:
    part: type[BaseModel] | None = Sop
    for step in steps:
        if isinstance(step, str) and part is not None:
            field = next((f for name, f in part.model_fields.items() if (f.alias or name) == step), None)
            part = part_of(field.annotation) if field else None
    return [field.alias or name for name, field in part.model_fields.items()] if part else []


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The part of a file that the annotation of a field is of, be it optional or many; None for a single value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, tuple, Annotated):
        return next((part for each in get_args(annotation) if (part := part_of(each))), None)
    return None
