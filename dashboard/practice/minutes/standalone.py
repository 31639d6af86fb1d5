"""One HTML file that stands alone: it opens anywhere, asks nobody for anything, and prints."""

from collections.abc import Iterable
from html import escape

from dashboard.practice.minutes.colours import DARK, LIGHT, variables
from dashboard.practice.minutes.told import clean

# Whatever a text might smuggle in, a browser runs no script of it and fetches nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, body: Iterable[str], style: str, kind: str = "") -> str:
    """The file: `title` is text, `body` HTML line by line, `kind` the class of the whole."""
    lines = "\n".join(body)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escaped(title)}</title>
<style>
:root{{{variables(LIGHT)}}}
@media screen and (prefers-color-scheme: dark){{:root{{{variables(DARK)}}}}}
{style}</style>
</head>
<body{f' class="{kind}"' if kind else ""}>
<main>
{lines}
</main>
</body>
</html>
"""


def pairs(facts: Iterable[tuple[str, str]]) -> str:
    """What there is to say of the whole, as (what, which)."""
    rows = "".join(f'<dt>{escaped(what)}</dt><dd dir="auto">{escaped(which)}</dd>' for what, which in facts)
    return f"<dl>{rows}</dl>"


def escaped(said: str) -> str:
    """What people wrote, as text in HTML."""
    return escape(clean(said)).replace("\n", "<br>")
