"""Buttons that save a chart as a picture, in the browser alone: PNG and SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_buttons = st.components.v2.component(
    "keep_picture",
    html='<div class="forms"><button type="button" data-form="png">PNG</button>'
    '<button type="button" data-form="svg">SVG</button></div>',
    css=(
        ".forms{display:flex;gap:.5rem} button{font:inherit;font-size:.84rem;color:var(--st-text-color);"
        "background:var(--st-background-color);border:1px solid var(--st-border-color);border-radius:.4rem;"
        "padding:.4rem .75rem;cursor:pointer} "
        "button:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}"
    ),
    js=Path(__file__).with_name("keep_picture.js").read_text(encoding="utf-8"),
)


def buttons(chart: str, name: str, over: Sequence[Mapping[str, Any]] = ()) -> None:
    """Saves the chart in the container with the key `chart` as `name`.png or .svg, with the shapes that lie over it."""
    _buttons(key=f"picture of {chart}", data={"chart": chart, "name": name, "over": list(over)}, width="content")
