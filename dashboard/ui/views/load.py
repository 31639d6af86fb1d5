"""Breaches fired a week, as stated now and as tried, as bars of HTML: a third chart of Plotly's would take as long as
all else that a moved bound changes. Values in, HTML out; all text of a user is escaped."""

import datetime as dt
from collections import defaultdict
from html import escape

import pandas as pd

from dashboard.practice import wording
from dashboard.practice.lab.numbers import Judgement
from dashboard.practice.lab.trial import Trial
from dashboard.ui.views import scale
from dashboard.ui.views.lab import NAMES

WEEK = dt.timedelta(days=7)
BAR = 0.4  # of a week: two stand in it
MONTHS = 9  # at most so many names of them under it


def load(seen: Trial) -> str:
    """A bar a week and verdict; pointing at one tells whose they were."""
    start, end = seen.first_at, max(seen.last_at, seen.first_at + WEEK)
    today, tried = (_most(verdict) for verdict in (seen.today, seen.tried))
    most = max(1, today, tried)
    lines = "".join(
        f'<span class="line" style="bottom:{100 * n / most:.4g}%"><small>{n}</small></span>' for n in scale.counts(most)
    )
    bars = "".join(_bars(seen, name, place, start, end, most) for place, name in enumerate(("today", "tried")))
    months = "".join(
        f'<small style="left:{_across(month, start, end):.4g}%">{month:%b}{f"<br>{month:%Y}" if named else ""}</small>'
        for month, named in _months(start, end)
    )
    legend = "".join(f'<span><i class="{name}"></i>{NAMES[name]}</span>' for name in ("today", "tried"))
    said = f"Breaches fired a week: at most {today} {NAMES['today']}, {tried} {NAMES['tried']}"
    return (
        f'<div class="weeks plotted" role="img" aria-label="{said}"><div class="legend">{legend}</div>'
        f'<div class="plot">{lines}{bars}</div><div class="below">{months}</div></div>'
    )


def _most(verdict: Judgement) -> int:
    """In one week, whosever they were."""
    return int(verdict.load.groupby("week")["n"].sum().max()) if len(verdict.load) else 0


def _across(at: dt.datetime, start: dt.datetime, end: dt.datetime) -> float:
    """Where an instant lies between two, in percent."""
    return 100 * (at - start) / (end - start)


def _bars(seen: Trial, name: str, place: int, start: dt.datetime, end: dt.datetime, most: int) -> str:
    whose: dict[pd.Timestamp, list[tuple[str, int]]] = defaultdict(list)
    for who, week, n in getattr(seen, name).load[["who", "week", "n"]].itertuples(index=False):
        whose[week].append((who, n))
    width = 100 * BAR * WEEK / (end - start)
    drawn = []
    for week, own in whose.items():
        told = f"week of {wording.day(week)}, {NAMES[name]}: {', '.join(f'{who} {n}' for who, n in own)}"
        left = min(max(_across(week, start, end), 0), 100 - 2 * width) + place * width
        high = 100 * sum(n for _, n in own) / most
        drawn.append(
            f'<i class="{name}" style="left:{left:.5g}%;width:{width:.4g}%;height:{high:.4g}%" '
            f'title="{escape(told, quote=True)}"></i>'
        )
    return "".join(drawn)


def _months(start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, bool]]:
    """The beginnings of months to name, and whether the year is said with it: where it begins, and first of all."""
    firsts = [at.to_pydatetime() for at in pd.date_range(start, end, freq="MS", normalize=True) if start <= at < end]
    shown = firsts[:: max(1, -(-len(firsts) // MONTHS))]
    return [(at, i == 0 or at.year != shown[i - 1].year) for i, at in enumerate(shown)]
