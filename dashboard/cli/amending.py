"""The verbs on how the law changes: versions of an SOP and what is different between them."""

import argparse
import datetime as dt
import json

from dashboard.cli.saying import CLEAN, FINDINGS, say_out
from dashboard.errors import WorkspaceError
from dashboard.practice import two_versions
from dashboard.practice.world import open_world
from dashboard.workspace import find_workspace

FORMATS = ("text", "md", "json")


def diff(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Says what changed between two versions of an SOP, in words: thresholds and owners first."""
    world = open_world(find_workspace(asked.workspace))
    found = two_versions.compare(world, asked.sop, _day(asked.first), _day(asked.second))
    format = "json" if asked.json else asked.format
    if format == "json":
        say_out(json.dumps(two_versions.as_json(found), indent=2, allow_nan=False))
    else:
        say_out(two_versions.as_markdown(found).rstrip() if format == "md" else two_versions.as_text(found))
    return FINDINGS if found.told else CLEAN


def _day(text: str | None) -> dt.date | None:
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError(f"'{text}' is not a day; a version is named by its day, like 2026-07-06") from None
