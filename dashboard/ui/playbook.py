"""The playbook of an incident as a checklist: tick, skip with a reason, comment, give to somebody else."""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.ledger import acts as did
from dashboard.practice.incidents.case import Case
from dashboard.practice.incidents.playbook import PlaybookStep
from dashboard.practice.world import World
from dashboard.ui.acts import do, name_of, names_of
from dashboard.ui.views import incidents as drawn
from dashboard.ui.views.keep import done, key_of
from dashboard.ui.views.points import titled
from dashboard.ui.who import Person


def checklist(here: World, case: Case, person: Person | None, seen: int, instant: dt.datetime) -> dict[str, str]:
    """Each step with what can be done about it; what the browser has to keep of what is typed."""
    if case.response is None:
        st.html('<p class="quiet">It follows no response of the SOP, so it has no checklist.</p>')
        return {}
    st.html(f'<div class="heading">Playbook: {titled(case.response)}</div>')
    fields: dict[str, str] = {}
    for one in case.steps:
        fields |= line(here, case, one, person, seen, instant)
    return fields


def line(
    here: World, case: Case, one: PlaybookStep, person: Person | None, seen: int, instant: dt.datetime
) -> dict[str, str]:
    key = key_of("step", case.incident.id, one.step.id)
    locked = person is None or case.incident.reviewed is not None

    def button(label: str, act: type[did.StepAct], kind: str = "secondary", **more: object) -> None:
        st.button(label, type=kind, disabled=locked, key=f"{label} {key}",
                  on_click=record, args=(here, act, case.incident.id, one, key, seen), **more)  # fmt: skip

    with st.container(horizontal=True, vertical_alignment="center", key=f"step {key}"):
        st.html(drawn.step(one, partial(name_of, here), instant))
        if one.taken.closed:
            button("Undo", did.StepReopened)
        else:
            button("Done", did.StepDone, "primary" if case.next_step == one else "secondary")
        with st.popover("More", help="Comment, skip, give it to somebody else"):
            st.text_input("Comment or reason", key=key)
            with st.container(horizontal=True):
                button("Comment", did.StepCommented)
                if not one.taken.closed:
                    button("Skip for this reason", did.StepSkipped)
            people = names_of(here)
            now = one.holding.party
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.selectbox("Who does it", list(people), list(people).index(now) if now in people else None,
                             format_func=lambda id: people.get(id, id), key=f"{key} who {now}", width=190)  # fmt: skip
                button("Reassign", did.StepReassigned)
    return {key: ""}


def record(here: World, act: type[did.StepAct], incident: str, one: PlaybookStep, key: str, seen: int) -> None:
    """Records the act with the words typed beside it; giving it to who has it already changes nothing."""
    more = {}
    if act is did.StepReassigned:
        who = st.session_state[f"{key} who {one.holding.party}"]
        if who in (None, one.holding.party):
            return
        more = {"who": who}
    comment = st.session_state[key].strip()
    if do(here, act(incident=incident, step=one.step.id, comment=comment, **more), seen):  # type: ignore[arg-type]
        st.session_state[key] = ""
        done(key)
