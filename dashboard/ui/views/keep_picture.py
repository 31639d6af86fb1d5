"""Buttons that save a chart as a picture, in the browser alone: PNG and SVG."""

from pathlib import Path

import streamlit as st

_buttons = st.components.v2.component(
    "keep_picture",
    html='<div class="forms"><button type="button" data-form="png">PNG</button>'
    '<button type="button" data-form="svg">SVG</button></div>',
    css=".forms{display:flex;gap:.5rem} button{font:inherit;color:var(--st-text-color);background:"
    "var(--st-background-color);font-size:0.84rem;border:1px solid var(--st-border-color);border-radius:var(--st-button-radius,.4rem);"
    "padding:.4rem .75rem;cursor:pointer} button:hover{border-color:var(--st-primary-color);"
    "color:var(--st-primary-color)}",
    js=Path(__file__).with_name("keep_picture.js").read_text(encoding="utf-8"),
)


def buttons(chart: str, name: str) -> None:
    """Saves the chart in the container with the key `chart` as `name`.png or .svg."""
    _buttons(key=f"picture of {chart}", data={"chart": chart, "name": name}, width="content")
