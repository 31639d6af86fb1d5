"""A sitting under way: the agenda beside one item large, with everything that is written down on it."""

import datetime as dt
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.state import Acts
from dashboard.practice.agenda import Agenda, Item
from dashboard.practice.graph import ownership_graph
from dashboard.practice.sittings import Sitting
from dashboard.practice.standing import standing
from dashboard.practice.world import World
from dashboard.ui import entry, signing
from dashboard.ui.action import change
from dashboard.ui.acts import follow, refusal
from dashboard.ui.acts import name_of as named
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.figures import discussed
from dashboard.ui.minuted import back
from dashboard.ui.open import ask
from dashboard.ui.sections.asking import asked_by_item
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import palette
from dashboard.ui.views import points, sittings
from dashboard.ui.views.actions import story
from dashboard.ui.views.cards import owner_card
from dashboard.ui.views.graph import show
from dashboard.ui.views.keep import keep
from dashboard.ui.views.story import followed_line
from dashboard.ui.who import chooser, unverified, who

CHART, GRAPH = 235, 235  # px high
WEEK = dt.timedelta(days=7)
_meeting = st.components.v2.component(
    "meeting",
    js=(Path(__file__).parent / "views" / "meeting.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def meeting(here: World, acts: Acts, sitting: Sitting, instant: dt.datetime) -> None:
    """The agenda of a sitting that is not signed yet, and its items one at a time."""
    seen = ask(signing.agenda_now, here, acts, sitting, instant)
    ids = [*(item.id for item in seen.items), points.SIGN]
    chosen = asked("item") if asked("item") in ids else ids[0]
    place = ids.index(chosen)
    with st.container(horizontal=True, vertical_alignment="center", key="meeting-head"):
        back()
        st.html(sittings.title(sitting, instant))
        clock(sitting, ids, chosen)
        if not sitting.proceedings.opened:
            st.button("Open the sitting", type="primary", icon=":material/play_arrow:",
                      on_click=signing.open_sitting, args=(here, acts, sitting))  # fmt: skip
        steps(ids, place)
        chooser(here)
    refusal()
    left, right = st.columns([1, 4], gap="medium")
    with left:
        st.html(points.points(seen, sitting.proceedings, chosen))
    with right:
        if chosen == points.SIGN:
            signing.panel(here, acts, sitting, seen, instant)
        else:
            one(here, acts, sitting, seen, ids, place, instant)
    follow(here, acts.length)


def steps(ids: list[str], place: int) -> None:
    """To the item before, and to the next."""
    with st.container(horizontal=True, width="content", wrap=False, gap="small", key="steps"):
        for label, by, icon, key, edge in (
            ("Previous", -1, ":material/arrow_back:", "←", 0),
            ("Next", 1, ":material/arrow_forward:", "→", len(ids) - 1),
        ):
            st.button(label, on_click=step, args=(ids, ids[place], by), disabled=place == edge, icon=icon,
                      type="primary" if by == 1 else "secondary", help=f"Key: {key}")  # fmt: skip


def clock(sitting: Sitting, ids: list[str], chosen: str) -> None:
    """The clock of the sitting from its opening, and the keys that step through the agenda."""
    opened = sitting.proceedings.opened
    began = opened.recorded_at if opened else None
    elapsed = (dt.datetime.now(dt.UTC).replace(tzinfo=None) - began).total_seconds() if began else None

    def stepped() -> None:
        step(ids, chosen, int(st.session_state["meeting"].step or 0))

    _meeting(
        key="meeting",
        data={"elapsed": elapsed, "planned": (sitting.ends - sitting.at).total_seconds()},
        width="content",
        on_step_change=stepped,
        on_item_change=lambda: ask_for(item=st.session_state["meeting"].item),
    )


def step(ids: list[str], chosen: str, by: int) -> None:
    """Goes to the next item of the agenda, or the one before; at either end it stays."""
    ask_for(item=ids[min(max(ids.index(chosen) + by, 0), len(ids) - 1)])


def one(
    here: World, acts: Acts, sitting: Sitting, seen: Agenda, ids: list[str], place: int, instant: dt.datetime
) -> None:
    """One item: what it is, how it went, whose it is, what was decided before, and what is decided now."""
    item, names = seen.items[place], partial(named, here)
    st.html(points.head(item, place + 1, len(seen.items)))
    if item.metric and item.sop in here.library.sops:
        picture(here, acts, item, seen, instant)
    before, now = st.columns([1, 1.1], gap="medium")
    with before:
        if item.ownership:
            with st.container(key="whose"):
                st.html(owner_card(item.ownership, item.state, instant, item.breach))
        if item.breach:
            st.html(followed_line(item.breach, names, instant))
        if item.action:
            st.html(story(item.action, names, instant.date()))
        said = points.lines(item.lines) + points.earlier(item.earlier, acts, names, instant)
        said += points.response(item.response) + (points.quiet(seen, instant) if item.reason == "other" else "")
        if said or not item.action:
            st.html(said or '<div class="heading">Nothing was decided about it before.</div>')
    with now:
        if not sitting.proceedings.opened:
            st.html(
                '<div class="heading">Once the sitting is open, the note, the decision and the actions go here.</div>'
            )
            return
        fields = {}
        if item.action:
            fields |= change(here, item.action, who(here), acts.length, lambda: step(ids, item.id, 1))
        fields |= entry.note(here, acts, sitting.ref, item)
        if item.reason not in ("action", "other"):
            entry.decision(here, acts, sitting.ref, item, instant.date())
        if item.reason == "asked":
            asked_by_item(here, item.sop, item.id, acts, instant)
        fields |= entry.actions(here, acts, sitting.ref, item, (instant + WEEK).date(), instant)
        keep(fields)
        st.caption(unverified())


def picture(here: World, acts: Acts, item: Item, seen: Agenda, instant: dt.datetime) -> None:
    """The trend beside the ownership graph, in which the path of the item stands out."""
    chart, graph = st.columns([1.25, 1], gap="small")
    series = (item.sop, item.metric, item.segment)
    with chart:
        try:
            figure = ask(discussed, here, series, seen.since, instant, is_dark(), CHART)
            st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key="trend")
        except DashboardError as error:  # a metric that no version has any more is still talked about
            st.caption(escape_markdown(str(error)))
    with graph:
        stands = ask(standing, here, instant, item.sop, None, None, acts)
        law = here.library.sops[item.sop].in_force(instant)
        focus = f"metric:{item.sop}/{item.metric}"
        drawn = ownership_graph(stands, [law] if law else [], focus)
        show(drawn, focus, palette(is_dark()), GRAPH, "item-graph", lambda node: None)
