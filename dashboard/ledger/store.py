"""The ledger where it is kept: one table, appended to in one transaction an act, read by following it.

Whoever appends first takes the one row of `head`, then folds in what others have done by then, and only then asks
whether the act can still follow: of two conflicting ones, by whatever processes, the second is refused.
"""

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.ledger.acts import ACT, AnyAct
from dashboard.ledger.database import LedgerError as LedgerError
from dashboard.ledger.database import connect, make, said, writing
from dashboard.ledger.event import Event, seal
from dashboard.ledger.fold import fold
from dashboard.ledger.refusal import objection, storable
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.uncollected import uncollected

COLUMNS = (EVENT.c.seq, EVENT.c.at, EVENT.c.recorded_at, EVENT.c.by, EVENT.c.verified, EVENT.c.data, EVENT.c.hash)
PAGE = 10_000  # events read at once
LONG = 1_000  # events from which on a fold is long
ALTERED = "the ledger was altered by other means than this program"


class Ledger:
    """An open ledger. Safe to share between threads; `state()` folds in what is new, whoever recorded it."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self._state = NO_ACTS
        self._following = threading.Lock()
        self._writing = threading.Lock()  # one connection a process waits for the database, not all of the pool

    def state(self) -> Acts:
        """How things stand now, the acts of other processes included.

        Raises LedgerError if it cannot be read, or was altered so that this shows at once (the audit finds the rest).
        """
        try:
            # The head is read within the lock: a thread with an older one must not turn the state back.
            with self.engine.connect() as connection, self._following:
                return self._follow(connection, *_head(connection))
        except SQLAlchemyError as error:
            raise said(error, self.engine.url) from None

    def length(self) -> int:
        """How many events there are now. Cheap enough to ask every second: one row. Raises LedgerError."""
        return self.head()[0]

    def head(self) -> tuple[int, str]:
        """How many events there are, and the hash of the last: noted elsewhere, they bind all of them.

        Raises LedgerError.
        """
        try:
            with self.engine.connect() as connection:
                return _head(connection)
        except SQLAlchemyError as error:
            raise said(error, self.engine.url) from None

    def events(self, after: int = 0) -> Iterator[Event]:
        """The events from number `after` + 1 on, in their order, read in pages as they are asked for.

        Raises LedgerError, also on the way.
        """
        while True:
            try:
                with self.engine.connect() as connection:
                    page = _page(connection, after, after + PAGE)
            except SQLAlchemyError as error:
                raise said(error, self.engine.url) from None
            yield from page
            if len(page) < PAGE:
                return
            after += PAGE

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
        at, recorded_at, verified = _plain(at), _plain(recorded_at), bool(verified)
        _fits(act, document)
        try:
            with self._writing, writing(self.engine).begin() as connection:
                # Takes the one row that every writer takes first: from here on nobody else appends.
                head = _head(connection, to_write=True)
                with self._following:
                    state = self._follow(connection, *head)
                if refused := objection(state, act, by, seen, at):
                    raise refused
                seq, data = state.length + 1, ACT.dump_json(act).decode()
                hash = seal(seq, at, recorded_at, by, verified, data, state.head)
                connection.execute(
                    insert(EVENT).values(
                        seq=seq, at=at, recorded_at=recorded_at, by=by, verified=verified, kind=act.kind, data=data,
                        document=document, hash=hash,
                    )
                )  # fmt: skip
                connection.execute(update(HEAD).values(length=seq, hash=hash))
        except SQLAlchemyError as error:
            raise said(error, self.engine.url) from None
        return Event(seq, at, recorded_at, by, verified, act, hash)

    def document(self, seq: int) -> str | None:
        """What was kept beside that event, whole; None if nothing was.

        Raises LedgerError if it is no longer what was signed.
        """
        try:
            with self.engine.connect() as connection:
                row = connection.execute(select(EVENT.c.document, EVENT.c.data).where(EVENT.c.seq == seq)).first()
        except SQLAlchemyError as error:
            raise said(error, self.engine.url) from None
        if row is None:
            return None
        stated = getattr(_act(seq, row.data), "document_hash", None)
        if stated != (None if row.document is None else hash_of(row.document)):
            raise LedgerError(f"event {seq}: the document is not the one that was signed; {ALTERED}")
        return None if row.document is None else str(row.document)

    def close(self) -> None:
        """Lets go of its connections."""
        self.engine.dispose()

    def _follow(self, connection: Connection, length: int, hash: str) -> Acts:
        """The state at that head; whoever calls holds `_following`."""
        known = self._state
        if (known.length, known.head) != (length, hash):
            if known.length and _hash_at(connection, known.length) != known.head:
                known = NO_ACTS  # another ledger stands in its place (a backup, say)
            with uncollected(length - known.length > LONG):
                known = fold(known, _gapless(connection, known.length, length))
            if (known.length, known.head) != (length, hash):
                raise LedgerError(f"{ALTERED}: its events do not end as its head says; the audit tells more")
            self._state = known
        return known


def open_ledger(url: str) -> Ledger:
    """The ledger at a SQLAlchemy URL (`sqlite:////p/ledger.sqlite`, `postgresql://…`), made if there is none.

    Raises LedgerError, or Busy, if it cannot be opened.
    """
    engine = connect(url)
    try:
        make(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise said(error, engine.url) from None
    return Ledger(engine)


def hash_of(document: str) -> str:
    """SHA-256 (hex) of a document."""
    return hashlib.sha256(document.encode()).hexdigest()


def _plain(at: dt.datetime) -> dt.datetime:
    """The instant as every database gives it back, to the microsecond: its text is part of the seal."""
    if at.tzinfo:
        raise LedgerError(f"an act is recorded in naive UTC; {at.isoformat()} carries a time zone")
    return dt.datetime.combine(at.date(), at.time())


def _fits(act: AnyAct, document: str | None) -> None:
    if document is not None and not storable(document):
        raise LedgerError("the document holds a character that cannot be kept (NUL, or half of a pair)")
    if getattr(act, "document_hash", None) != (None if document is None else hash_of(document)):
        raise LedgerError("the document is not the one whose hash the act carries")


def _head(connection: Connection, to_write: bool = False) -> tuple[int, str]:
    query = select(HEAD.c.length, HEAD.c.hash)
    row = connection.execute(query.with_for_update() if to_write else query).first()
    if row is None or not isinstance(row.length, int):
        raise LedgerError(f"{ALTERED}: its head is missing; the audit tells more")
    return row.length, row.hash


def _hash_at(connection: Connection, seq: int) -> str | None:
    return connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == seq)).scalar()


def _gapless(connection: Connection, after: int, until: int) -> Iterator[Event]:
    """The events in (after, until]. Raises LedgerError where one is missing."""
    while after < until:
        page = _page(connection, after, min(after + PAGE, until))
        wanted = range(after + 1, after + 1 + max(len(page), 1))
        if [event.seq for event in page] != [*wanted]:
            missing = min({*wanted} - {event.seq for event in page})
            raise LedgerError(f"{ALTERED}: event {missing} is missing; the audit tells more")
        yield from page
        after += len(page)


def _page(connection: Connection, after: int, until: int) -> list[Event]:
    query = select(*COLUMNS).where(EVENT.c.seq > after, EVENT.c.seq <= until).order_by(EVENT.c.seq)
    try:
        rows = connection.execute(query).all()
    except (ValueError, TypeError) as error:
        raise LedgerError(f"{ALTERED}: one of the events {after + 1} to {until} cannot be read: {error}") from None
    return [
        Event(seq, at, recorded_at, by, verified, _act(seq, data), hash)
        for seq, at, recorded_at, by, verified, data, hash in rows
    ]


def _act(seq: int, data: str) -> AnyAct:
    try:
        return ACT.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise LedgerError(
            f"event {seq} was written by a newer version of this program, or altered; update this one "
            f"({f'{where}: ' if where else ''}{first['msg']})"
        ) from None
