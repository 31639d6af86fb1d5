"""What people were told by message, what failed and why, and trying that again: a section for pages."""

from functools import partial

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.acts import NoticeReleased
from dashboard.ledger.state import Acts, Notice
from dashboard.practice import wording
from dashboard.practice.telling.reading import settings_of
from dashboard.practice.telling.report import notice_table
from dashboard.practice.telling.run import tell
from dashboard.practice.telling.told import TO_SEE, notices_of, state_of
from dashboard.practice.world import World
from dashboard.ui.acts import do, ledger, name_of, refusal
from dashboard.ui.asked import now, real_now
from dashboard.ui.download import as_csv
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.notices import notice_list
from dashboard.ui.views.trouble import trouble
from dashboard.ui.who import chooser, who

SHOWN = 5  # failed messages with a button


def messages(here: World, acts: Acts) -> None:
    """Everything that was told, the latest first, with what is wrong with the settings."""
    settings, found, wall = settings_of(here.workspace, here.library.people), notices_of(acts), real_now()
    failed = [n for n in found if state_of(acts, n, wall) in TO_SEE]
    st.html('<div class="heading">Messages</div>')
    if not settings.there and not found:
        st.html(
            '<p class="muted">Nobody is told by message. <code>data/notifications.yaml</code> says who is reached how; '
            "<code>docs/notifications.md</code> shows one to begin with.</p>"
        )
        return
    if wrong := (*settings.problems, *settings.warnings):
        st.html(trouble(wrong, "Who can be reached all the same is told."))
    for line in st.session_state.pop("messages told", ()):
        st.info(escape_markdown(line))
    refusal()
    if failed:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"**{wording.counted(len(failed), 'message')} did not go out, or may not have.**")
            chooser(here)
        for notice in failed[:SHOWN]:
            _one(here, acts, notice)
    with st.expander(f"All {wording.counted(len(found), 'message')}", expanded=not failed and len(found) <= SHOWN):
        st.html(notice_list(acts, found, partial(name_of, here), now(here), wall))
        if found:
            st.download_button(
                "All as CSV", lambda: as_csv(notice_table(acts, here.library.people, wall)), "messages.csv", "text/csv",
                icon=":material/download:", on_click="ignore", type="tertiary", key="download messages",
            )  # fmt: skip


def _one(here: World, acts: Acts, notice: Notice) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"notice-{notice.id}"):
        st.html(notice_list(acts, [notice], partial(name_of, here), now(here), real_now()))
        st.button(
            "Try again", icon=":material/refresh:", key=f"again {notice.id}", disabled=who(here) is None,
            help="Sends it again now, as far as it is still so. Say who you are first.",
            on_click=_again, args=(here, notice, acts.length),
        )  # fmt: skip


def _again(here: World, notice: Notice, seen: int) -> None:
    """Gives the message back and tells at once, whoever is to be told; what came of it is said on the page."""
    if do(here, NoticeReleased(notice=notice.id), seen) is None:
        return
    try:
        with st.spinner("Sending…"):
            done = tell(here, ledger(here), settings_of(here.workspace), now(here), real_now())
    except DashboardError as error:
        st.session_state["messages told"] = [str(error)]
        return
    said = [f"{o.name} was told: {o.title}" if o.why is None else f"{o.name} was not: {o.why}" for o in done.outcomes]
    nothing = "Nothing was sent: what it said is not so any more, or waits for the end of quiet hours."
    st.session_state["messages told"] = [*said, *done.remarks] or [nothing]
