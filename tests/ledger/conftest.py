"""Ledgers to test on: the same tests hold for both databases."""

import tempfile
from pathlib import Path

import pytest

from dashboard.ledger.store import Ledger, open_ledger
from tests.ledger import server


@pytest.fixture(scope="session")
def postgres():
    """The folder of the socket of a PostgreSQL server."""
    with server.running() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """The URL of a database in which there is no ledger yet; in memory where there is room."""
    if request.param == "sqlite":
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            yield f"sqlite:///{folder}/ledger/ledger.sqlite"
    else:
        yield server.new_schema(request.getfixturevalue("postgres"))


@pytest.fixture
def opening(url):
    """Opens the ledger, as often as it is asked: each a Ledger of its own, as another process would have."""
    opened: list[Ledger] = []

    def open_one() -> Ledger:
        opened.append(open_ledger(url))
        return opened[-1]

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(opening):
    """An empty ledger."""
    return opening()
