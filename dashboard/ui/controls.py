"""Controls that stand in the URL: what they show is read from it, and what the reader chooses is written to it."""

import datetime as dt
from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard.errors import nearest
from dashboard.practice.standing import STATES, State
from dashboard.practice.world import World
from dashboard.ui.asked import as_day, ask_for, asked, now
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import ICON, MARKDOWN_COLOUR


def counts(standing_counts: Mapping[State, int]) -> None:
    """How many metrics stand in each state, worst first; pressing one keeps only those (`level` in the URL)."""
    chosen = asked("level")
    options = [s for s in STATES if standing_counts.get(s) or s == chosen]
    st.session_state["state"] = chosen if chosen in STATES else None
    st.pills(
        "State", options, key="state", on_change=_mirror, args=("level", "state"), label_visibility="collapsed",
        format_func=lambda s: f":{MARKDOWN_COLOUR[s]}[**{standing_counts.get(s, 0)}**&ensp;{ICON[s]} {s}]",
    )  # fmt: skip


def chooser(name: str, label: str, everything: str, options: Mapping[str, str], width: int = 165) -> None:
    """A drop-down of ids shown by name; `everything` is what it says when none is chosen (`name` in the URL)."""
    shown = {"": everything, **options}
    st.session_state[f"choose-{name}"] = asked(name) if asked(name) in options else ""
    st.selectbox(
        label, list(shown), format_func=shown.__getitem__, key=f"choose-{name}", on_change=_mirror,
        args=(name, f"choose-{name}"), label_visibility="collapsed", width=width,
    )  # fmt: skip


def known(name: str, what: str, options: Iterable[str]) -> str | None:
    """What the address asks for under `name`, if it is one of the options; what it asks for in vain is said."""
    wanted, there = asked(name), list(options)
    if wanted and wanted not in there:
        st.warning(escape_markdown(f"There is no {what} '{wanted}' here{nearest(wanted, there)}"))
    return wanted if wanted in there else None


def one_of(name: str, label: str, options: Mapping[str, str], default: str, **also: str | None) -> str:
    """One of a few, side by side (`name` in the URL); choosing another writes `also` with it. Returns the id chosen."""
    chosen = asked(name) if asked(name) in options else default
    key = f"one of {name}"
    st.session_state[key] = chosen
    st.segmented_control(
        label, list(options), format_func=options.__getitem__, key=key, label_visibility="collapsed",
        on_change=lambda: ask_for(**{**also, name: st.session_state[key]}),
    )  # fmt: skip
    return str(chosen)


def day(world: World) -> None:
    """The day whose end is looked at, today (of this world's clock) at the latest (`as_of` in the URL)."""
    today = now(world).date()
    st.session_state["day"] = min(as_day(asked("as_of")) or today, today)
    st.date_input(
        "As of", key="day", max_value=today, min_value=today - dt.timedelta(days=3660), on_change=_mirror_day,
        args=(today,), format="YYYY-MM-DD", label_visibility="collapsed", width=128, help=None,
    )  # fmt: skip


def _mirror(name: str, widget: str) -> None:
    ask_for(**{name: st.session_state[widget]})


def _mirror_day(today: dt.date) -> None:
    chosen = st.session_state["day"]
    ask_for(as_of=None if chosen in (None, today) else chosen.isoformat())
