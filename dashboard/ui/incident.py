"""One incident large: what broke, who acts now, its playbook in place, what belongs to it, and what it taught."""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.ledger import acts as did
from dashboard.ledger.state import Acts
from dashboard.practice.incidents.case import Case
from dashboard.practice.incidents.timeline import timeline
from dashboard.practice.telling.told import notices_of
from dashboard.practice.world import World
from dashboard.ui.acts import do, name_of
from dashboard.ui.asked import ask_for, real_now
from dashboard.ui.belonging import belonging
from dashboard.ui.figures import course
from dashboard.ui.open import ask
from dashboard.ui.playbook import checklist
from dashboard.ui.post_mortem import post_mortem
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import incidents as drawn
from dashboard.ui.views.keep import done, keep, key_of
from dashboard.ui.views.notices import notice_list
from dashboard.ui.who import Person, unverified

CHART = 190  # px high
QUARTER = dt.timedelta(days=91)


def incident(here: World, case: Case, acts: Acts, person: Person | None, instant: dt.datetime) -> None:
    """Everything about one incident, and what can be done about it; `acts` are those the page was drawn from."""
    named, found = partial(name_of, here), case.incident
    st.html(drawn.heading(case, named, instant))
    if case.expected:
        st.html(drawn.expected_card(case.expected, drawn.tone(found)))
    fields = states(here, case, person, acts.length)
    if found.resolved:
        fields |= post_mortem(here, case, acts, person, instant)
    fields |= checklist(here, case, person, acts.length, instant)
    st.html('<div class="heading">What broke</div>' + drawn.breaches(case.breaches, instant))
    picture(here, case, instant)
    belonging(here, case, acts, person, instant)
    st.html('<div class="heading">What happened</div>' + drawn.timeline(timeline(case, acts, instant), named, instant))
    if told := notices_of(acts, found):
        with st.expander(f"Told by message: {len(told)}"):
            st.html(notice_list(acts, told, named, instant, real_now()))
    keep(fields)
    st.caption(unverified() if person else "Say who you are, at the top, to change something.")


def states(here: World, case: Case, person: Person | None, seen: int) -> dict[str, str]:
    """The buttons that take it from one state to the next, with room for why."""
    found = case.incident
    if found.reviewed and person is None:
        return {}
    key = key_of("incident", found.id)

    def button(label: str, icon: str, act: type[did.IncidentAct], kind: str = "secondary", **more: object) -> None:
        st.button(label, icon=icon, type=kind, disabled=person is None, key=f"{label} {found.id}",
                  on_click=record, args=(here, act, found.id, key, seen), **more)  # fmt: skip

    asked_why = "Resolved how? Or why it is opened again" if found.acknowledged else "A word to it, if there is one"
    with st.container(horizontal=True, vertical_alignment="bottom", key="incident-states"):
        if found.under_way:
            if not found.acknowledged:
                button("Acknowledge", ":material/check:", did.IncidentAcknowledged, "primary")
            elif not found.started:
                button("Begin work", ":material/play_arrow:", did.IncidentStarted, "primary")
                button("Take it back", ":material/undo:", did.IncidentAcknowledgementWithdrawn)
            button("Resolve", ":material/done_all:", did.IncidentResolved,
                   "primary" if found.started and not case.next_step else "secondary")  # fmt: skip
        else:
            if not found.reviewed:
                button("Reviewed", ":material/verified:", did.IncidentReviewed,
                       "primary" if found.post_mortem else "secondary",
                       help="The post-mortem was read and agreed on: this closes the incident.")  # fmt: skip
            button("Open again", ":material/undo:", did.IncidentReopened)
        st.text_input("Why", key=key, placeholder=asked_why, label_visibility="collapsed")
    return {key: ""}


def record(here: World, act: type[did.IncidentAct], incident: str, key: str, seen: int) -> None:
    """Records the act with the words typed beside it."""
    if do(here, act(incident=incident, comment=st.session_state[key].strip()), seen):  # type: ignore[arg-type]
        st.session_state[key] = ""
        done(key)
        ask_for(incident=incident)  # it stays in sight, though the list may have it no longer


def picture(here: World, case: Case, instant: dt.datetime) -> None:
    """How its worst breach went: the trend with the bounds of the SOP over it."""
    worst = next(iter(case.breaches), None)
    if worst is None:
        return
    series = (worst.sop, worst.metric, worst.segment)
    try:
        figure = ask(course, here, series, max(QUARTER, 1.5 * (instant - worst.since)), instant, is_dark(), CHART)
        st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key="trend")
    except DashboardError as error:  # a metric that no version has any more
        st.caption(escape_markdown(str(error)))
