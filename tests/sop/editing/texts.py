"""The texts that ship, the places in them, and an independent reader of YAML."""

import datetime as dt
from pathlib import Path

from hypothesis import strategies as st
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = {str(path.relative_to(ROOT)): path.read_bytes().decode() for path in sorted((ROOT / "sop").rglob("*.yaml"))}
VERSIONS = {name: text for name, text in SHIPPED.items() if name.count("/") == 2 and "/library/" not in name}

AWKWARD = [
    "yes", "on", "010", "1_000", "12:30", "0o17", "1e3", "null", "~", "", " lead", "trail ", "a: b", "a #b", "#", "- x",
    "x, y]", "{", "*a", "&a", "!x", "%x", "`x", "it's", 'say "so"', "2026-03-02", "é 😀 \u2028 \x85", "two\nlines",
    "ends\n", "\ttab", "<<", "?", ":", "|", ">-", "---", "...", "y", "=", "back\\slash", "\ufeff", "\x07", "@x",
]  # fmt: skip
awkward = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=40), st.text("ab ,:#'\"", max_size=12))


def by_ruamel(text: str):
    """What another reader makes of the text; days as they are written."""
    return as_written(YAML(typ="safe", pure=True).load(text))


def as_written(value):
    """The value with its days as text."""
    if isinstance(value, dict):
        return {key: as_written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_written(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def leaves(data, path=()):
    """(path, value) of every single value that a path can name, ids left out: they are the path."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "id":
                yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        if all(isinstance(item, dict) and "id" in item for item in data):
            for item in data:
                yield from leaves(item, (*path, item["id"]))
    else:
        yield path, data
