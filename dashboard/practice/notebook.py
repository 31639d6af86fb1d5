"""The few lines of Python with which a notebook reads the very numbers that a page shows."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path


def notebook(file: Path, query: str, bound: Mapping[str, object] | None = None) -> str:
    """A snippet that asks `query` of the generation in `file`, with the values `bound` to its $names; it ends in `df`.

    `file` is written as given: relative to the workspace's folder it runs wherever a copy of the workspace is.
    """
    times = any(isinstance(value, dt.date) for value in (bound or {}).values())
    values = ", ".join(f"{name!r}: {value!r}" for name, value in (bound or {}).items())
    return (
        f"{'import datetime' + chr(10) if times else ''}import duckdb\n\n"
        f"# One generation, as the page shows it: what is published never changes. Run in the workspace's folder.\n"
        f"db = duckdb.connect({file.as_posix()!r}, read_only=True)\n"
        f"df = db.execute({_literal(query)}{f', {{{values}}}' if values else ''}).df()\n"
    )


def _literal(text: str) -> str:
    """The text as Python source, over several lines where nothing in it needs an escape."""
    simple = "\n" in text and "\\" not in text and '"""' not in text and not text.endswith('"')
    return f'"""{text}"""' if simple and text.replace("\n", "").isprintable() else repr(text)
