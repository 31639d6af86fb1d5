"""What can we show an auditor of a period, and does it hold?"""

import datetime as dt
from collections.abc import Callable

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.state import Acts
from dashboard.practice.acting import has_acts
from dashboard.practice.evidence.archive import as_zip
from dashboard.practice.evidence.audited import audited
from dashboard.practice.evidence.evidence import Evidence, evidence
from dashboard.practice.evidence.html import as_html
from dashboard.practice.evidence.pdf import as_pdf
from dashboard.practice.evidence.seen import Period
from dashboard.practice.evidence.tables import as_csv
from dashboard.practice.world import World
from dashboard.ui.acts import acts, ledger
from dashboard.ui.asked import asked, now, real_now
from dashboard.ui.days import days
from dashboard.ui.open import world
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import evidence as drawn
from dashboard.ui.views import nothing

FORMS: tuple[tuple[str, str, str, Callable[[Evidence], bytes]], ...] = (
    ("Everything as ZIP", "zip", "application/zip", as_zip),
    ("PDF", "pdf", "application/pdf", as_pdf),
    ("HTML", "html", "text/html", lambda found: as_html(found).encode()),
)


def page(here: World) -> None:
    if not here.library.sops:
        st.html(nothing.no_law())
        return
    instant = now(here)
    titles = {"": "All procedures"} | {id: here.titles.get(id, f"{id} (broken)") for id in here.library.sops}
    sop = asked("sop") if asked("sop") in titles else ""
    with st.container(horizontal=True, vertical_alignment="center", key="scope"):
        pick("sop", "Procedure", titles, sop or "", 220)
        period = days(instant.date())
    try:
        if has_acts(here.workspace):
            ledger(here).head()  # of one that cannot be read nothing is said but that
        found = made(here, acts(here), sop or "", period, instant, real_now())
    except DashboardError as error:
        st.error(f"There is no evidence to give as things stand: {escape_markdown(str(error))}")
        return
    downloads(found)
    left, right = st.columns([1, 1.9], gap="large")
    section = next((s for s in found.sections if s.id == asked("section")), found.sections[0])
    with left:
        st.html(drawn.summary(found, section.id, {"sop": sop or "", "from": asked("from"), "to": asked("to")}))
    with right:
        preview(found, section.id)


def made(here: World, done: Acts, sop: str, period: Period, instant: dt.datetime, wall: dt.datetime) -> Evidence:
    """The evidence, its ledger checked at `wall`. Raises WorkspaceError as `evidence`, LedgerError if the ledger
    cannot be read."""
    state = (str(here.workspace.root), here.generation, here.digest, done.head)
    return _made(*state, sop, period.first, period.last, instant, wall, _here=here, _done=done)


# Kept for a minute, in which everything else may be asked of it: the ledger was checked then. A few, for they are long.
@st.cache_resource(show_spinner=False, max_entries=5)
def _made(
    root: str, generation: str | None, digest: str, head: str, sop: str, first: dt.date, last: dt.date,
    instant: dt.datetime, wall: dt.datetime, *, _here: World, _done: Acts,
) -> Evidence:  # fmt: skip
    kept = ledger(_here) if has_acts(_here.workspace) else None
    known = kept.state() if kept else _done
    return evidence(_here, known, audited(kept, known, wall), sop, Period(first, last), instant)


def downloads(found: Evidence) -> None:
    """The file in its forms, each made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", key="downloads"):
        for label, ending, kind, write in FORMS:
            st.download_button(
                label, lambda write=write: write(found), f"{found.name}.{ending}", kind, icon=":material/download:",
                type="primary" if ending == "zip" else "secondary", on_click="ignore", key=f"evidence {ending}",
            )  # fmt: skip
    st.html(drawn.verdict(found))


def preview(found: Evidence, id: str) -> None:
    """One section as the file has it, the beginning of each of its tables, and each table to download."""
    section = next(s for s in found.sections if s.id == id)
    st.html(drawn.heading(found, section))
    for table in section.tables:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.html(drawn.title(table))
            if table.rows:
                st.download_button(
                    "CSV", lambda table=table: as_csv(table), f"{table.id}.csv", "text/csv", on_click="ignore",
                    icon=":material/download:", type="tertiary", key=f"table {table.id}",
                )  # fmt: skip
        st.html(drawn.rows(found, table))


page(world())
