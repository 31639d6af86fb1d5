"""Steps one and two: what the system is for, and by what that is seen."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from zoneinfo import available_timezones

import streamlit as st

from dashboard.practice.beginning.answers import Answers, Measured, needed
from dashboard.practice.beginning.writing import today_of
from dashboard.practice.guess import slug
from dashboard.practice.world import World
from dashboard.sop.definitions import Definition
from dashboard.sop.fields import FREQUENCY
from dashboard.ui.asked import now
from dashboard.ui.guide.kept import add, answers, fresh, listed, said

ASPECTS = {
    "accuracy": "whether it is right", "fairness": "whether it is alike for all", "latency": "how fast it is",
    "cost": "what it costs", "reliability": "whether it is there", "safety": "whether it does harm",
    "feedback": "what people say of it", "business": "what it is good for (a KPI)",
}  # fmt: skip
BETTER = {"higher": "higher is better", "lower": "lower is better", "within": "neither: it should stay within a range"}
OWN = ""  # instead of a definition of the library


def objectives(here: World, so_far: Answers, zone: str = "") -> Answers:
    """What it is called, from when it holds, and what it is for; a copy has that, and its `zone`, of its example."""
    title = st.text_input(
        "What is the AI system called?", so_far.title, key="guide title", placeholder="Churn predictor"
    )
    first, second, third = st.columns(3)
    id = first.text_input(
        "Its id", so_far.sop, key="guide id", placeholder=slug(title) if title else "",
        help="Small letters, digits and hyphens; left empty, it is made of the title.",
    )  # fmt: skip
    copying = bool(zone)
    if copying:
        second.text_input("Time zone of its days", zone, disabled=True)
    else:
        zones = sorted(available_timezones())
        usual = so_far.timezone if so_far.timezone in zones else "UTC"
        zone = second.selectbox("Time zone of its days", zones, zones.index(usual), key="guide zone")
    today = today_of(replace(so_far, timezone=zone), now(here))
    day = third.date_input(
        "It holds from", max(so_far.effective_from or today, today), min_value=today, key="guide day",
        format="YYYY-MM-DD", max_value=today + dt.timedelta(days=3660),
    )  # fmt: skip
    named = replace(so_far, title=title.strip(), sop=id.strip(), timezone=zone, effective_from=day)
    if copying:
        return named
    summary = st.text_input("In one sentence, what does it do?", so_far.summary, key="guide summary")
    stated = st.text_area(
        "What should be true while it runs? One objective a line.", "\n".join(so_far.objectives), height=110,
        key="guide objectives", placeholder="Fewer paying subscribers leave\nNobody waits longer than three seconds",
    )  # fmt: skip
    lines = tuple(dict.fromkeys(line.strip() for line in stated.splitlines() if line.strip()))
    return replace(named, summary=summary.strip(), objectives=lines)


def metrics(here: World, so_far: Answers) -> Answers:
    """What is measured, and where the numbers come from."""
    about = [(m.id, m.title, f"{m.id}, from {m.source or 'nowhere yet'}, {_kind(m)}") for m in so_far.metrics]
    listed("metrics", about)
    said()
    sources = {source.id: source.title for source in here.sources if source.holds == "observations"}
    if not sources:
        st.caption(
            "No source of numbers is known yet: describe one in data/sources.yaml, or bring a file on the Data page."
        )
    library = {each.id: each for each in here.library.definitions.of("metrics")}
    key = fresh()
    with st.container(border=True):
        use = definition("Is it defined in the library?", "No: it is defined here", library, f"{key} use")
        first, second = st.columns(2)
        first.text_input("What is it called?", library[use].title if use else "", key=f"{key} title {use}")
        second.text_input(
            "What do the rows of its source call it?", use, key=f"{key} id {use}", placeholder="made of its name",
            help="The metric id: small letters, digits and hyphens.",
        )  # fmt: skip
        first.selectbox("Where do its numbers come from?", list(sources), format_func=sources.__getitem__,
                        key=f"{key} source", index=0 if sources else None)  # fmt: skip
        second.selectbox("Which objective does it show?", ["", *so_far.named], key=f"{key} objective",
                         format_func=lambda id: so_far.named.get(id, "None yet"),
                         index=1 if so_far.named else 0)  # fmt: skip
        if not use:
            first.selectbox("What does it say?", list(ASPECTS), key=f"{key} aspect",
                            format_func=lambda id: f"{id}: {ASPECTS[id]}")  # fmt: skip
            second.selectbox("Which way is better?", list(BETTER), key=f"{key} better", format_func=BETTER.__getitem__)
            first.text_input("Its unit", key=f"{key} unit", placeholder="%, s, €, of 5")
            second.selectbox("How often is it reported?", list(FREQUENCY), 1, key=f"{key} reported")
        st.button("Add this metric", icon=":material/add:", key=f"{key} add",
                  on_click=partial(add, "metrics", partial(_metric, here, key, use, library)))  # fmt: skip
    return so_far


def definition(label: str, own: str, library: Mapping[str, Definition], key: str) -> str:
    """A choice among the definitions of the library, '' for none; it asks nothing where there are none."""
    if not library:
        return OWN
    chosen: str = st.selectbox(
        label, [OWN, *library], key=key, format_func=lambda id: f"{library[id].title} ({id})" if id else own
    )
    return chosen


def _kind(metric: Measured) -> str:
    return f"{metric.use} of the library" if metric.use else f"{metric.aspect}, {BETTER[metric.better]}"


def _metric(here: World, key: str, use: str, library: Mapping[str, Definition]) -> Answers | str:
    """The metric that the form describes, with the responses that its definition needs; or what the form lacks."""
    field = {name: st.session_state.get(f"{key} {name}") for name in ("source", "objective")}
    title = st.session_state[f"{key} title {use}"].strip()
    so_far = answers()
    if not title:
        return "Say what the metric is called."
    id = st.session_state[f"{key} id {use}"].strip() or slug(title)
    if id in {metric.id for metric in so_far.metrics}:
        return f"There is a metric '{id}' already."
    renamed = bool(use) and title != library[use].title
    made = Measured(id, title, field["source"] or "", use, objective=field["objective"] or "", renamed=renamed)
    if use:
        there = [response.id for response in so_far.responses]
        more = needed(library[use], here.library.definitions.of("responses"), there)
        so_far = replace(so_far, responses=(*so_far.responses, *more))
    else:
        stated = {name: st.session_state[f"{key} {name}"] for name in ("aspect", "unit", "better", "reported")}
        made = replace(made, **stated)
    return replace(so_far, metrics=(*so_far.metrics, made))
