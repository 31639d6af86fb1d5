"""Drop-downs whose choice stands in the URL: shown is what the page found there, chosen is written there."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.ui.asked import ask_for


def pick(name: str, label: str, options: Mapping[str, str], current: str, width: int, **also: str | None) -> None:
    """One of `options` (id → what is shown); choosing writes `name` and, with it, `also` into the URL."""
    key = f"of-{name}"
    st.session_state[key] = current
    st.selectbox(
        label, list(options), format_func=lambda id: options.get(id, id), key=key, on_change=_picked,
        args=(name, key, also), label_visibility="collapsed", width=width,
    )  # fmt: skip


def pick_many(name: str, label: str, options: Mapping[str, str], current: Sequence[str], most: int) -> None:
    """At most `most` of `options`, written as one parameter with | between them."""
    key = f"of-{name}"
    st.session_state[key] = list(current)
    st.multiselect(
        label, list(options), format_func=lambda id: options.get(id, id), key=key, on_change=_picked_many,
        args=(name, key), label_visibility="collapsed", placeholder=label, max_selections=most, width=230,
    )  # fmt: skip


def _picked(name: str, key: str, also: Mapping[str, str | None]) -> None:
    ask_for(**{**also, name: st.session_state[key]})


def _picked_many(name: str, key: str) -> None:
    ask_for(**{name: "|".join(st.session_state[key])})
