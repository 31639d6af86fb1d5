"""What the ledger says of itself: whether it is what was recorded, and every act in it, one after another."""

import datetime as dt
from dataclasses import dataclass, field

from dashboard.ledger.acts import SittingRef, name_of
from dashboard.ledger.audit import Flaw, verify
from dashboard.ledger.database import LedgerError
from dashboard.ledger.event import Event
from dashboard.ledger.state import Acts
from dashboard.ledger.store import Ledger
from dashboard.practice.minutes.form import NotMinutes, read_document


@dataclass(frozen=True)
class Noted:
    """The head that the ledger had when minutes were signed, as they say it: event `seq` had this `hash`."""

    sitting: SittingRef
    seq: int
    hash: str


@dataclass(frozen=True)
class Audit:
    """The ledger as it was read at `at` (naive UTC, of the wall): its events, and everything wrong with them.

    `documents` are the signed minutes as they are kept, by sitting; `titles` those of their items, by sitting and item.
    Without a ledger there is nothing, and no flaw.
    """

    at: dt.datetime
    length: int = 0
    head: str = ""
    flaws: tuple[Flaw, ...] = ()
    noted: tuple[Noted, ...] = ()
    events: tuple[Event, ...] = field(default=(), repr=False)
    documents: dict[SittingRef, str] = field(default_factory=dict, repr=False)
    titles: dict[tuple[SittingRef, str], str] = field(default_factory=dict, repr=False)


def audited(ledger: Ledger | None, acts: Acts, at: dt.datetime) -> Audit:
    """The audit of the ledger up to the last of `acts`: the chain, and the heads that every signed minutes noted.

    Raises LedgerError if the ledger cannot be read at all.
    """
    if ledger is None:
        return Audit(at)
    documents: dict[SittingRef, str] = {}
    titles: dict[tuple[SittingRef, str], str] = {}
    noted, flaws = [], []
    for ref in sorted(acts.sittings, key=name_of):
        signed = acts.sittings[ref].signed
        try:
            text = ledger.document(signed.seq) if signed else None
            if text is not None:
                documents[ref] = text
                read = read_document(text)
                titles |= {(ref, item.id): item.title for item in read.items}
                noted += [Noted(ref, read.ledger_length, read.ledger_head)] if read.ledger_length else []
        except LedgerError:
            continue  # the audit of the chain tells of it
        except NotMinutes as error:
            flaws.append(Flaw(signed.seq if signed else 0, f"the minutes of {name_of(ref)}: {error}"))
    flaws = [*verify(ledger, {one.seq: one.hash for one in noted}), *flaws]
    events = tuple(event for event in ledger.events() if event.seq <= acts.length)
    return Audit(at, acts.length, acts.head, tuple(flaws), tuple(noted), events, documents, titles)
