"""Asking one query of one generation: in a process of its own, that can be waited for, stopped, and never does harm."""

import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from dashboard.errors import QueryFailed
from dashboard.history.console.child import REFUSED
from dashboard.history.console.saying import explained

CHILD = Path(__file__).with_name("child.py")
LONGEST = 20_000  # characters of a query
AT_ONCE = 2  # queries of all readers together; more wait their turn, so that the app goes on serving
_turns = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="query")


@dataclass(frozen=True)
class Limits:
    """What one query may take: seconds of time, bytes of memory, and rows and bytes of its answer."""

    seconds: int = 20
    memory: int = 768 << 20
    rows: int = 10_000
    size: int = 16 << 20


@dataclass(frozen=True)
class Answer:
    """What a query found. Column names are unique; types are plain (numbers, text, dates, instants without a zone).

    `more` says what cut it short: 'rows', 'size', or nothing. `seconds` is how long DuckDB took.
    """

    query: str
    generation: str
    table: pa.Table
    more: str | None
    seconds: float
    limits: Limits


class Running:
    """One query under way."""

    def __init__(self, path: Path, query: str, limits: Limits):
        self.path, self.query, self.limits = path, query, limits
        self._begun: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()
        self._answer: Future[Answer] = _turns.submit(self._ask)

    @property
    def seconds(self) -> float | None:
        """For how long it has been at it; None while it waits for its turn."""
        return None if self._begun is None else time.monotonic() - self._begun

    def wait(self, seconds: float) -> bool:
        """Waits for so long at most; whether it has ended."""
        return bool(wait([self._answer], seconds).done)

    def stop(self) -> None:
        """Ends it, at once."""
        self._stopped.set()
        self._answer.cancel()
        if self._process:
            self._process.kill()

    def answer(self) -> Answer:
        """What it found, waited for. Raises QueryFailed if it was refused, was stopped, or went beyond its limits."""
        try:
            return self._answer.result()
        except CancelledError:
            raise QueryFailed("the query was stopped before its turn came") from None

    def _ask(self) -> Answer:
        limits = self.limits
        if len(self.query) > LONGEST:
            raise QueryFailed(f"the query is {len(self.query):,} characters long; {LONGEST:,} are allowed")
        try:
            self.query.encode()
        except UnicodeEncodeError:
            raise QueryFailed("the query is no text: it has characters that are none") from None
        if not self.path.is_file():
            raise QueryFailed("these numbers have been superseded and removed since; load the page again")
        request = json.dumps({"path": str(self.path), "query": self.query, **asdict(limits)}).encode()
        # -P: its own folder is no place to import from. -W: Arrow from a cursor is copied once more, which is little
        # here, and only a cursor tells where in the text an error is.
        with subprocess.Popen(  # noqa: S603 our own program, and the query goes in by standard input
            [sys.executable, "-P", "-W", "ignore", str(CHILD)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={"TZ": "UTC"}, cwd="/", start_new_session=True,
        ) as process:  # fmt: skip
            self._process, self._begun = process, time.monotonic()
            if self._stopped.is_set():
                process.kill()
            try:
                said, _ = process.communicate(request, timeout=limits.seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                raise QueryFailed(_too_long(limits)) from None
        if self._stopped.is_set():
            raise QueryFailed("the query was stopped")
        if process.returncode == 0:
            return self._read(said)
        if process.returncode == REFUSED:
            raise self._failure(json.loads(said))
        raise QueryFailed(_killed(process.returncode, limits))

    def _read(self, said: bytes) -> Answer:
        table = pa.ipc.open_stream(said).read_all()
        about = json.loads(table.schema.metadata[b"answer"])
        table = table.replace_schema_metadata(None)
        return Answer(self.query, self.path.stem, table, about["more"], about["seconds"], self.limits)

    def _failure(self, told: dict[str, object]) -> QueryFailed:
        if told["kind"] == "memory":
            return QueryFailed(_too_much(self.limits))
        if told["kind"] == "statement":
            return QueryFailed(str(told["said"]))
        return explained(str(told["said"]), self.query, int(str(told["shift"])))


def start(path: Path, query: str, limits: Limits | None = None) -> Running:
    """Begins to answer the query from the generation in the file `path`."""
    return Running(path, query, limits or Limits())


def run(path: Path, query: str, limits: Limits | None = None) -> Answer:
    """Answers the query from the generation in the file `path`. Raises QueryFailed."""
    running = start(path, query, limits)
    try:
        return running.answer()
    except BaseException:  # whoever is interrupted leaves nothing behind
        running.stop()
        raise


def _too_long(limits: Limits) -> str:
    held = f"{limits.seconds} second{'' if limits.seconds == 1 else 's'}"
    return (
        f"the query was stopped after {held}, the longest that one may take; "
        'ask for fewer rows (a metric, a period of "at"), or aggregate before you join'
    )


def _too_much(limits: Limits) -> str:
    return (
        f"the query needed more than the {limits.memory >> 20} MB of memory that one may take; "
        "narrow it with WHERE, aggregate earlier, or select fewer columns"
    )


def _killed(status: int, limits: Limits) -> str:
    if -status in (signal.SIGXCPU, signal.SIGALRM):
        return _too_long(limits)
    if -status in (signal.SIGABRT, signal.SIGKILL):
        return _too_much(limits)
    return "the query ended its process, most likely because it is too large or too deeply nested; make it simpler"
