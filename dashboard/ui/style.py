"""The style sheet of every page, in the colours of the theme the reader has chosen."""

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.practice.standing import STATES
from dashboard.ui.theme import palette

SHEETS = sorted(Path(__file__).parent.glob("*.css"))


def is_dark() -> bool:
    """Whether the reader sees the dark theme."""
    return st.context.theme.type == "dark"


def style() -> None:
    """Puts the style sheet on the page. `class="row critical"` gives what is inside the tone of that state."""
    st.html(_sheet(is_dark()))


@cache
def _sheet(dark: bool) -> str:
    colours = palette(dark)
    page = ("page", "panel", "text", "muted", "border", "grid", "accent", "line")
    names = "".join(f"--{name}:{getattr(colours, name)};" for name in page)
    rules = [f":root{{{names}--late:{colours['critical'].ink};}}"]
    for state in STATES:
        tone = colours[state]
        rules.append(f".{css_class(state)}{{--ink:{tone.ink};--fill:{tone.fill};--on:{tone.on};}}")
    return f"<style>{''.join(rules)}{''.join(sheet.read_text(encoding='utf-8') for sheet in SHEETS)}</style>"


def css_class(state: str) -> str:
    """'no evidence' → 'no-evidence'."""
    return state.replace(" ", "-")
