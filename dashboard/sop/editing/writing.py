"""Values as YAML that every reader takes for the same.

Text stands in quotes where the loader, or any other reader of YAML, would take it for something else: `yes`, `010` and
`12:30` are text here, and not everywhere. A day stands without.
"""

import math
import re
import textwrap
from functools import lru_cache
from typing import Any

import yaml

from dashboard.errors import FileProblems
from dashboard.yamlfile.nodes import Node, compose, plain

WIDTH = 120  # of a line
_WIDTHS = (72, 80, 88, 100, WIDTH)  # to which people wrap their text
_TEXT_EVERYWHERE = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"}
_RESOLVER: Any = yaml.resolver.Resolver()
_OCTAL = re.compile(r"[-+]?0o[0-7]+$")  # a number to YAML 1.2
_FIXED = re.compile(r"[-+]?[0-9]+\.([0-9]+0)")
_TRUTH = {"y", "n"}  # to YAML 1.1, and not to PyYAML


def inline(value: object, flow: bool) -> str:
    """The value on one line; `flow` says that it stands within brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key, True)}: {inline(inner, True)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner, True) for inner in value) + "]"
    if isinstance(value, str):
        return text(value, flow)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return repr(value)


def text(value: str, flow: bool, quote: str = "") -> str:
    """Text on one line. With a `quote` (`"` or `'`) it stands in such ones if it can, else in none if it can."""
    if not quote and plain_text(value, flow):
        return value
    single = "'" + value.replace("'", "''") + "'"
    if quote == "'" and _reads_as(f"[{single}]", [value]):
        return single
    dumped: str = yaml.dump(value, default_style='"', allow_unicode=True, width=10**9)
    return dumped.removesuffix("\n")


def replacing(old: Node, written: str, value: object, flow: bool) -> list[str]:
    """What to write in the place of a scalar, in its style: the rest of its line, and whole lines that follow it.

    `written` is the scalar as it stands.
    """
    if not isinstance(value, str):
        return [_number(written, value) or inline(value, flow)]
    lines = [line for line in written.splitlines()[1:] if line.strip()]
    column = min((len(line) - len(line.lstrip(" ")) for line in lines), default=2)
    if old.style in ("|", ">"):
        width = next((width for width in _WIDTHS if width >= max(map(len, lines), default=WIDTH)), WIDTH)
        return block(value, old.style, column, width if len(lines) > 1 else WIDTH) or [text(value, flow)]
    # quotes that were not needed are somebody's way of writing; those that were are not
    needless = old.style != "" and plain_text(old.text, flow)
    return [text(value, flow, old.style if needless or not plain_text(value, flow) else "")]


def _number(written: str, value: object) -> str | None:
    """A number with as many decimals as the one it replaces, if that was written with more than it needed (0.10)."""
    decimals = _FIXED.fullmatch(written)
    if decimals is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    fixed = f"{value:.{len(decimals[1])}f}"
    return fixed if float(fixed) == value else None


def block(value: str, style: str, column: int, width: int = WIDTH) -> list[str]:
    """Text as a block, folded (`>`) or line by line (`|`), its lines from `column`; empty if it cannot be told so."""
    if style == "|":
        lines = value.split("\n")
    else:
        lines = textwrap.wrap(value, max(width - column, 20), break_long_words=False, break_on_hyphens=False)
    for head, kept in ((f"{style}-", lines), (style, lines[:-1] if lines[-1:] == [""] else lines)):
        written = [head, *(" " * column + line if line else "" for line in kept)]
        if kept and _reads_as(f"{' ' * (column - 1)}a: " + "\n".join(written) + "\n", {"a": value}):
            return written
    return []


@lru_cache(4096)
def plain_text(value: str, flow: bool) -> bool:
    """Whether the text can stand without quotes."""
    if _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) not in _TEXT_EVERYWHERE:
        return False
    if value.lower() in _TRUTH or _OCTAL.match(value) or "\t" in value:  # not every reader takes a tab without quotes
        return False
    return _reads_as(f"[{value}]" if flow else f"- {value}", [value])


def _reads_as(written: str, value: object) -> bool:
    try:
        root, problems = compose(written, "")
    except FileProblems:
        return False
    return not problems and repr(plain(root)) == repr(value)
