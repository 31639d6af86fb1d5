"""Changes that two people made to one text, brought together where they do not stand against one another."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from dashboard.errors import FileProblems
from dashboard.sop.diff import STAMP
from dashboard.sop.editing.edits import Edit, apply, clash, edits
from dashboard.sop.editing.setting import remove_at, set_at, states, value_at
from dashboard.sop.editing.source import Path, read, same

_STAMPS = {(key,) for key in STAMP}


@dataclass(frozen=True)
class Conflict:
    """A place that both change, and not to the same: what was first (`theirs`) and what comes second (`mine`)."""

    path: Path
    theirs: Edit
    mine: Edit


@dataclass(frozen=True)
class Rebased:
    """`text` is what `onto` came to with all changes that stand against none; whole only without `conflicts`."""

    text: str
    conflicts: tuple[Conflict, ...]


def rebase(base: str, changed: str, onto: str) -> Rebased:
    """The changes from `base` to `changed`, made in `onto`, which is what has become of `base` meanwhile.

    What says which version a text is, and why there is one, is the changed text's own and never a conflict. Nothing is
    said of what the changes come to together: that a name one adds is gone by the other is for the check of the whole.
    Raises FileProblems for a text that is not YAML, EditRefused for a change that cannot be made in `onto` at all.
    """
    mine, theirs = ([edit for edit in edits(base, text) if edit.path[:1] not in _STAMPS] for text in (changed, onto))
    conflicts = tuple(
        Conflict(path, other, edit) for edit in mine for other in theirs if (path := clash(edit, other)) is not None
    )
    against = {id(conflict.mine) for conflict in conflicts}
    text = apply(onto, [edit for edit in mine if id(edit) not in against and edit not in theirs])
    text = _stamped(base, changed, text)
    return Rebased(text if conflicts else _woven(base, changed, _stamped(base, changed, onto), text), conflicts)


def _stamped(base: str, changed: str, text: str) -> str:
    """The text with what the changed one says of itself as a version, if it says anything new."""
    for path in {edit.path[:1] for edit in edits(base, changed)} & _STAMPS:
        if states(changed, path):
            text = set_at(text, path, value_at(changed, path))
        elif states(text, path):
            text = remove_at(text, path)
    return text


def _woven(base: str, changed: str, onto: str, text: str) -> str:
    """Both sides' lines together, comments included, where that says the same as `text`; else `text`.

    The edits alone bring what the changed text says, and not how it says it.
    """
    lines = base.splitlines(keepends=True)
    sides = [_hunks(lines, other.splitlines(keepends=True)) for other in (changed, onto)]
    hunks = sorted({(begin, end, tuple(new)) for side in sides for begin, end, new in side})
    woven, done = [], 0
    for begin, end, new in hunks:
        if begin < done:  # both change those lines
            return text
        woven += [*lines[done:begin], *new]
        done = end
    together = "".join([*woven, *lines[done:]])
    try:
        return together if same(read(together).data, read(text).data) else text
    except FileProblems:
        return text


def _hunks(before: list[str], after: list[str]) -> list[tuple[int, int, list[str]]]:
    """What is to be put in place of the lines [begin, end) of `before`, for each stretch that differs."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(i, j, after[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
