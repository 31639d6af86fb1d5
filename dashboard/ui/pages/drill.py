"""Where did it break: in which segment, under which model version, after which release, beside what else?"""

import streamlit as st

from dashboard.errors import DashboardError
from dashboard.practice.numbers import model_versions
from dashboard.practice.world import World
from dashboard.ui import controls, period
from dashboard.ui.asked import ask_for, asked
from dashboard.ui.open import ask, world
from dashboard.ui.sections.compare import compare
from dashboard.ui.sections.groups import groups
from dashboard.ui.sections.looking import BRUSHED, looking
from dashboard.ui.sections.release import release
from dashboard.ui.sections.segments import segments
from dashboard.ui.sections.within import within
from dashboard.ui.subject import Subject, choose_model, choose_series, model_of, same_series, series_of, subject
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import records
from dashboard.ui.views.cards import sentence

SECTIONS = {
    "segments": ("Segments", segments),
    "release": ("Before and after", release),
    "fairness": ("Fairness", groups),
    "compare": ("Compare", compare),
}
FRESH = dict.fromkeys(("by", "reference", "deployment", "with", "lag"))


@st.fragment  # so that what is chosen does not run the navigation above the page again
def page() -> None:
    here = world()
    if about := subject(here):
        drill(here, about)


def drill(here: World, about: Subject) -> None:
    seen, instant = about.seen, about.instant
    start, end = period.window(seen, instant)
    segment = series_of(seen)
    versions = ask(model_versions, here, seen.sop.sop, seen.metric.id, segment, start, end, instant)
    section = asked("section") if asked("section") in SECTIONS else "segments"
    look = looking(here, about, segment, model_of(versions))
    head = st.container()
    try:  # the chart is sent before what stands above it: it takes the browser longest
        look = SECTIONS[section][1](look)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
    with head:
        with st.container(horizontal=True, vertical_alignment="center", key="series"):
            choose_series(about, segment, **FRESH, **BRUSHED)
            choose_model(versions)
            controls.day(here)
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="headline"
        ):
            state = seen.of_segment(segment)
            st.html(
                sentence(state, instant) if state else records.quiet_sentence(seen.metric.title, segment, seen.state)
            )
            period.buttons(seen, start, end, instant)
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="sections"
        ):
            choose_section(section)
            st.page_link("ui/pages/metric.py", label="Its breaches and owner", icon=":material/show_chart:",
                         query_params=same_series(seen))  # fmt: skip
    within(look)


def choose_section(current: str) -> None:
    st.session_state["section"] = current
    st.segmented_control(
        "Section", list(SECTIONS), key="section", on_change=_choose, label_visibility="collapsed",
        format_func=lambda name: SECTIONS[name][0],
    )  # fmt: skip


def _choose() -> None:
    ask_for(section=st.session_state["section"] or "segments")


page()
