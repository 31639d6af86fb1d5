"""What lies within the range looked at: its numbers, events, restated values, and rows that were set aside."""

import streamlit as st

from dashboard.practice.numbers import SHOWN, numbers
from dashboard.practice.within import Within
from dashboard.practice.within import within as all_within
from dashboard.practice.wording import counted
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.open import ask
from dashboard.ui.sections.looking import Looking
from dashboard.ui.views import records

LISTS = {"events": "Events", "numbers": "Numbers", "restated": "Restated", "quarantine": "Quarantine"}


def within(look: Looking) -> None:
    seen = ask(all_within, look.here, look.sop, look.metric, look.segment, look.range, look.instant)
    counts = dict(zip(LISTS, (len(seen.events), seen.total, len(seen.revisions), seen.held.num_rows), strict=True))
    chosen = asked("list") if asked("list") in LISTS else "events"
    st.session_state["list"] = chosen
    st.segmented_control(
        "In this range", LISTS, key="list", on_change=_choose, label_visibility="collapsed",
        format_func=lambda name: f"{LISTS[name]} ({counts[name]:,})",
    )  # fmt: skip
    if chosen == "numbers":
        numbers_of(look, seen.total)
    elif chosen == "events":
        st.html(records.event_list(seen.events, look.instant))
    elif chosen == "restated":
        st.html(records.restated_list(seen.revisions, look.about.seen.metric.unit, look.instant))
    else:
        quarantine(seen)


def _choose() -> None:
    ask_for(list=st.session_state["list"] or "events")


def numbers_of(look: Looking, total: int) -> None:
    """The latest numbers of the range, and all of them to download."""
    asking = (look.sop, look.metric, look.segment, *look.range, look.instant)
    st.dataframe(ask(numbers, look.here, *asking, SHOWN), hide_index=True, height=260)
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, extension, write in (("CSV", "csv", as_csv), ("Parquet", "parquet", as_parquet)):
            st.download_button(
                f"These as {label}", lambda w=write: w(numbers(look.here, *asking)),
                f"{look.file_name()}.{extension}",
                icon=":material/download:", on_click="ignore", key=f"within {extension}",
            )  # fmt: skip
        if total > SHOWN:
            st.caption(f"The latest {SHOWN:,} of {total:,}; the files have all of them, as they were loaded.")


def quarantine(seen: Within) -> None:
    """The rows set aside, each with its place and the reason."""
    if seen.held.num_rows:
        st.dataframe(seen.held, hide_index=True, height=min(38 + 35 * seen.held.num_rows, 260))
    else:
        st.html(records.nothing("No row of its source with a time in this range was set aside."))
    if seen.untimed:
        st.caption(f"{counted(seen.untimed, 'row')} of its source without a time that can be read: see Data.")
