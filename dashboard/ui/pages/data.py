"""Are the numbers there, are they fresh, and what was turned away?"""

import datetime as dt

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.practice import wording
from dashboard.practice.feeding import Feeding, feeding
from dashboard.practice.quarantined import SHOWN, quarantined
from dashboard.practice.verdict import refresh
from dashboard.practice.world import World
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_of, as_of_error, asked, now, real_now
from dashboard.ui.download import as_csv
from dashboard.ui.newcomer import newcomer
from dashboard.ui.notices import messages
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.feeds import card, outcome
from dashboard.ui.views.trouble import trouble


def page(here: World) -> None:
    instant = as_of(here)
    if error := as_of_error():
        st.warning(error)
    if here.problems:
        st.html(trouble(here.problems, "Everything else works."))
    feeds = ask(feeding, here, instant)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="headline"):
        st.html(summary(here, feeds, instant))
        load = st.button("Load now", icon=":material/sync:", type="primary", disabled=not feeds)
    if load:
        bring_up_to_date(here)
    if said := st.session_state.pop("load outcome", None):
        st.success(escape_markdown(said))
        st.toast(escape_markdown(said), icon=":material/check:")
    if not feeds:
        st.html(
            '<div class="calm pending"><h3>No sources yet</h3><p>Bring a file of your own below, or describe where the '
            "numbers are in <code>data/sources.yaml</code>.</p></div>"
        )
    fresh = [feed for feed in feeds if feed.state == "ok"]
    wanting = sorted((feed for feed in feeds if feed not in fresh), key=_urgency)
    if wanting:
        st.html("".join(card(feed, instant) for feed in wanting))
    if fresh:
        with st.expander(f"✓ {len(fresh)} fresh", expanded=not wanting):
            st.html("".join(card(feed, instant) for feed in fresh))
    rejected(here, feeds)
    messages(here, acts(here))
    newcomer(here)


def _urgency(feed: Feeding) -> int:
    return ["critical", "stale", "warning", "no evidence", "ok"].index(feed.state)


def summary(here: World, feeds: list[Feeding], instant: dt.datetime) -> str:
    loads = [feed.load.loaded_at for feed in feeds if feed.load]
    rows = f"{wording.counted(sum(f.rows for f in feeds), 'row')} from {wording.counted(len(feeds), 'source')}"
    last = f", last loaded {wording.moment(max(loads))} UTC" if loads else ", never loaded"
    stands = f" · the clock of this workspace stands at {wording.moment(here.clock)}" if here.clock else ""
    past = f" · as of {wording.moment(instant)}" if instant != now(here) else ""
    return f'<div class="clock"><b>{rows}</b>{last}{stands}{past}</div>'


def bring_up_to_date(here: World, only: tuple[str, ...] | None = None) -> None:
    """Loads and judges, with progress; what came of it is said on the page that then shows the new generation."""
    bar = st.progress(0.0, "Looking for what is new…")
    try:
        report = refresh(
            here.workspace, real_now(), only, lambda doing, done: bar.progress(min(done, 1.0), escape_markdown(doing))
        )
    except DashboardError as error:
        bar.empty()
        again = " Try again in a moment." if error.retry else ""
        st.error(escape_markdown(str(error)) + again)
        return
    st.session_state["load outcome"] = outcome(report)
    st.rerun()


def rejected(here: World, feeds: list[Feeding]) -> None:
    """Rows in quarantine, of one source or all, each with its place and the reason."""
    bad = {
        f.source.id: f"{f.source.title or f.source.id} ({f.load.rejected:,})"
        for f in feeds
        if f.load and f.load.rejected
    }
    if not bad:
        return
    st.html('<div class="heading">Rows that could not be used</div>')
    source = asked("source") if asked("source") in bad else None
    with st.container(horizontal=True, vertical_alignment="center"):
        pick("source", "Source", {"": "All sources", **bad}, source or "", 300)
        st.download_button(
            "All as CSV", lambda: as_csv(quarantined(here, source)), f"quarantine{f'-{source}' if source else ''}.csv",
            "text/csv", icon=":material/download:", on_click="ignore", type="tertiary",
        )  # fmt: skip
    shown = ask(quarantined, here, source, SHOWN)
    st.dataframe(shown, hide_index=True, height=min(38 + 35 * len(shown), 300))
    total = sum(f.load.rejected for f in feeds if f.load and source in (None, f.source.id))
    if total > len(shown):
        st.caption(f"The first {len(shown):,} of {total:,}; the file has all of them.")


page(world())
