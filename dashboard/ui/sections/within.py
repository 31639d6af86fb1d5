"""What lies within the range looked at: its numbers, events, restated values, and rows that were set aside."""

import streamlit as st

from dashboard.practice.numbers import SHOWN, numbers
from dashboard.practice.set_aside import set_aside
from dashboard.practice.wording import counted
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.open import ask
from dashboard.ui.sections.looking import PANEL_PIXELS, Looking
from dashboard.ui.views import records


def within(look: Looking) -> None:
    span, unit = look.range, look.about.seen.metric.unit
    seen = look.course(look.metric, look.segment, PANEL_PIXELS, span)
    held, untimed = ask(set_aside, look.here, look.sop, look.metric, span, look.instant)
    table, events, restated, quarantine = st.tabs([
        f"Numbers ({seen.total:,})", f"Events ({len(seen.events)})", f"Restated ({len(seen.revisions)})",
        f"Quarantine ({held.num_rows})",
    ])  # fmt: skip
    with table:
        asking = (look.sop, look.metric, look.segment, *span, look.instant)
        st.dataframe(ask(numbers, look.here, *asking, SHOWN), hide_index=True, height=260)
        if seen.total > SHOWN:
            st.caption(f"The latest {SHOWN:,} of {seen.total:,}; the files have all of them, as they were loaded.")
        with st.container(horizontal=True):
            for label, extension, write in (("CSV", "csv", as_csv), ("Parquet", "parquet", as_parquet)):
                name = f"{look.metric}{'-' if look.segment else ''}{look.segment.replace('=', '-').replace(',', '-')}"
                st.download_button(
                    f"These as {label}", lambda w=write: w(numbers(look.here, *asking)), f"{name}.{extension}",
                    icon=":material/download:", on_click="ignore", key=f"within {extension}",
                )  # fmt: skip
    events.html(records.event_list(seen.events, look.instant))
    restated.html(records.restated_list(seen.revisions, unit, look.instant))
    with quarantine:
        if held.num_rows:
            st.dataframe(held, hide_index=True, height=min(38 + 35 * held.num_rows, 260))
        else:
            st.html(records.nothing("No row of its source with a time in this range was set aside."))
        if untimed:
            st.caption(f"{counted(untimed, 'row')} of its source without a time that can be read: see the data page.")
