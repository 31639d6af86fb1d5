"""The database that a ledger is kept in: SQLite in WAL mode, or PostgreSQL; and what goes wrong there, in words."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import create_engine, event, func, insert, inspect, select
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dashboard.errors import Busy, DashboardError
from dashboard.ledger.event import BEGINNING
from dashboard.ledger.schema import EVENT, HEAD, METADATA

WAIT = 30  # s that a writer waits for the one before it
MAKING = 0x1ED6E4  # the advisory lock of whoever makes the tables
IN_USE = {"55P03", "40P01", "40001"}  # PostgreSQL: lock not available in time, deadlock, could not serialise
FORMS = "sqlite:////folder/ledger.sqlite, or postgresql://user:password@host/database"


class LedgerError(DashboardError):
    """The ledger cannot be opened, read or written."""


def connect(url: str) -> Engine:
    """An engine for that URL. Nothing is asked of the database yet. Raises LedgerError if there can be none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # what they say may hold the password
        raise LedgerError(f"the ledger's URL cannot be understood; it has the form {FORMS}") from None
    backend = parsed.get_backend_name()
    try:
        if backend == "sqlite":
            return _sqlite(parsed)
        if backend in ("postgresql", "postgres"):
            return _postgresql(parsed)
    except OSError as error:
        raise LedgerError(f"the ledger cannot be made: {error.filename}: {error.strerror}") from None
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise said(error, parsed) from None
    raise LedgerError(f"a ledger is kept in SQLite or PostgreSQL, not in '{backend}': {FORMS}")


def make(engine: Engine) -> None:
    """Makes what is missing of the tables and the first head, once, however many processes do so at the same moment."""
    with engine.connect() as connection:
        if inspect(connection).has_table("head") and connection.execute(select(HEAD.c.one)).first():
            return
    with writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(MAKING)))
        METADATA.create_all(connection)
        # Events without a head were not left by this program: a new head must not cover that up.
        if not connection.execute(select(HEAD.c.one)).first() and not connection.execute(select(EVENT.c.seq)).first():
            connection.execute(insert(HEAD).values(one=1, length=0, hash=BEGINNING))


def writing(engine: Engine) -> Engine:
    """The engine for transactions that are going to write: they queue up at their beginning."""
    return engine.execution_options(writing=True)


def said(error: Exception, url: URL) -> DashboardError:
    """What went wrong, where, without a password in it; Busy if it will go by."""
    orig = getattr(error, "orig", None)
    cause = (str(orig or error).strip() or type(error).__name__).splitlines()[0]
    for secret in (url.password, url.query.get("password")):
        if secret:
            cause = cause.replace(str(secret), "***")
    if "database is locked" in cause or getattr(orig, "sqlstate", None) in IN_USE or isinstance(error, PoolTimeout):
        return Busy("the ledger is in use by another process; try again")
    if url.get_backend_name() == "sqlite":
        place = url.database
    else:
        host = url.host or url.query.get("host", "localhost")
        place = f"postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"
    return LedgerError(f"the ledger {place} cannot be used: {cause}")


def _sqlite(url: URL) -> Engine:
    """Readers never wait, writers wait for one another, and an act is on the disk when that is said."""
    if not url.database or ":memory:" in url.database:
        raise LedgerError(f"a ledger in memory would be lost; name a file: {FORMS}")
    path = Path(url.database).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url.set(database=str(path)))

    @event.listens_for(engine, "connect")
    def _(connection, record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # the driver must not begin transactions by itself
        connection.execute(f"PRAGMA busy_timeout = {WAIT * 1000}")
        _to_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def _(_connection, record, _proxy) -> None:  # type: ignore[no-untyped-def]
        # A file that was put in the place of the one that this connection holds open (a backup restored): what would be
        # written to the old one is lost.
        if record.info["file"] != _identity(path):
            raise DisconnectionError("another file stands in its place")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # To read first and write then would fail where another process wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

    return engine


def _to_wal(connection: sqlite3.Connection) -> None:
    """Turns WAL on. Where another process is just doing that, SQLite does not wait as it does for anything else."""
    for _ in range(WAIT * 50):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA journal_mode = WAL")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgresql(url: URL) -> Engine:
    """Whoever waited for the head sees what the one before did: so READ COMMITTED, whatever the server's default is."""
    url = url.set(drivername="postgresql+psycopg")
    within = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    engine = create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=within)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            durable = func.set_config("synchronous_commit", "on", True)
            connection.execute(select(func.set_config("lock_timeout", f"{WAIT}s", True), durable))

    return engine
