"""The next version of an SOP, begun from the text of the last."""

import datetime as dt

from dashboard.sop.editing.setting import remove_at, set_at
from dashboard.sop.editing.source import read
from dashboard.sop.editing.writing import WIDTH, inline


def next_version(text: str, effective_from: dt.date, by: str, because: str) -> str:
    """The text as the version that comes into force on that day, made by that person and for that reason.

    Nothing else in it changes. Raises FileProblems if the text is not YAML, EditRefused if it shares those places with
    others.
    """
    changed = {"by": by, "because": because.strip()}
    stamped = set_at(text, ("effective_from",), effective_from)
    present = read(stamped).root.child("changed")
    line = f"changed: {inline(changed, False)}"
    if present is not None and present.flow and (len(line) > WIDTH or "\n" in changed["because"]):
        stamped = remove_at(stamped, ("changed",))  # a reason of several lines has no place within brackets
    return set_at(stamped, ("changed",), changed)
