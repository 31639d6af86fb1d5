"""The audit finds whatever was altered, removed, inserted or reordered, and says which."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from dashboard.ledger import acts, audit
from dashboard.ledger.acts import ACT
from dashboard.ledger.audit import Flaw, Row, flaws, verify
from dashboard.ledger.event import BEGINNING, seal
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.state import NO_ACTS
from dashboard.ledger.store import LedgerError, open_ledger
from tests.ledger.cast import ACTION, COUNTERSIGNED, MINUTE, MINUTES, MONDAY, OPENED, SIGNED, following, noted

SIGNATURE, LAST = 4, 8
DONE = (OPENED, ACTION, noted("words"), SIGNED, COUNTERSIGNED, *(ACTION.model_copy(update={"action": f"b{n}",
        "sitting": None}) for n in range(3)))  # fmt: skip


@pytest.fixture
def kept(ledger):
    """A ledger of 8 events, the fourth a signature with its document."""
    for n, act in enumerate(DONE):
        document = MINUTES if act is SIGNED else None
        ledger.record(act, ["mei", "bo"][n % 2], MONDAY + n * MINUTE, MONDAY, bool(n % 2), document=document)
    assert verify(ledger) == []
    return ledger


def tamper(ledger, *statements):
    with ledger.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    return verify(ledger)


def at(number: int, **values):
    return update(EVENT).where(EVENT.c.seq == number).values(**values)


def rows_of(ledger) -> list[dict]:
    with ledger.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(EVENT).order_by(EVENT.c.seq))]


def written_anew(rows: list[dict]) -> list[dict]:
    """The rows, sealed as if they were the truth."""
    hash = BEGINNING
    for seq, row in enumerate(rows, 1):
        sealed = (seq, row["at"], row["recorded_at"], row["by"], row["verified"], row["data"], hash)
        row["seq"], row["hash"] = seq, (hash := seal(*sealed))
    return rows


@pytest.mark.parametrize("seq", [1, 5, LAST])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", MONDAY - MINUTE),
        ("at", dt.datetime(2026, 3, 16, 10, 4, 0, 1)),
        ("recorded_at", MONDAY + MINUTE),
        ("by", "ana"),
        ("by", ""),
        ("verified", None),
        ("data", '{"kind":"sitting_opened"}'),
        ("data", "nonsense"),
        ("hash", "f" * 64),
    ],
)
def test_an_altered_column_is_found_at_its_event_alone(kept, seq, column, value):
    value = seq % 2 == 1 if column == "verified" else value
    (flaw,) = tamper(kept, at(seq, **{column: value}))
    assert flaw.seq == seq
    assert f"event {seq} is not what was recorded" in flaw.message


def test_an_altered_kind_is_found(kept):
    assert tamper(kept, at(3, kind="decided")) == [
        Flaw(3, "event 3: its kind was altered: 'decided' beside an act 'noted'")
    ]


@pytest.mark.parametrize(
    ("seq", "document", "what"),
    [(SIGNATURE, MINUTES + " ", "altered"), (SIGNATURE, None, "removed"), (5, MINUTES, "inserted")],
)
def test_a_document_that_is_not_what_was_signed_is_found(kept, seq, document, what):
    assert tamper(kept, at(seq, document=document)) == [Flaw(seq, f"event {seq}: its document was {what}")]


@pytest.mark.parametrize(
    ("gone", "seq", "said"),
    [
        ([1], 1, "event 1 is missing"),
        ([5], 5, "event 5 is missing"),
        ([4, 5], 4, "events 4 to 5 are missing"),
        ([LAST], LAST, "event 8 is missing from the end"),
        ([7, LAST], 7, "events 7 to 8 are missing from the end"),
        ([*range(1, LAST + 1)], 1, "events 1 to 8 are missing from the end"),
    ],
)
def test_a_removed_event_is_found(kept, gone, seq, said):
    (flaw,) = tamper(kept, delete(EVENT).where(EVENT.c.seq.in_(gone)))
    assert flaw.seq == seq
    assert flaw.message.startswith(said)


def test_two_events_that_changed_places_are_found(kept):
    flawed = tamper(kept, at(3, seq=99), at(4, seq=3), at(99, seq=4))
    assert {3, 4} <= {flaw.seq for flaw in flawed}


def test_events_that_were_numbered_anew_after_one_was_removed_are_found(kept):
    closing = [at(seq + 1, seq=seq) for seq in range(5, LAST)]
    flawed = tamper(kept, delete(EVENT).where(EVENT.c.seq == 5), *closing)
    assert flawed[0].seq == 5
    assert {5, 6, 7} <= {flaw.seq for flaw in flawed}


@pytest.mark.parametrize("seq", [0, -3])
def test_an_event_before_the_first_is_found(kept, seq):
    row = {**rows_of(kept)[0], "seq": seq, "hash": "f" * 64}
    assert tamper(kept, insert(EVENT).values(row)) == [Flaw(seq, f"event {seq} was inserted: the first is number 1")]


def test_an_event_that_was_added_to_the_end_with_a_right_seal_is_found(kept):
    rows = rows_of(kept)
    forged = written_anew([*rows, {**rows[-1], "by": "ana"}])[-1]
    assert tamper(kept, insert(EVENT).values(forged)) == [
        Flaw(9, "event 9 is behind the end that the head names: inserted")
    ]


@pytest.mark.parametrize("seq", [1, 5])
def test_an_event_that_was_replaced_and_sealed_is_found_by_the_next(kept, seq):
    rows = rows_of(kept)
    rows[seq - 1]["by"] = "ana"
    (flaw,) = tamper(kept, at(seq, by="ana", hash=written_anew(rows)[seq - 1]["hash"]))
    assert flaw.seq == seq + 1
    assert flaw.message.endswith(f"not what was recorded after event {seq}: it was altered, or {seq} was replaced")


def test_the_last_event_replaced_and_sealed_is_found_by_the_head(kept):
    rows = rows_of(kept)
    rows[-1]["by"] = "ana"
    (flaw,) = tamper(kept, at(LAST, by="ana", hash=written_anew(rows)[-1]["hash"]))
    assert flaw == Flaw(0, "the head was altered, or event 8 was replaced: the head carries another hash")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"length": 9}, "the head was altered: it says 9, and carries the hash of event 8, the last"),
        ({"length": 7}, "the head was altered: it says 7, and carries the hash of event 8, the last"),
        ({"length": 0}, "the head was altered: it says 0, and carries the hash of event 8, the last"),
        ({"hash": "f" * 64}, "the head was altered, or event 8 was replaced: the head carries another hash"),
        ({"length": 7, "hash": "f" * 64}, "the head was altered, or event 8 was replaced: the head carries another "
                                          "hash"),
    ],
)  # fmt: skip
def test_an_altered_head_is_found(kept, values, said):
    assert tamper(kept, update(HEAD).values(**values)) == [Flaw(0, said)]


def test_a_head_set_back_leaves_events_behind_the_end(kept):
    hash = rows_of(kept)[5]["hash"]
    (flaw,) = tamper(kept, update(HEAD).values(length=6, hash=hash))
    assert flaw == Flaw(7, "events 7 to 8 are behind the end that the head names: inserted")


def test_a_removed_head_is_found(kept):
    (flaw,) = tamper(kept, delete(HEAD))
    assert flaw == Flaw(0, "the head was removed: whether events are missing from the end cannot be told")


def test_a_chain_that_was_written_anew_is_found_by_a_head_that_was_noted_elsewhere(kept):
    noted_elsewhere = dict([kept.head()])
    rows = rows_of(kept)
    rows[2]["by"] = "ana"
    anew = written_anew(rows)
    assert tamper(kept, delete(EVENT), insert(EVENT).values(anew), update(HEAD).values(hash=anew[-1]["hash"])) == []
    assert verify(kept, noted_elsewhere) == [
        Flaw(LAST, "event 8 has not the hash that was noted elsewhere: it or one before is new")
    ]
    assert verify(kept, {12: "f" * 64}) == [Flaw(12, "event 12 was noted elsewhere and is missing")]


@pytest.mark.parametrize("value", ["'yesterday'", "7", "NULL", "X'00'"])
@pytest.mark.parametrize("column", ["at", "recorded_at", "by", "verified", "data", "kind"])
def test_a_value_of_another_type_is_found_and_no_traceback(tmp_path, column, value):
    ledger = open_ledger(f"sqlite:///{tmp_path / 'l.sqlite'}")
    for n in range(3):
        ledger.record(ACTION.model_copy(update={"action": f"a{n}"}), "mei", MONDAY, MONDAY)
    with ledger.engine.begin() as connection:  # whoever owns the file is not held by its schema
        connection.execute(text("PRAGMA writable_schema = ON"))
        connection.execute(text("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')"))
    ledger.engine.dispose()
    with ledger.engine.begin() as connection:
        connection.execute(text(f'UPDATE event SET "{column}" = {value} WHERE seq = 2'))
    assert [flaw.seq for flaw in verify(ledger)] == [2]
    ledger.close()


def test_a_long_list_of_flaws_ends(kept, monkeypatch):
    monkeypatch.setattr(audit, "MOST", 3)
    told = tamper(kept, update(EVENT).values(by="ana"))
    assert [flaw.seq for flaw in told] == [1, 2, 3, 0]
    assert told[-1].message == "there is more; the audit stopped here"


def test_a_database_that_cannot_be_read_is_an_error_and_no_finding(kept):
    with kept.engine.begin() as connection:
        connection.execute(text("DROP TABLE event"))
    with pytest.raises(LedgerError, match="cannot be used"):
        verify(kept)


def chain(length: int) -> list[Row]:
    """The rows of so many events, without a database."""
    rows, hash = [], BEGINNING
    for n in range(length):
        act = acts.ActionAdded(action=f"a{n}", what="Look", who="bo", due=MONDAY.date())
        data = ACT.dump_json(act).decode()
        hash = seal(n + 1, MONDAY, MONDAY, "mei", True, data, hash)
        rows.append(Row(n + 1, MONDAY, MONDAY, "mei", True, act.kind, data, hash, None))
    assert hash == (rows[-1].hash if rows else BEGINNING)
    return rows


@settings(deadline=None)
@given(st.integers(2, 12).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1), max_size=n - 1))))
def test_a_chain_without_flaws_is_the_whole_chain(case):
    length, removed = case
    rows = chain(length)
    left = [row for n, row in enumerate(rows) if n not in removed]
    found = [*flaws((length, rows[-1].hash), left, {})]
    assert (found == []) == (not removed)
    assert not removed or found[0].seq == min(removed) + 1


@settings(deadline=None)
@given(st.integers(2, 9).flatmap(lambda n: st.permutations(range(n))))
def test_any_other_order_is_found(order):
    rows = chain(len(order))
    shuffled = [Row(n + 1, *(getattr(rows[m], f) for f in Row.__dataclass_fields__ if f != "seq"))
                for n, m in enumerate(order)]  # fmt: skip
    found = {flaw.seq for flaw in flaws((len(rows), rows[-1].hash), shuffled, {})}
    moved = {n + 1 for n, m in enumerate(order) if n != m}
    assert moved <= found
    assert bool(found) == bool(moved)


def test_the_cast_seals_as_the_ledger_does(kept):
    assert following(NO_ACTS, OPENED).hash == seal(
        1, MONDAY, MONDAY, "mei", True, ACT.dump_json(OPENED).decode(), BEGINNING
    )
