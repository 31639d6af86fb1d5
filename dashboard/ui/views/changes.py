"""How far series moved at a deployment, in words, figures and lines. Values in, HTML and shapes out; all escaped."""

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

from dashboard.history.pooled import Span
from dashboard.practice import wording
from dashboard.practice.effect import Deployment, Effect
from dashboard.practice.profile import Profile
from dashboard.practice.splits import values_of
from dashboard.ui.theme import palette
from dashboard.ui.views import scale
from dashboard.ui.views.figures_table import Cell, Said, figures_table
from dashboard.ui.views.forest import Bar
from dashboard.ui.views.moves import difference


def sentence(chosen: Deployment, own: Effect, days: int, unit: str, as_of: dt.datetime) -> str:
    """What came after it, in the series that is looked at."""
    when = f"<b>{escape(chosen.title)}</b> · {escape(wording.moment(chosen.at, as_of))}"
    told = f" · {escape(chosen.text)}" if chosen.text else ""
    if own.change is None:
        said = f"there are not observations both in the {days} days before and after it"
    elif own.interval is None:
        said = f"{difference(own.change, unit)} after it, from too few observations to say how sure"
    else:
        sure = "" if own.clear else " — it may be chance: no change at all lies within the interval"
        said = f"<b>{escape(difference(own.change, unit))}</b> after it, {escape(between(own.interval, unit))}{sure}"
    return f'<div class="sentence">{when}{told}<br>{escape(values_of(own.segment))}: {said}</div>'


def between(interval: tuple[float, float], unit: str) -> str:
    """'95 % interval −3.51 points to −0.62 points'."""
    low, high = (difference(end, unit, max(map(abs, interval))) for end in interval)
    return f"95 % interval {low} to {high}"


def bar(effect: Effect, unit: str) -> Bar:
    """A row of the forest: filled where the interval leaves no change out, hollow where it is not known."""
    known = effect.interval
    said = f"{values_of(effect.segment)}: {difference(effect.change, unit)}" + (
        f", {between(known, unit)}" if known else ""
    )
    return Bar(values_of(effect.segment), effect.change, known, said, None if known else "no evidence")


def heading(unit: str) -> str:
    return f"change after the deployment, {'points' if unit == '%' else unit or 'as measured'}, with 95 % intervals"


def effects_table(found: Sequence[Effect], unit: str, seen: Profile) -> str:
    """A row a series: before, after, the change with its interval, and how large that is."""
    head = ["segment", "before", "after", "change", "95 % interval", "relative", "against the spread before"]
    most = max((abs(effect.change) for effect in found if effect.change is not None), default=0.0)
    return figures_table(head, [_effect(effect, unit, most, seen) for effect in found])


def _effect(effect: Effect, unit: str, most: float, seen: Profile) -> list[Cell]:
    state = seen.of_segment(effect.segment)
    counts = [wording.counted(n, "observation") for n in effect.points]
    sure: Cell = Said("not enough data", "no evidence")
    if effect.interval:
        low, high = (difference(end, unit, most) for end in effect.interval)
        sure = Said(f"{low} to {high}", small="" if effect.clear else "may be chance")
    relative = f"{100 * effect.relative:+.1f} %".replace("-", "−") if effect.relative is not None else wording.NONE
    large = abs(effect.change) / effect.spread if effect.change is not None and effect.spread else None
    return [
        Said(values_of(effect.segment), state.state if state and state.state != "ok" else None),
        Said(wording.value(effect.before, unit), small=counts[0]),
        Said(wording.value(effect.after, unit), small=counts[1]),
        difference(effect.change, unit, most), sure, relative, f"{large:.1f} ×" if large is not None else wording.NONE,
    ]  # fmt: skip


def notes(days: int, others: Sequence[Deployment], as_of: dt.datetime) -> str:
    """How the interval is made, and what else was deployed meanwhile."""
    said = [
        f"Mean of the observations in the {days} days before against those after, up to now. The interval takes into "
        "account that an observation resembles the one before it (first-order autocorrelation, effective sample size). "
        "After is not because of."
    ]
    if others:
        named = ", ".join(f"{d.title} ({wording.moment(d.at, as_of)})" for d in others)
        said.append(f"Also deployed within these days: {named}.")
    return f'<p class="quiet">{escape(" ".join(said))}</p>'


def levels(own: Effect, at: dt.datetime, span: Span, dark: bool) -> list[dict[str, Any]]:
    """The mean before and after as lines, and the deployment between them."""
    colours = palette(dark)
    sides = ((own.before, span[0], at), (own.after, at, span[1]))
    return [
        {
            "type": "line", "x0": scale.instants([start])[0], "x1": scale.instants([end])[0], "y0": level, "y1": level,
            "line": {"color": colours.accent, "width": 2},
        }
        for level, start, end in sides
        if level is not None
    ]  # fmt: skip
