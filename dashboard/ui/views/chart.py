"""The trend chart: one series with its thresholds as they were in force, its breaches, and what happened meanwhile.

Values in, a Plotly figure out. Whatever a user wrote is escaped, because Plotly reads a subset of HTML in all text.
The payload is small by intent: no template, instants as short text, 4-byte numbers.
"""

import dataclasses
import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.trend import Step, Trend
from dashboard.ui.theme import FONT, ICON, Palette, palette
from dashboard.ui.views import marks, scale
from dashboard.ui.views.lanes import Lane, lanes

LANE, SIGNAL, SPACE = 19, 96, 22  # px: a row of events, the plot of a signal, the space above either
MAIN, COMPACT = 300, 200  # px of the plot itself
LABELS = 15  # px of a row of labels above the plot
COMPARED = ("#8a6d3b", "#4f8a8b", "#8f6aa8", "#6b7a3a", "#a0627a")


def trend_figure(
    trend: Trend,
    dark: bool,
    compact: bool = False,
    height: int | None = None,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    others: Sequence[Trend] = (),
    model_version: str | None = None,
    zoomable: bool = False,
) -> go.Figure:
    """A figure of `trend` from `start` to `end` (naive UTC; default: its first and last point).

    `compact` leaves out what a small chart has no room for: events other than deployments, model versions, signals of
    their own axis, recovery bounds. `height` is of the whole figure in pixels, default: what it needs. `others` are
    further series drawn as thin lines to compare with; `model_version` is drawn strong and the rest of the line faint.
    If `zoomable`, dragging across the chart selects a period (and scrolls nothing on a touch screen).
    """
    colours = palette(dark)
    left, right = _window(trend, start, end)
    steps = [_clipped(s, left, right) for s in trend.steps if s.start < right and (s.end is None or s.end > left)]
    own = [s for s in steps if s.signal == trend.shown]
    bounds = [b for s in own for b in (s.lower, s.upper) if b is not None]
    every = [t.points["value"].to_numpy(float) for t in (trend, *others)]
    low, high = scale.value_range(np.concatenate(every), bounds)
    unit = wording.unit_of(trend.unit, trend.shown)
    before, after = scale.around(unit)
    form = f"{before}%{{y:{scale.number_format(high - low)}}}{after}"

    traces = marks.thresholds(own, "y", right, colours, faint=not compact)
    traces += [_line(t, form, colour, others) for t, colour in zip(others, COMPARED, strict=False)]
    if model_version is None:
        traces.append(_line(trend, form, colours.line, others))
    else:
        traces.append(_line(trend, form, colours.border, others))
        only = trend.points[trend.points["model_version"] == model_version]
        traces.append(
            _line(dataclasses.replace(trend, points=only), form, colours.line, ())
            | {"hoverinfo": "skip", "hovertemplate": None, "showlegend": False}
        )
    traces += marks.restated(trend.revisions, form, colours)
    traces += marks.hollow(trend.points, low, colours)
    main = [e for e in trend.episodes if e.signal == trend.shown]
    traces += marks.loud(trend, main, colours)
    if not compact:
        traces += marks.fired(trend.episodes, high - 0.01 * (high - low), colours)
    shapes = marks.unacceptable(own, "y", right, low, high, colours)
    shapes += marks.shading(trend.episodes if compact else main, "y", left, right, colours)
    released, labels, rows = _deployments(trend.events, left, right, colours)
    named = _bound_labels(own, trend.unit, (low, high), COMPACT if compact else MAIN, "y", colours)

    below: list[tuple[int, dict[str, Any]]] = []  # (pixels of height, axis) under the main plot
    if not compact:
        for name, frame in trend.signals.items():
            axis = f"y{len(below) + 2}"
            drawn, more, labelled, layout = _signal(name, frame, steps, trend, axis, left, right, colours)
            traces, shapes, named = traces + drawn, shapes + more, named + labelled
            title = html.escape(wording.signal_phrase(name))
            labels.append(
                _label(0, "x domain", 1, f"{axis} domain", title, colours.muted, xanchor="left", yanchor="bottom")
            )
            below.append((SIGNAL, layout))
        rowed = lanes(
            _inside(trend.events, left, right), trend.points, pd.Timestamp(left), pd.Timestamp(right), colours
        )
        if rowed:
            axis = f"y{len(below) + 2}"
            drawn, labelled, layout = _stacked(rowed, axis, colours)
            traces, labels = traces + drawn, labels + labelled
            below.append((LANE * len(rowed), layout))

    unit_above = "" if before or after or unit in wording.WITHOUT_UNIT else html.escape(unit)
    top = 8 + LABELS * (max(rows, 1 if unit_above else 0) + bool(others))
    margin = {"l": 8, "r": max([14, *(int(len(n["text"]) * 6.6) + 8 for n in named)]), "t": top, "b": 36, "pad": 2}
    room = sum(size + SPACE for size, _ in below)
    whole = height or (COMPACT if compact else MAIN) + room + margin["t"] + margin["b"]
    axes = _axes(below, whole - margin["t"] - margin["b"], room, colours)
    axes["yaxis"] |= {"range": [low, high], "tickprefix": before, "ticksuffix": after, "nticks": 5 if compact else 7}
    if unit_above:
        labels.append(_label(0, "x domain", 1, "y domain", unit_above, colours.muted, xanchor="left", yanchor="bottom"))
    if trend.points["value"].notna().sum() == 0:
        labels.append(_label(0.5, "x domain", 0.5, "y domain", "no observations in this range", colours.muted))
    midnight = trend.points.empty or (trend.points["at"] == trend.points["at"].dt.normalize()).all()
    layout = {
        "template": {},
        "height": whole,
        "margin": margin,
        "font": {"family": FONT, "size": 11.5, "color": colours.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "x unified",
        "hoverdistance": 30,
        "hoverlabel": {"bgcolor": colours.panel, "bordercolor": colours.border, "font": {"color": colours.text}},
        "dragmode": "select" if zoomable else False,
        "selectdirection": "h",
        "showlegend": bool(others),
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 11}},
        "uirevision": f"{trend.sop}/{trend.metric}/{trend.segment}/{left}/{right}",
        "shapes": shapes + released,
        "annotations": labels + named,
        "xaxis": _time_axis(left, right, below, midnight, colours),
        **axes,
    }
    return go.Figure({"data": traces, "layout": layout})


def _window(trend: Trend, start: dt.datetime | None, end: dt.datetime | None) -> tuple[dt.datetime, dt.datetime]:
    at = trend.points["at"]
    left = start or (at.min().to_pydatetime() if len(at) else trend.first_at or dt.datetime(2000, 1, 1))
    right = end or (at.max().to_pydatetime() if len(at) else trend.last_at or left)
    return left, right if right > left else left + dt.timedelta(days=1)


def _clipped(step: Step, left: dt.datetime, right: dt.datetime) -> Step:
    end = step.end if step.end and step.end < right else None
    return dataclasses.replace(step, start=max(step.start, left), end=end)


def _line(trend: Trend, form: str, colour: str, others: Sequence[Trend]) -> dict[str, Any]:
    """The evidence as a line; small series with their points and sample sizes."""
    points = trend.points[trend.points["evidence"] & trend.points["value"].notna()]
    few = len(points) <= 70
    drawn = scale.with_gaps(points)
    name = html.escape(trend.segment) or "all"
    trace: dict[str, Any] = {
        "type": "scatter",
        "showlegend": bool(others),
        "mode": "lines+markers" if few else "lines",
        "name": name,
        "x": scale.instants(drawn["at"]),
        "y": scale.numbers(drawn["value"]),
        "line": {"color": colour, "width": 1.2 if others and trend in others else 1.8},
        "marker": {"size": 4, "color": colour},
        "hovertemplate": (f"{name}: " if others else "") + form + "<extra></extra>",
    }
    if not others and len(drawn) <= 1200 and drawn["n"].notna().any():
        trace["text"] = ["" if pd.isna(n) else f" · n {n:,.0f}" for n in drawn["n"]]
        trace["hovertemplate"] = form + "%{text}<extra></extra>"
    return trace


def _inside(events: pd.DataFrame, left: dt.datetime, right: dt.datetime) -> pd.DataFrame:
    ends = events["until"].where(events["until"].notna(), events["at"])
    return events[(ends >= left) & (events["at"] <= right)]


def _deployments(
    events: pd.DataFrame, left: dt.datetime, right: dt.datetime, colours: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """A dashed line a deployment, labelled above the plot where there is room; lines, labels, rows of labels."""
    shown = events[(events["kind"] == "deployment") & (events["at"] >= left) & (events["at"] <= right)].sort_values(
        "at"
    )
    shown = shown.tail(40)
    said = [
        scale.shorten(e.model_version if isinstance(e.model_version, str) and e.model_version else e.title, 12)
        for e in shown.itertuples()
    ]
    share = [(e.at - left) / (right - left) for e in shown.itertuples()]
    rows = scale.stagger([(place, len(text)) for place, text in zip(share, said, strict=True)])
    at = scale.instants(shown["at"])
    lines, labels = [], []
    for x, place, text, row in zip(at, share, said, rows, strict=True):
        stroke = {"color": colours.muted, "width": 1, "dash": "dash"}
        lines.append(
            {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": stroke, "opacity": 0.7}
        )
        if row is not None:
            anchor = "left" if place < 0.06 else "right" if place > 0.94 else "center"
            labels.append(
                _label(
                    x, "x", 1, "y domain", text, colours.muted, xanchor=anchor, yanchor="bottom", yshift=LABELS * row
                )
            )
    return lines, labels, max([row + 1 for row in rows if row is not None], default=0)


def _label(x: Any, xref: str, y: Any, yref: str, text: str, colour: str, **more: Any) -> dict[str, Any]:
    font = {"color": colour, "size": 10.5}
    return {
        "x": x,
        "xref": xref,
        "y": y,
        "yref": yref,
        "text": text,
        "showarrow": False,
        "font": font,
        "borderpad": 0,
        **more,
    }


def _bound_labels(
    steps: Sequence[Step], unit: str, span: tuple[float, float], height: int, axis: str, colours: Palette
) -> list[dict[str, Any]]:
    """The bounds in force at the right edge, in words, beside their lines; moved apart where they would touch.

    A bound beyond the axis stands at the edge it lies behind.
    """
    low, high = span
    said = [
        (bound, wording.bounds(*((bound, None) if side == "lower" else (None, bound)), unit, step.signal), step)
        for step in steps
        if step.end is None
        for side in ("lower", "upper")
        if (bound := getattr(step, side)) is not None
    ]
    labels = []
    floor = -100.0
    for bound, text, step in sorted(said, key=lambda item: item[0]):
        place = max((min(max(bound, low), high) - low) / (high - low) * height, floor)
        floor = place + 12
        icon = "" if step.stage == "aspirational" else f"{ICON[step.level]} "
        arrow = " ↑" if bound > high else " ↓" if bound < low else ""
        where = {"xanchor": "left", "yanchor": "middle", "xshift": 3}
        text = icon + html.escape(text) + arrow
        labels.append(_label(1, "x domain", place / height, f"{axis} domain", text, marks.tone(step, colours), **where))
    return labels


def _signal(
    name: str,
    frame: pd.DataFrame,
    steps: Sequence[Step],
    trend: Trend,
    axis: str,
    left: dt.datetime,
    right: dt.datetime,
    colours: Palette,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """A derived signal on an axis of its own under the plot: its line, thresholds, and the part in breach louder."""
    percent = 100 if wording.is_change(name) else 1
    frame = frame.assign(value=frame["value"] * percent)
    held = [s for s in steps if s.signal == name]
    scaled = [marks.times(s, percent) for s in held]
    bounds = [b for s in scaled for b in (s.lower, s.upper) if b is not None]
    low, high = scale.value_range(frame["value"].to_numpy(float), bounds)
    before, after = scale.around(wording.unit_of(trend.unit, name))
    form = scale.number_format(high - low)
    drawn = scale.with_gaps(frame[frame["value"].notna()])
    base = {"type": "scatter", "mode": "lines", "yaxis": axis, "showlegend": False}
    traces = marks.thresholds(scaled, axis, right, colours, faint=False)
    traces.append(
        base
        | {
            "x": scale.instants(drawn["at"]),
            "y": scale.numbers(drawn["value"]),
            "line": {"color": colours.line, "width": 1.2},
            "hovertemplate": f"{html.escape(wording.signal_phrase(name))}: {before}%{{y:{form}}}{after}<extra></extra>",
        }
    )
    episodes = [e for e in trend.episodes if e.signal == name and e.stage == "enforced"]
    for episode in episodes:
        part = drawn[(drawn["at"] >= episode.since) & (drawn["at"] <= (episode.ended_at or right))]
        line = {"color": colours[episode.level].ink, "width": 2.2}
        traces.append(
            base
            | {"x": scale.instants(part["at"]), "y": scale.numbers(part["value"]), "line": line, "hoverinfo": "skip"}
        )
    shapes = marks.shading(episodes, axis, left, right, colours)
    labels = _bound_labels(held, trend.unit, (low / percent, high / percent), SIGNAL, axis, colours)
    layout = {"range": [low, high], "tickprefix": before, "ticksuffix": after, "nticks": 3}
    return traces, shapes, labels, layout


def _stacked(
    rows: Sequence[Lane], axis: str, colours: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Lanes as rows of one axis, the first on top."""
    traces, labels = [], []
    for index, lane in enumerate(rows):
        for trace in lane.traces:
            traces.append(trace | {"y": [index] * len(trace["x"]), "yaxis": axis, "showlegend": False})
        labels += [_label(label["x"], "x", index, axis, label["text"], colours.text) for label in lane.labels]
    layout = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [lane.name for lane in rows],
        "tickfont": {"size": 10.5, "color": colours.muted},
        "showgrid": False,
        "fixedrange": True,
    }
    return traces, labels, layout


def _axes(below: Sequence[tuple[int, dict[str, Any]]], inner: int, room: int, colours: Palette) -> dict[str, Any]:
    """The y axes from the top down: the plot takes what `room` (px) leaves of the `inner` height."""
    base = {"gridcolor": colours.grid, "zeroline": False, "automargin": True, "tickcolor": colours.grid, "anchor": "x"}
    axes: dict[str, Any] = {"yaxis": base | {"domain": [min(room / inner, 0.7), 1]}}
    bottom = room
    for index, (size, layout) in enumerate(below):
        bottom -= size + SPACE
        axes[f"yaxis{index + 2}"] = base | layout | {"domain": [max(bottom, 0) / inner, (bottom + size) / inner]}
    return axes


def _time_axis(
    left: dt.datetime, right: dt.datetime, below: Sequence[Any], midnight: bool, colours: Palette
) -> dict[str, Any]:
    edge = (right - left) / 100
    return {
        "type": "date",
        "range": [left.isoformat(), (right + edge).isoformat()],
        "anchor": f"y{len(below) + 1}" if below else "y",
        "gridcolor": colours.grid,
        "showgrid": False,
        "hoverformat": "%a %-d %b %Y" if midnight else "%a %-d %b %Y %H:%M",
        "tickangle": 0,
        "tickformatstops": [
            {"dtickrange": [None, 86_399_999], "value": "%H:%M\n%-d %b"},
            {"dtickrange": [86_400_000, "M1"], "value": "%-d %b\n%Y"},
            {"dtickrange": ["M1", "M12"], "value": "%b\n%Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
        "spikecolor": colours.muted,
        "spikethickness": 1,
        "spikedash": "dot",
    }
