"""A ledger that begins with a file: whole or not at all, once, and only where there is none."""

import datetime as dt
import gzip
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from dashboard.ledger.acts import AcceptanceEnded, Acknowledged, BreachRef, SittingOpened, SittingRef, SittingSigned
from dashboard.ledger.audit import verify
from dashboard.ledger.database import LedgerError
from dashboard.ledger.refusal import Refused
from dashboard.ledger.seed import export, seed
from dashboard.ledger.store import hash_of, open_ledger
from dashboard.practice.acting import BROUGHT, acts_of, has_acts, open_acts
from dashboard.workspace import LEDGER_VARIABLE, Workspace

AT = dt.datetime(2026, 3, 16, 10, 0, 7)
SITTING = SittingRef(sop="assistant", review="weekly", at=dt.datetime(2026, 3, 16, 10))
BREACH = BreachRef(sop="assistant", metric="accuracy", threshold="floor", segment="", since=AT, fired_at=AT)
MINUTES = "Minutes – “größer”\nof one sitting"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A file with four events: the third with a document, all with what JSON has to escape."""
    ledger = open_ledger(url(tmp_path / "first.sqlite"))
    signed = SittingSigned(sitting=SITTING, generation="g", digest="d", document_hash=hash_of(MINUTES))
    for act, document in (
        (SittingOpened(sitting=SITTING), None),
        (Acknowledged(breach=BREACH, comment='"Seen", says Inês\n'), None),
        (signed, MINUTES),
    ):
        ledger.record(act, "mei", AT, AT + dt.timedelta(microseconds=5), document=document)
    ledger.record(Acknowledged(breach=BREACH.model_copy(update={"segment": "channel=chat"})), "bo", AT, AT, True)
    path = tmp_path / BROUGHT
    assert export(ledger, path) == 4
    ledger.close()
    return path


def lines(path: Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def rewrite(path: Path, changed: list[str]) -> None:
    path.write_bytes(gzip.compress("\n".join(changed).encode()))


def test_a_seeded_ledger_is_the_one_that_was_exported(written: Path, tmp_path: Path) -> None:
    first = open_ledger(url(tmp_path / "first.sqlite"))
    assert seed(url(tmp_path / "new" / "second.sqlite"), written)
    second = open_ledger(url(tmp_path / "new" / "second.sqlite"))
    assert (second.head(), list(second.events())) == (first.head(), list(first.events()))
    assert second.document(3) == MINUTES
    assert verify(second) == []


def test_what_is_exported_again_is_the_same_bytes(written: Path, tmp_path: Path) -> None:
    seed(url(tmp_path / "second.sqlite"), written)
    export(open_ledger(url(tmp_path / "second.sqlite")), tmp_path / "again.gz")
    assert (tmp_path / "again.gz").read_bytes() == written.read_bytes()


def test_the_rules_hold_on_what_it_began_with(written: Path, tmp_path: Path) -> None:
    seed(url(tmp_path / "second.sqlite"), written)
    ledger = open_ledger(url(tmp_path / "second.sqlite"))
    with pytest.raises(Refused, match="already signed by mei"):
        ledger.record(SittingOpened(sitting=SITTING), "bo", AT, AT)
    with pytest.raises(Refused, match="it is not accepted"):
        ledger.record(AcceptanceEnded(breach=BREACH), "bo", AT, AT)
    assert ledger.record(SittingOpened(sitting=SITTING.model_copy(update={"review": "other"})), "bo", AT, AT).seq == 5
    assert verify(ledger) == []


def test_nothing_but_the_ledger_is_left_beside_it(written: Path, tmp_path: Path) -> None:
    seed(url(tmp_path / "new" / "second.sqlite"), written)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["second.sqlite"]


def test_a_ledger_that_exists_is_left_alone(written: Path, tmp_path: Path) -> None:
    ledger = open_ledger(url(tmp_path / "mine.sqlite"))
    assert not seed(url(tmp_path / "mine.sqlite"), written)
    assert ledger.length() == 0


@pytest.mark.parametrize("elsewhere", ["postgresql://u:p@nowhere/db", "sqlite://", "no url at all"])
def test_only_a_file_of_sqlite_is_begun(written: Path, elsewhere: str) -> None:
    assert not seed(elsewhere, written)


def test_without_a_file_nothing_is_begun(tmp_path: Path) -> None:
    assert not seed(url(tmp_path / "second.sqlite"), tmp_path / BROUGHT)
    assert list(tmp_path.iterdir()) == []


def altered(line: str, **changed: object) -> str:
    return json.dumps({**json.loads(line), **changed})


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda found: [found[0], found[1].replace("Seen", "Not seen"), *found[2:]], 2),
        (lambda found: [found[0], *found[2:]], 2),
        (lambda found: [found[1], found[0], *found[2:]], 1),
        (lambda found: [*found[:2], altered(found[2], document="Minutes of another"), found[3]], 3),
        (lambda found: [*found[:2], altered(found[2], document=None), found[3]], 3),
        (lambda found: [*found[:3], altered(found[3], by="mei")], 4),
        (lambda found: [*found[:3], altered(found[3], verified=False)], 4),
        (lambda found: [*found[:3], found[3][:40]], 4),
        (lambda found: [*found[:3], '{"seq": 4}'], 4),
        (lambda found: [*found[:3], "[]"], 4),
        (lambda found: [*found[:3], altered(found[3], at=None)], 4),
        (lambda found: [*found[:3], altered(found[3], at="yesterday")], 4),
    ],
)
def test_a_flaw_is_told_with_its_line_and_no_ledger_is_made(written: Path, tmp_path: Path, spoil, line: int) -> None:
    rewrite(written, spoil(lines(written)))
    with pytest.raises(LedgerError, match=rf"{BROUGHT}, line {line}: "):
        seed(url(tmp_path / "new" / "second.sqlite"), written)
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("spoil", [lambda whole: whole[:-20], lambda whole: b"not gzip", lambda whole: whole[:60]])
def test_a_file_that_cannot_be_unpacked_is_told_too(written: Path, tmp_path: Path, spoil) -> None:
    written.write_bytes(spoil(written.read_bytes()))
    with pytest.raises(LedgerError, match=rf"{BROUGHT}, line \d+: "):
        seed(url(tmp_path / "second.sqlite"), written)
    assert not (tmp_path / "second.sqlite").exists()


def begin_and_act(root: Path, number: int) -> int:
    """What one of many processes does that all see the workspace at once: how many events it finds, and one more."""
    ledger = open_acts(Workspace(root))
    found = ledger.length()
    sitting = SITTING.model_copy(update={"review": f"review-{number}"})
    ledger.record(SittingOpened(sitting=sitting), "bo", AT, AT)
    ledger.close()
    return found


def test_of_many_processes_at_once_one_begins_it_and_all_work_on_it(written: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    (root / "data").mkdir(parents=True)
    written.rename(root / "data" / BROUGHT)
    with ProcessPoolExecutor(6) as pool:
        found = list(pool.map(begin_and_act, [root] * 6, range(6)))
    assert min(found) >= 4
    ledger = open_acts(Workspace(root))
    assert ledger.length() == 10
    assert verify(ledger) == []
    assert {path.name for path in (root / "data" / "ledger").iterdir()} <= {
        "ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm",
    }  # fmt: skip


def test_to_ask_is_enough_to_begin_with_what_the_workspace_brings(written: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    here = Workspace(tmp_path)
    assert not has_acts(here)
    assert acts_of(here).length == 0
    assert not (tmp_path / "data" / "ledger").exists()
    written.rename(tmp_path / "data" / BROUGHT)
    assert has_acts(here)
    assert acts_of(here).length == 4
    assert acts_of(here).proceedings(SITTING).signed


def test_a_ledger_that_is_kept_elsewhere_begins_with_it_too(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEDGER_VARIABLE, url(tmp_path / "elsewhere.sqlite"))
    (tmp_path / "data").mkdir()
    written.rename(tmp_path / "data" / BROUGHT)
    assert acts_of(Workspace(tmp_path)).length == 4
    assert (tmp_path / "elsewhere.sqlite").is_file()
