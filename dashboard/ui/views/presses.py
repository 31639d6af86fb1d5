"""Buttons in HTML that tell when they are pressed: any number of them is one element of the page, which draws much
faster than an element a button."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_presses = st.components.v2.component("presses", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))


def presses(on_pick: Callable[[str], None]) -> None:
    """Has `on_pick` called with the `data-node` of a button that is pressed."""
    _presses(key="presses", on_picked_change=lambda: on_pick(st.session_state["presses"].picked))
