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
    figure: go.Figure, changes: Sequence[LevelChange], start: dt.datetime, end: dt.datetime, colours: Palette
) -> go.Figure:
    """The figure with the `changes` (in order of time, dated) that fall into it or that its levels come from."""
    inside = [change for change in changes if isinstance(change.at, dt.datetime) and start < change.at <= end]
    edges = [start, *(change.at for change in inside), end]
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
    for change in inside:
        (x,) = scale.instants([change.at])
        figure.add_shape(
            type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain",
            line={"color": colours.accent, "width": 1.6, "dash": "dash"},
        )  # fmt: skip
        said = labels.label(x, "x", 0, "y domain", f"level changed {wording.day(change.at, end)}", colours.accent)
        left = change.at - start > (end - start) / 2
        figure.add_annotation(
            said | {"xanchor": "right" if left else "left", "yanchor": "bottom", "xshift": -3 if left else 3}
        )
    return figure
