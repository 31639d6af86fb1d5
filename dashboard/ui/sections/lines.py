"""Several series of a metric: over one another, or each in a panel of its own; the range looked at is shaded."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from dashboard.practice import wording
from dashboard.practice.splits import values_of
from dashboard.practice.trend import Trend
from dashboard.ui.asked import asked
from dashboard.ui.pick import pick
from dashboard.ui.sections.looking import PANEL_PIXELS, Looking, chart
from dashboard.ui.style import is_dark
from dashboard.ui.theme import ICON
from dashboard.ui.views.brush import shade
from dashboard.ui.views.chart import COMPARED, trend_figure
from dashboard.ui.views.multiples import MOST, Panel, multiples_figure

OVERLAY, PANELS = "overlay", "multiples"
SHOWN_AS = {OVERLAY: "Overlay", PANELS: "Small multiples"}


def shown_as(look: Looking) -> str:
    """Overlay or small multiples, as the address says; on a small screen lines over one another are not to be told
    apart."""
    wanted = asked("as")
    return wanted if wanted in SHOWN_AS else PANELS if look.touch else OVERLAY


def choose_how(look: Looking) -> None:
    """The control for it."""
    pick("as", "Shown as", SHOWN_AS, shown_as(look), 160)


def lines(look: Looking, metric: str, first: str, others: Sequence[str]) -> str:
    """Draws the series `first` of the metric with `others`, as the address says; the key of the chart."""
    if shown_as(look) == PANELS and others:
        drawn = [look.course(metric, segment, PANEL_PIXELS) for segment in (first, *others)]
        return _panels(look, [Panel(_name(look, t.segment), t) for t in drawn])
    main = look.course(metric, first)
    compared = [look.course(metric, segment, PANEL_PIXELS * 2) for segment in others[: len(COMPARED)]]
    return _overlay(look, main, compared, len(others) - len(compared))


def by_model(look: Looking, versions: Sequence[str]) -> str:
    """Draws the series that is chosen, its points told apart by model version."""
    whole = look.course(look.metric, look.segment)
    parts = [_of_model(whole, version) for version in versions]
    if shown_as(look) == PANELS and len(parts) > 1:
        return _panels(look, [Panel(part.segment, part) for part in parts])
    shown = parts[-len(COMPARED) - 1 :]
    return _overlay(look, shown[-1], shown[:-1], len(parts) - len(shown))


def _of_model(whole: Trend, version: str) -> Trend:
    points = whole.points[whole.points["model_version"] == version]
    return dataclasses.replace(whole, points=points, segment=f"model {version}", revisions=whole.revisions.iloc[:0])


def _overlay(look: Looking, main: Trend, compared: Sequence[Trend], left_out: int) -> str:
    figure = trend_figure(main, is_dark(), start=look.start, end=look.end, others=compared,
                          model_version=look.version, zoomable=not look.touch)  # fmt: skip
    key = chart(look, shade(figure, [look.range], is_dark()), "lines")
    if left_out:
        st.caption(f"{wording.counted(left_out, 'more series')[:-1]} find no room here: choose small multiples.")
    return key


def _panels(look: Looking, panels: Sequence[Panel]) -> str:
    figure = multiples_figure(panels, is_dark(), look.start, look.end, 1 if look.touch else 3, look.range,
                              look.version, zoomable=not look.touch)  # fmt: skip
    key = chart(look, figure, "panels")
    if len(panels) > MOST:
        st.caption(f"The first {MOST} of {len(panels)}; the table below has all of them.")
    return key


def _name(look: Looking, segment: str) -> str:
    state = look.about.seen.of_segment(segment)
    return values_of(segment) if state is None or state.state == "ok" else f"{ICON[state.state]} {values_of(segment)}"
