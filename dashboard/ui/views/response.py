"""How we respond, as charts and lists. Values in, Plotly figures and HTML out; all text is escaped."""

import datetime as dt
import html
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.response_times import OUTCOMES, Times
from dashboard.practice.scope import Share
from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON, Palette
from dashboard.ui.views.frame import frame

ROW, EDGE = 44, 34  # px: a row with its name above it, the axis below
SHORTEST = 1 / 60  # hours: the axis begins with a minute
TICKS = {"1 min": 1 / 60, "10 min": 1 / 6, "1 h": 1, "6 h": 6, "1 day": 24, "1 week": 168, "1 month": 730}
# Each outcome of a step in the tone of the state that it is most like.
STEPS: dict[str, State] = {
    "in time": "ok", "late": "warning", "overdue": "critical", "skipped": "no evidence", "done": "accepted",
    "open": "pending",
}  # fmt: skip
FIRED: dict[str, State] = {"fired": "no evidence", "fired again": "warning"}
MOST = 15  # incidents in the list; the downloads have all


def figures(acknowledge: Times, resolve: Times, steps: Share, n: int) -> str:
    """The period in four figures, each with what it leaves out."""
    shown = [(f"{n:,}", "incident" if n == 1 else "incidents", "")]
    shown.append((hours(acknowledge.median), "to acknowledge", _and(acknowledge, "not acknowledged yet")))
    shown.append((hours(resolve.median), "to resolve", _and(resolve, "under way")))
    share = wording.share(steps.value) if steps.value is not None else wording.NONE
    shown.append((share, "of steps in time", f"{steps.n} of {steps.of} that were due" if steps.of else "none was due"))
    return (
        '<div class="totals">'
        + "".join(f"<span><b>{escape(a)}</b> {escape(b)}<small>{escape(c)}</small></span>" for a, b, c in shown)
        + "</div>"
    )


def _and(times: Times, without: str) -> str:
    said = [f"median; nine of ten within {hours(times.most)}"] if times.n > 1 else ["of one"] if times.n else []
    return "; ".join([*said, *([f"{times.without} {without}"] if times.without else [])])


def hours(number: float | None) -> str:
    """'3 hours', '12 days', 'at once'; '–' if there is none."""
    if number is None or math.isnan(number):
        return wording.NONE
    return wording.span(dt.timedelta(hours=number)) if number >= SHORTEST else "at once"


def spans(rows: pd.DataFrame, by: str, what: str, without: str, colours: Palette) -> go.Figure:
    """How long it took, a row each of `summarised`: a dot at the median, a line to what nine of ten do not exceed.

    The axis is logarithmic. A row of which nothing is known yet says how many are `without`.
    """
    places = list(range(len(rows)))
    middle = rows[f"{what}_median"].clip(lower=SHORTEST)
    most = rows[f"{what}_90"].clip(lower=SHORTEST)
    column = "waiting" if what == "acknowledge" else "under_way"
    notes = [_note(row[f"{what}_median"], row["n"], row[column], without) for row in rows.to_dict("records")]
    said = [
        f"{html.escape(str(name))}<br>median {hours(a)}, nine of ten within {hours(b)}<extra></extra>"
        for name, a, b in zip(rows[by], rows[f"{what}_median"], rows[f"{what}_90"], strict=True)
    ]
    lines = {
        "type": "scatter", "mode": "lines", "line": {"color": colours.line, "width": 3}, "opacity": 0.45,
        "x": [x for a, b in zip(middle, most, strict=True) for x in (_drawn(a), _drawn(b), None)],
        "y": [y for place in places for y in (place, place, None)], "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    dots = {
        "type": "scatter", "mode": "markers", "x": [_drawn(a) for a in middle], "y": places, "name": "median",
        "marker": {"size": 11, "color": colours.line}, "hovertemplate": said,
    }  # fmt: skip
    ends = {
        "type": "scatter", "mode": "markers", "x": [_drawn(b) for b in most], "y": places, "name": "nine of ten within",
        "marker": {"size": 9, "color": colours.page, "line": {"color": colours.line, "width": 2}},
        "hovertemplate": said,
    }  # fmt: skip
    known = [v for v in (*middle, *most) if not math.isnan(v)] or [1.0]
    axis = {
        "type": "log", "range": [math.log10(min(known) / 1.6), math.log10(max(known) * 1.6)],
        "tickvals": list(TICKS.values()), "ticktext": list(TICKS), "gridcolor": colours.grid, "zeroline": False,
    }  # fmt: skip
    layout = _layout([*rows[by]], notes, axis, colours)
    return go.Figure({"data": [lines, ends, dots], "layout": layout})


def _note(median: float, n: int, open_: int, without: str) -> str:
    """'3 hours, n 4, 1 not yet'."""
    measured = f"{hours(median)}, n {n - open_}" if n > open_ else ""
    return ", ".join(filter(None, (measured, f"{open_} {without}" if open_ else "")))


def counts(
    rows: pd.DataFrame, by: str, tones: Mapping[str, State], notes: Sequence[str], colours: Palette
) -> go.Figure:
    """How many of each outcome (columns named as `tones`, '_' for ' '), a bar a row of the frame."""
    bars = []
    for name, tone in tones.items():
        n = rows[name.replace(" ", "_")]
        if n.any():
            bars.append(
                {
                    "type": "bar", "orientation": "h", "name": name, "x": n.tolist(), "y": list(range(len(rows))),
                    "width": 0.34, "text": [f"{v}" if v else "" for v in n], "textposition": "inside",
                    "insidetextanchor": "middle", "textangle": 0, "textfont": {"color": colours[tone].on, "size": 11},
                    "constraintext": "none",
                    "marker": {"color": colours[tone].fill, "line": {"width": 0}},
                    "hovertemplate": f"{name}: %{{x}}<extra></extra>",
                }
            )  # fmt: skip
    most = max((sum(bar["x"][i] for bar in bars) for i in range(len(rows))), default=1)
    axis = {"dtick": max(1, math.ceil(most / 6)), "gridcolor": colours.grid, "zeroline": False, "rangemode": "tozero"}
    layout = _layout([*rows[by]], notes, axis, colours)
    return go.Figure({"data": bars, "layout": layout | {"barmode": "stack"}})


def _layout(names: Sequence[Any], notes: Sequence[str], axis: Mapping[str, Any], colours: Palette) -> dict[str, Any]:
    """Rows with their names above them, so that a phone has the whole width for what is drawn."""
    named = [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place,
            "yanchor": "bottom",
            "yshift": 7,
            "text": f"{html.escape(str(name))}\u2002<span style='color:{colours.muted}'>{html.escape(note)}</span>",
            "font": {"size": 12, "color": colours.text},
            "showarrow": False,
        }
        for place, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
    return frame(EDGE + 28 + ROW * len(names), colours, 12) | {
        "margin": {"l": 4, "r": 4, "t": 28, "b": EDGE},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        "xaxis": {"fixedrange": True, **axis},
        "yaxis": {"range": [len(names) - 0.6, -0.75], "visible": False, "fixedrange": True},
        "annotations": named,
    }


def _drawn(number: float) -> float | None:
    return None if math.isnan(number) else round(number, 4)


def incident_list(rows: pd.DataFrame, titles: Mapping[str, str], as_of: dt.datetime) -> str:
    """The incidents, those that nobody acknowledged first, then the slowest to be; each a link to its page."""
    ranked = rows.sort_values("acknowledge_hours", ascending=False, na_position="first", kind="stable")
    said = "".join(_incident(row, titles, as_of) for row in ranked.head(MOST).to_dict("records"))
    rest = f'<p class="muted">and {len(rows) - MOST} that were quicker</p>' if len(rows) > MOST else ""
    return f"{said}{rest}"


def _incident(row: Mapping[str, Any], titles: Mapping[str, str], as_of: dt.datetime) -> str:
    tone: State = row["level"]
    link = escape("incidents?" + urlencode({"incident": row["incident"]}), quote=True)
    taken, resolved = row["acknowledge_hours"], row["resolve_hours"]
    opened = row["opened_at"].to_pydatetime()
    if math.isnan(taken):
        answer = f"not acknowledged for {wording.span(as_of - opened)}"
    else:
        answer = "acknowledged at once" if taken < SHORTEST else f"acknowledged after {hours(taken)}"
    steps = ", ".join(f"{row[o.replace(' ', '_')]} {o}" for o in OUTCOMES if row[o.replace(" ", "_")])
    end = row["state"] if math.isnan(resolved) else f"resolved after {hours(resolved)}"
    return (
        f'<div class="feed answer {css_class(tone)}"><span class="tone">{ICON[tone]} {tone}</span>'
        f'<span class="what"><b><a href="{link}" target="_self">{escape(row["title"])}</a></b>'
        f"<small>{escape(titles.get(row['sop'], row['sop']))} · {escape(row['who'])}</small></span>"
        f'<span class="when"><b>{escape(wording.moment(opened, as_of))}</b><small>{escape(answer)}</small></span>'
        f'<span class="who"><small>{escape(end)}</small><small>{escape(f"steps: {steps}" if steps else "")}</small>'
        "</span></div>"
    )
