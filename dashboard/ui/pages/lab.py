"""What would this threshold have said over the whole history, were it another, and which would be a better one?"""

import datetime as dt

import pyarrow as pa
import streamlit as st

from dashboard.errors import DashboardError, nearest
from dashboard.practice import wording
from dashboard.practice.lab.curve import At, Curve, a_quarter, catching, curve
from dashboard.practice.lab.threshold import Edit, subject
from dashboard.practice.lab.trial import Trial, course, trial
from dashboard.practice.world import World
from dashboard.ui import controls, moving
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_of, ask_for, asked
from dashboard.ui.beginning import has_numbers
from dashboard.ui.download import as_csv
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.sections.asking import propose_tried
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import palette
from dashboard.ui.views import lab, verdicts
from dashboard.ui.views.curve import curve as curved
from dashboard.ui.views.load import load
from dashboard.ui.views.nothing import no_law, no_thresholds
from dashboard.ui.views.presses import presses

PIXELS = 200  # columns of the history, four points each at the most: what changes is the bound, not the points
TARGET = 2.0  # breaches a quarter
QUIET = {"displayModeBar": False}


def page(here: World) -> None:
    instant = as_of(here)
    if not has_numbers(here):
        return
    laws = {id: versions for id, versions in here.library.sops.items() if versions.good}
    if not laws:
        st.html(no_law())
        return
    with st.container(horizontal=True, vertical_alignment="center", key="series"):
        chosen = choices(here, here.titles)
        controls.day(here)
    if chosen is not None:
        try_out(here, chosen, instant)


@st.fragment
def try_out(here: World, chosen: tuple[str, str, str], instant: dt.datetime) -> None:
    """All that a moved bound changes; what is chosen above it is not drawn again."""
    if world() is not here:  # the files or the numbers have changed since
        st.rerun()
    done, edit = acts(here), moving.edit()
    try:
        sides = subject(here, *chosen, instant).sides
        seen = ask(trial, here, *chosen, edit, instant, done)
        side = moving.side_of(sides)
        found = ask(curve, here, *chosen, edit.without(side), side, instant, done)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        st.button("As the law has it", icon=":material/undo:", on_click=moving.back)
        return
    if not seen.evidence:
        st.html(
            no_thresholds(
                "No evidence yet",
                "Nothing was observed of this metric up to then. Choose a later day, or look on Data at what came in.",
            )
        )
        return
    st.html(verdicts.sentence(seen))
    moving.controls(seen, found)
    if seen.moved:
        with st.container(horizontal=True, key="moved"):
            propose_tried(here, seen)
            st.button("As the law has it", icon=":material/undo:", type="tertiary", on_click=moving.back)
    pictures(here, seen, found, chosen, edit, instant)
    proposals(seen, found)
    numbers(seen, instant)


def choices(here: World, titles: dict[str, str]) -> tuple[str, str, str] | None:
    """The SOP, metric and threshold asked for; another metric begins anew."""
    sop = asked("sop") or next(iter(titles))
    fresh = dict.fromkeys((*moving.MOVED, "segment", "threshold"))
    pick("sop", "Procedure", titles, sop if sop in titles else next(iter(titles)), 200, metric=None, **fresh)
    if sop not in titles:
        st.warning(escape_markdown(f"There is no SOP '{sop}'{nearest(sop, titles)}"))
        return None
    metrics = {m.id: m for m in here.library.sops[sop].good[-1].sop.metrics if m.thresholds}
    if not metrics:
        st.html(
            no_thresholds("No thresholds", "This procedure has none to try: write one under a metric's thresholds.")
        )
        return None
    metric = asked("metric") or next(iter(metrics))
    names = {id: m.title for id, m in metrics.items()}
    pick("metric", "Metric", names, metric if metric in names else next(iter(names)), 230, sop=sop, **fresh)
    if metric not in metrics:
        st.warning(escape_markdown(f"There is no threshold to try of '{metric}'{nearest(metric, metrics)}"))
        return None
    stated = {t.id: f"{t.id} ({t.level})" for t in metrics[metric].thresholds}
    threshold = asked("threshold") or next(iter(stated))
    fresh.pop("threshold")
    pick("threshold", "Threshold", stated, threshold if threshold in stated else next(iter(stated)), 230, sop=sop,
         metric=metric, **fresh)  # fmt: skip
    return sop, metric, threshold


def pictures(
    here: World, seen: Trial, found: Curve, chosen: tuple[str, str, str], edit: Edit, instant: dt.datetime
) -> None:
    colours = palette(is_dark())
    segment = "" if asked("segment") == "all" else asked("segment")
    segment = segment if segment in seen.segments else seen.segments[0]
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        points = ask(course, here, *chosen, edit.without(found.side), segment, instant, PIXELS)
        with st.container(horizontal=True, vertical_alignment="center"):
            since, until = wording.day(seen.first_at), wording.day(seen.last_at)
            st.html(f'<div class="heading">{since} to {until}, judged as if it had always been so; times are UTC</div>')
            if len(seen.segments) > 1:
                pick("segment", "Segment", {s or "all": wording.segment(s) for s in sorted(seen.segments)},
                     segment or "all", 190)  # fmt: skip
        if len(points):
            drawn, over = lab.history(seen, points, segment, instant, colours)
            with st.container(gap=None, key="course"):
                st.html(over)
                st.plotly_chart(drawn, theme=None, config=QUIET)
    with right:
        filled = "; filled: tells of every known incident" if seen.incidents else ""
        st.html(f'<div class="heading">Breaches by bound: press one to try it{filled}</div>')
        st.html(curved(found, seen, colours))
        presses(lambda bound: ask_for(**{found.side: bound}))


def proposals(seen: Trial, found: Curve) -> None:
    """Targets as buttons that move the bound, with the numbers that it would come to."""
    try:
        target = min(max(float(asked("target") or TARGET), 0.0), 1000.0)
    except ValueError:
        target = TARGET
    rare, sure = a_quarter(found, target), catching(found)

    def what(at: At) -> str:
        bound = escape_markdown(wording.one_sided(found.side, at.bound, seen.subject.metric.unit, seen.signal))
        return f"{bound}, {verdicts.breaches(at.breaches)}"

    with st.container(horizontal=True, vertical_alignment="bottom", key="targets"):
        st.session_state["target"] = target
        st.number_input("Breaches a quarter", min_value=0.0, step=1.0, format="%g", key="target", width=130,
                        on_change=lambda: ask_for(target=f"{st.session_state['target']:g}"))  # fmt: skip
        if rare:
            said = f"{'About' if rare.reached else 'Nearest to'} {target:g} a quarter: {what(rare.at)} in all"
            st.button(said, icon=":material/target:", key="rare",
                      on_click=moving.take, args=(found.side, rare.at.bound))  # fmt: skip
        if sure:
            every = "" if found.incidents == 1 else "all " if sure.reached else f"{sure.at.caught} of "
            said = (
                f"Tell of {every}{wording.counted(found.incidents, 'known incident')}, fewest breaches: {what(sure.at)}"
            )
            st.button(said, icon=":material/notifications:", key="sure",
                      on_click=moving.take, args=(found.side, sure.at.bound))  # fmt: skip
        elif found.incidents:
            st.caption("No bound of this signal would have told of a known incident.")


def numbers(seen: Trial, instant: dt.datetime) -> None:
    st.html(verdicts.table(seen))
    left, right = st.columns(2, gap="large")
    with left:
        st.html(f'<div class="heading">Known incidents ({len(seen.incidents)}), by what is tried</div>'
                f"{verdicts.incidents(seen, instant)}")  # fmt: skip
        st.html('<div class="heading">As a line of the SOP file, for its next version</div>')
        st.code(seen.line, language="yaml", wrap_lines=True)
    with right:
        st.html(f'<div class="heading">Breaches a week, and whose</div>{load(seen)}{verdicts.owners(seen)}')
        frame = seen.tried.breaches
        st.download_button(
            "Tried breaches as CSV", lambda: as_csv(pa.Table.from_pandas(frame, preserve_index=False)),
            f"{seen.subject.metric.id}-{seen.subject.threshold.id}-tried.csv", "text/csv", icon=":material/download:",
            type="tertiary", on_click="ignore", key="download tried",
        )  # fmt: skip


page(world())
