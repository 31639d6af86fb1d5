"""Whether the ledger is what was recorded: every event altered, removed, inserted or reordered since.

The chain binds each event to all before it, and `head` says where it ends. Whoever can write to the whole database can
also write the whole chain anew, and then nothing in it tells. So note the head elsewhere: `Ledger.head()` is two words
long, and every signed minutes carries the one of its sitting. `verify` holds the chain to what was noted.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import String, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from dashboard.ledger.database import said
from dashboard.ledger.event import BEGINNING, seal
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.store import Ledger, hash_of

MOST = 1_000  # flaws told; what follows on them is no news


@dataclass(frozen=True)
class Flaw:
    """One thing wrong: at which event (0: the head itself, or the rest of a long list), and a sentence on what."""

    seq: int
    message: str


@dataclass(frozen=True)
class Row:
    """An event as the database holds it, whatever was put there. `document_hash` is that of the document beside it."""

    seq: int
    at: object
    recorded_at: object
    by: object
    verified: object
    kind: object
    data: object
    hash: object
    document_hash: str | None


def verify(ledger: Ledger, noted: Mapping[int, str] | None = None) -> list[Flaw]:
    """Everything wrong with the stored ledger, in its order; at most `MOST`. Empty if it is what was recorded.

    `noted` are hashes by number of event, from elsewhere. The rows are read one after another at one moment of the
    database, never all of them into memory. Raises LedgerError if it cannot be read.
    """
    connecting = ledger.engine
    if connecting.dialect.name == "postgresql":
        connecting = connecting.execution_options(isolation_level="REPEATABLE READ")
    try:
        with connecting.connect() as connection:
            head = connection.execute(select(HEAD.c.length, HEAD.c.hash).order_by(HEAD.c.one)).first()
            found = flaws(tuple(head) if head else None, _rows(connection), noted or {})
            told = list(islice(found, MOST))
            return told if next(found, None) is None else [*told, Flaw(0, "there is more; the audit stopped here")]
    except SQLAlchemyError as error:
        raise said(error, ledger.engine.url) from None


def flaws(head: tuple[object, object] | None, rows: Iterable[Row], noted: Mapping[int, str]) -> Iterator[Flaw]:
    """What is wrong with a chain. A pure function: `head` is (length, hash), `rows` come in the order of `seq`."""
    last, previous = 0, BEGINNING
    right: str | None = BEGINNING  # the hash that the last event should have had; None if that cannot be told
    at_head = None  # the hash of the event that the head names
    for row in rows:
        if row.seq <= last:
            yield Flaw(row.seq, f"event {row.seq} was inserted: the first is number 1")
            continue
        if row.seq > last + 1:
            yield Flaw(last + 1, f"{_named(last + 1, row.seq - 1)} missing; {row.seq} cannot be checked without")
            right = None
        elif (sealed := _sealed(row, previous)) == row.hash or _sealed(row, right) == row.hash:
            right = sealed
            yield from _beside(row)
        else:
            right = sealed
            after = f" after event {last}: it was altered, or {last} was replaced" if last else ": it was altered"
            yield Flaw(row.seq, f"event {row.seq} is not what was recorded{after}")
        if row.seq in noted and noted[row.seq] != row.hash:
            yield Flaw(row.seq, f"event {row.seq} has not the hash that was noted elsewhere: it or one before is new")
        last, previous = row.seq, str(row.hash)
        if head and last == head[0]:
            at_head = previous
    yield from _ends(head, last, previous, right, at_head)
    yield from (Flaw(seq, f"event {seq} was noted elsewhere and is missing") for seq in sorted(noted) if seq > last)


def _beside(row: Row) -> Iterator[Flaw]:
    """What is not sealed itself, but follows from what is: the kind, and the document by its hash."""
    act = json.loads(str(row.data))
    if row.kind != act["kind"]:
        yield Flaw(row.seq, f"event {row.seq}: its kind was altered: '{row.kind}' beside an act '{act['kind']}'")
    stated = act.get("document_hash")
    if row.document_hash != stated:
        what = "removed" if row.document_hash is None else "altered" if stated else "inserted"
        yield Flaw(row.seq, f"event {row.seq}: its document was {what}")


def _ends(
    head: tuple[object, object] | None, last: int, previous: str, right: str | None, at_head: str | None
) -> Iterator[Flaw]:
    if head is None:
        yield Flaw(0, "the head was removed: whether events are missing from the end cannot be told")
        return
    length, hash = head
    if not isinstance(length, int) or (length != last and hash == previous and last):
        yield Flaw(0, f"the head was altered: it says {length}, and carries the hash of event {last}, the last")
    elif length > last:
        yield Flaw(last + 1, f"{_named(last + 1, length)} missing from the end, or the head was altered")
    elif length < last and hash == (at_head or BEGINNING):
        yield Flaw(length + 1, f"{_named(length + 1, last)} behind the end that the head names: inserted")
    elif hash not in (previous, right) or length != last:
        yield Flaw(0, f"the head was altered, or event {last} was replaced: the head carries another hash")


def _named(first: int, last: int) -> str:
    return f"event {first} is" if first == last else f"events {first} to {last} are"


def _sealed(row: Row, previous: str | None) -> str | None:
    """The hash that the row should have behind `previous`; None if it holds what no event can hold."""
    if previous is None or row.verified not in (0, 1) or not isinstance(row.data, str) or not isinstance(row.by, str):
        return None
    try:
        at, recorded_at = _instant(row.at), _instant(row.recorded_at)
    except (ValueError, TypeError):
        return None
    return seal(row.seq, at, recorded_at, row.by, bool(row.verified), row.data, previous)


def _instant(value: object) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))


def _rows(connection: Connection) -> Iterator[Row]:
    """The rows as they are, not as what SQLAlchemy would make of them: an altered one need not be readable."""
    stored = (EVENT.c.at, EVENT.c.recorded_at, EVENT.c.by, EVENT.c.verified, EVENT.c.kind, EVENT.c.data, EVENT.c.hash)
    query = select(EVENT.c.seq, *(type_coerce(column, String) for column in stored), EVENT.c.document.is_not(None))
    found = connection.execute(query.order_by(EVENT.c.seq).execution_options(yield_per=500))
    for seq, at, recorded_at, by, verified, kind, data, hash, has_document in found:
        document = None  # read one at a time: they are long
        if has_document:
            document = connection.execute(select(EVENT.c.document).where(EVENT.c.seq == seq)).scalar()
        kept = None if document is None else hash_of(str(document))
        yield Row(seq, at, recorded_at, by, verified, kind, data, hash, kept)
