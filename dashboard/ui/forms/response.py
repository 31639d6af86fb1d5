"""What is done when this response is called for: which steps, in which order, by whom, within what time?"""

from typing import Any, get_args

import streamlit as st

from dashboard.practice.drafting.filling import WHOLE, stated, twice, typed, wrong
from dashboard.sop.model import Response, Step
from dashboard.ui.forms.form import Form

KINDS = {kind: kind.capitalize() for kind in get_args(Step.model_fields["kind"].annotation)}
ROLES = {
    "monitoring": "Who monitors",
    "analysis": "Who finds the cause",
    "decision": "Who decides",
    "backup": "The backup",
}
NEW = "Say what to do"


def response(form: Form, id: str) -> str:
    """The text with what the fields say of one response."""
    says = form.thing("responses", id)
    left, right = st.columns(2)
    with left:
        title = form.words("title", "Title", typed(says.get("title")))
    with right:
        runbook = form.words("runbook", "Runbook", typed(says.get("runbook")), placeholder="https://")
    form.place(WHOLE)
    steps = [step for step in says.get("steps") or [] if isinstance(step, dict)]
    st.html('<div class="heading">Steps, in their order</div>')
    given, troubles = [], {}
    for i, step in enumerate(steps):
        with st.container(border=True):
            given.append(_step(form, i, step))
            _moves(form, id, i, len(steps) - 1)
        troubles |= {f"{key} {i}": told for key, told in wrong(Step, given[-1]).items()}
    troubles |= {f"id {i}": told for i, told in twice([step.get("id") for step in given]).items()}
    new = {"id": _free([step.get("id") for step in steps]), "kind": "investigate", "do": NEW, "role": "analysis"}
    form.button("Add a step", "add", _with, id, new)
    part = {**stated(says, runbook=runbook.strip()), "title": title.strip()}
    troubles = {**wrong(Response, stated(part, steps=None)), **troubles}
    return form.taken("responses", id, stated(part, steps=given), troubles)


def _step(form: Form, i: int, step: dict[str, Any]) -> dict[str, Any]:
    """One step as its fields say it."""
    do = form.words(f"do {i}", f"{i + 1}. What to do", typed(step.get("do")))
    first, second, third, fourth = st.columns(4)
    with first:
        kind = form.choice(f"kind {i}", "Kind", KINDS, step.get("kind"))
    with second:
        role = form.choice(f"role {i}", "By", ROLES, step.get("role"))
    with third:
        within = form.words(f"within {i}", "Within", typed(step.get("within")), placeholder="No limit")
    with fourth:
        id = form.words(f"id {i}", "Id", typed(step.get("id")))
    form.place(f" {i}")
    filled = stated(step, kind=kind, role=role, within=within.strip())
    return {**filled, "id": id.strip(), "do": do.strip()}


def _moves(form: Form, id: str, i: int, last: int) -> None:
    """The buttons that move a step or take it out."""
    with st.container(horizontal=True):
        form.button(
            "Earlier", "arrow_upward", _moved, id, i, i - 1, name=f"earlier {i}", disabled=i == 0, type="tertiary"
        )
        form.button(
            "Later", "arrow_downward", _moved, id, i, i + 1, name=f"later {i}", disabled=i == last, type="tertiary"
        )
        form.button("Remove", "delete", _moved, id, i, None, name=f"remove {i}", type="tertiary")


def _with(form: Form, id: str, step: dict[str, Any]) -> str:
    says = form.thing("responses", id)
    return form.put("responses", id, stated(says, steps=[*(says.get("steps") or []), step]))


def _moved(form: Form, id: str, i: int, to: int | None) -> str:
    """The text with one step in another place; nowhere, if there is none."""
    says = form.thing("responses", id)
    rest = [*says["steps"][:i], *says["steps"][i + 1 :]]
    steps = rest if to is None else [*rest[:to], says["steps"][i], *rest[to:]]
    return form.put("responses", id, stated(says, steps=steps))


def _free(taken: list[Any]) -> str:
    """The first of step-1, step-2 … that no step has."""
    return next(f"step-{n}" for n in range(1, len(taken) + 2) if f"step-{n}" not in taken)
