"""What a broken file says all the same: checks across its parts can then name their problems with the rest."""

import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from dashboard.yamlfile.nodes import Node

M = TypeVar("M", bound=BaseModel)


def sketch(model: type[M], node: Node) -> M:
    """The model unvalidated: every scalar its text as written, lists in their order, what is missing its default.

    Good for following ids from part to part; not for anything that needs a number, a day or a duration. A required
    scalar that is missing is an empty text.
    """
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        child = node.child(field.alias or name)
        default = field.get_default(call_default_factory=True)
        if child is not None and (child.value is not None or default is PydanticUndefined):
            values[name] = _value(field.annotation, child)
        else:
            values[name] = _value(field.annotation, _NOTHING) if default is PydanticUndefined else default
    return model.model_construct(**values)


_NOTHING = Node(0, 0, value=None, text="")


def _value(annotation: Any, node: Node) -> Any:
    """The node as the nearest thing to what the annotation asks for that the checks can walk."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _value(get_args(annotation)[0], node)
    if origin in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return _value(parts[0], node)
    if origin is tuple:
        items = node.value if isinstance(node.value, list) else []
        return tuple(_value(get_args(annotation)[0], item) for item in items)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return sketch(annotation, node)
    return node.text or ""
