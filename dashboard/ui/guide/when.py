"""Steps five and six: from which value on something is done, and what."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.practice.beginning.answers import Answers, Bound, Measured, Playbook, changing, ids
from dashboard.practice.world import World
from dashboard.sop.definitions import Definition
from dashboard.ui.guide.kept import add, answers, fresh, listed, said
from dashboard.ui.guide.what import definition
from dashboard.ui.guide.whose import WAITS
from dashboard.ui.text import escape_markdown

LEVELS = {"warning": "Have a look (warning)", "critical": "Act (critical)"}
SIDES = {"higher": ("lower",), "lower": ("upper",), "within": ("lower", "upper")}
SAYS = {"lower": "below", "upper": "above"}
STEPS = {
    "investigate": ("What is looked into first?", "analysis"),
    "fix": ("What can be done at once?", "decision"),
    "communicate": ("Who is told, and what?", "monitoring"),
}  # fmt: skip


def thresholds(here: World, so_far: Answers) -> Answers:
    """The bounds of each metric."""
    library = {each.id: each for each in here.library.definitions.of("metrics")}
    if not so_far.metrics:
        st.caption("There is no metric yet: go back to the second step.")
    for metric in so_far.metrics:
        with st.container(border=True):
            unit = f" ({escape_markdown(metric.unit)})" if metric.unit else ""
            st.markdown(f"**{escape_markdown(metric.title)}**{unit}")
            if metric.use:
                st.caption(f"From the library: {escape_markdown('; '.join(stated(library[metric.use])) or 'none')}")
                continue
            so_far = changing(so_far, metric.id, bounds=_bounds(metric))
    return so_far


def _bounds(metric: Measured) -> tuple[Bound, ...]:
    kept = []
    columns = st.columns(2 * len(SIDES[metric.better]) + 1)
    place = iter(columns)
    for level, said_of in LEVELS.items():
        known = metric.bound(level)
        limits = {
            side: next(place).number_input(
                f"{said_of} {SAYS[side]}", value=getattr(known, side), key=f"guide {metric.id} {level} {side}",
                step=None, format="%g", placeholder="–",
            )
            for side in SIDES[metric.better]
        }  # fmt: skip
        kept.append(replace(known, **{"lower": None, "upper": None, **limits}))
    times = columns[-1].number_input(
        "That many times in a row", 1, 100, kept[-1].times, key=f"guide {metric.id} times",
        help="One outlier is no trend: with 2, the second in a row calls somebody.",
    )  # fmt: skip
    return tuple(replace(bound, times=int(times)) for bound in kept)


def stated(definition: Definition) -> list[str]:
    """The thresholds of a definition in words."""
    content: Any = definition.content
    told = []
    for threshold in content.get("thresholds") or ():
        sides = [f"{SAYS[side]} {threshold[side]}" for side in SAYS if side in threshold]
        signal = threshold.get("signal")
        of = f" of its {' '.join(str(part) for part in next(iter(signal.items())))}" if isinstance(signal, dict) else ""
        told.append(f"{threshold.get('level', '')} {' or '.join(sides)}{of}")
    return told


def responses(here: World, so_far: Answers) -> Answers:
    """What is done, and on which threshold."""
    about = [
        (r.id, r.title, f"{r.use} of the library" if r.use else "; ".join(do for _, do, _, _ in r.steps))
        for r in so_far.responses
    ]
    listed("responses", about)
    said()
    library = {each.id: each for each in here.library.definitions.of("responses")}
    key = fresh()
    with st.container(border=True):
        use = definition("Is it in the library?", "No: it is described here", library, f"{key} use")
        st.text_input("What has happened then?", library[use].title if use else "", key=f"{key} title {use}",
                      placeholder="Answers getting worse")  # fmt: skip
        for kind, (question, _) in STEPS.items() if not use else ():
            first, second = st.columns([3, 1])
            first.text_input(question, key=f"{key} {kind}")
            second.selectbox("Within", list(WAITS), 2, key=f"{key} {kind} within", format_func=_within)
        st.button("Add this response", icon=":material/add:", key=f"{key} add",
                  on_click=partial(add, "responses", partial(_response, key, use, library)))  # fmt: skip
    return _answered(so_far)


def _within(wait: str) -> str:
    return WAITS[wait].removeprefix("after ")


def _answered(so_far: Answers) -> Answers:
    """Which response each bound calls for."""
    titles = {"": "Nothing yet", **{response.id: response.title for response in so_far.responses}}
    for metric in so_far.metrics:
        bounds = []
        for bound in metric.bounds:
            if (bound.lower, bound.upper) != (None, None):
                sides = [(SAYS[side], getattr(bound, side)) for side in SAYS]
                limits = " or ".join(f"{word} {value:g}" for word, value in sides if value is not None)
                question = escape_markdown(f"{metric.title} {limits} ({bound.level}): what is done?")
                chosen = st.selectbox(
                    question, list(titles), list(titles).index(bound.respond) if bound.respond in titles else 0,
                    format_func=titles.__getitem__, key=f"guide {metric.id} {bound.level} respond",
                )  # fmt: skip
                bound = replace(bound, respond=chosen)
            bounds.append(bound)
        so_far = changing(so_far, metric.id, bounds=tuple(bounds))
    return so_far


def _response(key: str, use: str, library: Mapping[str, Definition]) -> Playbook | str:
    given = st.session_state
    title = given[f"{key} title {use}"].strip()
    there = [response.id for response in answers().responses]
    if not title:
        return "Say what has happened when this is done."
    if use:
        if use in there:
            return f"'{use}' is there already."
        return Playbook(use, title, use, renamed=title != library[use].title)
    steps = tuple(
        (kind, " ".join(given[f"{key} {kind}"].split()), role, given[f"{key} {kind} within"])
        for kind, (_, role) in STEPS.items() if given[f"{key} {kind}"].strip()
    )  # fmt: skip
    if not steps:
        return "Say at least one thing that is done."
    return Playbook(ids([title], there)[0], title, steps=steps)
