"""A PostgreSQL server of the tests' own: from the system's programs, in a folder of its own, on a socket in there."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

GET = Path(__file__).parent / "get_postgres.sh"
NUMBERS = count(1)


def programs() -> Path | None:
    """The folder of initdb and postgres; None if there is none here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def running() -> Iterator[Path]:
    """The folder of the socket of a server that runs meanwhile. In CI one is installed if there is none."""
    where = programs()
    if where is None and os.environ.get("CI"):
        subprocess.run(["sh", str(GET)], check=True)
        where = programs()
    if where is None:
        pytest.skip("no PostgreSQL server here: `sh tests/ledger/get_postgres.sh` installs Debian's")
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}  # not as root
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp", ignore_cleanup_errors=True) as folder:
        if as_user:
            shutil.chown(folder, "postgres", "postgres")
        data, log = Path(folder) / "data", Path(folder) / "log"
        made = [where / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **as_user)
        command = [where / "postgres", "-D", data, "-k", folder, "-F", "-c", "listen_addresses=", "-N", "60"]
        with (
            log.open("wb") as said,
            subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, **as_user) as server,
        ):
            try:
                _wait(folder, server, log)
                yield Path(folder)
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: nobody needs what is in it


def new_schema(folder: Path) -> str:
    """The URL of an empty schema on that server: as good as a database, and made at once."""
    name = f"ledger{next(NUMBERS)}"
    with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"postgresql+psycopg://postgres@/postgres?host={folder}&options=-csearch_path%3D{name}"


def _wait(folder: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=folder, user="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {log.read_text()}")
