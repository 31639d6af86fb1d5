"""A period of whole days: it stands in the URL as `from` and `to`, and is chosen by name or day by day."""

import datetime as dt

import streamlit as st

from dashboard.practice.evidence.seen import Period, last_quarter
from dashboard.ui.asked import as_day, ask_for, asked

NAMED = ("Last quarter", "This quarter", "Last 12 months")
EARLIEST = dt.timedelta(days=3660)


def days(today: dt.date) -> Period:
    """The period of the URL; the last whole quarter without one, or where the URL makes no sense, which is said."""
    periods = {
        "Last quarter": last_quarter(today),
        "This quarter": Period(last_quarter(today).last + dt.timedelta(days=1), today),
        "Last 12 months": Period(today - dt.timedelta(days=364), today),
    }
    period = _asked(today) or periods["Last quarter"]
    st.session_state["named period"] = next((name for name, one in periods.items() if one == period), None)
    st.segmented_control(
        "Period", NAMED, key="named period", label_visibility="collapsed", on_change=_named, args=(periods,)
    )
    if st.session_state.get("days shown") != period or "days" not in st.session_state:
        # not at every run: between the choice of the first day and of the last, what is chosen is half a period
        st.session_state["days"], st.session_state["days shown"] = (period.first, period.last), period
    st.date_input(
        "Days", key="days", min_value=today - EARLIEST, max_value=today, format="YYYY-MM-DD", width=240,
        label_visibility="collapsed", on_change=_picked,
    )  # fmt: skip
    return period


def _asked(today: dt.date) -> Period | None:
    """What the URL says; None if that is nothing, or no period."""
    if not (asked("from") or asked("to")):
        return None
    first, last = as_day(asked("from")), as_day(asked("to")) or today
    if first and today - EARLIEST <= first <= last <= today:
        return Period(first, last)
    st.warning("The address asks for no period: `from` and `to` are written like 2026-07-01. This is the last quarter.")
    return None


def _named(periods: dict[str, Period]) -> None:
    period = periods.get(st.session_state["named period"])
    if period:
        ask_for(**{"from": period.first.isoformat(), "to": period.last.isoformat()})


def _picked() -> None:
    chosen = st.session_state["days"]
    if len(chosen) == 2:  # the first day was chosen, the last is still to be
        ask_for(**{"from": chosen[0].isoformat(), "to": chosen[1].isoformat()})
