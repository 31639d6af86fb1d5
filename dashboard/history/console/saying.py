"""What DuckDB says of a query, made into one message with its place in the text."""

import json
import re

from dashboard.errors import QueryFailed, nearest
from dashboard.history.console.contract import tables

OUT_OF_REACH = (
    "the console reads the tables of the generation and nothing else: no files, no other databases, no network"
)
BARE_AT = re.compile(r"(?<![\"\w])at\s*$", re.I)


def explained(said: str, query: str, shift: int) -> QueryFailed:
    """The failure with one clear message, and line and column (from 1) where DuckDB names a place.

    `said` is the text of DuckDB's error (JSON behind its kind, mostly); the place in it counts bytes, of which the
    first `shift` stand before the query.
    """
    kind, _, rest = said.partition(": ")
    try:
        told = json.loads(rest)
    except ValueError:
        told = {"exception_message": rest or said}
    before = _before(query, told.get("position"), shift)
    message = _message(kind, told, before or "")
    if before is None:
        return QueryFailed(message)
    return QueryFailed(message, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _message(kind: str, told: dict[str, str], before: str) -> str:
    message = told["exception_message"].strip()
    first = message.partition("\n")[0].rstrip("!. ")
    if kind == "Permission Error" or "file system operations are disabled" in message:
        return OUT_OF_REACH
    if "configuration has been locked" in message:
        return "the configuration cannot be changed here"
    if "expression depth" in message:
        return "the query is nested too deeply; make it simpler"
    if kind == "Parser Error" and BARE_AT.search(before):
        return f'{first}; "at" is a keyword of DuckDB and wants double quotes'
    if told.get("type") == "Table":
        return first + nearest(told["name"], [table.name for table in tables()])
    if told.get("error_subtype") == "COLUMN_NOT_FOUND" and "candidates" in told:
        return first + nearest(told["name"], told["candidates"].split(","))
    close = nearest(told["name"], told["candidates"].split(",")) if "name" in told and "candidates" in told else ""
    return first + close if "did you mean" in close else first


def _before(query: str, position: str | None, shift: int) -> str | None:
    """The query up to the place; None where that is unknown or not in the query."""
    encoded, place = query.encode(), int(position) - shift if position else -1
    return encoded[:place].decode(errors="ignore") if 0 <= place <= len(encoded) else None
