"""A signed sitting: the minutes as signed, to read and to take along; countersigned or corrected, never changed."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.ledger.acts import SittingCorrected, SittingCountersigned, SittingRef, name_of
from dashboard.ledger.state import Acts
from dashboard.practice.calendars import actions_calendar
from dashboard.practice.minutes import signed as kept
from dashboard.practice.minutes.html import as_html
from dashboard.practice.minutes.markdown import as_markdown
from dashboard.practice.minutes.pdf import as_pdf
from dashboard.practice.minutes.told import Minutes
from dashboard.practice.sittings import Sitting, may_countersign
from dashboard.practice.world import World
from dashboard.ui.acts import do, follow, ledger, refusal
from dashboard.ui.acts import name_of as named
from dashboard.ui.asked import ask_for
from dashboard.ui.download import as_csv
from dashboard.ui.open import ask
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import sittings
from dashboard.ui.views.actions import as_table
from dashboard.ui.views.keep import done, keep, key_of
from dashboard.ui.who import chooser, unverified, who

HEIGHT = 1400  # px of the frame that the minutes stand in; it scrolls


def signed(here: World, acts: Acts, sitting: Sitting, instant: dt.datetime) -> None:
    """The minutes, and what may follow them."""
    with st.container(horizontal=True, vertical_alignment="center", key="meeting-head"):
        back()
        st.html(sittings.title(sitting, instant))
        chooser(here)
    refusal()
    minutes, page = ask(minutes_page, here, acts, sitting.ref)
    own = [acts.actions[id] for id in sitting.proceedings.actions]
    name = f"{sitting.ref.review}-{sitting.at:%Y-%m-%d}"
    with st.container(horizontal=True, vertical_alignment="center", key="minutes-bar"):
        take_along(minutes, name)
        people, names = here.library.people, partial(named, here)
        download("Actions as calendar", "ics", "text/calendar", name, lambda: actions_calendar(own, people, instant))
        download("Actions as CSV", "csv", "text/csv", name, lambda: as_csv(as_table(own, names)))
        countersign(here, acts, sitting)
        correct(here, sitting)
    st.iframe(page, height=HEIGHT, alt="The minutes as they were signed")
    follow(here, acts.length)


def minutes_page(world: World, acts: Acts, ref: SittingRef) -> tuple[Minutes, str]:
    """The minutes of a signed sitting, and as a page: a question for `ask`, since drawing their pictures takes long.

    Raises LedgerError or NotMinutes, as `signed`.
    """
    minutes = kept.signed(ledger(world), acts, world.library.people, ref)
    assert minutes, "it is asked of signed sittings alone"
    return minutes, as_html(minutes)


def back() -> None:
    """The way to all reviews."""
    st.button("All reviews", icon=":material/arrow_back:", type="tertiary", on_click=ask_for,
              kwargs={"sitting": None, "item": None})  # fmt: skip


def take_along(minutes: Minutes, name: str) -> None:
    """The minutes as files."""
    download("HTML", "html", "text/html", name, lambda: as_html(minutes).encode())
    download("PDF", "pdf", "application/pdf", name, lambda: as_pdf(minutes))
    download("Markdown", "md", "text/markdown", name, lambda: as_markdown(minutes).encode())


def download(label: str, extension: str, kind: str, name: str, write: Callable[[], bytes]) -> None:
    """One file, written when it is asked for."""
    st.download_button(label, write, f"{name}.{extension}", kind, icon=":material/download:", on_click="ignore",
                       type="tertiary", key=f"download {label}")  # fmt: skip


def countersign(here: World, acts: Acts, sitting: Sitting) -> None:
    """The second signature, where the SOP asks for one and it is missing."""
    if not sitting.countersign or sitting.proceedings.countersigned:
        return
    person = who(here)
    refused = may_countersign(here, sitting, person.id) if person else "Say who you are first."
    st.button(
        "Countersign", type="primary", icon=":material/signature:", disabled=refused is not None,
        help=escape_markdown(refused or "A second person stands for these minutes."), on_click=do,
        args=(here, SittingCountersigned(sitting=sitting.ref), acts.length),
    )  # fmt: skip


def correct(here: World, sitting: Sitting) -> None:
    """A correction: it is added to the minutes with a name and a time; what was signed stays."""
    key = key_of("correction", name_of(sitting.ref))
    with st.popover("Correct", icon=":material/edit_note:"):
        st.text_area("What is wrong, and what is right", key=key)
        st.button("Add the correction", on_click=corrected, args=(here, sitting, key), disabled=who(here) is None)
        st.caption(unverified() if who(here) else "Say who you are first.")
        keep({key: ""})


def corrected(here: World, sitting: Sitting, key: str) -> None:
    """Records the correction that was typed."""
    text = st.session_state[key].strip()
    if text and do(here, SittingCorrected(sitting=sitting.ref, text=text)):
        st.session_state[key] = ""
        done(key)
