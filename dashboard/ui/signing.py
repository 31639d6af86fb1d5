"""The end of a sitting: who was there, what was recorded, and the signature that freezes it."""

import datetime as dt

import streamlit as st

from dashboard.ledger.acts import Attended, SittingOpened, SittingSigned
from dashboard.ledger.state import Acts
from dashboard.ledger.store import hash_of
from dashboard.practice.agenda import Agenda
from dashboard.practice.minutes.document import document
from dashboard.practice.minutes.form import to_json
from dashboard.practice.minutes.html import as_html
from dashboard.practice.minutes.signed import agenda_of, draft
from dashboard.practice.sittings import Sitting, may_sign, signed_as
from dashboard.practice.world import World
from dashboard.ui.acts import do, ledger, names_of
from dashboard.ui.open import ask
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import points
from dashboard.ui.views.signature import tally
from dashboard.ui.who import unverified, who


def panel(here: World, acts: Acts, sitting: Sitting, seen: Agenda, instant: dt.datetime) -> None:
    """Attendance, what is recorded and what is not, and the signature."""
    held = sitting.proceedings
    st.html(tally(seen, held, acts))
    if held.opened:
        attendance(here, acts, sitting)
    if quiet := points.quiet(seen, instant):
        st.html(quiet)
    person = who(here)
    refused = may_sign(here, sitting, person.id) if person else "Say who you are first: the chair signs."
    if not held.opened:
        refused = "The sitting has not been opened."
    st.button(
        "Sign the minutes", type="primary", icon=":material/signature:", disabled=refused is not None,
        on_click=sign, args=(here, acts, sitting, seen),
        help="After the signature nothing can be changed; a correction can follow.",
    )  # fmt: skip
    st.caption(escape_markdown(refused) if refused else unverified())
    if held.opened:
        with st.expander("The minutes as they would be signed", expanded=True):
            st.iframe(ask(draft_page, here, acts, sitting, instant), height=700, alt="The draft of the minutes")


def agenda_now(world: World, acts: Acts, sitting: Sitting, as_of: dt.datetime) -> Agenda:
    """The agenda, measured against the last signed minutes: a question for `ask`."""
    return agenda_of(world, ledger(world) if acts.length else None, acts, sitting, as_of)


def draft_page(world: World, acts: Acts, sitting: Sitting, as_of: dt.datetime) -> str:
    """The minutes so far, as a page: a question for `ask`."""
    return as_html(draft(world, ledger(world) if acts.length else None, acts, sitting, as_of))


def attendance(here: World, acts: Acts, sitting: Sitting) -> None:
    """Who is there; from the opening on those whom the SOP invites, until somebody says otherwise."""
    held = sitting.proceedings
    people = names_of(here, teams=False)
    st.session_state["attendance"] = [id for id in held.attendees if id in people]
    st.multiselect(
        "Who is here", list(people), format_func=lambda id: people.get(id, id), key="attendance",
        on_change=lambda: do(here, Attended(sitting=sitting.ref, people=tuple(st.session_state["attendance"])),
                             acts.length),
    )  # fmt: skip


def open_sitting(here: World, acts: Acts, sitting: Sitting) -> None:
    """The meeting begins, with everybody there whom the SOP invites: a team by its members."""
    if do(here, SittingOpened(sitting=sitting.ref), acts.length):
        invited = [here.library.people.get(h.party) for h in (sitting.chair, *sitting.attendees) if h]
        people = dict.fromkeys(id for party in invited if party for id in (party.members or (party.id,)))
        do(here, Attended(sitting=sitting.ref, people=tuple(people)))


def sign(here: World, acts: Acts, sitting: Sitting, seen: Agenda) -> None:
    """Freezes the sitting as it stands on the screen; refused if something was recorded in it meanwhile."""
    person = who(here)
    if person is None:
        return
    role = signed_as(here, sitting, person.id)
    frozen = to_json(document(here, acts, seen, person.id, role, person.verified))
    act = SittingSigned(
        sitting=sitting.ref, generation=here.generation or "", digest=here.digest, document_hash=hash_of(frozen),
        role=role,
    )  # fmt: skip
    do(here, act, acts.length, frozen)
