"""What lies within the range looked at: its numbers, events, restated values, and rows that were set aside."""

import pyarrow as pa
import streamlit as st

from dashboard.practice.numbers import SHOWN, numbers
from dashboard.practice.within import within as all_within
from dashboard.practice.wording import counted
from dashboard.ui.download import as_csv, as_parquet
from dashboard.ui.open import ask
from dashboard.ui.sections.looking import Looking
from dashboard.ui.views import records


def within(look: Looking) -> None:
    asking = (look.sop, look.metric, look.segment, look.range, look.instant)
    seen = ask(all_within, look.here, *asking)
    table, events, restated, quarantine = st.tabs([
        f"Numbers ({seen.total:,})", f"Events ({len(seen.events)})", f"Restated ({len(seen.revisions)})",
        f"Quarantine ({seen.held.num_rows})",
    ])  # fmt: skip
    with table:
        st.dataframe(seen.latest, hide_index=True, height=260)
        with st.container(horizontal=True, vertical_alignment="center"):
            for label, extension, write in (("CSV", "csv", as_csv), ("Parquet", "parquet", as_parquet)):
                name = f"{look.metric}{'-' if look.segment else ''}{look.segment.replace('=', '-').replace(',', '-')}"
                st.download_button(
                    f"These as {label}", lambda w=write: w(rows(look)), f"{name}.{extension}",
                    icon=":material/download:", on_click="ignore", key=f"within {extension}",
                )  # fmt: skip
            if seen.total > SHOWN:
                st.caption(f"The latest {SHOWN:,} of {seen.total:,}; the files have all of them, as they were loaded.")
    events.html(records.event_list(seen.events, look.instant))
    restated.html(records.restated_list(seen.revisions, look.about.seen.metric.unit, look.instant))
    with quarantine:
        if seen.held.num_rows:
            st.dataframe(seen.held, hide_index=True, height=min(38 + 35 * seen.held.num_rows, 260))
        else:
            st.html(records.nothing("No row of its source with a time in this range was set aside."))
        if seen.untimed:
            st.caption(f"{counted(seen.untimed, 'row')} of its source without a time that can be read: see Data.")


def rows(look: Looking) -> pa.Table:
    """All the numbers of the range."""
    return numbers(look.here, look.sop, look.metric, look.segment, *look.range, look.instant)
