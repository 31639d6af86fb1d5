"""The threshold lab, drawn: one series with today's bound and the tried one, the curve, and what each comes to.

Values in, Plotly figures and HTML out; all text of a user is escaped.
"""

import datetime as dt
import html
from collections.abc import Sequence
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

HEIGHT, ROW, CURVE, LOAD = 260, 19, 345, 230  # px: the plot, a row under it, the curve, the load
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
    rows = [("incidents", [(k.at, k.until or k.at) for k in seen.incidents], colours.text)]
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


def spans(breaches: pd.DataFrame, segment: str, as_of: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """From when to when the segment was in breach, in order of time."""
    own = breaches[breaches["segment"] == segment].sort_values("since")
    ends = own["ended_at"].fillna(pd.Timestamp(as_of))
    return list(zip(own["since"].dt.to_pydatetime(), ends.dt.to_pydatetime(), strict=True)) if len(own) else []


def _row(
    name: str, index: int, ranges: Sequence[tuple[dt.datetime, dt.datetime]], left: dt.datetime, right: dt.datetime,
    colour: str,
) -> dict[str, Any]:  # fmt: skip
    """A bar from each beginning to its end; what touches on the screen is one bar, for a noisy year has hundreds."""
    touching = (right - left) / 240
    bars: list[list[dt.datetime]] = []
    for since, until in ranges:
        if until < left:
            continue
        if bars and since - bars[-1][1] <= touching:
            bars[-1][1] = max(bars[-1][1], until)
        else:
            bars.append([max(since, left), max(until, since + touching)])
    x: list[str | None] = []
    edges = scale.instants(edge for bar in bars for edge in bar)
    for since, until in zip(edges[::2], edges[1::2], strict=True):
        x += [since, until, None]
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


def load(seen: Trial, colours: Palette) -> go.Figure:
    """Breaches fired a week, as stated now and as tried."""
    sides = (("today", colours.muted), ("tried", colours.accent))
    traces = []
    for name, colour in sides:
        weeks = getattr(seen, name).load
        said = weeks.assign(who=[f"{html.escape(who)} {n}" for who, n in zip(weeks["who"], weeks["n"], strict=True)])
        by_week = said.groupby("week")
        whose, n = by_week["who"].agg(", ".join), by_week["n"].sum()
        traces.append(
            {"type": "bar", "name": NAMES[name], "x": scale.instants(n.index), "y": n.tolist(), "text": whose.tolist(),
             "textposition": "none", "marker": {"color": colour, "line": {"width": 0}},
             "hovertemplate": "week of %{x|%-d %b %Y}: %{text}<extra>" + NAMES[name] + "</extra>"}
        )  # fmt: skip
    quiet = {"gridcolor": colours.grid, "zeroline": False, "fixedrange": True}
    most = max([1, *(n for trace in traces for n in trace["y"])])
    layout = _layout(colours, LOAD) | {
        "margin": {"l": 30, "r": 8, "t": 26, "b": 30}, "barmode": "group", "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top"},
        "xaxis": {"type": "date", "showgrid": False, "fixedrange": True, "tickformat": "%b\n%Y",
                  "range": scale.instants([seen.first_at, seen.last_at])},
        "yaxis": quiet | {"dtick": max(1, -(-int(most) // 4))},
    }  # fmt: skip
    return figure(traces, layout)


def _layout(colours: Palette, height: int) -> dict[str, Any]:
    return frame(height, colours) | {"showlegend": False, "dragmode": False}
