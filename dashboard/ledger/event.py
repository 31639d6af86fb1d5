"""One line of the ledger: an act, who did it and when, bound by its hash to the line before."""

import datetime as dt
import hashlib
import json
from typing import NamedTuple

from dashboard.ledger.acts import AnyAct

BEGINNING = "0" * 64  # what the first event carries as the hash of the one before


class Event(NamedTuple):
    """An act as it was recorded. `seq` counts from 1 without a gap.

    `at` (naive UTC) is the instant in the time of the workspace, `recorded_at` that of the wall: they differ only where
    the workspace's clock stands still. `verified` says whether `by` signed in, or was only chosen from people.yaml.
    """

    seq: int
    at: dt.datetime
    recorded_at: dt.datetime
    by: str
    verified: bool
    act: AnyAct
    hash: str


def seal(seq: int, at: dt.datetime, recorded_at: dt.datetime, by: str, verified: bool, data: str, previous: str) -> str:
    """SHA-256 (hex) over everything in one event, and the hash of the one before it. `data` is the act as stored."""
    whole = [seq, at.isoformat(), recorded_at.isoformat(), by, bool(verified), data, previous]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
