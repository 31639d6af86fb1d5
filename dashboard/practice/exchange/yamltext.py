"""Values as YAML that every reader takes for the same: text that any of them could take for more stands in quotes."""

from typing import Any

import yaml

from dashboard.yamlfile.nodes import scalar


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and never an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = scalar(text) == text and text.lower() not in ("y", "n")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else "'")


_Dumper.add_representer(str, _text)


def block(value: object, indent: int = 0, compact: bool = False) -> list[str]:
    """The lines of a mapping or a list, one a key or entry; `compact`: what holds no other collection on one line."""
    style = None if compact else False
    dumped = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=style
    )
    return _indented(dumped, indent)


def flow(value: object) -> str:
    """The value on one line, as it stands after a key."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=True
    )
    return text.removesuffix("\n").removesuffix("\n...")


def comment(text: str, indent: int = 0) -> str:
    """The text as a comment of one line, whatever is in it."""
    plain = " ".join(text.split())
    return f"{' ' * indent}# " + (plain if plain.isprintable() else plain.encode("unicode_escape").decode())


def _indented(text: str, indent: int) -> list[str]:
    return [" " * indent + line for line in text.splitlines()]
