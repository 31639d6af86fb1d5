"""The ledger where it is kept: one table, appended to in one transaction an act, read by following it.

SQLite (in WAL mode) or PostgreSQL, through SQLAlchemy. Whoever appends first takes the one row of `head`, then folds in
what others have done by then, and only then asks whether the act can still follow: of two conflicting ones, by whatever
processes, the second is refused.
"""

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError, SQLAlchemyError

from dashboard.errors import Busy, DashboardError
from dashboard.ledger.acts import ACT, AnyAct
from dashboard.ledger.event import BEGINNING, Event, seal
from dashboard.ledger.refusal import objection
from dashboard.ledger.state import Acts, fold

METADATA = MetaData()
EVENT = Table(
    "event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False),
    Column("recorded_at", DateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("kind", String(50), nullable=False),
    Column("data", Text, nullable=False),
    Column("document", Text),  # what was signed, whole; its hash is in `data`, so that no fold has to read it
    Column("hash", String(64), nullable=False, unique=True),
)
# How many events there are and the hash of the last, in one row: the chain alone cannot tell that its end is missing.
HEAD = Table(
    "head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("length", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
HEADS = (EVENT.c.seq, EVENT.c.at, EVENT.c.recorded_at, EVENT.c.by, EVENT.c.verified, EVENT.c.data, EVENT.c.hash)


class LedgerError(DashboardError):
    """The ledger cannot be opened, read or written."""


class Ledger:
    """An open ledger. Safe to share between threads; `state()` folds in what is new, whoever recorded it."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self._state = Acts()
        self._lock = threading.Lock()

    def state(self) -> Acts:
        """How things stand now, the acts of other processes included."""
        try:
            with self.engine.connect() as connection:
                return self._catch_up(connection)
        except SQLAlchemyError as error:
            raise _said(error) from None

    def record(
        self,
        act: AnyAct,
        by: str,
        at: dt.datetime,
        recorded_at: dt.datetime,
        verified: bool = False,
        seen: int | None = None,
        document: str | None = None,
    ) -> Event:
        """Appends one act and returns its event, which is on the disk by then.

        `at` and `recorded_at` as of `Event`; `seen` as of `objection`; `document` is kept beside the act, which carries
        its hash. Raises Refused if the act cannot follow on what has been recorded; LedgerError, or Busy, if it cannot
        be written.
        """
        data = ACT.dump_json(act).decode()
        try:
            with self.engine.begin() as connection:
                # Takes the one row that every writer takes first: from here on nobody else appends.
                connection.execute(update(HEAD).values(length=HEAD.c.length))
                state = self._catch_up(connection)
                if refused := objection(state, act, by, seen):
                    raise refused
                seq = state.length + 1
                hash = seal(seq, at, recorded_at, by, verified, data, state.head)
                connection.execute(
                    insert(EVENT).values(
                        seq=seq, at=at, recorded_at=recorded_at, by=by, verified=verified, kind=act.kind, data=data,
                        document=document, hash=hash,
                    )
                )  # fmt: skip
                connection.execute(update(HEAD).values(length=seq, hash=hash))
        except SQLAlchemyError as error:
            raise _said(error) from None
        return Event(seq, at, recorded_at, by, verified, act, hash)

    def document(self, seq: int) -> str | None:
        """What was kept beside that event, whole. Raises LedgerError if it is no longer what was signed."""
        try:
            with self.engine.connect() as connection:
                row = connection.execute(select(EVENT.c.document, EVENT.c.data).where(EVENT.c.seq == seq)).first()
        except SQLAlchemyError as error:
            raise _said(error) from None
        if row is None or row.document is None:
            return None
        stated = getattr(ACT.validate_json(row.data), "document_hash", "")
        if hash_of(row.document) != stated:
            raise LedgerError(f"event {seq}: the document is not the one that was signed")
        return str(row.document)

    def close(self) -> None:
        """Lets go of its connections."""
        self.engine.dispose()

    def _catch_up(self, connection: Connection) -> Acts:
        length, hash = connection.execute(select(HEAD.c.length, HEAD.c.hash)).one()
        with self._lock:
            if (length, hash) == (self._state.length, self._state.head):
                return self._state
            known = self._state if length > self._state.length else Acts()  # shorter: it is another ledger now
            self._state = fold(known, _events(connection, known.length))
            return self._state


def open_ledger(url: str) -> Ledger:
    """The ledger at a SQLAlchemy URL (`sqlite:////p/ledger.sqlite`, `postgresql+psycopg://…`), made if there is none.

    Raises LedgerError if it cannot be opened.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            _settle(engine)
        with engine.begin() as connection:
            METADATA.create_all(connection, checkfirst=True)
            if connection.execute(select(func.count()).select_from(HEAD)).scalar() == 0:
                connection.execute(insert(HEAD).values(one=1, length=0, hash=BEGINNING))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise LedgerError(f"the ledger's URL cannot be used: {error}") from None
    except IntegrityError:  # another process made it in the same moment
        pass
    except SQLAlchemyError as error:
        raise _said(error) from None
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from None
    return Ledger(engine)


def hash_of(document: str) -> str:
    """SHA-256 (hex) of a document."""
    return hashlib.sha256(document.encode()).hexdigest()


def _events(connection: Connection, after: int) -> Iterator[Event]:
    rows = connection.execute(select(*HEADS).where(EVENT.c.seq > after).order_by(EVENT.c.seq))
    for seq, at, recorded_at, by, verified, data, hash in rows:
        yield Event(seq, at, recorded_at, by, verified, ACT.validate_json(data), hash)


def _settle(engine: Engine) -> None:
    """SQLite: readers never wait, writers wait for one another, and an act is on the disk when that is said."""

    @event.listens_for(engine, "connect")
    def _(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # the driver must not begin transactions by itself
        connection.execute("PRAGMA busy_timeout = 30000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def _said(error: SQLAlchemyError) -> DashboardError:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if isinstance(error, OperationalError) and "locked" in cause:
        return Busy("the ledger is in use by another process; try again")
    return LedgerError(f"the ledger cannot be used: {cause}")
