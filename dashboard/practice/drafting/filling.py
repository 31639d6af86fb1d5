"""What stands in the fields of a form, as the SOP file says it, and what is wrong with it, field by field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

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


def wrong(model: type[BaseModel], part: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a part of the file, as the loader has it, by its keys; `WHOLE` for the part as a whole."""
    lines = [f"{inline(key, True)}: {inline(value, False)}" for key, value in part.items()] or ["{}"]
    found: dict[str, str] = {}
    for problem in examine("\n".join(lines).encode(), model, "").problems:
        missing = _MISSING.match(problem.message)
        whole = problem.column == 1  # where the part begins; a value stands after its key
        key = missing[1] if missing else WHOLE if whole else list(part)[problem.line - 1]
        found.setdefault(key, NEEDED if missing else problem.message.replace("`", ""))
    return found


def twice(ids: Sequence[object]) -> dict[int, str]:
    """What is wrong with ids that stand twice, by their places."""
    return {i: f"'{id}' stands twice" for i, id in enumerate(ids) if id in ids[:i]}
