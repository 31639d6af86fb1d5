"""Changes of level drawn into the chart of a series: an upright line at each, the levels between them as steps."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.drift import LevelChange
from dashboard.ui.theme import Palette
from dashboard.ui.views import labels, scale


def with_levels(
    figure: go.Figure,
    changes: Sequence[LevelChange],
    first: dt.datetime | None,
    start: dt.datetime,
    end: dt.datetime,
    colours: Palette,
) -> go.Figure:
    """The figure with the `changes` (in order of time, dated) that fall into it or that its levels come from; no level
    is drawn before the `first` observation."""
    inside = [change for change in changes if isinstance(change.at, dt.datetime) and start < change.at <= end]
    edges = [max(start, first or start), *(change.at for change in inside), end]
    earlier = [change for change in changes if isinstance(change.at, dt.datetime) and change.at <= start]
    if not inside and not earlier:
        return figure
    first = earlier[-1].after if earlier else inside[0].before
    begins = [first, *(change.after for change in inside)]
    ends = [*(change.before for change in inside), begins[-1]]
    figure.add_scatter(
        x=[x for pair in pairwise(edges) for x in (*scale.instants(pair), None)],
        y=[y for pair in zip(begins, ends, strict=True) for y in (*pair, None)],
        mode="lines", name="level", line={"color": colours.accent, "width": 2.4}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.layout.datarevision = f"{figure.layout.datarevision} {edges} {begins} {ends}"  # what is drawn has changed
    for x in scale.instants([change.at for change in inside]):
        line = {"color": colours.accent, "width": 1.6, "dash": "dash"}
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain", line=line)
    _name(figure, [change.at for change in inside], start, end, colours)
    return figure


def _name(figure: go.Figure, at: Sequence[dt.datetime], start: dt.datetime, end: dt.datetime, colours: Palette) -> None:
    """The day of each change, the last with words, in rows of their own above all else; none where it would touch a
    later one. The figure grows by these rows."""
    said = [f"{'level changed ' if each == at[-1] else ''}{wording.day(each, end)}" for each in at]
    share = [(each - start) / (end - start) for each in at]
    side = [1 if place < 0.5 else -1 for place in share]  # of its line, where there is more room
    half = [len(text) * scale.CHARACTER / 2 / scale.NARROW for text in said]
    centre = [place + way * wide for place, way, wide in zip(share, side, half, strict=True)]
    rows = scale.stagger([(place, len(text)) for place, text in zip(centre, said, strict=True)])
    above = figure.layout.margin.t
    for x, text, way, row in zip(scale.instants(at), said, side, rows, strict=True):
        if row is not None:
            where = {"xanchor": "left" if way > 0 else "right", "yanchor": "bottom"}
            up = above - labels.SPARE + row * labels.LABELS
            figure.add_annotation(labels.label(x, "x", 1, "y domain", text, colours.accent, yshift=up, **where))
    grown = labels.LABELS * max((row + 1 for row in rows if row is not None), default=0)
    figure.update_layout(height=figure.layout.height + grown, margin_t=above + grown)
