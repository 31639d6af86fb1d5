"""What does this review have to talk about, and what was decided? Which review is due next?"""

import datetime as dt

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger.acts import SittingRef, name_of
from dashboard.ledger.state import Acts
from dashboard.practice.calendars import person_calendar, review_calendar
from dashboard.practice.sittings import Sitting, sitting, to_countersign, to_hold
from dashboard.practice.world import World
from dashboard.ui.acts import acts
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.beginning import say_problems
from dashboard.ui.meeting import meeting
from dashboard.ui.minuted import back, signed
from dashboard.ui.open import ask, world
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import nothing, sittings
from dashboard.ui.views.cards import time_line
from dashboard.ui.who import chooser

LABELS = {"upcoming": "See the agenda", "open": "Go on", "signed": "Countersign"}


def page(here: World) -> None:
    say_problems(here)
    instant, done = now(here), acts(here)
    wanted = asked("sitting")
    if wanted is None:
        reviews(here, done, instant)
        return
    ref = parsed(wanted)
    found = ask(sitting, here, done, ref, instant) if ref else None
    if found is None:
        back()
        st.error(f"There is no sitting “{escape_markdown(wanted)}”: no review is due then, and none was held.")
        return
    try:
        (signed if found.state == "signed" else meeting)(here, done, found, instant)
    except DashboardError as error:  # minutes that are no longer what was signed, or of a newer version of the program
        st.error(escape_markdown(str(error)))


def parsed(text: str) -> SittingRef | None:
    """The sitting that an address names: '<sop>/<review>/2026-11-16T09:00Z'."""
    try:
        sop, review, at = text.split("/")
        instant = dt.datetime.fromisoformat(at)
        return SittingRef(sop=sop, review=review, at=instant.astimezone(dt.UTC).replace(tzinfo=None))
    except ValueError:
        return None


def reviews(here: World, done: Acts, instant: dt.datetime) -> None:
    """One line a review: the sitting to hold or sign, else the next."""
    found = ask(to_hold, here, done, instant)
    with st.container(horizontal=True, vertical_alignment="center", key="meeting-head"):
        st.html(time_line(instant, here.clock, here.workspace.bundled, None))
        person = chooser(here)
        if person:
            st.download_button(
                "My calendar", lambda: person_calendar(here, done, person.id, instant), f"{person.id}.ics",
                "text/calendar", icon=":material/calendar_month:", type="tertiary", on_click="ignore",
                help="The reviews you chair or attend, and your open actions, for your calendar program",
            )  # fmt: skip
    if not found:
        st.html(nothing.no_reviews())
        return
    for each in (*ask(to_countersign, here, done, instant), *found):
        entry(here, done, each, instant)


def entry(here: World, done: Acts, each: Sitting, instant: dt.datetime) -> None:
    name = name_of(each.ref)
    with st.container(horizontal=True, vertical_alignment="center", key=f"sitting {name}"):
        st.html(sittings.line(each, instant))
        st.button(
            LABELS.get(each.state, "Hold it"), key=f"open {name}",
            type="secondary" if each.state == "upcoming" else "primary",
            on_click=ask_for, kwargs={"sitting": name, "item": None},
        )  # fmt: skip
        st.download_button(
            "Calendar", lambda: review_calendar(here, done, each.ref.sop, each.ref.review, instant),
            f"{each.ref.review}.ics", "text/calendar", key=f"calendar {name}", icon=":material/calendar_month:",
            type="tertiary", on_click="ignore", help="All sittings of this review, for your calendar program",
        )  # fmt: skip


page(world())
