"""The next version of an SOP, begun from the text of the last."""

import datetime as dt

from dashboard.sop.editing.setting import remove_at, set_at
from dashboard.sop.editing.source import read
from dashboard.sop.editing.writing import WIDTH, inline
from dashboard.yamlfile.nodes import Node


def next_version(text: str, effective_from: dt.date, by: str, because: str) -> str:
    """The text as the version that comes into force on that day, made by that person and for that reason.

    Nothing else in it changes. Raises FileProblems if the text is not YAML, EditRefused if it shares those places with
    others.
    """
    changed = {"by": by, "because": because.strip()}
    stamped = set_at(text, ("effective_from",), effective_from)
    present = read(stamped).root.child("changed")
    if present is not None and not _has_room(present, changed):
        stamped = remove_at(stamped, ("changed",))  # to be written anew, the reason in lines of its own
    return set_at(stamped, ("changed",), changed)


def _has_room(present: Node, changed: dict[str, str]) -> bool:
    """Whether who and why can be written where and as they are."""
    because = present.child("because")
    if because is not None and because.style in ("|", ">"):
        return True
    line = f"changed: {inline(changed, False)}" if present.flow else f"  because: {inline(changed['because'], False)}"
    return len(line) <= WIDTH and "\n" not in changed["because"]
