"""Several series of a metric: over one another, or each in a panel of its own; the range looked at is shaded."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from dashboard.practice.splits import values_of
from dashboard.practice.trend import Trend, trend
from dashboard.practice.world import World
from dashboard.ui.asked import asked
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.sections.looking import PANEL_PIXELS, PIXELS, Looking, Picture, chart, on_page
from dashboard.ui.style import is_dark
from dashboard.ui.theme import ICON
from dashboard.ui.views.chart import COMPARED, trend_figure
from dashboard.ui.views.multiples import MOST, Panel, multiples_figure

OVERLAY, PANELS = "overlay", "multiples"
# A metric, segments of it, and for each the model version whose points alone are shown (None: all).
Several = tuple[str, tuple[str, ...], tuple[str | None, ...]]
SHOWN_AS = {OVERLAY: "Overlay", PANELS: "Small multiples"}


def shown_as(look: Looking) -> str:
    """Overlay or small multiples, as the address says; on a small screen lines over one another are not to be told
    apart."""
    wanted = asked("as")
    return wanted if wanted in SHOWN_AS else PANELS if look.touch else OVERLAY


def choose_how(look: Looking) -> None:
    """The control for it."""
    pick("as", "Shown as", SHOWN_AS, shown_as(look), 160)


def lines(look: Looking, metric: str, first: str, others: Sequence[str]) -> Picture:
    """Draws the series `first` of the metric with `others`, as the address says; the chart."""
    if shown_as(look) == PANELS and others:
        shown = (first, *others)
        return _panels(look, (metric, shown, (None,) * len(shown)), [_name(look, segment) for segment in shown])
    shown = (first, *others[: len(COMPARED)])
    return _overlay(look, (metric, shown, (None,) * len(shown)), 1 + len(others) - len(shown))


def by_model(look: Looking, versions: Sequence[str]) -> Picture:
    """Draws the series that is chosen, its points told apart by model version, the latest strong."""
    if shown_as(look) == PANELS and len(versions) > 1:
        each = (look.metric, (look.segment,) * len(versions), tuple(versions))
        return _panels(look, each, [f"model {version}" for version in versions])
    latest = versions[::-1][: len(COMPARED) + 1]
    each = (look.metric, (look.segment,) * len(latest), tuple(latest))
    return _overlay(look, each, len(versions) - len(latest))


def _overlay(look: Looking, series: Several, left_out: int) -> Picture:
    figure = ask(overlaid, look.here, look.sop, series, *_how(look))
    picture = chart(look, figure, "lines", look.range)
    if left_out:
        st.caption(f"{left_out} more find no room here: choose small multiples.")
    return picture


def _panels(look: Looking, series: Several, names: Sequence[str]) -> Picture:
    figure = ask(panelled, look.here, look.sop, series, tuple(names[:MOST]), 1 if look.touch else 3, *_how(look))
    picture = chart(look, figure, "panels", look.range)
    if len(names) > MOST:
        st.caption(f"The first {MOST} of {len(names)}; the table below has all of them.")
    return picture


def _how(look: Looking) -> tuple[dt.datetime, dt.datetime, dt.datetime, bool, str | None, bool]:
    return look.start, look.end, look.instant, is_dark(), look.version, not look.touch


def overlaid(
    world: World, sop: str, series: Several, start: dt.datetime, end: dt.datetime, as_of: dt.datetime, dark: bool,
    version: str | None, zoomable: bool,
) -> go.Figure:  # fmt: skip
    """The chart of the first series with the others over it; to be asked for as a whole (`ask`)."""
    main, *others = _courses(world, sop, series, start, end, as_of, PIXELS)
    figure = trend_figure(main, dark, start=start, end=end, others=others, model_version=version, zoomable=zoomable)
    return on_page(figure, dark)


def panelled(
    world: World, sop: str, series: Several, names: Sequence[str], across: int, start: dt.datetime, end: dt.datetime,
    as_of: dt.datetime, dark: bool, version: str | None, zoomable: bool,
) -> go.Figure:  # fmt: skip
    """A panel for each of the series that has a name; to be asked for as a whole (`ask`)."""
    drawn = _courses(world, sop, series, start, end, as_of, PANEL_PIXELS)
    panels = [Panel(name, trend) for name, trend in zip(names, drawn, strict=False)]
    return on_page(multiples_figure(panels, dark, start, end, across, version, zoomable), dark)


def _courses(
    world: World, sop: str, series: Several, start: dt.datetime, end: dt.datetime, as_of: dt.datetime, pixels: int
) -> list[Trend]:
    metric, segments, versions = series
    courses = [ask(trend, world, sop, metric, segment, start, end, as_of, pixels) for segment in segments[:MOST]]
    return [_of_model(course, v) if v else course for course, v in zip(courses, versions, strict=False)]


def _of_model(whole: Trend, version: str) -> Trend:
    points = whole.points[whole.points["model_version"] == version]
    return dataclasses.replace(whole, points=points, segment=f"model {version}", revisions=whole.revisions.iloc[:0])


def _name(look: Looking, segment: str) -> str:
    state = look.about.seen.of_segment(segment)
    return values_of(segment) if state is None or state.state == "ok" else f"{ICON[state.state]} {values_of(segment)}"
