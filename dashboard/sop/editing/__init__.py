"""Changing the text of an SOP: text in, text out, comments, order, quotes and the manner of writing kept.

A text is changed where it says something else, and nowhere else: the rest is the same byte for byte. It is read by
the very reader that puts SOPs in force, so that no two readings of a file can differ.
"""

from dashboard.sop.editing.edits import MISSING, ORDER, Edit, apply, edits, touching
from dashboard.sop.editing.rebase import Conflict, Rebased, rebase
from dashboard.sop.editing.setting import add_item, order_items, remove_at, set_at, states, value_at
from dashboard.sop.editing.source import Path, name_of, names, shown
from dashboard.sop.editing.version import next_version

__all__ = [
    "MISSING", "ORDER", "Conflict", "Edit", "Path", "Rebased", "add_item", "apply", "edits", "name_of", "names",
    "next_version", "order_items", "rebase", "remove_at", "set_at", "shown", "states", "touching", "value_at",
]  # fmt: skip
