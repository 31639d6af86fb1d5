"""A world in which people are told: by a channel that only notes down what it was given."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dashboard.ledger.acts import AnyAct
from dashboard.ledger.store import Ledger
from dashboard.notify.channel import Message
from dashboard.practice.acting import open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.telling.reading import FILE, Settings, settings_of
from dashboard.practice.telling.run import Telling, tell
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from tests.worlds import NOW, PEOPLE, SOP, bad_rows, make_world, write_numbers

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOTIFICATIONS = """\
link: https://own.example.com
default: each
channels:
  - {id: each, url: "json://127.0.0.1:1/each?for={email}"}
  - {id: room, url: "json://127.0.0.1:1/room"}
"""
REACHED = PEOPLE.replace("name: Bo Lind", "name: Bo Lind, email: bo@example.com").replace(
    "name: Chris Otto", "name: Chris Otto, email: cto@example.com"
)


@dataclass
class Desk:
    """The world at hand, its ledger, and what was sent: (address of the receiver, message)."""

    root: Path
    ledger: Ledger
    settings: Settings
    now: dt.datetime = NOW
    wall: dt.timedelta = dt.timedelta()
    sent: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Its files and numbers as they are."""
        return open_world(Workspace(self.root))

    def run(self, later: dt.timedelta = dt.timedelta()) -> Telling:
        """Opens what is due and tells; `sent` holds what went out in this run."""
        self.now += later
        self.sent = []
        world = self.world
        open_due(world, self.ledger, self.now, self.now + self.wall)
        return tell(world, self.ledger, self.settings, self.now, self.now + self.wall, send=self._send)

    def _send(self, url: str, message: Message, secrets: tuple[str, ...]) -> None:
        self.sent.append((url.rpartition("=")[2] if "=" in url else url.rpartition("/")[2], message))

    def told(self) -> dict[str, str]:
        """Receiver → the title of what was sent in the last run."""
        return {to.partition("@")[0]: message.title for to, message in self.sent}

    def text(self, to: str) -> str:
        """The text that was sent to that person in the last run."""
        return next(message.text for whom, message in self.sent if whom.partition("@")[0] == to)

    def act(self, act: AnyAct, by: str = "mei") -> None:
        """Somebody does something."""
        self.ledger.record(act, by, self.now, self.now)

    def load(self, rows) -> None:  # type: ignore[no-untyped-def]
        """Other numbers come, and are judged."""
        write_numbers(self.root, rows)
        refresh(Workspace(self.root), self.now)

    def settle(self, text: str) -> None:
        """Other settings."""
        (self.root / FILE).write_text(text)
        self.settings = settings_of(Workspace(self.root))


@pytest.fixture
def desk(tmp_path):
    """`desk(sop=…, rows=…, people=…)`: one critical breach in chat, one warning, as `breaching` of the worlds."""
    ledgers = []

    def make(sop=SOP, rows=None, people=REACHED, settings=NOTIFICATIONS):
        world = make_world(tmp_path, sop, bad_rows() if rows is None else rows, people)
        (tmp_path / FILE).write_text(settings)
        ledgers.append(open_acts(world.workspace))
        return Desk(tmp_path, ledgers[-1], settings_of(world.workspace))

    yield make
    for ledger in ledgers:
        ledger.close()
