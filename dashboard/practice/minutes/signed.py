"""The minutes as the ledger keeps them: the document that was signed, and what was added to it since."""

from dashboard.ledger.acts import SittingRef
from dashboard.ledger.state import Acts, Mark
from dashboard.ledger.store import Ledger
from dashboard.practice.minutes.form import read_document
from dashboard.practice.minutes.told import Minutes, Remark
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


def _remark(people: People, mark: Mark) -> Remark:
    party = people.get(mark.by)
    return Remark(party.name if party else mark.by, mark.at, mark.verified, mark.text)
