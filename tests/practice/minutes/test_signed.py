"""The minutes as the ledger keeps them."""

import datetime as dt

import pytest

from dashboard.ledger.acts import SittingCorrected, SittingCountersigned, SittingRef, SittingSigned
from dashboard.ledger.store import hash_of, open_ledger
from dashboard.practice.minutes.form import to_json
from dashboard.practice.minutes.signed import signed
from dashboard.sop.model import Party, People
from tests.practice.minutes import documents

REF = SittingRef(sop="assistant", review="weekly", at=documents.AT)
PEOPLE = People(people=(Party(id="priya", name="Priya Nair"), Party(id="grace", name="Grace Lim")))


@pytest.fixture
def ledger(tmp_path):
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield opened
    opened.close()


def record(ledger, act, by, hours, **more):
    at = documents.AT + dt.timedelta(hours=hours)
    ledger.record(act, by, at, at, **more)
    return at


def test_a_sitting_that_nobody_signed_has_none(ledger):
    assert signed(ledger, ledger.state(), PEOPLE, REF) is None


def test_the_document_as_it_was_signed_and_what_was_added_since(ledger):
    frozen = to_json(documents.document(*documents.EVERY_KIND))
    act = SittingSigned(sitting=REF, generation="g", digest="d", document_hash=hash_of(frozen))
    at = record(ledger, act, "priya", 1, document=frozen)
    record(ledger, SittingCountersigned(sitting=REF), "grace", 2, verified=True)
    record(ledger, SittingCorrected(sitting=REF, text="It was Tuesday."), "gone", 3)
    found = signed(ledger, ledger.state(), PEOPLE, REF)
    assert found.document == documents.document(*documents.EVERY_KIND)
    assert (found.hash, found.signed_at) == (hash_of(frozen), at)
    assert (found.countersigned.name, found.countersigned.verified) == ("Grace Lim", True)
    assert [(r.name, r.text, r.verified) for r in found.corrections] == [("gone", "It was Tuesday.", False)]
