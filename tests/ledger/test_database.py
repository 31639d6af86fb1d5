"""Where a ledger cannot be opened, or its database is not as expected: said in words, without the password."""

import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, make_url, select, update

from dashboard.ledger.acts import ACT
from dashboard.ledger.audit import verify
from dashboard.ledger.database import said, writing
from dashboard.ledger.refusal import Refused
from dashboard.ledger.schema import EVENT, HEAD
from dashboard.ledger.state import NO_ACTS
from dashboard.ledger.store import LedgerError, open_ledger
from tests.ledger import server
from tests.ledger.cast import ACKNOWLEDGED, ACTION, MONDAY, following


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "postgresql://mei:geheim@127.0.0.1:1/acts",
            r"^the ledger postgresql://127.0.0.1:1/acts cannot be used: .*refu",
        ),
        ("postgresql://mei:geheim@127.0.0.1:port/acts", "URL cannot be understood; it has the form sqlite:////folder"),
        ("postgresql://127.0.0.1:1/acts?password=geheim", "^the ledger postgresql://127.0.0.1:1/acts cannot be used"),
        ("postgresql://mei:geheim@127.0.0.1:1/acts?tune=geheim", r"invalid connection option .tune"),
        ("postgresql://mei:geheim@/acts?host=/nowhere", "^the ledger postgresql:///nowhere/acts cannot be used"),
        ("mysql://mei:geheim@localhost/acts", "is kept in SQLite or PostgreSQL, not in 'mysql'"),
        ("acts geheim", "URL cannot be understood"),
        ("sqlite://", "in memory would be lost; name a file"),
        ("sqlite:////proc/nowhere/ledger.sqlite", r"cannot be made: /proc/nowhere: "),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_the_password(url, said):
    with pytest.raises(LedgerError, match=said) as failed:
        open_ledger(url)
    assert "geheim" not in str(failed.value)


@pytest.mark.parametrize("url", ["postgresql://mei:geheim@host/acts", "postgresql://host/acts?password=geheim"])
def test_a_driver_that_repeats_the_password_is_not_repeated(url):
    told = said(RuntimeError("no entry for mei with 'geheim'"), make_url(url))
    assert str(told) == "the ledger postgresql://host/acts cannot be used: no entry for mei with '***'"


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_text("shopping list, long enough to have a page of its own: " + "eggs " * 1000)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=f"^the ledger {path} cannot be used: file is not a database$"):
        open_ledger(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(LedgerError, match="cannot be used: unable to open database file"):
        open_ledger(f"sqlite:///{tmp_path}")


@contextmanager
def nobody_special():
    """Root may write anywhere: so not as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("there", [True, False], ids=["a ledger", "nothing"])
def test_a_folder_that_may_not_be_written_is_told(there, tmp_path):
    open_ledger(f"sqlite:///{tmp_path / 'other.sqlite'}").close()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder) / "ledger.sqlite"
        if there:
            open_ledger(f"sqlite:///{path}").close()
            path.chmod(0o444)
        Path(folder).chmod(0o555)
        said = "attempt to write a readonly database" if there else "unable to open database file"
        with nobody_special(), pytest.raises(LedgerError, match=f"^the ledger {path} cannot be used: {said}$"):
            open_ledger(f"sqlite:///{path}").record(ACTION, "mei", MONDAY, MONDAY)
        Path(folder).chmod(0o755)


def test_a_backup_put_in_the_place_of_the_file_is_what_is_written_to(tmp_path):
    path, backup = tmp_path / "ledger.sqlite", tmp_path / "backup.sqlite"
    first = open_ledger(f"sqlite:///{path}")
    first.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    first.close()  # folds the WAL into the file
    shutil.copy(path, backup)
    ledger = open_ledger(f"sqlite:///{path}")
    ledger.record(ACTION, "mei", MONDAY, MONDAY)
    assert ledger.state().length == 2
    with ledger.engine.connect():  # is idle in the pool, as ever
        pass
    for rest in tmp_path.glob("ledger.sqlite-*"):
        rest.unlink()
    backup.replace(path)
    assert ledger.state().length == 1
    ledger.record(ACTION, "bo", MONDAY, MONDAY)
    other = open_ledger(f"sqlite:///{path}")
    assert [event.by for event in other.events()] == ["mei", "bo"]
    assert verify(other) == []
    ledger.close()
    other.close()


def test_a_path_is_kept_when_the_process_goes_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ledger = open_ledger("sqlite:///ledger.sqlite")
    ledger.record(ACKNOWLEDGED, "mei", MONDAY, MONDAY)
    ledger.engine.dispose()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert ledger.length() == 1
    ledger.close()


def test_sqlite_has_an_act_on_the_disk_when_that_is_said(tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with ledger.engine.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {what}").scalar() for what in ("journal_mode", "synchronous")]
    assert asked == ["wal", 2]
    ledger.close()


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_postgresql_sees_what_it_waited_for_whatever_its_default_is(postgres, isolation):
    url = server.new_schema(postgres)
    with psycopg.connect(host=str(postgres), user="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER ROLE postgres SET default_transaction_isolation TO '{isolation}'")
    one, other = open_ledger(url), open_ledger(url.replace("postgresql+psycopg", "postgres"))
    with ThreadPoolExecutor(1) as pool:
        with writing(one.engine).begin() as connection:
            connection.execute(update(HEAD).values(length=HEAD.c.length))
            second = pool.submit(other.record, ACKNOWLEDGED, "bo", MONDAY, MONDAY)
            with psycopg.connect(host=str(postgres), user="postgres", autocommit=True) as watch:
                deadline = time.monotonic() + 20
                while not watch.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                    assert time.monotonic() < deadline, "nobody waits"
                    time.sleep(0.02)
            first = following(NO_ACTS, ACKNOWLEDGED)
            data = ACT.dump_json(first.act).decode()
            connection.execute(insert(EVENT).values(seq=1, at=first.at, recorded_at=first.at, by="mei", verified=True,
                                                    kind="acknowledged", data=data, hash=first.hash))  # fmt: skip
            connection.execute(update(HEAD).values(length=1, hash=first.hash))
        with pytest.raises(Refused, match="already acknowledged by mei"):
            second.result()
    one.close()
    other.close()
    with psycopg.connect(host=str(postgres), user="postgres", autocommit=True) as connection:
        connection.execute("ALTER ROLE postgres RESET default_transaction_isolation")


def test_postgresql_that_closed_its_connections_is_asked_again(postgres):
    ledger = open_ledger(server.new_schema(postgres))
    with ledger.engine.connect() as connection:
        connection.execute(select(HEAD))
    with psycopg.connect(host=str(postgres), user="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                           "AND backend_type = 'client backend'")  # fmt: skip
    assert ledger.record(ACTION, "mei", MONDAY, MONDAY).seq == 1
    ledger.close()
