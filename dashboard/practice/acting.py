"""The ledger of a workspace: read without making one, opened to act.

Where the workspace brings acts with it (`data/acts.jsonl.gz`, as the bundled example does), its ledger begins with
them, as soon as anybody asks.
"""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from dashboard.ledger.seed import seed
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.ledger.store import Ledger, open_ledger
from dashboard.workspace import Workspace

BROUGHT = "acts.jsonl.gz"


def acts_of(workspace: Workspace) -> Acts:
    """What people have done so far; nothing where there is no ledger yet: to ask does not make one.

    Raises LedgerError if there is one that cannot be read, or acts that it cannot begin with.
    """
    if not has_acts(workspace):
        return NO_ACTS
    ledger = open_acts(workspace)
    try:
        return ledger.state()
    finally:
        ledger.close()


def open_acts(workspace: Workspace) -> Ledger:
    """The ledger, made if there is none: for whoever acts, or keeps it open. Raises LedgerError if it cannot be."""
    _begin(workspace)
    return open_ledger(workspace.ledger_url)


def has_acts(workspace: Workspace) -> bool:
    """Whether there is a ledger to read: its file; a database on a server counts as there once it is named.

    Raises LedgerError if the workspace brings acts that it cannot begin with.
    """
    _begin(workspace)
    try:
        url = make_url(workspace.ledger_url)
    except ArgumentError:
        return True  # opening it says what is wrong with its name
    return url.get_backend_name() != "sqlite" or (url.database is not None and Path(url.database).is_file())


def _begin(workspace: Workspace) -> None:
    seed(workspace.ledger_url, workspace.data_dir / BROUGHT)
