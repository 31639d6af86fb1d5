"""The verb that stays: loads what is new, judges, opens, escalates and tells, again and again, until it is stopped."""

import argparse
import datetime as dt
import fcntl
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from dashboard.cli.saying import CLEAN, say, say_out
from dashboard.cli.telling import lines_of, tell_now
from dashboard.cli.verbs import with_sources
from dashboard.errors import Busy, DashboardError, WorkspaceError
from dashboard.history.ingest import Report
from dashboard.practice import wording
from dashboard.practice.telling.reading import FILE, settings_of
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from dashboard.sop.fields import duration
from dashboard.workspace import Workspace

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class _Stopped(DashboardError):
    """Somebody wants it to end while it loads: nothing of that has happened."""


def watch(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Stays, and every few minutes loads, judges, opens incidents, escalates and tells; until it is stopped."""
    every = _every(asked.every)
    workspace = with_sources(asked)
    stop = threading.Event()
    with _alone(workspace), _until_signalled(stop):
        say_out(f"watching {workspace.root}, every {wording.span(every)}; {FILE} is read each time")
        said: frozenset[str] = frozenset()
        while not stop.is_set():
            said = _round(workspace, asked.clock, stop, said)
            stop.wait(every.total_seconds())
        say_out("stopped")
    return CLEAN


def _round(
    workspace: Workspace, clock: Callable[[], dt.datetime], stop: threading.Event, before: frozenset[str]
) -> frozenset[str]:
    """Everything once. What goes wrong is said in one line, if it was not the last time; the rest goes on."""
    wrong: list[str] = []

    def trouble(line: str) -> None:
        if line not in before and line not in wrong:
            say(f"{clock():%Y-%m-%dT%H:%M:%SZ} {line}")
        wrong.append(line)

    for step in (_load, _tell):
        if stop.is_set():
            break
        try:
            step(workspace, clock, stop, trouble)
        except _Stopped:
            break
        except (DashboardError, OSError) as error:
            trouble(str(error).splitlines()[0])
        except Exception as error:  # what nobody thought of must not end a watch that others rely on
            trouble(f"{step.__name__.strip('_')} failed: {type(error).__name__}: {error}")
    return frozenset(wrong)


Trouble = Callable[[str], None]


def _load(workspace: Workspace, clock: Callable[[], dt.datetime], stop: threading.Event, trouble: Trouble) -> None:
    def interrupted(doing: str, share: float) -> None:
        if stop.is_set():
            raise _Stopped("stopped while loading")

    done: Report = refresh(workspace, clock(), progress=interrupted)
    for source in done.sources:
        if source.refused:
            trouble(f"source '{source.source}' is refused, its last good data stays: {source.refused}")
    if done.published:
        loaded, restated = sum(s.loaded for s in done.sources), sum(s.restated for s in done.sources)
        say_out(f"{clock():%Y-%m-%dT%H:%M:%SZ} loaded {loaded:,} new, {restated:,} restated: {done.generation}")


def _tell(workspace: Workspace, clock: Callable[[], dt.datetime], stop: threading.Event, trouble: Trouble) -> None:
    world = open_world(workspace)
    settings = settings_of(workspace, world.library.people)
    for problem in (*world.problems, *settings.problems, *settings.warnings):
        trouble(str(problem))
    if not settings.there:
        trouble(f"nobody is told: there is no {FILE}, which says where people are reached")
    if world.warehouse is None:
        trouble(world.warehouse_problem or "there are no numbers yet")
        return
    try:
        done = tell_now(world, settings, clock(), stop.is_set)
    finally:
        world.warehouse.close()
    for remark in lines_of(done, trouble, lambda line: say_out(f"{clock():%Y-%m-%dT%H:%M:%SZ} {line}")):
        trouble(remark)


def _every(text: str) -> dt.timedelta:
    try:
        return duration(text)
    except ValueError as error:
        raise WorkspaceError(f"--every: {error}") from None


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """One watch a workspace. A killed one lets go of the lock by dying. Raises Busy."""
    workspace.warehouse_dir.mkdir(parents=True, exist_ok=True)
    with (workspace.warehouse_dir / ".watch").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another watch is running on {workspace.root}; one is enough") from None
        yield


@contextmanager
def _until_signalled(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT ask for an end; what is being sent is finished."""

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
