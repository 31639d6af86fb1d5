"""Before against after a deployment: how far each series moved, and how sure that is."""

import datetime as dt

import pyarrow as pa
import streamlit as st

from dashboard.practice import wording
from dashboard.practice.effect import WINDOWS, Deployment, Effect, deployments, effects, usual_window
from dashboard.practice.splits import TOGETHER, split_of, splits
from dashboard.ui.asked import asked
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.sections.looking import Looking, Picture, chart, on_page, range_line
from dashboard.ui.sections.take import Query, sums, take
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import changes, records
from dashboard.ui.views.chart import trend_figure
from dashboard.ui.views.forest import forest_figure

MOST = 24  # series beside one another


def release(look: Looking) -> Looking:
    """Draws the section; what it looks at: unless dragged, the time after the deployment."""
    known = ask(deployments, look.here, look.sop, look.metric, look.start, look.end, look.instant)
    if not known:
        st.html(records.nothing("No deployment is known in this period: choose a longer one, or load deployments."))
        return look
    chosen, days = choose(look, known)
    shown = beside(look)
    found = ask(effects, look.here, look.sop, look.metric, tuple(shown), chosen.at, days, look.instant)
    own, unit = found[0], look.about.seen.metric.unit
    others = [d for d in known if d != chosen and abs(d.at - chosen.at) < dt.timedelta(days=days)]
    st.html(changes.sentence(chosen, own, days, unit, look.instant))
    wide = dt.timedelta(days=days)
    span = (chosen.at - wide, min(chosen.at + wide, look.instant))
    look = look.over((chosen.at, span[1]), "the time after the deployment")
    figure = trend_figure(look.course(look.metric, look.segment, span=span), is_dark(), start=span[0], end=span[1],
                          zoomable=not look.touch)  # fmt: skip
    figure.layout.shapes = (*figure.layout.shapes, *changes.levels(own, chosen.at, span, is_dark()))
    chart(look, on_page(figure, is_dark()), "release", look.range if look.brushed else None)
    range_line(look)
    picture = forest(look, found, unit)
    st.html(changes.effects_table(found, unit, look.about.seen))
    st.html(changes.notes(days, others, look.instant))
    take(look, "before-after", lambda: as_table(found, chosen), picture, query(look, shown, chosen, days))
    return look


def choose(look: Looking, known: list[Deployment]) -> tuple[Deployment, int]:
    """The deployment in the address, else the last before the range looked at, or the first in it; how many days."""
    names = {wording.instant(d.at) or "": f"{d.title} · {look.said(d.at)}" for d in known}
    by_name = {wording.instant(d.at) or "": d for d in known}
    earlier = [name for name, d in by_name.items() if d.at <= look.range[0]]
    usual = earlier[0] if earlier else list(by_name)[-1]
    wanted = asked("deployment")
    if wanted and wanted not in by_name:
        st.warning(
            escape_markdown(f"There is no deployment at {wanted} in this period; this is {by_name[usual].title}.")
        )
    name = wanted if wanted in by_name else usual
    offered = {str(days): f"{days} days before and after" for days in WINDOWS}
    days = asked("days") if asked("days") in offered else str(usual_window(look.about.seen.metric))
    with st.container(horizontal=True, key="release"):
        pick("deployment", "Deployment", names, name, 330)
        pick("days", "How long", offered, days, 220)
    return by_name[name], int(days)


def beside(look: Looking) -> list[str]:
    """The series chosen first, then the others of its split, or all of one dimension, worst first."""
    known = splits(look.about.seen.segments)
    split = split_of(look.segment)
    near = known.get(split, ()) if split else [s for name, each in known.items() if TOGETHER not in name for s in each]
    rest = [s for s in look.about.seen.segments if s != look.segment and (s in near or not s)]
    return [look.segment, *rest][:MOST]


def forest(look: Looking, found: list[Effect], unit: str) -> Picture | None:
    """The changes with their intervals, against none."""
    if not any(effect.interval for effect in found):
        return None
    bars = [changes.bar(effect, unit) for effect in found]
    figure = forest_figure(bars, is_dark(), 0.0, "" if unit == "%" else unit, changes.heading(unit))
    return chart(look, on_page(figure, is_dark()), "effects", zoomable=False)


def query(look: Looking, shown: list[str], chosen: Deployment, days: int) -> Query | None:
    if look.about.seen.metric.source is None:
        return None
    wide = dt.timedelta(days=days)
    end = min(chosen.at + wide, look.instant + dt.timedelta(microseconds=1))
    return sums(look, look.metric, shown, chosen.at - wide, chosen.at, end, look.about.seen.metric.min_n)


def as_table(found: list[Effect], chosen: Deployment) -> pa.Table:
    """A row a series, as it is downloaded."""
    return pa.Table.from_pylist([
        {
            "segment": e.segment, "deployment": chosen.title, "at": chosen.at, "before": e.before, "after": e.after,
            "observations_before": e.points[0], "observations_after": e.points[1], "change": e.change,
            "low": e.interval[0] if e.interval else None, "high": e.interval[1] if e.interval else None,
            "relative": e.relative, "spread_before": e.spread,
        }
        for e in found
    ])  # fmt: skip
