"""The period that is looked at: it stands in the URL as `from` and `to`, is chosen by buttons or drawn on the chart."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.practice.profile import Profile
from dashboard.ui.asked import ask_for, asked

DAYS = {"30 d": 30, "90 d": 90, "1 y": 365}
DEFAULT = dt.timedelta(days=90)
BEFORE = dt.timedelta(days=14)  # shown of the time before a breach began
SHORTEST = dt.timedelta(minutes=10)


def window(seen: Profile, instant: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From when to when, naive UTC: as the URL says, else the last 90 days, or as long as the breach lasts.

    A day of `to` means its end. What makes no sense is said on the page and left out.
    """
    end = min(_instant("to", instant, whole_day=True), instant)
    since = seen.state.since if seen.state and seen.state.since else instant
    start = _instant("from", max(min(end - DEFAULT, since - BEFORE), end - dt.timedelta(days=730)))
    if start >= end:
        st.warning("The period in the address ends before it begins; these are the last 90 days.")
        return instant - DEFAULT, instant
    return start, end


def _instant(name: str, otherwise: dt.datetime, whole_day: bool = False) -> dt.datetime:
    text = asked(name)
    if text is None:
        return otherwise
    try:
        instant = dt.datetime.fromisoformat(text)
        if instant.tzinfo:
            instant = instant.astimezone(dt.UTC).replace(tzinfo=None)
        return instant + dt.timedelta(days=1) if whole_day and len(text) == len("2026-11-16") else instant
    except (ValueError, OverflowError):
        st.warning(f"The address asks for a day that is none: `{name}` is written like 2026-11-16.")
        return otherwise


def buttons(seen: Profile, start: dt.datetime, end: dt.datetime, instant: dt.datetime) -> None:
    """The last 30 days, 90 days, year, or everything; and the way back out of a period drawn on the chart."""
    first = {label: instant - dt.timedelta(days=days) for label, days in DAYS.items()}
    if seen.first_at:
        first["All"] = seen.first_at
    chosen = [
        label for label, begins in first.items() if end == instant and abs(begins - start) < dt.timedelta(hours=24)
    ]
    st.session_state["period"] = chosen[0] if chosen else None
    with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
        if not chosen and (asked("from") or asked("to")):
            st.button(
                "Back out",
                icon=":material/zoom_out:",
                type="tertiary",
                on_click=ask_for,
                kwargs={"from": None, "to": None},
            )
        st.segmented_control(
            "Period", list(first), key="period", label_visibility="collapsed", on_change=_choose, args=(first, instant)
        )


def _choose(first: Mapping[str, dt.datetime], instant: dt.datetime) -> None:
    begins = first.get(st.session_state["period"])
    ask_for(**{"from": _text(begins) if begins else None, "to": None})


def brushed(start: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """The range in [start, end] that was dragged across the chart, as `since` and `until` of the URL say; or None.

    What makes no sense is said on the page and left out.
    """
    if not (asked("since") or asked("until")):
        return None
    since, until = max(_instant("since", start), start), min(_instant("until", end, whole_day=True), end)
    if since < until:
        return since, until
    st.warning("The range in the address is not one of this period; it is left out.")
    return None


def zoom(chart: Mapping[str, Any], first: str = "from", last: str = "to") -> None:
    """Callback of the chart: the period dragged over it is looked at, with all the detail there is.

    It is written into the URL under the names `first` and `last`.
    """
    boxes = chart["selection"]["box"]
    if not boxes:
        return
    start, end = sorted(dt.datetime.fromisoformat(_padded(text)) for text in boxes[0]["x"][:2])
    if end - start >= SHORTEST:
        ask_for(**{first: _text(start), last: _text(end)})


def _padded(text: str) -> str:
    """Plotly writes '2026-08-11 13:43:38.6885'; Python reads 3 or 6 digits."""
    whole, dot, fraction = text.partition(".")
    return f"{whole}{dot}{fraction:0<6.6}" if dot else whole


def _text(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%d}" if instant.time() == dt.time() else f"{instant:%Y-%m-%dT%H:%M}"
