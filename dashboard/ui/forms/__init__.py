"""Forms over the draft of an SOP: owners, thresholds, reviews, responses. Text in, text out.

Whoever shows them keeps the text that they give back and hands it in again on the next run; a text that comes from
elsewhere (another draft, the YAML edited by hand) fills the fields anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from dashboard.errors import DashboardError, FileProblems
from dashboard.practice.drafting.filling import shaped
from dashboard.practice.world import World
from dashboard.sop.editing import value_at
from dashboard.sop.model import Metric, Response, Review
from dashboard.ui.forms.form import Act, Form, one_of
from dashboard.ui.forms.owners import owners
from dashboard.ui.forms.response import response
from dashboard.ui.forms.review import review
from dashboard.ui.forms.threshold import chooser, threshold
from dashboard.ui.text import escape_markdown

FORMS: Mapping[str, tuple[str, str, Callable[[Form, str], str]]] = {
    "Owners": ("metrics", "Metric", owners),
    "Thresholds": ("metrics", "Metric", threshold),
    "Review": ("reviews", "Review", review),
    "Response": ("responses", "Response", response),
}
MODELS = {"metrics": Metric, "reviews": Review, "responses": Response}
PROBLEMS = 5  # shown of a text that is no YAML


def forms(text: str, world: World, key: str) -> str:
    """The draft as the fields have it: the text with what is filled in, as far as nothing is wrong with it.

    `key` tells one place where forms are shown from another. What is wrong is told beside its field; the draft is then
    as it was.
    """
    text = _begun(text, key)
    try:
        value_at(text, ())
    except FileProblems as broken:
        shown = "\n".join(f"- {escape_markdown(f'line {p.line}: {p.message}')}" for p in broken.problems[:PROBLEMS])
        st.error(f"The draft cannot be read: mend it in its YAML, and the fields come back.\n{shown}")
        return text
    st.session_state.setdefault(f"{key} kind", "Owners")
    kind = st.segmented_control("What to change", list(FORMS), key=f"{key} kind", required=True)
    part, label, fill = FORMS[kind or "Owners"]
    form = Form(text, world.library, key, f"{key} {st.session_state[f'{key} filled']}")
    things = form.titles(part)
    chosen = one_of(label, things, f"{key} {part}")
    if chosen is None:
        st.caption(f"The draft has no {part} yet: add one in its YAML, then change it here.")
        return text
    if not shaped(form.thing(part, chosen), MODELS[part]):
        st.error(
            f"This {label.lower()} is not written as the format has it: mend it in the YAML, and the fields come back."
        )
        return text
    form.key = f"{form.key} {kind} {chosen}"
    text = fill(form, chosen)
    st.session_state[f"{key} left"] = text
    if form.act:
        _act(form.act, replace(form, text=text))
    return text


def open_at(key: str, metric: str, threshold: str) -> None:
    """Has the forms at `key` begin with that threshold."""
    shown = {f"{key} kind": "Thresholds", f"{key} metrics": metric, chooser(key, metric): threshold}
    st.session_state.update(shown)


def _begun(text: str, key: str) -> str:
    """The text to begin from: what a button made of it; the fields are filled in anew if it is not what they left."""
    made, shows = st.session_state.pop(f"{key} made", (None, {}))
    st.session_state.update(shows)
    fresh = made is not None or text != st.session_state.get(f"{key} left")
    st.session_state[f"{key} filled"] = st.session_state.get(f"{key} filled", 0) + fresh
    text = text if made is None else made
    st.session_state[f"{key} left"] = text
    return text


def _act(act: Act, form: Form) -> None:
    """Does what a button is for, and draws anew; or tells why it cannot be done."""
    try:
        st.session_state[f"{form.root} made"] = (act.change(form, *act.arguments), act.shows)
    except DashboardError as refused:
        st.error(escape_markdown(str(refused)))
    else:
        st.rerun()
