"""The picture of a trend in the minutes: points, thresholds as they were in force, the breach shaded.

Drawn by matplotlib, which is imported only here and only when something is drawn; the same curve gives the same bytes.
"""

import datetime as dt
import io
import re
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from dashboard.practice import wording
from dashboard.practice.minutes.colours import LIGHT, variable
from dashboard.practice.minutes.form import Curve
from dashboard.practice.minutes.told import clean

Axes = Any  # matplotlib's own types do not know that it draws instants

SIZE = (6.6, 1.75)  # inches
DPI = 170
LETTER = 0.0118  # of the width of the picture: one digit
# svg.hashsalt keeps the names of clips the same from one drawing to the next; a unit like $ is no formula.
SETTINGS: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "minutes", "text.parse_math": False, "font.family": "DejaVu Sans",
    "font.size": 8.5, "axes.unicode_minus": True, "path.simplify": True,
}  # fmt: skip
_DRAWING = threading.Lock()  # matplotlib's settings belong to the whole process


def is_drawable(curve: Curve | None) -> bool:
    """Whether there is anything to see: one value at least."""
    return curve is not None and any(True for _ in _points(curve))


def caption(curve: Curve) -> str:
    """What is shown, where it is not the value itself: 'change against the 28 days before'."""
    return wording.signal_phrase(curve.signal)


def png(curve: Curve) -> bytes:
    """The picture as PNG on a transparent ground, in light colours: for paper."""
    return _drawn(curve, "png")


def svg(curve: Curve, name: str) -> str:
    """The picture as an `<svg>` element to stand in a page that sets the colours as CSS variables.

    `name` is a word of letters and digits, one a page and picture: it goes before the ids within.
    """
    text = _drawn(curve, "svg").decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text).replace("xlink:href", "href")
    text = re.sub(r'(<svg [^>]*?)width="[^"]*"', r'\1aria-hidden="true"', text, count=1)
    text = re.sub(r'(<svg [^>]*?)height="[^"]*" ?', r"\1", text, count=1)
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", text)
    text = re.sub(r'(href="|url\()#', rf"\1#{name}-", text)
    for colour, value in LIGHT.items():
        text = text.replace(value, f"var({variable(colour)})")
    return re.sub(r"\n\s*", "\n", text).strip()


def _drawn(curve: Curve, format: str) -> bytes:
    with _DRAWING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that the font lacks is drawn as a box
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with rc_context(SETTINGS):
            figure = Figure(figsize=SIZE)
            FigureCanvasAgg(figure)
            _draw(figure.add_subplot(), curve)
            sink = io.BytesIO()
            date: dict[str, Any] = {"Date": None} if format == "svg" else {"Software": None}
            figure.savefig(sink, format=format, dpi=DPI, transparent=True, metadata=date)
            return sink.getvalue()


def _draw(axes: Axes, curve: Curve) -> None:
    colour = LIGHT[next((bound[4] for bound in curve.bounds if bound[4] in LIGHT), "critical")]
    for since, to in curve.breaches:
        axes.axvspan(since, to, color=colour, alpha=0.13, linewidth=0)
    for start, end, lower, upper, level in curve.bounds:
        for bound in (lower, upper):
            if bound is not None:
                quiet = LIGHT.get(level, colour)
                axes.hlines(bound * _scale(curve), start, end, colors=quiet, linewidth=0.9, linestyles=(0, (4, 2)))
    proven = [(at, value) for at, value, evidence in _points(curve) if evidence]
    hollow = [(at, value) for at, value, evidence in _points(curve) if not evidence]
    few = len(proven) <= 40
    line = LIGHT["line"]
    _plot(axes, proven, color=line, linewidth=1.2, marker="o", markersize=2.6 if few else 0)
    for since, to in curve.breaches:
        within = [(at, value) for at, value in proven if since <= at <= to]
        _plot(axes, within, color=colour, linewidth=1.8, marker="o", markersize=3.4 if few else 2.2)
    if hollow:
        edge = {"markerfacecolor": "none", "markeredgecolor": line, "markeredgewidth": 0.8}
        _plot(axes, hollow, linestyle="none", marker="o", markersize=3.4, **edge)
    _frame(axes, curve)


def _plot(axes: Axes, points: list[tuple[dt.datetime, float]], **how: Any) -> None:
    axes.plot([at for at, _ in points], [value for _, value in points], **how)


def _frame(axes: Axes, curve: Curve) -> None:
    """Axes, few ticks, the unit at the top, and the bounds that were in force last named at the right."""
    _dates(axes, curve)
    axes.margins(y=0.12)
    axes.autoscale_view(scalex=False)
    low, high = axes.get_ylim()
    ticks = [tick for tick in _steps(low, high) if low <= tick <= high]
    axes.set_yticks(ticks, [wording.bound(tick) for tick in ticks])
    unit = " ".join(clean(wording.unit_of(curve.unit, curve.signal)).split())
    axes.text(0, 1.05, unit, transform=axes.transAxes, color=LIGHT["muted"])
    named = list(_last_bounds(curve))
    for bound, label, level in named:
        place = {"transform": axes.get_yaxis_transform(), "va": "center"}
        axes.text(1.008, bound, label, color=LIGHT.get(level, LIGHT["critical"]), **place)
    axes.tick_params(colors=LIGHT["muted"], length=2.5, width=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=LIGHT["border"], linewidth=0.8)
    # Room for the widest label; to let matplotlib find it out takes as long again as all of the drawing.
    left = max((len(wording.bound(tick)) for tick in ticks), default=1) * LETTER + 0.02
    right = max((len(label) for _, label, _ in named), default=0) * LETTER + 0.02
    left, right = max(left, 0.045), max(right, 0.045)  # half a date may stand out at either end
    axes.set_position((left, 0.15, 1 - left - right, 0.73))


def _dates(axes: Axes, curve: Curve) -> None:
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter

    clock: Any = dates
    instants = [at for at, _, _ in _points(curve)]
    first, last = min(instants), max(instants)
    room = (last - first) * 0.015 or dt.timedelta(hours=12)
    axes.set_xlim(first - room, last + room)
    years = first.year != last.year
    short = last - first < dt.timedelta(days=3)
    fine = short and any(at.time() != dt.time() for at in instants)  # else a point stands for its day

    def dated(number: float, _: int | None = None) -> str:
        at = clock.num2date(number).replace(tzinfo=None)
        text = wording.day(at, None if years else at).partition(" ")[2]
        return f"{text} {at:%H:%M}" if fine else text

    days = short and not fine
    axes.xaxis.set_major_locator(clock.DayLocator() if days else clock.AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(FuncFormatter(dated))


def _steps(low: float, high: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    return [float(tick) for tick in MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


def _last_bounds(curve: Curve) -> Iterator[tuple[float, str, str]]:
    """Where it lies, how it is named, and its level."""
    last = max((end for _, end, *_ in curve.bounds), default=None)
    for _, end, lower, upper, level in curve.bounds:
        for sign, bound in (("≥", lower), ("≤", upper)):
            if end == last and bound is not None:
                yield bound * _scale(curve), f"{sign} {wording.bound(bound * _scale(curve))}", level


def _points(curve: Curve) -> Iterator[tuple[dt.datetime, float, bool]]:
    for at, value, evidence in zip(curve.at, curve.values, curve.evidence, strict=True):
        if value is not None:
            yield at, value * _scale(curve), evidence


def _scale(curve: Curve) -> int:
    return 100 if wording.is_change(curve.signal) else 1
