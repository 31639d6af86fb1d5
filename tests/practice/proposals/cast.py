"""A world in which changes are proposed: Mei writes, Chris owns the SOP, Ola and Bo are named in it, Eve is not."""

import datetime as dt
from pathlib import Path

from dashboard.ledger.acts import Origin
from dashboard.ledger.store import Ledger
from dashboard.practice.acting import open_acts
from dashboard.practice.proposals.draft import text_of
from dashboard.practice.proposals.enacting import Doing, Written, approve, enact, newest_of, propose
from dashboard.practice.proposals.proposed import Proposed, proposed, texts_for
from dashboard.practice.world import World, open_world
from dashboard.workspace import Workspace
from tests.worlds import NOW, PEOPLE, REVIEWED, bad_rows, make_world

DAY, NEXT = dt.timedelta(days=1), dt.date(2026, 4, 1)
WHY = "Two complaints a week below 90"


class Cast:
    """One workspace, its ledger, and what people do to its SOP."""

    def __init__(self, root: Path):
        people = PEOPLE + "  - {id: eve, name: Eve Ray}\n"
        self.root, self.at = root, NOW
        self.ledger: Ledger = open_acts(make_world(root, REVIEWED, bad_rows(), people).workspace)

    @property
    def world(self) -> World:
        """As the files are now."""
        return open_world(self.workspace)

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return Workspace(self.root)

    @property
    def text(self) -> str:
        """The newest version as it stands."""
        newest = self.world.library.sops["assistant"].newest
        assert newest
        return text_of(self.world, newest)

    def doing(self, by: str) -> Doing:
        """Somebody, now."""
        return Doing(by, self.at, self.at)

    def propose(
        self, *changes: tuple[str, str], by: str = "mei", day: dt.date = NEXT, because: str = WHY, **more
    ) -> str:
        """The newest text with these replacements, proposed."""
        text = self.text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        origin = more.get("origin", Origin())
        world = self.world
        wanted = Written(text, day, because, newest_of(world, "assistant").digest)
        return propose(world, self.ledger, "assistant", wanted, origin, self.doing(by))

    def stands(self, id: str) -> Proposed:
        """How a proposal stands now."""
        acts = self.ledger.state()
        return proposed(self.world, acts, id, texts_for(self.ledger, acts, id), self.at)

    def approve(self, id: str, by: str) -> Path | None:
        """Somebody approves."""
        return approve(self.world, self.ledger, self.ledger.state().proposals[id], "", self.doing(by))

    def enact(self, id: str, by: str = "cto") -> Path | None:
        """Somebody has it written."""
        return enact(self.world, self.ledger, id, self.doing(by))

    def close(self) -> None:
        """The end."""
        self.ledger.close()
