"""Where the law, the numbers and the warehouse of this run are."""

import os
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import WorkspaceError

VARIABLE = "DASHBOARD_WORKSPACE"
LEDGER_VARIABLE = "DASHBOARD_LEDGER"
CONSOLE_VARIABLE = "DASHBOARD_SQL"
SECONDS_VARIABLE = "DASHBOARD_SQL_SECONDS"
COMMIT_VARIABLE = "DASHBOARD_COMMIT"
BUNDLED = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workspace:
    """A folder that holds `sop/` and `data/`; the warehouse and the ledger are made in `data/`."""

    root: Path

    @property
    def sop_dir(self) -> Path:
        """One folder an SOP, and people.yaml."""
        return self.root / "sop"

    @property
    def people_file(self) -> Path:
        """People and teams, once for all SOPs."""
        return self.sop_dir / "people.yaml"

    @property
    def data_dir(self) -> Path:
        """What the paths of sources.yaml are relative to."""
        return self.root / "data"

    @property
    def sources_file(self) -> Path:
        """Where the numbers come from."""
        return self.data_dir / "sources.yaml"

    @property
    def notifications_file(self) -> Path:
        """How people are told of what changed."""
        return self.data_dir / "notifications.yaml"

    @property
    def warehouse_dir(self) -> Path:
        """The generations, and the pointer to the one in force."""
        return self.data_dir / "warehouse"

    @property
    def ledger_url(self) -> str:
        """Where the acts are kept, as a database URL: DASHBOARD_LEDGER of the environment, else a file here."""
        return os.environ.get(LEDGER_VARIABLE) or f"sqlite:///{self.data_dir / 'ledger' / 'ledger.sqlite'}"

    @property
    def bundled(self) -> bool:
        """Whether this is the example that comes with the product."""
        return self.root == BUNDLED


def find_workspace(folder: str | Path | None = None) -> Workspace:
    """The workspace in `folder`, else in the environment's DASHBOARD_WORKSPACE, else the bundled example.

    Raises WorkspaceError if there is no such folder, or it has neither `sop/` nor `data/`.
    """
    if folder == "":  # a shell variable that was not set must not end up in the example
        raise WorkspaceError("--workspace names no folder; leave it out for the bundled example")
    named = folder or os.environ.get(VARIABLE)
    root = Path(named).expanduser().resolve() if named else BUNDLED
    if not root.is_dir():
        raise WorkspaceError(
            f"no such folder: {root}; `python -m dashboard init DIR --from FILE` makes a workspace from a metrics file"
        )
    if not (root / "sop").is_dir() and not (root / "data").is_dir():
        raise WorkspaceError(
            f"{root} is not a workspace: it has neither sop/ nor data/; "
            "`python -m dashboard init DIR --from FILE` makes one from a metrics file"
        )
    return Workspace(root)


def has_console() -> bool:
    """Whether the app offers the SQL console: it does unless DASHBOARD_SQL of the environment is something but `on`."""
    return (os.environ.get(CONSOLE_VARIABLE) or "on").strip().lower() == "on"


def commits() -> bool:
    """Whether a new version of an SOP is committed to git as well: if DASHBOARD_COMMIT of the environment is `on`."""
    return (os.environ.get(COMMIT_VARIABLE) or "off").strip().lower() == "on"


def query_seconds() -> int:
    """The longest that a query may take: DASHBOARD_SQL_SECONDS of the environment, else 20. Raises WorkspaceError."""
    said = os.environ.get(SECONDS_VARIABLE) or "20"
    if not said.isdecimal() or not 1 <= int(said) <= 3600:
        raise WorkspaceError(f"{SECONDS_VARIABLE} is '{said}'; write a whole number of seconds from 1 to 3600")
    return int(said)
