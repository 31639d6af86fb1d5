"""The two tables of the ledger."""

from sqlalchemy import Boolean, Column, DateTime, Integer, MetaData, String, Table, Text

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
