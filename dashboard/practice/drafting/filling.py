"""What stands in the fields of a form, as the SOP file says it, and what is wrong with it, field by field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from pydantic import BaseModel

from dashboard.sop.editing.order import part_of
from dashboard.sop.editing.source import same
from dashboard.sop.editing.writing import inline
from dashboard.yamlfile import examine
from dashboard.yamlfile.nodes import scalar

WHOLE = ""  # the field beside which is told what is wrong with several together
NEEDED = "this needs a value"
_MISSING = re.compile(r"`([^`]+)` is missing")


def said(field: str) -> object:
    """What is typed into a field: a number, a truth value or text as the file would be read; None for nothing."""
    typed = field.strip()
    return scalar(typed) if typed else None


def typed(value: object) -> str:
    """A value of the file as it stands in a field that takes it back."""
    return "" if value is None else value if isinstance(value, str) else inline(value, False)


def stated(part: object, **fields: object) -> dict[str, Any]:
    """The part as the file has it, with what the fields say; a field that says nothing takes its key out.

    `for_` and `as_` are the keys `for` and `as`. What says the same as the part (3 and 3.0) stays as it is there.
    """
    known = dict(part) if isinstance(part, Mapping) else {}
    for name, value in fields.items():
        key = name.rstrip("_")
        if value is None or value == "" or value == [] or value == {}:
            known.pop(key, None)
        else:
            known[key] = value
    return known


def beside(own: Mapping[str, Any], definition: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a thing of the file has to say itself to be the `whole`, where the rest is said by the definition it uses.

    It goes on saying what it says; a key of the definition that the whole does not have is emptied.
    """
    kept = {key: value for key, value in whole.items() if key in own or not same(value, definition.get(key))}
    gone = [key for key, value in definition.items() if key not in whole and value is not None]
    return kept | {key: [] if isinstance(definition[key], list) else None for key in gone}


def wrong(model: type[BaseModel], part: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a part of the file, as the loader has it, by its keys; `WHOLE` for the part as a whole."""
    part = {key: value for key, value in part.items() if key != "use"}  # what it uses is put in before it is read
    lines = [f"{inline(key, True)}: {inline(value, False)}" for key, value in part.items()] or ["{}"]
    found: dict[str, str] = {}
    for problem in examine("\n".join(lines).encode(), model, "").problems:
        missing = _MISSING.match(problem.message)
        whole = problem.column == 1  # where the part begins; a value stands after its key
        key = missing[1] if missing else WHOLE if whole else list(part)[problem.line - 1]
        found.setdefault(key, NEEDED if missing else problem.message.replace("`", ""))
    return found


def shaped(part: object, model: type[BaseModel]) -> bool:
    """Whether mappings, lists and single values stand where the model has them, whatever is in them."""
    if not isinstance(part, dict):
        return False
    for name, field in model.model_fields.items():
        value, inner = part.get(field.alias or name), part_of(field.annotation)
        if value is None:
            continue
        many = get_origin(field.annotation) is tuple
        if isinstance(value, list) is not many:
            return False
        for one in value if many else [value]:
            if not shaped(one, inner) if inner else isinstance(one, dict | list):
                return False
    return True


def twice(ids: Sequence[object]) -> dict[int, str]:
    """What is wrong with ids that stand twice, by their places."""
    return {i: f"'{id}' stands twice" for i, id in enumerate(ids) if id in ids[:i]}
