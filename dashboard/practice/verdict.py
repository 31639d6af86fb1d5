"""What the judge says of this world at an instant, and bringing the numbers and his verdict up to date."""

import datetime as dt
from collections.abc import Callable, Collection

import duckdb
import pandas as pd

from dashboard.errors import FileProblems
from dashboard.history import ask, levels, signal_outline
from dashboard.history.docket import BREACH_COLUMNS, PENDING_COLUMNS
from dashboard.history.ingest import Report, ingest
from dashboard.history.judge import Verdict, judge
from dashboard.history.merge import Changes
from dashboard.history.rejudge import rejudge
from dashboard.history.rules import digest
from dashboard.practice.rules import feeds, least_n
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace

KEPT = 16


def verdict(world: World, as_of: dt.datetime) -> Verdict:
    """Every breach up to `as_of` (naive UTC) and every run still pending then, judged by the rules of this world.

    What was judged at the last load is used where it says the same; else all is judged anew, and remembered.
    """
    if world.warehouse is None:
        return Verdict(pd.DataFrame(columns=BREACH_COLUMNS), pd.DataFrame(columns=PENDING_COLUMNS))
    with world.lock:
        if as_of not in world.judged:
            cursor = world.warehouse.cursor()
            stands = _stored_stands(world, ask.judged(cursor), as_of)
            world.judged[as_of] = ask.stored(cursor) if stands else judge(cursor, world.rules, as_of)
            while len(world.judged) > KEPT:
                world.judged.popitem(last=False)
        world.judged.move_to_end(as_of)
        return world.judged[as_of]


def _stored_stands(world: World, judged: ask.Judged, as_of: dt.datetime) -> bool:
    """Whether the stored verdict is that of `as_of`: same rules, no later observation, no version beginning between."""
    if judged.as_of is None or judged.by != digest(world.rules) or (judged.last_at and as_of < judged.last_at):
        return False
    early, late = sorted((judged.as_of, as_of))
    edges = {edge for rule in world.rules for edge in (rule.start, rule.end) if edge}
    return not any(early < edge <= late for edge in edges)


def refresh(
    workspace: Workspace,
    real_now: dt.datetime,
    only: Collection[str] | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Report:
    """Load the sources (all, or those in `only`), judge what changed, and publish it as the next generation.

    `progress` is told what is being done and how much of all is (0 to 1). Raises FileProblems if sources.yaml cannot
    be used, Busy if another process is loading.
    """
    world = open_world(workspace)
    if world.warehouse:
        world.warehouse.close()  # what is in force now is about to be superseded
    if world.source_problems:
        raise FileProblems(world.source_problems)
    now = world.now(real_now)

    def judged(connection: duckdb.DuckDBPyConnection, changes: Changes) -> None:
        rejudge(connection, world.rules, now, changes.from_scratch)
        signal_outline.draw(connection, world.rules, changes.from_scratch)
        levels.update(connection, least_n(world.library, now), now, changes.from_scratch)

    fed = feeds(world.library, world.sources)
    return ingest(workspace.data_dir, world.sources, fed, real_now, judged, only, progress, digest(world.rules))
