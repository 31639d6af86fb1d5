"""The commit of a new version, where the workspace is a git repository and it is wished for."""

import os
import subprocess
from pathlib import Path

from dashboard.errors import WorkspaceError
from dashboard.sop.model import Party

SECONDS = 20


def commit(file: Path, message: str, author: Party) -> None:
    """Commits that file, and nothing else that may be staged, in the name of the author.

    Raises WorkspaceError, in git's own words, if that cannot be done; the file stays as it is.
    """
    who = f"{author.name.strip('<> ')} <{(author.email or '').strip('<> ')}>"
    _git(file, "add", "--", file.name)
    _git(file, "commit", "--quiet", f"--author={who}", f"--message={message}", "--only", "--", file.name)


def _git(file: Path, *arguments: str) -> None:
    machine = {"GIT_COMMITTER_NAME": "Ownership dashboard", "GIT_COMMITTER_EMAIL": "dashboard@localhost"}
    try:
        done = subprocess.run(  # noqa: S603  no shell; what people wrote is a value of an option, or behind `--`
            ["git", "-C", str(file.parent), *arguments],  # noqa: S607  whichever git the host has
            capture_output=True, text=True, timeout=SECONDS, check=False,
            env={**os.environ, **machine, "GIT_TERMINAL_PROMPT": "0"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorkspaceError(f"the version is written, but not committed: {error}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise WorkspaceError(f"the version is written, but not committed: git says: {said[0] if said else 'nothing'}")
