"""Whose is this metric, to whom does it go when nobody acts, and in which review does it stand?"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.practice.drafting.filling import WHOLE, stated, typed, wrong
from dashboard.sop.model import Escalation, Owners
from dashboard.ui.forms.form import Form

DUTIES = {
    "monitoring": "Monitors it", "analysis": "Finds the cause", "decision": "Decides", "backup": "Stands in for them",
}  # fmt: skip
NEXT = "1d"


def owners(form: Form, metric: str) -> str:
    """The text with what the fields say of the owners and the review of a metric."""
    says = form.thing("metrics", metric)
    own = says.get("owners") or {}
    holders = {}
    for column, (duty, label) in zip(st.columns(4), DUTIES.items(), strict=True):
        with column:
            holders[duty] = form.party(duty, label, own.get(duty))
    given, troubles = _escalation(form, metric, own.get("escalation") or [])
    review = form.choice("review", "Stands in the review", form.titles("reviews"), says.get("review"), "None")
    form.place(WHOLE)
    filled = stated(own, **holders, escalation=given)
    troubles = {**wrong(Owners, {**filled, "escalation": []}), **troubles}
    return form.taken("metrics", metric, stated(says, owners=filled, review=review), troubles)


def _escalation(form: Form, metric: str, hops: list[Any]) -> tuple[list[Any], dict[str, str]]:
    """The hops as the fields say them, and what is wrong with them by field."""
    st.html('<div class="heading">If nobody acknowledges it, it goes on</div>')
    given, troubles = [], {}
    for i, hop in enumerate(hops):
        after, to, out = st.columns([1, 2, 1], vertical_alignment="bottom")
        with after:
            later = form.words(f"after {i}", "After", typed(hop.get("after")), placeholder="4h")
        with to:
            party = form.party(f"to {i}", "To", hop.get("to"), none=None)
        with out:
            form.button("Remove", "delete", _without, metric, i, name=f"remove {i}", type="tertiary")
        given.append(stated(hop, after=later.strip(), to=party))
        troubles |= {f"{key} {i}": said for key, said in wrong(Escalation, given[-1]).items()}
    named = {hop.get("to") for hop in hops}
    others = [party.id for party in form.library.people.people if party.id not in named]
    hop = {"after": NEXT, "to": others[0] if others else None}
    form.button("Add a hop", "add", _with, metric, hop, disabled=not others, type="tertiary")
    return given, troubles


def _with(form: Form, metric: str, hop: dict[str, Any]) -> str:
    return _set(form, metric, lambda hops: [*hops, hop])


def _without(form: Form, metric: str, i: int) -> str:
    return _set(form, metric, lambda hops: [*hops[:i], *hops[i + 1 :]])


def _set(form: Form, metric: str, change: Callable[[list[Any]], list[Any]]) -> str:
    says = form.thing("metrics", metric)
    own = says.get("owners") or {}
    return form.put("metrics", metric, stated(says, owners=stated(own, escalation=change(own.get("escalation") or []))))
