"""Pictures that take a question and a drawing, to be asked for as one: `ask(course, world, …)` keeps them."""

import datetime as dt

import plotly.graph_objects as go

from dashboard.practice.drift import LevelChange
from dashboard.practice.trend import trend
from dashboard.practice.world import World
from dashboard.ui.theme import palette
from dashboard.ui.views.chart import trend_figure
from dashboard.ui.views.levels import with_levels


def course(
    world: World, series: tuple[str, str, str], period: dt.timedelta, as_of: dt.datetime, dark: bool, height: int
) -> go.Figure:
    """The small chart of a series (sop, metric, segment) in the `period` up to `as_of`, `height` px high."""
    start = as_of - period
    points = trend(world, *series, start, as_of, as_of, pixels=PIXELS)
    return trend_figure(points, dark, compact=True, height=height, start=start, end=as_of)


PIXELS = 300  # columns of the plot: four points each, its first, last, lowest and highest, is more than can be seen


def discussed(
    world: World,
    series: tuple[str, str, str],
    since: dt.datetime,
    as_of: dt.datetime,
    dark: bool,
    height: int,
) -> go.Figure:
    """As `course`, over 90 days or more, with the time from `since` on shaded: what a review is about."""
    period = max(dt.timedelta(days=90), 1.5 * (as_of - since))
    figure = course(world, series, period, as_of, dark, height)
    colours = palette(dark)
    figure.add_vrect(x0=since, x1=as_of, fillcolor=colours.accent, opacity=0.07, line_width=0, layer="below")
    figure.add_vline(x=since, line={"color": colours.accent, "width": 1})
    figure.add_annotation(
        x=since, y=0, yref="y domain", text="last review", showarrow=False, xanchor="right", yanchor="bottom",
        font={"color": colours.accent, "size": 10.5},
    )  # fmt: skip
    return figure


def with_changes(
    world: World,
    series: tuple[str, str, str],
    changes: tuple[LevelChange, ...],
    start: dt.datetime,
    as_of: dt.datetime,
    dark: bool,
) -> go.Figure:
    """The chart of a series from `start` to `as_of`, with what happened meanwhile under it and its levels drawn in."""
    points = trend(world, *series, start, as_of, as_of, pixels=PIXELS)
    figure = trend_figure(points, dark, start=start, end=as_of)
    return with_levels(figure, changes, points.first_at, start, as_of, palette(dark))
