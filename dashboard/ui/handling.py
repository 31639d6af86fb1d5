"""What is done about an open breach outside of a meeting: acknowledged, or accepted until a date."""

import datetime as dt

import streamlit as st

from dashboard.ledger.acts import (
    AcceptanceEnded,
    Accepted,
    Acknowledged,
    AcknowledgementWithdrawn,
    AnyAct,
    BreachAct,
    IncidentAcknowledgementWithdrawn,
    name_of,
)
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.world import World
from dashboard.ui.acts import do, refusal
from dashboard.ui.text import escape_markdown
from dashboard.ui.views.keep import done, keep, key_of
from dashboard.ui.who import chooser, unverified

UNTIL = "Until the beginning of that day (UTC) it is not listed as breaching; then it returns by itself."
FORTNIGHT = dt.timedelta(days=14)


def handling(here: World, breach: Breach, seen: int, instant: dt.datetime) -> None:
    """The controls of one open breach; `seen` is the length of the ledger that the page was drawn from."""
    refusal()
    known = breach.followed
    label = "Accepted" if known.accepted else "Acknowledged" if known.acknowledged else "Acknowledge or accept"
    with st.popover(label, icon=":material/check:", width="content"):
        st.markdown(
            f"**{escape_markdown(breach.title)}** {escape_markdown(wording.segment(breach.segment))}, {breach.level}"
        )
        person = chooser(here)
        key, other = key_of("acknowledge", name_of(breach.ref)), key_of("accept", name_of(breach.ref))
        st.text_input("Comment", key=key, placeholder="What you know about it, in a sentence")

        def button(text: str, act: type[BreachAct], kind: str = "secondary") -> None:
            st.button(text, type=kind, disabled=person is None, key=f"{act.__name__} {key}",
                      on_click=record, args=(here, act, breach, key, other, seen))  # fmt: skip

        if known.acknowledged is None:
            button("Acknowledge", Acknowledged, "primary")
        else:
            button("Take the acknowledgement back", AcknowledgementWithdrawn)
        tomorrow = instant.date() + dt.timedelta(days=1)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.date_input(
                "Accept it for now, until", instant.date() + FORTNIGHT, min_value=tomorrow, key=f"{other} until",
                format="YYYY-MM-DD", width=170, help=UNTIL,
            )  # fmt: skip
            button("Accept", Accepted)
        if known.accepted:
            button("It is accepted no longer", AcceptanceEnded)
        keep({key: ""})
        st.caption(unverified() if person else "Say who you are first.")


def record(here: World, act: type[BreachAct], breach: Breach, key: str, other: str, seen: int) -> None:
    """Records the act with the comment and, of an acceptance, the date chosen."""
    known, named, more = breach.followed, breach.ref, {}
    if act is Accepted:
        more = {"until": dt.datetime.combine(st.session_state[f"{other} until"], dt.time())}
    elif act is AcceptanceEnded and known.accepted:
        named = known.accepted.breach or named  # values may have been restated since: it ends under the name it had
    elif act is AcknowledgementWithdrawn:
        named = known.acknowledged_as or named
    comment = st.session_state[key].strip()
    told: AnyAct = act(breach=named, comment=comment, **more)
    if act is AcknowledgementWithdrawn and known.acknowledged_as is None and known.incident:
        told = IncidentAcknowledgementWithdrawn(incident=known.incident.id, comment=comment)  # with it, it was
    if do(here, told, seen):
        st.session_state[key] = ""
        done(key)
