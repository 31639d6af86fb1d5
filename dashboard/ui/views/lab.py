"""The threshold lab, drawn: one series with today's bound and the tried one, the curve, and what each comes to.

Values in, Plotly figures and HTML out; all text of a user is escaped.
"""

import datetime as dt
import html
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.lab.curve import Curve
from dashboard.practice.lab.numbers import Judgement
from dashboard.practice.lab.trial import Trial
from dashboard.ui.theme import Palette
from dashboard.ui.views import axes, labels, scale
from dashboard.ui.views.frame import figure, frame

HEIGHT, ROW, CURVE = 260, 19, 345  # px: the plot, a row under it, the curve
NAMES = {"law": "the law then", "today": "as stated now", "tried": "as tried"}


def history(seen: Trial, points: pd.DataFrame, segment: str, as_of: dt.datetime, colours: Palette) -> go.Figure:
    """The evidence (`points`: at, value) of one segment over the bounds, and under it the breaches of each verdict."""
    now, held = seen.subject.threshold, seen.signal
    same = seen.subject.rule(now).signal.name == held
    percent = 100 if wording.is_change(held) else 1
    drawn = points.assign(value=points["value"] * percent)
    bounds = [(seen.threshold, colours.accent, "solid")] + (
        [(now, colours.muted, "dash")] if same and seen.moved else []
    )
    reached = [getattr(t, side) * percent for t, _, _ in bounds for side in seen.subject.sides]
    low, high = scale.value_range(drawn["value"].to_numpy(float), reached)
    before, after = scale.around(wording.unit_of(seen.subject.metric.unit, held))
    left = points["at"].iloc[0].to_pydatetime()
    form = f"{before}%{{y:{scale.number_format(high - low)}}}{after}<extra></extra>"
    gapless = scale.with_gaps(drawn)
    line = {"type": "scatter", "mode": "lines", "showlegend": False}
    traces = [
        {**line, "x": scale.instants(gapless["at"]), "y": scale.numbers(gapless["value"]), "hovertemplate": form,
         "line": {"color": colours.line, "width": 1.4}}
    ]  # fmt: skip
    edges = scale.instants([left, as_of])
    names = []
    for threshold, colour, dash in reversed(bounds):
        for side in seen.subject.sides:
            y = getattr(threshold, side) * percent
            stated = wording.bound(getattr(threshold, side), seen.subject.metric.unit, held)
            name = "tried" if threshold is seen.threshold and seen.moved else "now"
            said = html.escape(f"{name} {'≥' if side == 'lower' else '≤'} {stated}")
            names.append(labels.label(left, "x", y, "y", said, colour, xanchor="left", yanchor="bottom"))
            traces.append(
                {**line, "x": edges, "y": [y, y], "hoverinfo": "skip",
                 "line": {"color": colour, "width": 2 if dash == "solid" else 1.5, "dash": dash}}
            )  # fmt: skip
    known = pd.DataFrame([(k.at, k.until or k.at) for k in seen.incidents], columns=["since", "until"])
    rows = [("incidents", known.astype("datetime64[us]"), colours.text)]
    for name, colour in (("law", colours.border), ("today", colours.muted), ("tried", colours.accent)):
        verdict: Judgement = getattr(seen, name)
        rows.append((NAMES[name], spans(verdict.breaches, segment, as_of), colour))
    for index, (name, ranges, colour) in enumerate(rows):
        traces.append(_row(name, index, ranges, left, as_of, colour))
    below = [(ROW * len(rows), axes.named([name for name, _, _ in rows], colours))]
    ticks = scale.ticks(low, high, 6, before, after)
    margin = {"l": axes.beside([ticks, *(axis for _, axis in below)]), "r": 14, "t": 8, "b": 36, "pad": 2}
    room = ROW * len(rows) + axes.SPACE
    scales = axes.stacked(below, HEIGHT + room, room, colours)
    scales["yaxis"] |= {"range": [low, high], **ticks}
    layout = _layout(colours, HEIGHT + room + margin["t"] + margin["b"]) | {
        "margin": margin,
        "hovermode": "x",
        "annotations": names,
        "xaxis": axes.time(left, as_of, below, False, colours),
        **scales,
    }
    return figure(traces, layout)


def spans(breaches: pd.DataFrame, segment: str, as_of: dt.datetime) -> pd.DataFrame:
    """since, until: when the segment was in breach, in order of time."""
    own = breaches[breaches["segment"] == segment].sort_values("since")
    return pd.DataFrame({"since": own["since"], "until": own["ended_at"].fillna(pd.Timestamp(as_of))})


def _row(
    name: str, index: int, ranges: pd.DataFrame, left: dt.datetime, right: dt.datetime, colour: str
) -> dict[str, Any]:
    """A bar from each beginning to its end; what touches on the screen is one bar, for a noisy year has hundreds."""
    touching = (right - left) / 240
    seen = ranges[ranges["until"] >= left]
    since = seen["since"].clip(lower=left)
    until = seen["until"].where(seen["until"] >= since + touching, since + touching).cummax()
    bar = (since - until.shift() > touching).cumsum()
    begins, ends = scale.instants(since.groupby(bar).first()), scale.instants(until.groupby(bar).last())
    x = [edge for pair in zip(begins, ends, strict=True) for edge in (*pair, None)]
    return {
        "type": "scatter", "mode": "lines", "showlegend": False, "yaxis": "y2", "x": x,
        "y": [None if at is None else index for at in x], "line": {"color": colour, "width": 10},
        "hovertemplate": f"{name}<extra></extra>", "connectgaps": False,
    }  # fmt: skip


def curve(found: Curve, seen: Trial, colours: Palette) -> go.Figure:
    """Breaches by bound; filled where it tells of every known incident. Today's and the tried bound stand out."""
    held, unit, side = seen.signal, seen.subject.metric.unit, found.side
    percent = 100 if wording.is_change(held) else 1
    told = f" · tells of %{{customdata[0]}} of {found.incidents} incidents" if found.incidents else ""
    all_told = [bool(found.incidents) and at.caught == found.incidents for at in found.places]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [at.bound * percent for at in found.places],
            "y": [at.breaches for at in found.places],
            "customdata": [[at.caught, at.bound] for at in found.places],
            "line": {"color": colours.line, "width": 1.4},
            "marker": {
                "size": 8,
                "symbol": ["circle" if every else "circle-open" for every in all_told],
                "color": colours.line,
            },
            "hovertemplate": f"%{{x}} → %{{y}} breaches{told}<extra></extra>",
        }
    ]
    marked = [("tried", seen.threshold, seen.tried, colours.accent, "diamond", "bottom center")]
    if seen.subject.rule(seen.subject.threshold).signal.name == held:
        now = ("today", seen.subject.threshold, seen.today, colours.muted, "square", "top center")
        marked = [now, *(marked if seen.moved else [])]
    for name, threshold, verdict, colour, symbol, place in marked:
        n = len(verdict.breaches)
        traces.append(
            {"type": "scatter", "mode": "markers+text", "x": [getattr(threshold, side) * percent], "y": [n],
             "text": [f"<b>{name}: {n}</b>"], "textposition": place, "textfont": {"color": colour}, "cliponaxis": False,
             "marker": {"size": 12, "symbol": symbol, "color": colour},
             "hovertemplate": f"{name}: %{{x}} → %{{y}} breaches<extra></extra>"}
        )  # fmt: skip
    before, after = scale.around(wording.unit_of(unit, held))
    quiet = {"gridcolor": colours.grid, "zeroline": False, "fixedrange": True}
    most = max([at.breaches for at in found.places] + [len(seen.today.breaches), len(seen.tried.breaches), 1])
    layout = _layout(colours, CURVE) | {
        "margin": {"l": 46, "r": 14, "t": 12, "b": 44},
        "hovermode": "closest",
        "clickmode": "event+select",
        "xaxis": quiet | {"title": {"text": f"{side} bound", "standoff": 6}, "tickprefix": before, "ticksuffix": after},
        "yaxis": quiet | {"title": {"text": "breaches", "standoff": 4}, "range": [-0.08 * most, 1.12 * most],
                          "rangemode": "tozero"},
    }  # fmt: skip
    return figure(traces, layout)


def _layout(colours: Palette, height: int) -> dict[str, Any]:
    return frame(height, colours) | {"showlegend": False, "dragmode": False}
