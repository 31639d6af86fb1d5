"""The ledger in its database: the same on SQLite and on PostgreSQL."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, text, update

from dashboard.errors import Busy
from dashboard.ledger import acts, database
from dashboard.ledger.audit import verify
from dashboard.ledger.event import BEGINNING, seal
from dashboard.ledger.refusal import Refused
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.ledger.store import PAGE, Ledger, LedgerError, open_ledger
from tests.ledger.cast import (
    ACKNOWLEDGED,
    ACTION,
    MINUTES,
    MONDAY,
    OPENED,
    RECALL,
    REVIEW,
    SIGNED,
    all_of,
    following,
    noted,
)

ODD = dt.datetime(2026, 3, 16, 10, 4, 5, 678901)


def filled(ledger: Ledger, count: int) -> None:
    """So many notes, written at once."""
    rows, state = [], ledger.state()
    for _ in range(count):
        event = following(state, noted("words"))
        data = acts.ACT.dump_json(event.act).decode()
        rows.append({"seq": event.seq, "at": event.at, "recorded_at": event.recorded_at, "by": event.by,
                     "verified": True, "kind": "noted", "data": data, "hash": event.hash})  # fmt: skip
        state = Acts(length=event.seq, head=event.hash)
    with ledger.engine.begin() as connection:
        connection.execute(insert(EVENT), rows)
        connection.execute(update(HEAD).values(length=state.length, hash=state.head))


def test_a_new_ledger_is_empty(ledger):
    assert ledger.state() == NO_ACTS
    assert (ledger.length(), ledger.head(), [*ledger.events()]) == (0, (0, BEGINNING), [])
    assert verify(ledger) == []


def test_what_is_recorded_is_read_by_every_other(opening):
    one, other = opening(), opening()
    event = one.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY, verified=True)
    assert other.state().handled_as(RECALL).acknowledged.by == "mei"
    assert [*other.events()] == [event]
    assert (other.length(), other.head()) == (1, (1, event.hash))


def test_instants_come_back_to_the_microsecond_so_that_the_seal_holds(opening):
    written = opening().record(ACKNOWLEDGED, "mei", ODD, ODD - dt.timedelta(microseconds=1), verified=False)
    (read,) = opening().events()
    assert read == written
    data = acts.ACT.dump_json(read.act).decode()
    assert read.hash == seal(1, ODD, ODD - dt.timedelta(microseconds=1), "mei", False, data, BEGINNING)


def test_text_of_any_language_comes_back(opening):
    words = "é\r\n\t“👍” \\u0000 \u2028 '; --" + "x" * 19_000
    opening().record(noted(words), "mei", MONDAY, MONDAY)
    assert opening().state().proceedings(REVIEW).notes["i1"].text == words


def test_a_refused_act_leaves_no_trace(ledger):
    ledger.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    with pytest.raises(Refused, match=r"^already acknowledged by mei at 10:04 on 2026-03-16 UTC$") as refused:
        ledger.record(ACKNOWLEDGED, "bo", MONDAY, MONDAY)
    assert (refused.value.what, refused.value.mark.by) == ("already acknowledged", "mei")
    assert ledger.length() == 1
    ledger.record(ACTION, "bo", MONDAY, MONDAY)
    assert verify(ledger) == []


def test_who_looked_at_an_older_state_is_refused_across_processes(opening):
    one, other = opening(), opening()
    seen = other.state().length
    one.record(noted("mine"), "mei", MONDAY, MONDAY, seen=seen)
    with pytest.raises(Refused, match="changed meanwhile by mei"):
        other.record(noted("ours"), "bo", MONDAY, MONDAY, seen=seen)


@pytest.mark.parametrize("act", [noted("a\0"), noted("a\ud83d")])
def test_text_that_cannot_be_kept_is_refused(ledger, act):
    with pytest.raises(Refused, match="cannot be kept"):
        ledger.record(act, "mei", MONDAY, MONDAY)
    with pytest.raises(Refused, match="cannot be kept"):
        ledger.record(ACKNOWLEDGED, "mei\0", MONDAY, MONDAY)
    assert ledger.length() == 0


def test_a_time_zone_is_refused(ledger):
    with pytest.raises(LedgerError, match=r"naive UTC; 2026-03-16T10:04:00\+00:00 carries a time zone"):
        ledger.record(ACKNOWLEDGED, "mei", MONDAY.replace(tzinfo=dt.UTC), MONDAY)


def test_what_was_signed_is_kept_whole(opening):
    event = opening().record(SIGNED, "mei", MONDAY, MONDAY, document=MINUTES)
    other = opening()
    assert other.document(event.seq) == MINUTES
    assert other.document(99) is None
    other.record(acts.SittingCorrected(sitting=REVIEW, text="2 %"), "mei", MONDAY, MONDAY)
    assert other.document(2) is None


@pytest.mark.parametrize(
    ("act", "document"), [(SIGNED, None), (SIGNED, "another"), (OPENED, MINUTES), (SIGNED, MINUTES + "\0")]
)
def test_a_document_and_the_act_that_names_it_go_together(ledger, act, document):
    with pytest.raises(LedgerError, match="document"):
        ledger.record(act, "mei", MONDAY, MONDAY, document=document)
    assert ledger.length() == 0


@pytest.mark.parametrize("document", [None, "another"])
def test_a_document_that_is_not_what_was_signed_is_not_shown(ledger, document):
    ledger.record(SIGNED, "mei", MONDAY, MONDAY, document=MINUTES)
    with ledger.engine.begin() as connection:
        connection.execute(update(EVENT).values(document=document))
    with pytest.raises(LedgerError, match="event 1: the document is not the one that was signed"):
        ledger.document(1)


def test_events_are_read_in_pages_from_any_number_on(ledger):
    filled(ledger, PAGE + 7)
    read = [*ledger.events()]
    assert [event.seq for event in read] == [*range(1, PAGE + 8)]
    assert [event.seq for event in ledger.events(after=PAGE + 5)] == [PAGE + 6, PAGE + 7]
    assert [*ledger.events(after=PAGE + 7)] == []
    assert all_of(read) == ledger.state()


def test_only_what_is_new_is_folded_and_once_for_all_readers(ledger):
    filled(ledger, 20)
    state = ledger.state()
    assert ledger.state() is state
    with ledger.engine.begin() as connection:  # to fold event 1 again would fail on this
        connection.execute(update(EVENT).where(EVENT.c.seq == 1).values(data="nonsense"))
    ledger.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    with ThreadPoolExecutor(4) as pool:
        read = [*pool.map(lambda _: ledger.state(), range(8))]
    assert {id(one) for one in read} == {id(read[0])}
    assert (read[0].length, state.length) == (21, 20)


def test_no_reader_sees_the_state_turn_back(ledger):
    stop, turned = threading.Event(), []

    def watch() -> None:
        last = 0
        while not stop.is_set():
            length = ledger.state().length
            turned.extend([(last, length)] if length < last else [])
            last = length

    watchers = [threading.Thread(target=watch) for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    for i in range(60):
        ledger.record(ACTION.model_copy(update={"action": f"a{i}"}), "mei", MONDAY, MONDAY)
    stop.set()
    for watcher in watchers:
        watcher.join()
    assert turned == []


def test_threads_that_share_a_ledger_are_all_told_the_truth(ledger):
    def acknowledge(who: str) -> str:
        try:
            return f"recorded by {ledger.record(ACKNOWLEDGED, who, MONDAY, MONDAY).by}"
        except Refused as refused:
            return f"{refused.what} by {refused.mark.by}"

    with ThreadPoolExecutor(24) as pool:  # more than there are connections
        said = [*pool.map(acknowledge, [f"p{n}" for n in range(24)])]
    (winner,) = [one.removeprefix("recorded by ") for one in said if one.startswith("recorded")]
    assert said.count(f"already acknowledged by {winner}") == 23
    assert ledger.length() == 1


def test_a_writer_that_waits_too_long_is_told_to_try_again(opening, monkeypatch):
    monkeypatch.setattr(database, "WAIT", 1)
    one, other = opening(), opening()
    with database.writing(one.engine).begin() as connection:
        connection.execute(update(HEAD).values(length=HEAD.c.length))
        assert other.state() == NO_ACTS  # readers do not wait
        with pytest.raises(Busy, match="in use by another process; try again") as busy:
            other.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    assert busy.value.retry
    assert other.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY).seq == 1


@pytest.mark.parametrize("data", ['{"kind": "sung"}', '{"kind": "acknowledged", "tune": 1}', "{", '{"a": 1}'])
def test_an_act_of_a_newer_program_is_no_traceback(opening, data):
    ledger = opening()
    ledger.record(OPENED, "mei", MONDAY, MONDAY)
    with ledger.engine.begin() as connection:
        connection.execute(update(EVENT).values(data=data))
    for asked in (opening().state, lambda: [*ledger.events()], lambda: ledger.document(1)):
        with pytest.raises(LedgerError, match="event 1 was written by a newer version of this program, or altered"):
            asked()


def test_a_ledger_with_another_past_is_read_anew(opening):
    one = opening()
    one.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    assert one.state().length == 1
    with one.engine.begin() as connection:  # what a restored backup looks like: longer, and not what was known
        connection.execute(EVENT.delete())
        connection.execute(update(HEAD).values(length=0, hash=BEGINNING))
    filled(opening(), 3)
    assert one.state() == opening().state()
    assert one.state().handled == {}
    one.record(ACTION, "mei", MONDAY, MONDAY)
    assert verify(one) == []


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_nothing_is_written_on_top_of_a_missing_event(opening, seq):
    one = opening()
    filled(one, 3)
    with one.engine.begin() as connection:
        connection.execute(EVENT.delete().where(EVENT.c.seq == seq))
    with pytest.raises(LedgerError, match=f"altered by other means than this program: event {seq} is missing"):
        opening().record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)


def test_a_missing_head_is_not_made_anew(opening):
    filled(opening(), 3)
    with opening().engine.begin() as connection:
        connection.execute(HEAD.delete())
    for asked in (opening().state, opening().length):
        with pytest.raises(LedgerError, match="its head is missing"):
            asked()


def test_a_head_that_the_events_do_not_lead_to_is_told(opening):
    filled(opening(), 3)
    with opening().engine.begin() as connection:
        connection.execute(update(HEAD).values(hash="f" * 64))
    with pytest.raises(LedgerError, match="do not end as its head says"):
        opening().state()


def test_a_database_whose_tables_are_gone_is_told(ledger):
    with ledger.engine.begin() as connection:
        connection.execute(text('DROP TABLE "head"'))
    with pytest.raises(LedgerError, match=r"cannot be used: .*head"):
        ledger.length()


def test_opening_again_changes_nothing(url, ledger):
    ledger.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    again = open_ledger(url)
    assert again.state().length == 1
    again.close()


def test_a_ledger_that_many_make_at_the_same_moment_is_one(url):
    together = threading.Barrier(8)

    def make(n: int) -> int:
        together.wait()
        opened = open_ledger(url)
        seq = opened.record(ACTION.model_copy(update={"action": f"a{n}"}), "mei", MONDAY, MONDAY).seq
        opened.close()
        return seq

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(make, range(8))) == [*range(1, 9)]
