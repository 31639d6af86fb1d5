"""The threshold lab, drawn: one series with today's bound and the tried one, and when it was in breach by each.

Values in; out comes the course of the series as a Plotly figure, which a moved bound leaves as it is, and what does
move as HTML that lies over it. All text of a user is escaped.
"""

import datetime as dt
import html

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from dashboard.practice import wording
from dashboard.practice.lab.numbers import Judgement
from dashboard.practice.lab.trial import Trial
from dashboard.ui.theme import Palette
from dashboard.ui.views import axes, scale
from dashboard.ui.views.frame import figure, frame

HEIGHT, ROW = 260, 19  # px: the plot, a row under it
FEW = 70  # points: each is seen
TOP, RIGHT, BOTTOM = 8, 14, 36  # px around them
NAMES = {"law": "the law then", "today": "as stated now", "tried": "as tried"}
Instants = npt.NDArray[np.datetime64]  # microseconds since 1970, naive UTC


def history(
    seen: Trial, points: pd.DataFrame, segment: str, as_of: dt.datetime, colours: Palette
) -> tuple[go.Figure, str]:
    """The evidence (`points`: at, value) of one segment; and to lie over it the bounds, and the breaches of each
    verdict in rows below."""
    held, unit = seen.signal, seen.subject.metric.unit
    percent = 100 if wording.is_change(held) else 1
    drawn = points.assign(value=points["value"] * percent)
    bounds = _bounds(seen)
    low, high = scale.value_range(drawn["value"].to_numpy(float), [bound * percent for _, _, bound in bounds])
    before, after = scale.around(wording.unit_of(unit, held))
    ticks = scale.ticks(low, high, 6, before, after)
    left = points["at"].iloc[0].to_pydatetime()
    rows = [("incidents", "incidents", _known(seen)), *_verdicts(seen, segment, as_of)]
    beside = axes.beside([ticks, {"ticktext": [name for _, name, _ in rows]}])
    room = ROW * len(rows) + axes.SPACE
    gapless = scale.with_gaps(drawn)
    line = {
        "type": "scatter",
        "mode": "lines+markers" if len(points) <= FEW else "lines",  # a lone point would be no line
        "x": scale.instants(gapless["at"]),
        "y": scale.numbers(gapless["value"]),
        "hovertemplate": f"{before}%{{y:{scale.number_format(high - low)}}}{after}<extra></extra>",
        "line": {"color": colours.line, "width": 1.4},
        "marker": {"size": 4},
    }
    layout = frame(TOP + HEIGHT + room + BOTTOM, colours) | {
        "showlegend": False,
        "dragmode": False,
        "margin": {"l": beside, "r": RIGHT, "t": TOP, "b": BOTTOM, "pad": 2},
        "hovermode": "x",
        "xaxis": axes.time(left, as_of, (), False, colours) | {"anchor": "free", "position": 0},
        **axes.stacked((), HEIGHT + room, room, colours),
    }
    layout["yaxis"] |= {"range": [low, high], **ticks}
    lines = "".join(
        _bound(
            name,
            side,
            100 * (bound * percent - low) / (high - low),
            wording.one_sided(side, bound, unit, held),
            seen.moved,
        )
        for name, side, bound in bounds
    )
    bars = "".join(
        f'<div class="{kind}" style="height:{ROW}px"><small>{name}</small>{_bars(spans, left, as_of)}</div>'
        for kind, name, spans in rows
    )
    return figure([line], layout), (
        f'<div class="over" style="left:{beside}px;right:{RIGHT}px;top:{TOP}px">'
        f'<div class="bounds" style="height:{HEIGHT}px;margin-bottom:{axes.SPACE}px">{lines}</div>{bars}</div>'
    )


def _bounds(seen: Trial) -> list[tuple[str, str, float]]:
    """now or tried, the side, and the bound; the tried ones last, on top of the others."""
    same = seen.subject.rule(seen.subject.threshold).signal.name == seen.signal
    now = {side: getattr(seen.subject.threshold, side) if same else None for side in seen.subject.sides}
    tried = {side: getattr(seen.threshold, side) for side in seen.subject.sides}
    if now == tried:
        return [("now", side, bound) for side, bound in tried.items()]
    left = [("now", side, bound) for side, bound in now.items() if bound not in (None, tried[side])]
    names = {side: "now and tried" if now[side] == bound else "tried" for side, bound in tried.items()}
    return [*left, *((names[side], side, bound) for side, bound in tried.items())]


def _bound(name: str, side: str, place: float, said: str, moved: bool) -> str:
    """A line at its `place`, in percent from below, and on its outer side what it is. Out of sight: an arrow there."""
    out, arrow = ("high", " ↑") if place > 100 else ("low", " ↓") if place < 0 else ("", "")
    names = " ".join(filter(None, (side, out, "beside" if moved and name == "now" else "")))
    return (
        f'<i class="{names}" style="bottom:{min(max(place, 0), 100):.5g}%"><small>{name} '
        f"{html.escape(said)}{arrow}</small></i>"
    )


def _known(seen: Trial) -> tuple[Instants, Instants]:
    begun, over = np.array([(k.at, k.until or k.at) for k in seen.incidents], "datetime64[us]").reshape(-1, 2).T
    return begun, over


def _verdicts(seen: Trial, segment: str, as_of: dt.datetime) -> list[tuple[str, str, tuple[Instants, Instants]]]:
    """From when until when the segment was in breach by each verdict, in order of time."""
    rows = []
    for kind, name in NAMES.items():
        verdict: Judgement = getattr(seen, kind)
        own = (verdict.breaches["segment"] == segment).to_numpy()
        since, until = (verdict.breaches[c].to_numpy("datetime64[us]")[own] for c in ("since", "ended_at"))
        order = np.argsort(since, kind="stable")
        rows.append((kind, name, (since[order], np.where(np.isnat(until), np.datetime64(as_of, "us"), until)[order])))
    return rows


def _bars(spans: tuple[Instants, Instants], left: dt.datetime, right: dt.datetime) -> str:
    """A bar from each beginning to its end; what touches on the screen is one bar, for a noisy year has hundreds."""
    start, touching = np.datetime64(left), np.timedelta64((right - left) / 240)
    since, until = (edges[spans[1] >= start] for edges in spans)
    since = np.maximum(since, start)
    until = np.maximum.accumulate(np.maximum(until, since + touching))
    apart = since[1:] - until[:-1] > touching
    begins, ends = since[np.append(True, apart)[: since.size]], until[np.append(apart, True)[: until.size]]
    whole = np.timedelta64(axes.reach(left, right))
    return "".join(
        f'<i style="left:{at:.5g}%;width:{wide:.4g}%"></i>'
        for at, wide in zip(100 * ((begins - start) / whole), 100 * ((ends - begins) / whole), strict=True)
    )
