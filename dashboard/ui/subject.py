"""Which metric a page is about, as the address says it: the page's beginning, and the choice of its series."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from dashboard.errors import DashboardError, nearest
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.profile import Profile, profile
from dashboard.practice.standing import standing
from dashboard.practice.world import World
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_of, ask_for, asked
from dashboard.ui.beginning import has_numbers
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import ICON
from dashboard.ui.views.nothing import no_law

ALL = "all"  # what the address says for the whole population: an absent segment is the worst one


@dataclass(frozen=True)
class Subject:
    """The metric a page is about, what people did, the instant looked at (naive UTC), and the SOPs by title."""

    seen: Profile
    done: Acts
    instant: dt.datetime
    titles: dict[str, str]


def subject(here: World) -> Subject | None:
    """The metric asked for, else the one that needs looking at most; None, with the reason on the page, if none."""
    instant = as_of(here)
    if not has_numbers(here):
        return None
    laws = {id: versions for id, versions in here.library.sops.items() if versions.good}
    if not laws:
        st.html(no_law())
        return None
    sop, metric = _named(here, list(laws), instant)
    done = acts(here)
    try:
        seen = ask(profile, here, sop, metric, instant, done)
    except DashboardError as error:
        st.error(escape_markdown(str(error)))
        st.button("Show the metric that needs it most", on_click=ask_for, kwargs=dict.fromkeys(st.query_params))
        return None
    return Subject(seen, done, instant, here.titles)


def _named(here: World, sops: list[str], instant: dt.datetime) -> tuple[str, str]:
    sop, metric = asked("sop"), asked("metric")
    if sop and metric:
        return sop, metric
    worst = ask(standing, here, instant, sop).metrics
    if worst and not metric:
        return worst[0].sop, worst[0].metric
    known = sop or next((id for id in sops if here.library.sops[id].good[-1].sop.metric(metric or "")), sops[0])
    newest = here.library.sops[known].newest if known in here.library.sops else None
    return known, metric or (newest.sop.metrics[0].id if newest else "")


def series_of(seen: Profile) -> str:
    """The segment asked for, else the worst; one that there is not is told on the page."""
    here_too = seen.segments or ("",)
    wanted = asked("segment")
    segment = "" if wanted == ALL else here_too[0] if wanted is None else wanted
    if segment not in here_too:
        st.warning(escape_markdown(f"There is no segment '{segment}'{nearest(segment, here_too)}"))
        segment = here_too[0]
    return segment


def choose_series(about: Subject, segment: str, **fresh: None) -> None:
    """Controls for procedure, metric and segment. Another metric takes `fresh` out of the address."""
    seen, fresh = about.seen, {"segment": None, "model_version": None, **fresh}
    pick("sop", "Procedure", about.titles, seen.sop.sop, 190, metric=None, **fresh)
    metrics = {m.id: m.title for m in seen.sop.metrics} | {seen.metric.id: seen.metric.title}
    pick("metric", "Metric", metrics, seen.metric.id, 220, sop=seen.sop.sop, **fresh)
    if len(seen.segments) > 1:
        pick("segment", "Segment", segment_names(seen), segment or ALL, 200)


def same_series(seen: Profile) -> dict[str, str]:
    """What another page shows the same series and period by."""
    kept = {name: asked(name) for name in ("segment", "model_version", "from", "to", "as_of")}
    named = {"sop": seen.sop.sop, "metric": seen.metric.id}
    return named | {name: value for name, value in kept.items() if value}


def in_diagram(seen: Profile) -> dict[str, str]:
    """What the diagram shows the metric by, with what it hangs together with."""
    named, day = {"sop": seen.sop.sop, "focus": f"metric:{seen.metric.id}"}, asked("as_of")
    return named | ({"as_of": day} if day else {})


def segment_names(seen: Profile) -> dict[str, str]:
    """What the address calls each segment → how it is shown, with the sign of its state."""
    return {segment or ALL: _segment_name(seen, segment) for segment in seen.segments or ("",)}


def model_of(versions: list[str]) -> str | None:
    """Which of the model versions in the period is drawn strong; None for all."""
    return asked("model_version") if asked("model_version") in versions else None


def choose_model(versions: list[str]) -> None:
    """The control for it."""
    if len(versions) > 1:
        every = {"": "All models", **{v: f"Model {v}" for v in versions}}
        pick("model_version", "Model version", every, model_of(versions) or "", 150)


def _segment_name(seen: Profile, segment: str) -> str:
    state = seen.of_segment(segment)
    name = wording.segment(segment)
    return name if state is None or state.state == "ok" else f"{ICON[state.state]} {name}"
