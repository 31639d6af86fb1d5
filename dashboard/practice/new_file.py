"""A new file of the law: written whole or not at all, and never over another."""

import os
import tempfile
from pathlib import Path

from dashboard.errors import WorkspaceError


def write_new(path: Path, text: str) -> None:
    """Writes the file, on the disk by the end; one that is there and says the very same is left.

    Raises WorkspaceError if there is another, or it cannot be written.
    """
    content, made = text.encode(), not path.parent.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as beside:
            draft = Path(beside) / path.name
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _put(draft, path)
    except FileExistsError:
        if path.read_bytes() != content:
            raise WorkspaceError(f"{path} is there already, and is not overwritten: move it away first") from None
    except OSError as error:
        if made and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
        raise WorkspaceError(f"{path} cannot be written: {error.strerror or error}") from None


def _put(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # fails where there is one, which a rename would not
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError from None
        draft.rename(path)
