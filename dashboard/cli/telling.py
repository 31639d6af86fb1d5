"""Telling people what they do not know yet, and saying so: after a check, and in a watch."""

import datetime as dt
from collections.abc import Callable

from dashboard.cli.saying import CLEAN, FAILED, FINDINGS, say, say_out
from dashboard.errors import DashboardError
from dashboard.practice.acting import open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.proposals.recording import record_versions
from dashboard.practice.telling.reading import FILE, Settings, settings_of
from dashboard.practice.telling.report import of_outcome
from dashboard.practice.telling.run import Telling, tell
from dashboard.practice.world import World


def told(world: World, now: dt.datetime, quiet: bool) -> int:
    """Opens what is due, tells everybody what they do not know yet, and says so; `quiet`: what failed alone."""
    settings = settings_of(world.workspace, world.library.people)
    for problem in (*settings.problems, *settings.warnings):
        say(str(problem))
    if not settings.there:
        say(f"nobody is told: there is no {FILE}, which says where people are reached")
        return FAILED
    try:
        done = tell_now(world, settings, now)
    except DashboardError as error:
        say(f"nobody was told: {error}")
        return FAILED
    for line in lines_of(done, say, (lambda line: None) if quiet else say_out):
        say(line)
    failed = settings.problems or done.remarks or any(outcome.why for outcome in done.outcomes)
    return FINDINGS if failed else CLEAN


def tell_now(
    world: World, settings: Settings, wall: dt.datetime, stopped: Callable[[], bool] = lambda: False
) -> Telling:
    """Opens what is due and tells everybody. Raises LedgerError, or Busy."""
    ledger = open_acts(world.workspace)
    try:
        record_versions(world, ledger, world.now(wall), wall)
        open_due(world, ledger, world.now(wall), wall)
        return tell(world, ledger, settings, world.now(wall), wall, stopped)
    finally:
        ledger.close()


def lines_of(done: Telling, failed: Callable[[str], None], sent: Callable[[str], None]) -> tuple[str, ...]:
    """Says each message through `sent` or `failed`; what else is to be said is returned."""
    for outcome in done.outcomes:
        (failed if outcome.why else sent)(of_outcome(outcome))
    return done.remarks
