"""From where on is this metric not acceptable, how long until that counts, and what is done then?"""

from typing import Any

import streamlit as st

from dashboard.practice.drafting.filling import WHOLE, said, stated, twice, typed
from dashboard.sop.editing import name_of, names
from dashboard.sop.model import Threshold
from dashboard.ui.forms.form import Form, one_of
from dashboard.ui.text import escape_markdown

NEW = ""
LEVELS = {"critical": "Critical", "warning": "Warning"}
STAGES = {"enforced": "Enforced", "aspirational": "Aspirational: drawn, and never fires"}
SIGNALS = {
    "value": "The value itself", "mean": "Mean of a window", "change": "Change against the window before",
    "drift": "Shift of level within a window", "gap": "Gap between groups",
}  # fmt: skip
GAPS = {"ratio": "Lowest over highest", "difference": "Highest less lowest"}


def threshold(form: Form, metric: str) -> str:
    """The text with what the fields say of one threshold of a metric."""
    says = form.thing("metrics", metric)
    if names(says.get("thresholds") or []) is None:
        st.error(
            "Two thresholds of this metric share an id, or one has none: mend it in the YAML, and the fields come back."
        )
        return form.text
    stand = {name: t for t in says.get("thresholds") or [] if (name := name_of(t))}
    labels = {id: f"{id} ({t.get('level')})" for id, t in stand.items()}
    chosen = one_of("Threshold", {**labels, NEW: "A new one"}, chooser(form.root, metric)) or NEW
    form.key = f"{form.key} {chosen}"
    if chosen == NEW:
        return _new(form, metric, list(stand))
    part = _fields(form, metric, stand[chosen])
    changed = stated(says, thresholds=[*(stand | {chosen: part}).values()])
    text = form.taken("metrics", metric, changed, form.wrong(Threshold, part))
    form.button("Remove this threshold", "delete", _without, metric, chosen, type="tertiary")
    return text


def _new(form: Form, metric: str, taken: list[str]) -> str:
    """Fields for another threshold; it comes into the text by its button."""
    id = form.words("id", "Id", "", placeholder="error-ceiling", help="Small letters, digits and dashes; it stays")
    part = {"id": id.strip(), **_fields(form, metric, {"level": "warning"})}
    again = twice([*taken, part["id"]])
    troubles = form.wrong(Threshold, part) | ({"id": again[len(taken)]} if len(taken) in again else {})
    if part["id"]:
        form.tell(troubles)
    form.button("Add the threshold", "add", _with, metric, part, disabled=bool(troubles), type="primary",
                shows={chooser(form.root, metric): part["id"]})  # fmt: skip
    return form.text


def chooser(root: str, metric: str) -> str:
    """The name in the session of which threshold of a metric is shown."""
    return f"{root} threshold of {metric}"


def _with(form: Form, metric: str, part: dict[str, Any]) -> str:
    says = form.thing("metrics", metric)
    return form.put("metrics", metric, stated(says, thresholds=[*(says.get("thresholds") or []), part]))


def _without(form: Form, metric: str, id: str) -> str:
    says = form.thing("metrics", metric)
    return form.put("metrics", metric, stated(says, thresholds=[t for t in says["thresholds"] if t.get("id") != id]))


def _fields(form: Form, metric: str, part: dict[str, Any]) -> dict[str, Any]:
    """The threshold as the fields say it."""
    first, second, third = st.columns(3)
    with first:
        level = form.choice("level", "Level", LEVELS, part.get("level"))
    with second:
        stage = form.choice("stage", "Stage", STAGES, part.get("stage", "enforced"))
    with third:
        respond = form.choice(
            "respond", "Response", form.titles("responses"), part.get("respond"), "None: no checklist"
        )
    signal = _signal(form, part.get("signal") or {})
    unit = _unit(form, metric, signal)
    first, second, third = st.columns(3)
    with first:
        lower = form.words("lower", f"Acceptable from{unit}", typed(part.get("lower")), placeholder="No lower bound")
    with second:
        upper = form.words("upper", f"Acceptable up to{unit}", typed(part.get("upper")), placeholder="No upper bound")
    with third:
        lasts = form.words("for", "Fires after", typed(part.get("for")), placeholder="1",
                           help="Breaching observations in a row, like 2, or a time, like 3d")  # fmt: skip
    recover = _recover(form, part.get("recover") or {}, unit)
    form.place(WHOLE)
    plain = None if stage == "enforced" and "stage" not in part else stage
    return stated(
        part, level=level, stage=plain, signal=signal, lower=said(lower), upper=said(upper), for_=said(lasts),
        recover=recover, respond=respond,
    )  # fmt: skip


def _unit(form: Form, metric: str, signal: dict[str, Any]) -> str:
    """In what the bounds are stated, as a label goes on with it."""
    if "change" in signal or "drift" in signal:
        return ", as a share: 0.05 is 5 %"
    if signal.get("gap") and signal.get("as") != "difference":
        return ", as a ratio"
    unit = (form.thing("metrics", signal.get("of") or metric) or {}).get("unit")
    return f", in {escape_markdown(str(unit))}" if unit else ""


def _signal(form: Form, part: dict[str, Any]) -> dict[str, Any]:
    kind = next((kind for kind in SIGNALS if kind in part), "value")
    first, second, third = st.columns(3)
    with first:
        held = form.choice("signal", "Held against the bounds", SIGNALS, kind) or "value"
    if held == "value":
        return {}
    if held != "gap":
        with second:
            window = form.words("window", "Window", typed(part.get(held)) or "7d", placeholder="7d")
        if not window.strip():
            form.troubles["window"] = "a window of time is needed, like 7d"
        return stated(part if held == kind else {}, **{held: window.strip()})
    with second:
        of = form.choice("of", "Of the metric", form.titles("metrics"), part.get("of"))
        ways = form.choice("as", "As", GAPS, part.get("as", "ratio"))
    with third:
        split = (form.thing("metrics", of) or {}).get("segments") if of else None
        dimensions = {str(name): str(name) for name in (split if isinstance(split, list) else [])}
        between = form.choice("gap", "Between the groups of", dimensions, part.get("gap"))
    if not (of and between):
        form.troubles["gap"] = "a gap is of a metric, between the groups of one of the dimensions that it is split by"
    return stated(
        part if kind == "gap" else {}, gap=between, of=of, as_=None if ways == "ratio" and "as" not in part else ways
    )


def _recover(form: Form, part: dict[str, Any], unit: str) -> dict[str, Any]:
    first, second, third = st.columns(3)
    with first:
        lower = form.words(
            "recover lower", f"Recovered from{unit}", typed(part.get("lower")), placeholder="The bound itself"
        )
    with second:
        upper = form.words(
            "recover upper", f"Recovered up to{unit}", typed(part.get("upper")), placeholder="The bound itself"
        )
    with third:
        lasts = form.words("recover for", "Recovered after", typed(part.get("for")), placeholder="1",
                           help="So many observations in a row within these bounds end a breach")  # fmt: skip
    form.place("recover")
    return stated(part, lower=said(lower), upper=said(upper), for_=said(lasts))
