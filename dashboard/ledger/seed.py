"""A ledger that begins with acts from a file, and such a file from a ledger: what an example, or a backup, is made of.

The file is gzipped text with one JSON object a line, an event with the columns that are stored of it, in their order.
"""

import datetime as dt
import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dashboard.ledger.acts import ACT
from dashboard.ledger.database import LedgerError, connect, make, said, writing
from dashboard.ledger.event import BEGINNING, seal
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.store import Ledger, hash_of

KEYS = ("seq", "at", "recorded_at", "by", "verified", "data", "document", "hash")
PAGE = 500  # events held in memory at once


def seed(url: str, path: Path) -> bool:
    """Begins the ledger at a SQLAlchemy URL with the events in the file `path`; returns whether it did.

    It does not where there is no such file, where there is a ledger already, or where that is not a file of SQLite. Two
    processes may try at once: the first one's ledger stands. Raises LedgerError, with file and line, if the events are
    not a whole chain with the documents that were signed; then no ledger is made.
    """
    target = sqlite_file(url)
    if target is None or target.exists() or not path.is_file():
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".seed-", dir=target.parent) as beside:
            made = Path(beside) / target.name
            _fill(f"sqlite:///{made}", read(path))
            return _put(made, target)
    except OSError as error:
        raise LedgerError(f"the ledger {target} cannot begin with {path.name}: {error.strerror or error}") from None


def export(ledger: Ledger, path: Path) -> int:
    """Writes the whole ledger to such a file and returns how many events; the same ledger is always the same bytes.

    Raises LedgerError if it cannot be read, or its events are not what was recorded.
    """
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        try:
            with ledger.engine.connect() as connection:
                columns = [EVENT.c[key] for key in KEYS]
                found = connection.execute(select(*columns).order_by(EVENT.c.seq).execution_options(yield_per=PAGE))
                for row in found.mappings():
                    packed.write(json.dumps(dict(row), ensure_ascii=False, default=dt.datetime.isoformat).encode())
                    packed.write(b"\n")
        except SQLAlchemyError as error:
            raise said(error, ledger.engine.url) from None
    return sum(1 for _ in read(path))


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The events of such a file as rows of the table, one after another, each checked against all before it.

    Raises LedgerError with the line of the first that is not what was recorded.
    """
    previous, line = BEGINNING, 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line, text in enumerate(lines, 1):
                row = _row(json.loads(text), line, previous)
                previous = row["hash"]
                yield row
    except (ValueError, TypeError, KeyError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        told = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error).splitlines()[0]
        raise LedgerError(f"{path}, line {max(line, 1)}: this is not an event that was recorded: {told}") from None


def sqlite_file(url: str) -> Path | None:
    """The file of a ledger that is kept in SQLite; None of any other, and of a URL that cannot be understood."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None  # opening it says what is wrong with its name
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _row(stored: dict[str, Any], number: int, previous: str) -> dict[str, Any]:
    row = {key: stored[key] for key in KEYS}
    row["at"], row["recorded_at"] = (dt.datetime.fromisoformat(row[key]) for key in ("at", "recorded_at"))
    sealed = seal(row["seq"], row["at"], row["recorded_at"], row["by"], row["verified"], row["data"], previous)
    if row["seq"] != number or sealed != row["hash"]:
        raise ValueError("it, or the one before, was altered, removed or inserted")
    act, document = ACT.validate_json(row["data"]), row["document"]
    if getattr(act, "document_hash", None) != (None if document is None else hash_of(document)):
        raise ValueError("the document is not the one that was signed")
    return {**row, "kind": act.kind}


def _fill(url: str, rows: Iterable[dict[str, Any]]) -> None:
    """A new ledger with these events, in one transaction; on the disk, in one file, by the end."""
    engine = connect(url)
    try:
        make(engine)
        with writing(engine).begin() as connection:
            rows, last = iter(rows), None
            while page := list(islice(rows, PAGE)):
                connection.execute(insert(EVENT), page)
                last = page[-1]
            if last:
                connection.execute(update(HEAD).values(length=last["seq"], hash=last["hash"]))
    except SQLAlchemyError as error:
        raise said(error, engine.url) from None
    finally:
        engine.dispose()  # the last connection takes what is in the WAL into the file


def _put(made: Path, target: Path) -> bool:
    """Puts the file in place, never over another."""
    try:
        os.link(made, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if target.exists():
            return False
        made.rename(target)
    return True
