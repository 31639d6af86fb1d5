"""The minutes as the ledger keeps them: the document that was signed, and what was added to it since."""

import datetime as dt

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts, Mark
from dashboard.ledger.store import Ledger
from dashboard.practice.agenda import Agenda, agenda
from dashboard.practice.minutes.document import document
from dashboard.practice.minutes.form import read_document
from dashboard.practice.minutes.told import Minutes, Remark
from dashboard.practice.ownership import known_as
from dashboard.practice.sittings import Sitting, last_signed
from dashboard.practice.world import World
from dashboard.sop.model import People


def signed(ledger: Ledger, acts: Acts, people: People, ref: SittingRef) -> Minutes | None:
    """The signed minutes of that sitting; None if nobody has signed it.

    Raises LedgerError if the document is no longer the one that was signed, NotMinutes if it cannot be read.
    """
    held = acts.proceedings(ref)
    text = ledger.document(held.signed.seq) if held.signed else None
    if text is None or held.signed is None:
        return None
    return Minutes(
        read_document(text),
        held.document_hash,
        held.signed.at,
        tuple(_remark(people, mark) for mark in held.corrections),
        _remark(people, held.countersigned) if held.countersigned else None,
    )


def agenda_of(world: World, ledger: Ledger | None, acts: Acts, sitting: Sitting, as_of: dt.datetime) -> Agenda:
    """The agenda of a sitting, what is new in it measured against the last minutes that were signed before.

    `ledger` is None where there is none yet. Raises LedgerError if those minutes are no longer what was signed,
    NotMinutes if they cannot be read.
    """
    last = last_signed(acts, sitting.ref)
    text = ledger.document(last.signed.seq) if ledger and last and last.signed else None
    return agenda(world, acts, sitting, as_of, read_document(text).seen if text else None)


def draft(world: World, ledger: Ledger | None, acts: Acts, sitting: Sitting, as_of: dt.datetime) -> Minutes:
    """The minutes of a sitting as they stand, which nobody has signed."""
    return Minutes(document(world, acts, agenda_of(world, ledger, acts, sitting, as_of)))


def _remark(people: People, mark: Mark) -> Remark:
    return Remark(known_as(people, mark.by), mark.at, mark.verified, mark.text)
