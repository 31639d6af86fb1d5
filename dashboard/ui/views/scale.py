"""Where things fall on a chart: instants as text, ranges, number formats, and labels that keep clear of one another."""

import datetime as dt
import html
import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

NARROW = 200  # px: labels that keep clear of one another in the plot of a phone do so everywhere
CHARACTER = 6.4  # px of an average character of a label
SIZES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
CURRENCIES = "€$£¥"
FEW = 1200  # values: what a small chart has at most
FEW_EDGES = 64  # instants: up to so many are told one by one


def instants(at: Iterable[dt.datetime]) -> list[str]:
    """Instants as the shortest text that plotly reads as a UTC date: '2026-7-6', '2026-7-6 13', '2026-7-6 13:05'.

    A figure is mostly instants; full ISO 8601 would make it half as large again. Plotly draws numbers in the zone of
    the browser, so they are no way out.
    """
    if not isinstance(at, pd.Series):
        at = list(at)
        if len(at) <= FEW_EDGES:
            return _few(at)
    index = pd.DatetimeIndex(pd.to_datetime(at) if not isinstance(at, pd.Series) else at)
    days = [f"{y}-{m}-{d}" for y, m, d in zip(index.year, index.month, index.day, strict=True)]
    if (index == index.normalize()).all():
        return days
    clocks = zip(index.hour, index.minute, index.second, index.microsecond, strict=True)
    return [f"{day} {_clock(*clock)}".rstrip() for day, clock in zip(days, clocks, strict=True)]


def _few(at: Sequence[dt.datetime]) -> list[str]:
    """The same of the edges of a shape, without the cost of an array."""
    days = [f"{one.year}-{one.month}-{one.day}" for one in at]
    clocks = [_clock(one.hour, one.minute, one.second, one.microsecond) for one in at]
    return [f"{day} {clock}".rstrip() for day, clock in zip(days, clocks, strict=True)]


def _clock(hour: int, minute: int, second: int, microsecond: int) -> str:
    if microsecond:
        return f"{hour}:{minute:02}:{second:02}.{microsecond:06}"
    if second:
        return f"{hour}:{minute:02}:{second:02}"
    if minute:
        return f"{hour}:{minute:02}"
    return str(hour) if hour else ""


def numbers(values: Sequence[float] | np.ndarray | pd.Series) -> np.ndarray | list[float | None]:
    """Values as a list where they are few, else as 4-byte floats; in 7 digits or more where that keeps them apart,
    else as they are.

    Plotly takes an array for a changed one at every look, and draws it anew; a list it does not. An array is shorter.
    """
    array = np.asarray(values, dtype=float)
    known = array[np.isfinite(array)]
    close = known.size and 0 < np.ptp(known) < 1e-4 * np.abs(known).max()
    if len(array) <= FEW:
        return [(float(v) if close else float(f"{v:.8g}")) if np.isfinite(v) else None for v in array]
    return array.astype(np.float32) if not close and (not known.size or np.abs(known).max() < 1e30) else array


def silence(at: pd.Series) -> pd.Timedelta:
    """The longest step between two points that is still drawn as a line: four times what nearly all steps keep to."""
    steps = at.diff().dropna()
    return 4 * steps.quantile(0.9) if len(steps) else pd.Timedelta(0)


def with_gaps(points: pd.DataFrame) -> pd.DataFrame:
    """`points` (at, value, …) with a row of nothing wherever the series was silent, so that no line bridges it."""
    late = points["at"].diff() > silence(points["at"])
    if not late.any():
        return points
    holes = points.loc[late, ["at"]] - pd.Timedelta(seconds=1)
    return pd.concat([points, holes]).sort_values("at", kind="stable")


def value_range(values: np.ndarray, bounds: Iterable[float], reach: float = 8.0) -> tuple[float, float]:
    """(low, high) that holds all values, and each bound that leaves them at least 1/`reach` of the height."""
    known = values[np.isfinite(values)]
    wanted = list(bounds)
    if not known.size:
        low, high = (min(wanted), max(wanted)) if wanted else (0.0, 1.0)
    else:
        low, high = float(known.min()), float(known.max())
        span = (high - low) or abs(high) * 0.1 or 1.0
        for bound in sorted(wanted, key=lambda b: max(low - b, b - high)):
            if max(high, bound) - min(low, bound) <= reach * span:
                low, high = min(low, bound), max(high, bound)
    margin = 0.06 * ((high - low) or abs(high) or 1.0)
    return low - margin, high + margin


def number_format(span: float) -> str:
    """A d3 format with the decimals that tell values within `span` apart, and no more: about three digits of it."""
    decimals = 2 - math.floor(math.log10(span)) if span > 0 else 2
    return f",.{min(max(decimals, 0), 8)}~f"


def ticks(low: float, high: float, most: int, before: str = "", after: str = "") -> dict[str, list[Any]]:
    """At most `most` round numbers from `low` to `high`, with `before` and `after` each, as an axis of plotly has them.

    Plotly can choose them too, but then draws the chart, measures them to leave room beside it, and draws it again.
    """
    if not 1e-300 < high - low < math.inf:
        return {"tickvals": [], "ticktext": []}
    unit = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = (unit * factor for factor in (1, 2, 5, 10, 20))
    step = next(step for step in steps if math.floor(high / step) - math.ceil(low / step) < most)
    at = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return {"tickvals": at, "ticktext": [f"{before}{_short(value, step, max(-low, high))}{after}" for value in at]}


def counts(most: int, lines: int = 5) -> list[int]:
    """Round whole numbers from 0 to `most`, a line each."""
    return [int(at) for at in ticks(0, most, lines)["tickvals"] if at == int(at)]


def _short(value: float, step: float, largest: float) -> str:
    """A multiple of `step` with the decimals it has; in thousands, millions, … where `largest` has five digits."""
    size, letter = next(((size, letter) for size, letter in SIZES if largest >= 10 * size), (1.0, ""))
    decimals = max(0, -math.floor(math.log10(step / size) + 1e-9))
    if decimals > 8 or largest >= 1e16:
        return f"{value:.12g}"
    return f"{value / size:,.{decimals}f}{letter}".replace("-", "−")


def around(unit: str) -> tuple[str, str]:
    """What stands before and after each number on an axis, safe to draw; a unit too long for that stands above it."""
    if unit and unit[0] in CURRENCIES and len(unit) <= 3:
        return html.escape(unit), ""
    return ("", f" {html.escape(unit)}") if 0 < len(unit) <= 3 else ("", "")


def shorten(text: str, width: int) -> str:
    """One line of at most `width` characters, safe to draw."""
    return html.escape(textwrap.shorten(text, width, placeholder="…") if " " in text else text[:width])


def lines(text: str, width: int = 64, most: int = 5) -> str:
    """Text of a user as hover text: wrapped, cut after `most` lines, safe to draw."""
    return "<br>".join(map(html.escape, textwrap.wrap(text, width, max_lines=most, placeholder=" …")))


def stagger(
    labels: Sequence[tuple[float, int]], rows: int = 2, width: float = NARROW, kept: int = 0
) -> list[int | None]:
    """The row of each label, None where it must be left out; (place 0…1, characters), the last ones placed first.

    `kept`: how many characters at the left end of row 0 are taken already.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    if kept:
        taken[0].append((-math.inf, kept * CHARACTER))
    placed: list[int | None] = [None] * len(labels)
    for index in sorted(range(len(labels)), key=lambda i: -labels[i][0]):
        place, characters = labels[index]
        half = characters * CHARACTER / 2 + 3
        centre = min(max(place * width, half), width - half)
        for row, spans in enumerate(taken):
            if all(centre + half <= low or high <= centre - half for low, high in spans):
                spans.append((centre - half, centre + half))
                placed[index] = row
                break
    return placed
