"""Secrets of addresses: `${NAME}` stands for what the environment, or else a secrets.toml, says of that name."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from dashboard.errors import DashboardError

NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Unset(DashboardError):
    """A secret that nobody has set."""


def secrets_of(folders: Iterable[Path], environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Every secret by name: those of the environment, then of `.streamlit/secrets.toml` of each folder in turn.

    Of a file, texts at its top and in its table `[notifications]` count. Raises DashboardError if one cannot be read.
    """
    found: dict[str, str] = {}
    for folder in folders:
        found = {**_read(folder / ".streamlit" / "secrets.toml"), **found}
    return {**found, **environment}


def filled(url: str, secrets: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The address with its secrets put in, percent-encoded, and those secrets. A whole address is put in as it is.

    Raises Unset if one of them is not set.
    """
    names = NAMED.findall(url)
    if lacking := [name for name in names if not secrets.get(name)]:
        raise Unset(f"${{{lacking[0]}}} is set neither in the environment nor in .streamlit/secrets.toml")
    whole = NAMED.fullmatch(url)
    put = {name: secrets[name] if whole else quote(secrets[name], safe="") for name in names}
    return NAMED.sub(lambda named: put[named[1]], url), tuple({*(secrets[name] for name in names), *put.values()})


def _read(path: Path) -> dict[str, str]:
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise DashboardError(f"{path} cannot be read: {error}") from None
    table = whole.get("notifications")
    own = table if isinstance(table, dict) else {}
    return {name: value for name, value in {**whole, **own}.items() if isinstance(value, str)}
