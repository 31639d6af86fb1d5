"""Breaches by bound, in HTML: each place is a button. A second chart of Plotly's would take as long as all else that a
moved bound changes. Values in, HTML out; all text of a user is escaped."""

import math
from html import escape
from urllib.parse import quote

from dashboard.practice import wording
from dashboard.practice.lab.curve import At, Curve
from dashboard.practice.lab.trial import Trial
from dashboard.ui.theme import Palette
from dashboard.ui.views import scale
from dashboard.ui.views.spark import SAFE
from dashboard.ui.views.verdicts import breaches

ROOM = 0.1  # of the greatest number, below and above: a name stands there
BESIDE = 0.04  # of the reach of the bounds, on either side
FAR = 3.0  # times what the bounds worth trying span: today's or the tried one further out stands at the edge
NAMED = 12  # percent from an edge: a name stands inside of it


def curve(found: Curve, seen: Trial, colours: Palette) -> str:
    """A place a bound, filled where it tells of every known incident; today's and the tried bound stand out."""
    side, unit, held = found.side, seen.subject.metric.unit, seen.signal
    marks = []
    if seen.subject.rule(seen.subject.threshold).signal.name == held:
        marks.append(("today", getattr(seen.subject.threshold, side), len(seen.today.breaches)))
    if seen.moved or not marks:
        marks.append(("tried", getattr(seen.threshold, side), len(seen.tried.breaches)))
    places = [(at.bound, at.breaches) for at in found.places]
    low, high = _reach([bound for bound, _ in places], [bound for _, bound, _ in marks])
    most = max([n for _, n in places] + [n for _, _, n in marks] + [1])

    def place(bound: float, n: int) -> tuple[float, float]:
        """From the left and from below, in percent."""
        return min(max(100 * (bound - low) / (high - low), 0.0), 100.0), 100 * (n / most + ROOM) / (1 + 2 * ROOM)

    lines = "".join(
        f'<span class="line" style="bottom:{place(low, n)[1]:.4g}%"><small>{n:,}</small></span>'
        for n in scale.counts(most)
    )
    buttons = "".join(_button(at, found, place(at.bound, at.breaches), unit, held) for at in found.places)
    least = min((n, name != "tried") for name, _, n in marks) if len(marks) > 1 else None
    named = "".join(_named(name, n, place(bound, n), (n, name != "tried") == least) for name, bound, n in marks)
    percent = 100 if wording.is_change(held) else 1
    ticks = scale.ticks(low * percent, high * percent, 5, *scale.around(wording.unit_of(unit, held)))
    below = "".join(
        f'<small style="left:{place(at / percent, 0)[0]:.4g}%">{text}</small>'
        for at, text in zip(ticks["tickvals"], ticks["ticktext"], strict=True)
    )
    return (
        f'<div class="curve plotted" role="group" aria-label="Breaches by bound"><div class="plot">{lines}'
        f"{_line([place(*each) for each in places], colours.line)}{buttons}{named}</div>"
        f'<div class="below">{below}</div><div class="axis">{side} bound</div></div>'
    )


def _reach(tried: list[float], marked: list[float]) -> tuple[float, float]:
    """From which bound to which it is drawn: all of them, but for a marked one that lies far out."""
    own = [bound for bound in tried if bound not in marked] or marked
    room = FAR * (max(own) - min(own)) or math.inf
    near = [bound for bound in (*own, *marked) if min(own) - room <= bound <= max(own) + room]
    edge = BESIDE * (max(near) - min(near)) or 1.0
    return min(near) - edge, max(near) + edge


def _named(name: str, n: int, place: tuple[float, float], under: bool) -> str:
    """Today's or the tried bound, the lower one with its name `under` it; an arrow where it lies out of the edge."""
    side = "west" if place[0] < NAMED else "east" if place[0] > 100 - NAMED else ""
    names = " ".join(filter(None, (name, side, "under" if under else "")))
    before, after = "← " if place[0] == 0 else "", " →" if place[0] == 100 else ""
    return f'<b class="{names}" style="{_at(*place)}"><span>{before}{name}: {n:,}{after}</span></b>'


def _button(at: At, found: Curve, place: tuple[float, float], unit: str, held: str) -> str:
    told = f" · tells of {at.caught} of {found.incidents} incidents" if found.incidents else ""
    said = f"{wording.bound(at.bound, unit, held)} → {breaches(at.breaches)}{told}"
    names = [*(["all"] if found.incidents == at.caught > 0 else []), *(["east"] if place[0] > 50 else [])]
    return (
        f'<button type="button" class="{" ".join(["place", *names])}" style="{_at(*place)}" data-node="{at.bound!r}" '
        f'aria-label="{escape(said, quote=True)}"></button>'
    )


def _at(left: float, bottom: float) -> str:
    return f"left:{left:.5g}%;bottom:{bottom:.5g}%"


def _line(places: list[tuple[float, float]], colour: str) -> str:
    """Through all places, as a picture that is stretched over them (Streamlit takes `<svg>` out of HTML)."""
    path = "M" + "L".join(f"{x:.2f} {100 - y:.2f}" for x, y in places)
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'>"
        f"<path d='{path}' fill='none' stroke='{colour}' stroke-width='1.4' vector-effect='non-scaling-stroke'/></svg>"
    )
    return f'<img alt="" src="data:image/svg+xml,{quote(svg, safe=SAFE)}">' if len(places) > 1 else ""
